"""What ties a quote to the time that a question names: its own words, those around it, or its article's date."""

from __future__ import annotations

import functools
import re
from datetime import date
from typing import Literal, NamedTuple

from index.articles.dates import Days, day_of, month_of, written, year_of
from index.building.passages import Span
from index.question.expressions import Expression, expressions
from index.question.times import Time, Wanted
from index.reading.evidence import Evidence

Where = Literal["quote", "sentence before", "title", "date"]


class Tie(NamedTuple):
    """Where a time stands that fits, in which words, and what days they mean.

    `relative` says that they count from the article's date, `repeated` that the question has the same words.
    """

    where: Where
    words: str
    days: Days
    relative: bool = False
    repeated: bool = False


def tie(wanted: Wanted, item: Evidence) -> Tie | None:
    """What ties a piece of evidence to a time, the nearest to its answer first; None where nothing does.

    A quote that tells another time itself is of that time, whatever stands around it.
    """
    day, quote = written_on(item), _text(item, item.quote)
    if found := _fitting("quote", quote, wanted, item):
        return found
    if times_of(quote, day):
        return None
    led = _text(item, Span(item.context.start, item.quote.start))
    if found := _fitting("sentence before", led, wanted, item) or _fitting(
        "title", item.article.title, wanted, item
    ):
        return found
    if day is None or not wanted.holds(day_of(day)):
        return None
    return Tie("date", written(day), day_of(day))


def _fitting(where: Where, text: str, wanted: Wanted, item: Evidence) -> Tie | None:
    """The time that fits among those that a text tells; one in the question's own words needs no counting."""
    if _repeated(text, wanted):
        return Tie(where, wanted.named, wanted.days, repeated=True)
    fitting = [one for one in times_of(text, written_on(item)) if wanted.holds(one.days)]
    if not fitting:
        return None
    answer = item.span.start - item.quote.start
    one = min(fitting, key=lambda one: (one.relative, abs(one.start - answer)))
    return Tie(where, text[one.start : one.end], one.days, one.relative)


@functools.lru_cache(maxsize=512)
def times_of(text: str, day: date | None) -> tuple[Expression, ...]:
    """As `expressions`, kept for the next question."""
    return tuple(expressions(text, day))


def _repeated(text: str, wanted: Wanted) -> bool:
    """Whether a text has the question's own words: "since 2003" is answered by "since 2003", "in 2003" by 2003."""
    words = wanted.named if wanted.way == "in" else wanted.words
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


def written_on(item: Evidence) -> date | None:
    """The day of the article, where it has one."""
    return date.fromisoformat(item.article.date) if item.article.date else None


def _text(item: Evidence, span: Span) -> str:
    return item.article.text[span.start : span.end]


def unmet(time: Time, item: Evidence) -> list[Wanted]:
    """The times of a question that nothing ties a piece of evidence to."""
    return [wanted for wanted in time.wanted if tie(wanted, item) is None]


def other_time(item: Evidence) -> str | None:
    """The time that a piece of evidence tells, in words: its quote's own, else its article's date, if it has one."""
    day = written_on(item)
    text = _text(item, item.quote)
    times = times_of(text, day)
    if not times:
        return f"is from an article of {written(day)}" if day else None
    return "says " + ", ".join(
        f"“{text[one.start : one.end]}”" + (f" ({_named(one.days)})" if one.relative else "") for one in times
    )


def time_notes(time: Time, best: Evidence) -> list[str]:
    """Sentences on what was taken for the times of a question in the evidence that answers it best."""
    notes = [note for wanted in time.wanted for note in _on_wanted(wanted, best)]
    day = written_on(best)
    if time.relative is not None:
        notes.append(_on_relative(time.relative, best, day))
    if time.newest_first and day is not None:
        notes.append(f"Newest first: {written(day)}.")
    return notes


def _on_wanted(wanted: Wanted, best: Evidence) -> list[str]:
    found, day = tie(wanted, best), written_on(best)
    if found is None or (found.where == "quote" and (found.repeated or _shows(wanted, found))):
        return []  # the quote itself shows it
    taken = (
        f" (taken as {wanted.way} {_named(wanted.days)}, from the newest article)" if wanted.guessed else ""
    )
    asked = f"“{wanted.words}”{taken}"
    if found.where == "date":
        return [f"{asked}: the article is of {found.words}."]
    says = {
        "title": "the article's title",
        "quote": "the quote",
        "sentence before": "the sentence before the quote",
    }
    counted = (
        f", which is {_named(found.days)}, as its article is of {written(day)}"
        if found.relative and day
        else ""
    )
    return [f"{asked}: {says[found.where]} says “{found.words}”{counted}."]


def _shows(wanted: Wanted, found: Tie) -> bool:
    return wanted.way == "in" and not found.relative and not wanted.guessed


def _on_relative(words: str, best: Evidence, day: date | None) -> str:
    text = _text(best, best.quote)
    told = next((one for one in times_of(text, day) if one.relative), None)
    if told is None or day is None:
        return f"“{words}” is not counted from today, and no date was taken for it."
    said = text[told.start : told.end]
    counted = f"“{said}” in the quote is {_named(told.days)}, as its article is of {written(day)}"
    return (
        f"{counted}; it is not counted from today."
        if said.lower() == words.lower()
        else f"“{words}” is not counted from today; {counted}."
    )


def _named(days: Days) -> str:
    """2023, March 2023 or 19 March 2023; other runs of days by their first and last."""
    if days == year_of(days.first.year):
        return str(days.first.year)
    if days == month_of(days.first.year, days.first.month):
        return written(days.first).split(" ", 1)[1]
    last = date.fromordinal(days.after.toordinal() - 1)
    return written(days.first) if last == days.first else f"{written(days.first)} to {written(last)}"
