"""Dates as people write them, read as the days that they mean."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

_UNALIKE = (datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 2, 2, tzinfo=UTC))
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


class Days(NamedTuple):
    """A run of days: a year, a month, a day. `after` is the first day that is no longer in it."""

    first: date
    after: date

    def meets(self, other: Days) -> bool:
        """Whether both have a day in common."""
        return self.first < other.after and other.first < self.after


def days_of(text: str) -> Days | None:
    """The days that a written date means: "2022", "March 2023", "2023-05", "1 May 2023"; None where it is no date.

    A date needs its year, in four digits. In 01/02/2023 the day comes first.
    """
    if not _YEAR.search(text):
        return None
    try:
        one, other = read_twice(text, day_first=not re.match(r"\s*\d{4}", text))
        if one.year != other.year:
            return None
        if one.month != other.month:
            return year_of(one.year) if one.day != other.day else None
        return month_of(one.year, one.month) if one.day != other.day else day_of(one)
    except (ValueError, OverflowError):
        return None


def read_twice(text: str, *, day_first: bool) -> tuple[date, date]:
    """A written date with what it does not name filled in two ways that agree on nothing, which shows it.

    Raises ValueError, OverflowError where it is none.
    """
    from dateutil import parser  # only who writes a date pays for it

    one, other = (parser.parse(text, default=day, dayfirst=day_first, ignoretz=True) for day in _UNALIKE)
    return one.date(), other.date()


def year_of(year: int) -> Days:
    """A whole year, 1 to 9998."""
    return Days(date(year, 1, 1), date(year + 1, 1, 1))


def month_of(year: int, month: int) -> Days:
    """A whole month."""
    first = date(year, month, 1)
    return Days(first, first + timedelta(calendar.monthrange(year, month)[1]))


def day_of(day: date) -> Days:
    """One day."""
    return Days(day, day + timedelta(1))


def written(day: date) -> str:
    """A day as people write it: 19 March 2024."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
