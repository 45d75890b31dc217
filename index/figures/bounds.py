"""Bounds: the words before a figure that say that it is about, over or under a value."""

from __future__ import annotations

import re
from decimal import Decimal

from index.figures.figure import Bound, Figure, Kind, Range

_JUST = r"(?:just\s+|well\s+|slightly\s+)?"
_WORDS: dict[Bound, str] = {
    "over": rf"{_JUST}(?:(?:more|greater|higher|longer)\s+than|over|above)|at\s+least",
    "under": rf"{_JUST}(?:(?:fewer|less|lower)\s+than|under|below)|at\s+most|up\s+to|almost|nearly|close\s+to",
    "about": r"(?:only\s+|just\s+)?(?:about|around|roughly|approximately|some|an?\s+estimated|circa)",
}
_BOUNDS = {
    bound: re.compile(rf"(?<![\w-])(?:{words})\s+\Z", re.IGNORECASE) for bound, words in _WORDS.items()
}
_LOOK_BACK = 24


def bounded(text: str, kind: Kind, value: Decimal | Range, unit: str, start: int, end: int) -> Figure:
    """The figure with the words before it that say that it is about, over or under this."""
    for bound, words in _BOUNDS.items():
        said = words.search(text, max(0, start - _LOOK_BACK), start)
        if said and not (kind == "duration" and said.group().strip().lower() == "over"):  # over three years
            return Figure(kind, value, unit, bound, said.start(), end)
    return Figure(kind, value, unit, "", start, end)
