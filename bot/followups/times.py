"""Time told from another time: "the year before", "two days later", "that day", "in July"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from bot.followups.topics import Exchange

_COUNTED = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: number for number, word in enumerate(_COUNTED, start=1)} | {"one": 1, "an": 1, "the": 1}
_UNIT = r"(?:day|week|month|year|decade)"
_MONTHS = "|".join(calendar.month_name[1:])
_SHIFT = re.compile(
    rf"\b(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)}) (?P<unit>{_UNIT})s? "
    r"(?P<way>later|after|on|before|earlier)(?: that)?\b|"
    rf"\b(?P<told>that|the (?:same|next|following|previous)) (?P<of>{_UNIT})\b|"
    rf"\b(?:that|the (?P<when>next|following|previous)|in) (?P<month>{_MONTHS})\b(?!,? \d)",
    re.IGNORECASE,
)
_WAYS = {
    "that": 0,
    "the same": 0,
    "the next": 1,
    "the following": 1,
    "the previous": -1,
    "before": -1,
    "earlier": -1,
}


class Moment(NamedTuple):
    """A year, or a month or a day of it."""

    year: int
    month: int | None = None
    day: int | None = None

    def moved(self, unit: str, by: int) -> Moment:
        """So many units later, told as finely as the unit is; earlier where `by` is negative."""
        if unit in ("day", "week") and self.day is not None:
            day = date(self.year, self.month or 1, self.day) + timedelta(by * (7 if unit == "week" else 1))
            return Moment(day.year, day.month, day.day)
        if unit == "month":
            months = self.year * 12 + (self.month or 1) - 1 + by
            return Moment(months // 12, months % 12 + 1)
        if unit in ("day", "week"):
            return self
        return Moment(self.year + by * (10 if unit == "decade" else 1))

    def __str__(self) -> str:
        if self.month is None:
            return f"in {self.year}"
        month = f"{calendar.month_name[self.month]} {self.year}"
        return f"in {month}" if self.day is None else f"on {self.day} {month}"


def resolved(turn: str, exchanges: Sequence[Exchange]) -> str:
    """A turn with the time that it tells from the exchanges written out; as it is where it tells none so."""
    told = _SHIFT.search(turn)
    try:
        base = next(filter(None, map(_moment, reversed(exchanges[-2:]))), None)
        if told is None or base is None:
            return turn
        moment = _shifted(base, {name: (part or "").lower() for name, part in told.groupdict().items()})
    except (ValueError, OverflowError):  # a day that there is not
        return turn
    return f"{turn[: told.start()]}{moment}{turn[told.end() :]}"


def _shifted(base: Moment, told: dict[str, str]) -> Moment:
    if told["count"]:
        count = int(told["count"]) if told["count"].isdecimal() else _NUMBERS[told["count"]]
        return base.moved(told["unit"], count * _WAYS.get(told["way"], 1))
    if told["of"]:
        return base.moved(told["of"], _WAYS[told["told"]])
    month = [name.lower() for name in calendar.month_name].index(told["month"])
    over = base.month is not None and told["when"] in ("next", "following") and month <= base.month
    return Moment(base.year + over, month)


def _moment(exchange: Exchange) -> Moment | None:
    """The time that a question names, else the day of the article quoted."""
    asked = re.findall(rf"(?:(?:(\d{{1,2}}) )?({_MONTHS}) )?\b(1[5-9]\d\d|20\d\d)\b", exchange.asked)
    dated = Moment(*(int(part) for part in exchange.date.split("-"))) if exchange.date else None
    if not asked:
        return dated
    day, month, year = asked[-1]
    number = list(calendar.month_name).index(month) if month else None
    named = Moment(int(year), number, int(day) if day else None)
    finer = dated and dated.year == named.year and named.month in (None, dated.month) and not day
    return dated if finer else named  # the article's day lies in the year or month that was asked about
