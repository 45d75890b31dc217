"""Spans: where something stands in a text."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """Character offsets in an article's text, the end exclusive."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether both hold a character; an empty span overlaps where it stands within the other."""
        return self.start < other.end and other.start < self.end
