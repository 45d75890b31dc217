"""Days, months, years and spans of years in a text."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from typing import NamedTuple

from index.figures.value import Moment, Years


class Dated(NamedTuple):
    """The time that `text[start:end]` names."""

    value: Moment | Years
    start: int
    end: int


MONTHS = [name.lower() for name in calendar.month_name[1:]]
_MONTH = "|".join([*(month.capitalize() for month in MONTHS), "Sept", *(m[:3].capitalize() for m in MONTHS)])
_YEAR = r"(?:1[0-9]|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"(?<![\w.,/-])(?:(?P<iso>{_YEAR}-[01]\d-[0-3]\d)(?![\w-])"
    rf"|(?P<d1>{_DAY})(?:\s+of)?\s+(?P<m1>{_MONTH})\b\.?(?:,?\s+(?P<y1>{_YEAR})\b(?![/–-]\d))?"
    rf"|(?P<m2>{_MONTH})\b\.?\s+(?P<d2>{_DAY})\b(?!\s?(?!{_YEAR}\b)[\d:%])(?:,?\s+(?P<y2>{_YEAR})\b)?"
    rf"|(?P<m3>{_MONTH})\b\.?,?\s+(?P<y3>{_YEAR})\b(?![/–-]\d))"
)
_SPAN = re.compile(
    rf"(?<![\w.,/-])(?:(?P<from>{_YEAR})(?P<sign>[/–-])(?P<to>\d\d(?:\d\d)?)(?![\w/-])"
    rf"|[Bb]etween\s+(?P<low>{_YEAR})\s+and\s+(?P<high>{_YEAR})\b"
    rf"|(?:the\s+)?(?P<decade>(?:1[0-9]|20)\d0)['’]?s\b)"
)
_BARE = re.compile(rf"(?<![\w.,/:£$€#-]){_YEAR}(?![\w/%-]|[.,:]\d)")
_MONTH_ALONE = re.compile(
    rf"(?:\b(?:in|since|until|by|from|to|of|last|this|next|during|early|late|mid)\s+)(?P<month>{_MONTH})\b(?!\s+\d)"
)
_IN_TIME = re.compile(
    r"\b(?:the|this|last|next|in|since|by|until|till|before|after|during|from|to|between|and|early|late|mid|of|for|year|spring|"
    r"summer|autumn|winter|christmas|easter)(?:\s+|-)\Z",
    re.IGNORECASE,
)
_THINGS = re.compile(r"\s+(?:of\s+(?:the|them|these|those)\b|people\b|more\b|(?!years?\b)[a-z]+s\b)")
_UNIT = re.compile(
    r"[\s-]?(?:%|(?:per ?cent|[kcm]?m|met(?:re|er)s|miles|mph|feet|ft|acres|hectares|tonnes|tons|kg|[kmg]w|pounds|"
    r"dollars|euros|pence|hours|minutes|days|weeks|months|years)\b)",
    re.IGNORECASE,
)
_LOOK_BACK = 12


def dates_in(text: str) -> list[Dated]:
    """The dates and years of a text, those told most exactly first. They do not overlap."""
    kept: list[Dated] = []
    for one in _candidates(text):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return kept


def _candidates(text: str) -> Iterator[Dated]:
    """Readings of the text, those that take precedence first."""
    for match in _DATE.finditer(text):
        moment = _moment(match)
        if moment is not None:
            yield Dated(moment, *match.span())
    for match in _SPAN.finditer(text):
        years = _years(match)
        if years is not None:
            yield Dated(years, *match.span())
    for match in _BARE.finditer(text):
        # 2000 people are a count, "in 2000 police" is a year.
        timed = _IN_TIME.search(text, max(0, match.start() - _LOOK_BACK), match.start())
        if not _UNIT.match(text, match.end()) and (timed or not _THINGS.match(text, match.end())):
            yield Dated(Moment(int(match.group())), *match.span())
    for match in _MONTH_ALONE.finditer(text):
        yield Dated(Moment(None, _month(match["month"])), *match.span("month"))


def _moment(match: re.Match[str]) -> Moment | None:
    """The date, unless there is no such day in the calendar."""
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
        return Moment(year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
    day_, month_, year_ = next(
        (match.groupdict().get(f"d{n}"), match[f"m{n}"], match[f"y{n}"]) for n in (1, 2, 3) if match[f"m{n}"]
    )
    number = int(re.sub(r"\D", "", day_)) if day_ else None
    return Moment(int(year_) if year_ else None, _month(month_), number)


def _month(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month[:3] == name[:3].lower())


def _years(match: re.Match[str]) -> Years | None:
    if match["decade"]:
        return Years(int(match["decade"]), int(match["decade"]) + 9)
    if match["low"]:
        first, last = int(match["low"]), int(match["high"])
    else:
        first = int(match["from"])
        last = int(match["to"]) if len(match["to"]) == 4 else first // 100 * 100 + int(match["to"])
        last += 100 * (len(match["to"]) == 2 and last < first)  # 1999/00
    return Years(first, last) if first <= last else None
