"""The times that a text tells, as days; one like "last year" counts from the day that the text was written."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from index.articles.dates import Days, day_of, month_of, year_of
from index.figures.dates import dates_in
from index.figures.value import Moment, Years

MONTHS = tuple(calendar.month_name[1:])
_COUNTS = {name: number for number, name in enumerate(("a", "two", "three", "four", "five", "six"), start=1)}
_COUNTS |= {"an": 1, "one": 1, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
RELATIVE = re.compile(
    r"\b(?:(?P<which>last|this|next) (?P<unit>year|month|week|night)|the (?:past|last) (?P<past>year|month|week)|"
    rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)}) (?P<ago>year|month|week|day)s? ago|"
    rf"(?P<day>yesterday|today|tonight|(?:on|last|this) {_WEEKDAY}))\b",
    re.IGNORECASE,
)
"""Time told from another day: "last year", "two months ago", "on Monday"."""


class Expression(NamedTuple):
    """A time that a text tells: `text[start:end]`. `relative` says that it counts from the day of writing."""

    days: Days
    start: int
    end: int
    relative: bool


def expressions(text: str, written: date | None) -> list[Expression]:
    """The times that a text tells, in order; those told from the day of writing only where that is known."""
    found: list[Expression] = []
    for expression in (*_absolute(text, written), *(_relative(text, written) if written else ())):
        if not any(expression.start < other.end and other.start < expression.end for other in found):
            found.append(expression)
    return sorted(found, key=lambda one: one.start)


def _absolute(text: str, written: date | None) -> Iterator[Expression]:
    for dated in dates_in(text):
        days = days_of_value(dated.value, written, ahead=_AHEAD.search(text) is not None)
        if days is not None:
            days, start = _stretched(text[: dated.start], days, written)
            counted = isinstance(dated.value, Moment) and dated.value.year is None
            yield Expression(days, start, dated.end, relative=counted)


_AHEAD = re.compile(r"\b(?:will|(?:due|expected|set|plans?|planned|is|are) to|next)\b")
"""What is said of times to come."""


def days_of_value(value: Moment | Years, written: date | None, *, ahead: bool = False) -> Days | None:
    """The days of a date that was read; one without its year is the last up to the writing, or the next `ahead`."""
    try:
        if isinstance(value, Years):
            return Days(year_of(value.first).first, year_of(value.last).after)
        year = value.year or (written and _year_near(value, written, ahead=ahead))
        if not year:
            return None
        if value.month is None:
            return year_of(year)
        return day_of(date(year, value.month, value.day)) if value.day else month_of(year, value.month)
    except ValueError:  # no such day in the calendar
        return None


def _year_near(value: Moment, written: date, *, ahead: bool) -> int:
    """The year of a day or month that is named without it."""
    later = (value.month or 1, value.day or 1) > (written.month, written.day if value.day else 1)
    return written.year - (later and not ahead)


def _stretched(before: str, days: Days, written: date | None) -> tuple[Days, int]:
    """ "Since 2020" reaches to the day of writing, "the year to March" begins twelve months before its end.

    Also where the expression begins.
    """
    since = re.search(r"\bsince (?:early |late |mid-)?$", before, re.IGNORECASE)
    if since and written is not None:
        return Days(days.first, max(days.after, written + timedelta(1))), since.start()
    year = re.search(r"\b(?:the )?year (?:to|up to|ending|ended)(?: in)? $", before, re.IGNORECASE)
    if year:
        return Days(days.after.replace(year=days.after.year - 1), days.after), year.start()
    return days, len(before)


def _relative(text: str, written: date) -> Iterator[Expression]:
    for match in RELATIVE.finditer(text):
        days = _counted(match, written)
        if days is not None:
            yield Expression(days, *match.span(), relative=True)


def _counted(match: re.Match[str], written: date) -> Days | None:
    if match["past"]:
        back = {"year": 365, "month": 31, "week": 7}[match["past"].lower()]
        return Days(written - timedelta(back), written + timedelta(1))
    if match["which"]:
        step = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
        unit = match["unit"].lower()
    elif match["ago"]:
        count = match["count"].lower()
        step = -(int(count) if count.isdecimal() else _COUNTS[count])
        unit = match["ago"].lower()
    else:  # a day in the week of writing: the article's own date says as much
        return None
    if unit == "year":
        return year_of(written.year + step) if written.year + step > 0 else None
    if unit == "month":
        months = written.year * 12 + written.month - 1 + step
        return month_of(months // 12, months % 12 + 1)
    if unit == "week":
        monday = written + timedelta(7 * step - written.weekday())
        return Days(monday, monday + timedelta(7))
    return day_of(written + timedelta(step))
