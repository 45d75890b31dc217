"""Comparisons: what a sentence holds its subject against, "more than in 2011", "a little ahead of the Thames"."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from index.figures.read import figures_in


class Compared(NamedTuple):
    """The words that stand for the other side of a comparison, with the figure that is the difference."""

    start: int
    end: int

    def overlaps(self, start: int, end: int) -> bool:
        """Whether any of a text's characters from `start` to `end` is in it."""
        return self.start < end and start < self.end


@functools.lru_cache(maxsize=512)
def comparisons(text: str) -> tuple[Compared, ...]:
    """The other sides of the comparisons in a sentence.

    One ends with its clause; a relative clause that goes on about it is a part of it.
    """
    figures = figures_in(text)
    found = []
    for match in _AGAINST.finditer(text):
        difference = next(
            (one.start for one in reversed(figures) if _LEADS_ON.fullmatch(text, one.end, match.start())),
            match.start(),
        )
        end = _ENDS.search(text, match.end())
        found.append(Compared(difference, end.start() if end else len(text)))
    return tuple(found)


_AGAINST = re.compile(
    r"\b(?:(?:more|less|fewer|greater|(?!rather|other|whether)[a-z]{2,}er)\b[^,;:.()]{0,40}?\bthan\b"
    r"(?!\s+(?:[£$€]?\d|(?:a|an|one|half|twice)\s))|"
    r"compared (?:with|to)|in comparison (?:with|to)|as against|unlike|(?:up|down) from|ahead of|as \w+ as|"
    r"from(?=\s[£$€]?\d)(?!\s(?:1[5-9]|20)\d\d\b))(?=\s)",
    re.IGNORECASE,
)
"""What leads to the other side: "more than 300" has none."""
_LEADS_ON = re.compile(r"\s*(?:[\w’'-]+\s+){0,2}")
_ENDS = re.compile(
    r"[;()–—]|[.!?](?:\s|\Z|[\"”’])|,(?!\s*(?:when|where|which|whose|in which)\b|\d)|\b(?:to|but|while|whereas)\b"
)


def is_only_compared(text: str, start: int, end: int, answer: int) -> bool:
    """Whether the words from `start` to `end` are the other side of a comparison that what answers is no part of."""
    return any(one.overlaps(start, end) and not one.overlaps(answer, answer + 1) for one in comparisons(text))
