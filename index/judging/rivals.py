"""Side by side: the values that worthy passages give for one question, grouped by agreement, with their sources.

A value is the number or the date in the words that were taken for an answer. Nothing is added up, averaged or
converted: a group has the words of one passage, and others belong to it that state the same value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from unicodedata import name

from index.answers import FigureGroup, Quote
from index.building.as_read import joined
from index.building.catalogue import Copies
from index.building.spans import Span
from index.figures.dates import Dated, dates_in
from index.figures.numbers import Number, is_currency, numbers_in
from index.figures.value import Moment, Value, Years, agree, normalised
from index.judging.ties import unmet
from index.question.support import question_words, unsupported, weighty
from index.question.times import Time
from index.reading.citing import distinct_quotes
from index.reading.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Stated:
    """A value as one passage states it; `unit` are the words and signs beside a number in the answer, as written."""

    evidence: Evidence
    value: Value
    unit: str

    @property
    def names(self) -> frozenset[str]:
        """The stems of the names that its quote has."""
        return _names(self.evidence.verbatim)

    @property
    def year(self) -> str | None:
        """The one time with a year that its quote tells beside it, in its words; None where there is not one."""
        text = self.evidence.verbatim
        times = [one for one in dates_in(text) if _has_year(one.value) and one.value != self.value]
        return text[times[0].start : times[0].end] if len(times) == 1 else None

    def agrees(self, other: Stated) -> bool:
        """Whether both state the same value, of which one may say more: 386 guns and 386, £3bn and 3 billion pounds."""
        one, two = _plain(self.unit), _plain(other.unit)
        return agree(self.value, other.value) and (one in two or two in one)


@dataclass(slots=True)
class Group:
    """Passages that state one value, the surest first."""

    stated: list[Stated] = field(default_factory=list)

    @property
    def exactest(self) -> Stated:
        """The passage that tells the value most exactly."""
        return max(self.stated, key=lambda one: len(normalised(one.value)))

    def sources(self, copies: Copies) -> int:
        """How many independent articles say so: copies of one story count once."""
        return len({copies.original(one.evidence.article.id) for one in self.stated})


def stated_in(item: Evidence) -> Stated | None:
    """The one number in the words that were taken for the answer, or their one date; None where there is not one."""
    text = item.verbatim
    answer = Span(item.span.start - item.quote.start, item.span.end - item.quote.start)
    every = dates_in(text)
    dates = [one for one in every if answer.overlaps(_place(one))]
    numbers = [
        one
        for one in numbers_in(text)
        if answer.overlaps(_place(one)) and not any(_place(one).overlaps(_place(date)) for date in every)
    ]
    told: list[Number] | list[Dated] = numbers or dates
    if len(told) != 1:
        return None
    one = told[0]
    first, last = min(answer.start, one.start), max(answer.end, one.end)
    first -= first > 0 and is_currency(text[first - 1])
    last += text[last : last + 1] == "%"
    unit = f"{text[first : one.start]} {text[one.end : last]}".strip() if numbers else ""
    return Stated(item, one.value, unit)


def _place(one: Number | Dated) -> Span:
    return Span(one.start, one.end)


def _plain(unit: str) -> str:
    """The letters of a unit, signs by the names that Unicode gives them: pound of £, percent of %."""
    named = (
        name(letter).lower().split()[-2] if is_currency(letter) or letter == "%" else letter
        for letter in unit
    )
    return "".join(letter for letter in "".join(named).casefold() if letter.isalnum())


def _names(text: str) -> frozenset[str]:
    """The stems of the words that are names, as far as their capitals or the table tell."""
    return frozenset(word.stem for word in question_words(text) if word.is_name)


def groups_of(question: str, worthy: Sequence[Evidence], copies: Copies, times: Time) -> list[Group]:
    """The values that worthy passages give for a question, in the order of the passages.

    A story is no rival of its own: its surest passage counts, whichever copy has it. Nor is a value that answers
    something else: a date beside a number, one of other names where the question has none, or one in a passage that
    lacks a time or a weighty word of the question which the surest passage has.
    """
    first = stated_in(worthy[0]) if worthy else None
    if first is None:
        return []
    words = weighty(question_words(question))
    lacking = {word.stem for word in unsupported(words, worthy[0].led_up_to)}
    untimely = unmet(times, worthy[0])
    groups = [Group([first])]
    seen = {copies.original(first.evidence.article.id)}
    for item in worthy[1:]:
        story = copies.original(item.article.id)
        stated = None if story in seen else stated_in(item)
        if stated is None or not _is_rival(question, stated, first):
            continue
        if not {word.stem for word in unsupported(words, item.led_up_to)} <= lacking:
            continue
        if any(wanted not in untimely for wanted in unmet(times, item)):
            continue
        seen.add(story)
        for group in groups:
            if all(stated.agrees(other) for other in group.stated):
                group.stated.append(stated)
                break
        else:
            groups.append(Group([stated]))
    return groups


def _is_rival(question: str, stated: Stated, first: Stated) -> bool:
    """Whether two values can be held against each other: like ones, and of nothing that sets them apart.

    Where the question names nothing, a value may be of any place that its quote names.
    """
    alike = isinstance(stated.value, Decimal) == isinstance(first.value, Decimal)
    apart = stated.names and first.names and not stated.names & first.names
    return alike and not (apart and not _names(question))


def quotes_of_each(groups: Sequence[Group], order: Sequence[Evidence], limit: int) -> tuple[Quote, ...]:
    """At most so many distinct quotes in their order, with one of each group among them if there is room."""
    quotes = distinct_quotes(order, limit)
    if all(_said_in(group, quotes) for group in groups):
        return quotes
    firsts = [group.stated[0].evidence for group in groups]
    kept = distinct_quotes([*firsts, *order], limit)
    rank = {_quoted(quote): number for number, quote in enumerate(distinct_quotes(order, len(order)))}
    return tuple(sorted(kept, key=lambda quote: rank.get(_quoted(quote), len(rank))))


def _quoted(quote: Quote) -> tuple[str, int]:
    return quote.citation.article, quote.start


def figure_groups(
    groups: Sequence[Group], quotes: Sequence[Quote], copies: Copies
) -> tuple[FigureGroup, ...]:
    """The groups as an Answer shows them: most independent sources first, then the surest."""
    dates = _told_apart(groups)
    shown = [
        FigureGroup(
            text=joined(group.exactest.evidence.answer),
            value=normalised(group.exactest.value),
            unit=group.exactest.unit,
            kind="number" if isinstance(group.exactest.value, Decimal) else "date",
            sources=group.sources(copies),
            quotes=_said_in(group, quotes),
            date=date,
        )
        for group, date in zip(groups, dates, strict=True)
    ]
    return tuple(sorted(shown, key=lambda group: -group.sources))


def _has_year(value: Moment | Years) -> bool:
    return isinstance(value, Years) or value.year is not None


def _said_in(group: Group, quotes: Sequence[Quote]) -> tuple[int, ...]:
    spans = {(one.evidence.article.id, one.evidence.span) for one in group.stated}
    return tuple(
        number
        for number, quote in enumerate(quotes)
        if any(
            (quote.citation.article, (quote.start + start, quote.start + end)) in spans
            for start, end in quote.highlights
        )
    )


def _told_apart(groups: Sequence[Group]) -> list[str | None]:
    """What sets the groups apart in time: the time that each tells, else its article's year, else its day."""
    if len(groups) < 2:
        return [None for _ in groups]
    days = [group.stated[0].evidence.article.date for group in groups]
    years = [day and day[:4] for day in days]
    dated = years if len(set(years)) > 1 else days if len(set(days)) > 1 else [None for _ in days]
    return [group.stated[0].year or day for group, day in zip(groups, dated, strict=True)]
