"""Spans: where something stands in a text."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """Character offsets in an article's text, the end exclusive."""

    start: int
    end: int
