"""Time told from another time: "the year before", "ten years earlier", "last month"."""

from __future__ import annotations

import calendar
import re
from typing import NamedTuple

from bot.followups.exchange import Exchange
from bot.followups.phrases import YEAR
from bot.followups.words import listed

_NUMBERS = {
    name: number
    for number, name in enumerate(
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}
_NUMBERS |= {"a": 1, "an": 1, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "fifty": 50}
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_UNIT = r"(?P<unit>year|month|decade|century)"
_FORMS = (
    re.compile(rf"\bthe {_UNIT} (?P<way>before|after)(?: that| this| it)?(?=\W*$)", re.IGNORECASE),
    re.compile(rf"\bthe (?P<way>previous|preceding|prior|following|next) {_UNIT}\b", re.IGNORECASE),
    re.compile(
        rf"\b(?P<count>{_COUNT}) {_UNIT}s? (?P<way>earlier|before|previously|later|after|on)(?: that)?(?=\W*$)",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<way>last) {_UNIT}\b", re.IGNORECASE),
    re.compile(rf"\b(?P<way>this) {_UNIT}\b", re.IGNORECASE),
)
_LATER = listed("after following next later on")
RELATIVE = re.compile(
    r"\b(?:(?:last|this|next) (?:year|month|week|summer|winter|spring|autumn|decade|century|night)|yesterday|today|"
    r"tomorrow|a year ago|\w+ (?:years|months|weeks|days) ago|"
    r"on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:the )?past year)\b",
    re.IGNORECASE,
)
"""Time in an article that is told from the day it was written."""


class Moment(NamedTuple):
    """A year, with a second where it runs over two ("2022/23" has `span` "/23"), or a month of it."""

    year: int
    month: int | None = None
    span: str = ""

    def moved(self, unit: str, by: int) -> Moment:
        """So many years, months, decades or centuries later; earlier where `by` is negative."""
        if unit == "month":
            months = self.year * 12 + (self.month or 1) - 1 + by
            return Moment(months // 12, months % 12 + 1)
        years = by * {"year": 1, "decade": 10, "century": 100}[unit]
        mark, end = self.span[:1], self.span[1:]
        span = f"{mark}{(int(end) + years) % 10 ** len(end):0{len(end)}d}" if end else ""
        return Moment(self.year + years, self.month, span)

    def __str__(self) -> str:
        if self.month is not None:
            return f"{calendar.month_name[self.month]} {self.year}"
        return f"{self.year}{self.span}"


def besides(question: str) -> str:
    """What a question says besides its relative time; nothing where it has none."""
    found = _found(question)
    return f"{question[: found.start()]}{question[found.end() :]}".strip(" ,?!.") if found else ""


def _found(question: str) -> re.Match[str] | None:
    return next((match for form in _FORMS if (match := form.search(question))), None)


def completed(question: str, last: Exchange, *, fragment: bool) -> list[str]:
    """What a question with relative time means after an exchange, likeliest first; empty where it has none.

    It counts from the time in the question before, else from one in its quote, else from the date of the
    article quoted, never from today. A fragment takes the rest of its question from the one before.
    """
    found = _found(question)
    if found is None or (found["way"].lower() in ("last", "this") and not fragment):
        return []
    base = last.asked.rstrip("?!. ") if fragment else question.rstrip("?!. ")
    words = found.group()
    named = _moments(last.asked)
    if named:
        return [_at(base, words, _told(found, named[-1]), fragment=fragment)]
    literal = f"{_without_time(base)} {words}" if fragment else base
    moment = _of_article(last, found["unit"].lower())
    if moment is None:
        return [literal]
    resolved = _at(base, words, _told(found, moment), fragment=fragment)
    return [literal, resolved]


def _told(found: re.Match[str], base: Moment) -> Moment:
    count = found.groupdict().get("count") or "1"
    number = int(count) if count.isdecimal() else _NUMBERS[count.lower()]
    way = found["way"].lower()
    return base.moved(found["unit"].lower(), 0 if way == "this" else number if way in _LATER else -number)


def _moments(text: str) -> list[Moment]:
    months = "|".join(calendar.month_name[1:])
    found = []
    for match in re.finditer(rf"(?:(?P<month>{months}) )?(?P<year>{YEAR})", text):
        year = match["year"]
        month = list(calendar.month_name).index(match["month"]) if match["month"] else None
        found.append(Moment(int(year[:4]), month, year[4:]))
    return found


def _of_article(last: Exchange, unit: str) -> Moment | None:
    """The date of the article quoted; the year before it where the question or the quote says "last year"."""
    if last.date is None:
        return None
    year, month = int(last.date[:4]), int(last.date[5:7]) if len(last.date) >= 7 else None
    if unit == "month":
        return Moment(year, month)
    return Moment(year - bool(re.search(r"\blast year\b", f"{last.asked} {last.quote}")))


def _at(base: str, words: str, moment: Moment, *, fragment: bool) -> str:
    """The question at this moment."""
    if not fragment:
        place = re.compile(rf"(?:\b(?:in|during|for|of) )?{re.escape(words)}", re.IGNORECASE)
        return place.sub(f"in {moment}", base)
    months = "|".join(calendar.month_name[1:])
    if re.search(YEAR, base):
        *_, place_of_year = re.finditer(rf"(?:(?:\d\d? )?(?:{months}) )?{YEAR}", base)
        return f"{base[: place_of_year.start()]}{moment}{base[place_of_year.end() :]}"
    return f"{_without_time(base)} in {moment}"


def _without_time(base: str) -> str:
    return re.sub(
        r",? (?:(?:in the )?(?:last|past|this|next) (?:year|month|week|decade)|now|today|currently)$",
        "",
        base,
    )
