"""Filters: which articles a question is asked of, by date and publisher, and how a filter is typed."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import NamedTuple

from index.articles.dates import days_of, written
from index.building.catalogue import Source
from index.building.counted import counted
from index.building.opened import OpenGeneration
from index.errors import FilterError


@dataclass(frozen=True, slots=True)
class Filter:
    """The articles from the day `since` on, earlier than the day `before`, of a publisher whose name holds `source`.

    None leaves all in. As text it is what can be typed in a question: `since:2023-03-01 source:"Daily Echo"`.
    """

    since: date | None = None
    before: date | None = None
    source: str | None = None

    @classmethod
    def written(
        cls, since: str | None = None, before: str | None = None, source: str | None = None
    ) -> Filter:
        """A filter from dates as people write them: "2022" (its first day), "March 2023", "2023-05-01".

        Quotation marks in a name say nothing, and would end it where it is typed. Raises FilterError where one is no
        date, or where no day is left between both.
        """
        first, last = _first_day("since", since), _first_day("before", before)
        return cls(first, last, _unmarked(source or "") or None).checked()

    def checked(self) -> Filter:
        """This filter. Raises FilterError where no day is left between both dates."""
        if self.since and self.before and self.since >= self.before:
            raise FilterError(
                f"No day is since {written(self.since)} and before {written(self.before)}. Swap the two?"
            )
        return self

    def narrowed(self, other: Filter) -> Filter:
        """This filter, and what the other one sets in its place. Raises FilterError as `checked` does."""
        told = {one.name: getattr(other, one.name) for one in fields(other) if getattr(other, one.name)}
        return replace(self, **told).checked()

    def admits(self, publisher: str | None, day: str | None) -> bool:
        """Whether an article of this publisher and day (ISO 8601) is left in; one without a date by no date."""
        if self.source is not None and self.source.casefold() not in _unmarked(publisher or "").casefold():
            return False
        if self.by_date and day is None:
            return False
        return not (
            (self.since is not None and str(day) < self.since.isoformat())
            or (self.before is not None and str(day) >= self.before.isoformat())
        )

    @property
    def by_date(self) -> bool:
        """Whether it asks for a date."""
        return self.since is not None or self.before is not None

    @property
    def in_words(self) -> str:
        """ "published by “Daily Echo” since 1 March 2023 and before 1 May 2024"; empty where all is left in."""
        days = [f"{name} {written(day)}" for name, day in self._days() if day is not None]
        source = [f"published by “{self.source}”"] if self.source else []
        return " ".join(filter(None, [*source, self._one_span or " and ".join(days)]))

    @property
    def _one_span(self) -> str:
        """ "of 3 May 2023", "of May 2023" or "of 2023"; empty where the days are no such span."""
        if self.since is None or self.before is None:
            return ""
        first, last = self.since, self.before - timedelta(1)
        if first == last:
            return f"of {written(first)}"
        if first.day != 1 or self.before.day != 1 or first.year != last.year:
            return ""
        if first.month == last.month:
            return f"of {calendar.month_name[first.month]} {first.year}"
        return f"of {first.year}" if (first.month, last.month) == (1, 12) else ""

    def _days(self) -> tuple[tuple[str, date | None], ...]:
        return ("since", self.since), ("before", self.before)

    def __bool__(self) -> bool:
        return self != Filter()

    def __str__(self) -> str:
        parts = [f"{name}:{day.isoformat()}" for name, day in self._days() if day is not None]
        return " ".join([*parts, *([f'source:"{self.source}"'] if self.source else [])])


def _unmarked(name: str) -> str:
    """A name without quotation marks, with single blanks."""
    return " ".join(_MARKS.sub("", name).split())


def _first_day(name: str, text: str | None) -> date | None:
    if text is None or not text.strip():
        return None
    days = days_of(text)
    if days is None:
        raise FilterError(
            f"“{text.strip()[:_LONGEST]}” is no date that “{name}” can take. "
            "Write one with its year: 2022, March 2023 or 2023-05-01."
        )
    return days.first


_LONGEST = 40
_MARKS = re.compile('["“”]')


EVERYTHING = Filter()
"""Leaves all articles in."""


class Cut(NamedTuple):
    """A question without the filters typed in it, and these."""

    question: str
    within: Filter


def cut_filters(text: str) -> Cut:
    """Take `since:2023`, `before:"March 2024"` and `source:"Daily Echo"` out of a question. Raises FilterError.

    Quotation marks may be left out around one word and around a date that begins with its day or month.
    """
    found = list(_TYPED.finditer(text))
    typed: dict[str, str] = {}
    for match in found:
        name = match["name"].lower()
        if name in typed:
            raise FilterError(f"“{name}:” stands twice in the question; it can be asked for once.")
        typed[name] = match["quoted"] if match["quoted"] is not None else match["date"] or match["word"]
    bare = text
    for match in reversed(found):
        bare = f"{bare[: match.start()]} {bare[match.end() :]}"
    bare = re.sub(r"\s+(?=[?!.,]|$)|^\s+", "", re.sub(r"\s+", " ", bare)) if found else text
    return Cut(bare, Filter.written(**typed))


_MONTH = "|".join(f"{name}|{name[:3]}" for name in calendar.month_name[1:])
_TYPED = re.compile(
    r"(?<![\w:])(?P<name>since|before|source):(?:"
    r"\s?[\"“”](?P<quoted>[^\"“”]*)[\"“”]|"
    rf"\s?(?P<date>(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{_MONTH})\.? (?:\d{{1,2}},? )?\d{{4}}\b|\d[\d/.-]*\d)|"
    r"(?P<word>[^\s\"“”]*[^\s\"“”?!.,]))",
    re.IGNORECASE,
)


class Scope(NamedTuple):
    """What a filter leaves to be searched: passage ids, None for all. `notes` say so; `reason` why nothing is left.

    Those `without` are passed over: what copies of a story repeat. Where a filter left a copy in, its original may not
    be there, and nothing is passed over.
    """

    passages: list[int] | None
    notes: tuple[str, ...] = ()
    reason: str | None = None
    without: frozenset[int] = frozenset()


def scope_of(within: Filter, generation: OpenGeneration) -> Scope:
    """What a filter leaves of a generation."""
    if generation.passages == []:
        return Scope([], reason="There is no article here to look in.")
    if not within:
        return Scope(generation.passages, without=generation.copies.repeated)
    catalogue = generation.catalogue
    sources = catalogue.sources()
    left = [one.article for one in sources if within.admits(one.publisher, one.date)]
    whenever = replace(within, since=None, before=None)
    undated = [
        one for one in sources if one.date is None and within.by_date and whenever.admits(one.publisher, None)
    ]
    notes = [f"Only articles {within.in_words}."]
    if undated:
        without = counted(len(undated), "article has no date and is", "articles have no date and are")
        notes.append(f"{without} left out.")
    return Scope(catalogue.passages_of(left), tuple(notes), None if left else _nothing_left(within, sources))


def _nothing_left(within: Filter, sources: Sequence[Source]) -> str:
    """Why a filter leaves nothing: a sentence on it, and one on what there is."""
    publishers = sorted({one.publisher for one in sources if one.publisher})
    if within.source and not any(Filter(source=within.source).admits(name, None) for name in publishers):
        return f"No article is published by “{within.source}”. {_publishers(publishers)}"
    whenever = replace(within, since=None, before=None)
    dates = sorted(one.date for one in sources if one.date and whenever.admits(one.publisher, one.date))
    if not dates:
        there_are = "None has a date."
    else:
        first, last = (written(date.fromisoformat(day)) for day in (dates[0], dates[-1]))
        there_are = f"They are from {first} to {last}." if first != last else f"All there are are of {first}."
    return f"There is no article {within.in_words}. {there_are}"


def _publishers(names: Sequence[str]) -> str:
    known = ", ".join(f"“{name}”" for name in names[:_MOST])
    if not known:
        return "The articles name no publishers."
    return f"The publishers are {known}{' and others' if len(names) > _MOST else ''}."


_MOST = 5
"""Publishers that are named at most."""
