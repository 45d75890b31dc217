"""Ranges and fractions: two numbers that make one figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from index.figures.bounds import bounded
from index.figures.figure import Figure, Range
from index.figures.numbers import Number
from index.figures.units import AFTER, CURRENCY_SIGNS, kind_and_unit

_DASHED = re.compile(
    r"(?<![\w.,/–-])(\d+(?:,\d{3})*(?:\.\d+)?)\s?[–-]\s?(\d+(?:,\d{3})*(?:\.\d+)?)(?![\w–-]|[.,]\d)"
)
_TO = re.compile(r"\s+(?:to|and)\s+(?:[£$€¥₹]\s?)?\Z")
_BETWEEN, _FROM = (
    re.compile(r"\bbetween\s+[£$€¥₹]?\s?\Z", re.IGNORECASE),
    re.compile(r"\bfrom\b", re.IGNORECASE),
)
_FRACTION = re.compile(
    r"(?<![\w-])(?<!first )(?<!second )(?<!other )(?:(?P<half>half)(?!\s+an?\b|-)|(?P<top>an?|one|two|three|four)[\s-]"
    r"(?P<bottom>thirds?|quarters?|fifths?|sixths?|tenths?)(?!\s+of\s+an?\s)"
    r"|(?P<of>one|two|three|four|\d+)\s+(?:in|out\s+of)\s+(?P<all>three|four|five|six|seven|eight|nine|ten|\d+))(?!\w)",
    re.IGNORECASE,
)
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_TENS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {word: number for number, word in enumerate(_TENS, 1)} | {"a": 1, "an": 1}
_LOOK_BACK = 24


def ranges(text: str, numbers: Sequence[Number]) -> Iterator[Figure]:
    """Between 10 and 20, 10 to 20 (but not from 10 to 20, which is a change), 10–20; 2-1 is a score."""
    for match in _DASHED.finditer(text):
        low, high = (Decimal(part.replace(",", "")) for part in match.groups())
        if low < high:
            yield _ranged(text, Range(low, high), *match.span())
        else:
            yield Figure("other", Decimal(0), "", "", *match.span())
    for one, other in pairwise(numbers):
        joint = text[one.end : other.start]
        if not _TO.match(joint) or one.value >= other.value:
            continue
        opened = _BETWEEN.search(text, max(0, one.start - _LOOK_BACK), one.start)
        to = joint.split()[0] == "to" and not _FROM.search(
            text, max(0, one.start - 2 * _LOOK_BACK), one.start
        )
        if opened or to:
            yield _ranged(
                text, Range(one.value, other.value), opened.start() if opened else one.start, other.end
            )


def _ranged(text: str, value: Range, start: int, end: int) -> Figure:
    signs = [sign for sign in text[max(0, start - 1) : end] if sign in CURRENCY_SIGNS]
    if signs:
        start -= text[max(0, start - 1)] in CURRENCY_SIGNS
        return Figure("money", value, CURRENCY_SIGNS[signs[0]], "", start, end)
    if after := AFTER.match(text, end):
        kind, unit = kind_and_unit(after)
        return Figure(kind, value, unit, "", start, after.end())
    return Figure("count", value, "", "", start, end)


def fractions(text: str, numbers: Sequence[Number]) -> Iterator[Figure]:
    """Half, two thirds, one in five: a share that is no percentage."""
    for match in _FRACTION.finditer(text):
        if any(number.start < match.start() and match.end() <= number.end for number in numbers):
            continue  # two and a half million
        if match["half"]:
            value = Decimal("0.5")
        else:
            top = match["top"] or match["of"]
            bottom = match["bottom"] or match["all"]
            below = _PARTS.get(bottom.lower().rstrip("s")) or _number(bottom)
            if not below or _number(top) > below:
                continue
            value = Decimal(_number(top)) / Decimal(below)
        yield bounded(text, "fraction", value.quantize(Decimal("0.0001")), "", *match.span())


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _COUNTS[word.lower()]
