"""Reading: every figure of a text, with its kind, its unit and the exact offsets of its words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from decimal import Decimal

from index.figures.bounds import bounded
from index.figures.dates import dates_in
from index.figures.figure import Figure
from index.figures.numbers import Number, numbers_in
from index.figures.ranges import fractions, ranges
from index.figures.units import AFTER, CURRENCY_SIGNS, kind_and_unit

_NOISE = re.compile(
    r"(?<![\w.,])\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.)(?!\w)"  # 3pm, 10.30 a.m.
    r"|(?<![\w:.,])\d{1,2}:\d\d(?::\d\d)?(?![\w:])"
    r"|(?<![\w.-])\d+(?:-\d+){2,}(?!\w)"  # 4-4-2, telephone numbers
    r"|(?<![\w.,])\d+(?:,\d{3})*(?:st|nd|rd|th)\b"
    r"|\b[A-Z]\w*-\d+\b"  # Covid-19
    r"|\bNo\.?\s?\d+|(?<!\w)#\d+",
    re.IGNORECASE,
)
_LOOK_BACK = 24
_AGED = re.compile(r"(?:\baged?(?:\s+of)?|\bage\s+is)\s+\Z", re.IGNORECASE)
_OLD = re.compile(
    r"-(?:year|month|week|day)s?-olds?\b|\s+(?:years?|months?|weeks?|days?)\s+old\b", re.IGNORECASE
)
_IN_COMMAS = re.compile(r"[A-Za-z’'-]+,\s\Z"), re.compile(r"(?=[,.;)]|\s*\Z)")
_OLDEST = 120
_NO_COUNT = re.compile(
    r"\s+(?:of|another|day|thing)\b|\s*[,.;:?!’'\"”)]|\s+(?:who|which|that|is|was|has|had|can|in)\b|\Z"
)
"""After "one", where it is a pronoun and counts nothing."""
_THE = re.compile(r"\b(?:the|this|that|no|any|every|each|which|another|first|last|next)\s+\Z", re.IGNORECASE)


@functools.lru_cache(maxsize=256)
def figures_in(text: str) -> tuple[Figure, ...]:
    """The figures of a text in order. They do not overlap."""
    kept: list[Figure] = []
    for figure in _candidates(text):
        if not any(figure.start < other.end and other.start < figure.end for other in kept):
            kept.append(figure)
    return tuple(
        sorted((figure for figure in kept if figure.kind != "other"), key=lambda figure: figure.start)
    )


def _candidates(text: str) -> Iterator[Figure]:
    """Readings of the text, those that take precedence first."""
    if not _ANY.search(text):
        return
    numbers = numbers_in(text)
    yield from dates_in(text)
    for match in _NOISE.finditer(text):
        yield Figure("other", Decimal(0), "", "", *match.span())
    yield from ranges(text, numbers)
    yield from fractions(text, numbers)
    yield from (figure for number in numbers for figure in _numbers(text, number))


_ANY = re.compile(
    r"\d|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twel|thirt|fourt|fift|sixt|sevent|eight|"
    r"ninet|twent|fort|half|third|quarter|dozen|hundred|thousand|million|billion|trillion|january|february|march|"
    r"april|may|june|july|august|september|october|november|december)",
    re.IGNORECASE,
)


def _numbers(text: str, number: Number) -> Iterator[Figure]:
    """What one number states by what stands around it: a sum, a share, a measure, an age, a count."""
    start, end = number.start, number.end
    before = text[max(0, start - _LOOK_BACK) : start]
    if (sign := before.rstrip()[-1:]) in CURRENCY_SIGNS and sign:
        start = text.rindex(sign, 0, start)
        start -= len(country.group()) if (country := _COUNTRY.search(text, max(0, start - 3), start)) else 0
        yield bounded(text, "money", number.value, CURRENCY_SIGNS[sign], start, end)
    elif age := _OLD.match(text, end):
        unit = re.sub(r"s?[\s-]+old.*", "", age.group(), flags=re.IGNORECASE).strip(" -").lower().rstrip("s")
        yield bounded(text, "age", number.value, f"{unit}s", start, end)
    elif after := AFTER.match(text, end):
        kind, unit = kind_and_unit(after)
        yield bounded(text, "age" if _AGED.search(before) else kind, number.value, unit, start, after.end())
    elif text[end : end + 1].isalpha() or (
        number.value == 1 and number.worded and _is_pronoun(text, start, end)
    ):
        yield Figure("other", Decimal(0), "", "", start, end)
    elif _is_age(text, before, number):
        yield bounded(text, "age", number.value, "years", start, end)
    else:
        yield bounded(text, "count", number.value, "", start, end)


_COUNTRY = re.compile(r"\b[A-Z]{1,2}\Z")


def _is_pronoun(text: str, start: int, end: int) -> bool:
    return bool(_NO_COUNT.match(text, end) or _THE.search(text, max(0, start - _LOOK_BACK), start))


def _is_age(text: str, before: str, number: Number) -> bool:
    """Aged 22; Tyrese Miller, 22, who."""
    if number.value > _OLDEST or number.value != number.value.to_integral_value():
        return False
    name, closing = _IN_COMMAS
    apart = name.search(before) and before.split(",")[-2].split()[-1:]
    return bool(_AGED.search(before) or (apart and apart[0][0].isupper() and closing.match(text, number.end)))
