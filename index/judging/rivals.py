"""Side by side: the values that worthy passages give for one question, grouped by agreement, with their sources.

Nothing is added up, averaged or converted: a group has the words of one passage, and others belong to it that state
the same value in the same unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.answers import FigureGroup, Quote
from index.building.catalogue import Copies
from index.figures import Figure, Moment, Years, agree, figures_in
from index.figures.asked import OLD, asked_kinds
from index.figures.figure import Kind, comparable
from index.judging.ties import unmet
from index.question.support import question_words, unsupported, weighty
from index.question.times import TIMELESS, Time
from index.reading.evidence import Evidence, distinct_quotes


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as one passage states it, with its words as written."""

    evidence: Evidence
    figure: Figure
    words: str

    @property
    def names(self) -> frozenset[str]:
        """The stems of the names that its quote has."""
        return _names(self.evidence.verbatim)

    @property
    def year(self) -> str | None:
        """The one time with a year that its quote tells beside it, in its words; None where there is not one."""
        text = self.evidence.verbatim
        told = [one for one in figures_in(text) if _has_year(one) and one != self.figure]
        return text[told[0].start : told[0].end] if len(told) == 1 else None


@dataclass(slots=True)
class Group:
    """Passages that state one value, the surest first."""

    stated: list[Stated] = field(default_factory=list)

    @property
    def figure(self) -> Figure:
        """The value as it is told most exactly."""
        return max(self.stated, key=lambda one: (not one.figure.bound, len(one.figure.normalised))).figure

    def sources(self, copies: Copies) -> int:
        """How many independent articles say so: copies of one story count once."""
        return len({copies.original(one.evidence.article.id) for one in self.stated})


def stated_in(item: Evidence, kinds: frozenset[Kind]) -> Stated | None:
    """The one figure of these kinds in a piece of evidence's span, read in its quote; None where there is not one."""
    start, end = item.span.start - item.quote.start, item.span.end - item.quote.start
    text = item.verbatim
    figures = [
        _as_age(figure) if kinds == OLD else figure for figure in figures_in(text) if figure.kind in kinds
    ]
    chosen = [figure for figure in figures if figure.start < end and start < figure.end]
    if len(chosen) != 1:
        return None
    return Stated(item, chosen[0], text[chosen[0].start : chosen[0].end])


def _as_age(figure: Figure) -> Figure:
    """A bare number where an age is asked for: "he was 22 when he was shot"."""
    return replace(figure, kind="age", unit="years") if figure.kind == "count" else figure


def _names(text: str) -> frozenset[str]:
    """The stems of the words that are names, as far as their capitals or the table tell."""
    return frozenset(word.stem for word in question_words(text) if word.is_name)


def groups_of(
    question: str, worthy: Sequence[Evidence], copies: Copies, times: Time = TIMELESS
) -> list[Group]:
    """The values that worthy passages give where a question asks for a figure, in the order of the passages.

    A story is no rival of its own: its surest passage counts, whichever copy has it. Nor is a value that answers
    something else: of another kind or unit, of other names where the question has none, or in a passage that lacks
    a time or a weighty word of the question which the surest passage has.
    """
    kinds = asked_kinds(question)
    first = stated_in(worthy[0], kinds) if kinds and worthy else None
    if first is None:
        return []
    words = weighty(question_words(question))
    lacking = {word.stem for word in unsupported(words, worthy[0].led_up_to)}
    untimely = unmet(times, worthy[0])
    groups = [Group([first])]
    seen = {copies.original(first.evidence.article.id)}
    for item in worthy[1:]:
        story = copies.original(item.article.id)
        stated = None if story in seen else stated_in(item, kinds)
        if stated is None or not _is_rival(question, stated, first):
            continue
        if not {word.stem for word in unsupported(words, item.led_up_to)} <= lacking:
            continue
        if any(wanted not in untimely for wanted in unmet(times, item)):
            continue
        seen.add(story)
        for group in groups:
            if all(agree(stated.figure, other.figure) for other in group.stated):
                group.stated.append(stated)
                break
        else:
            groups.append(Group([stated]))
    return groups


def _is_rival(question: str, stated: Stated, first: Stated) -> bool:
    """Whether two figures can be held against each other: like ones, and of nothing that sets them apart.

    Where the question names nothing, a figure may be of any place that its quote names.
    """
    apart = stated.names and first.names and not stated.names & first.names
    return comparable(stated.figure, first.figure) and not (apart and not _names(question))


def quotes_of_each(groups: Sequence[Group], order: Sequence[Evidence], limit: int) -> tuple[Quote, ...]:
    """At most so many distinct quotes in their order, with one of each group among them if there is room."""
    quotes = distinct_quotes(order, limit)
    if all(_said_in(group, quotes) for group in groups):
        return quotes
    firsts = [group.stated[0].evidence for group in groups]
    kept = distinct_quotes([*firsts, *order], limit)
    rank = {_place(quote): number for number, quote in enumerate(distinct_quotes(order, len(order)))}
    return tuple(sorted(kept, key=lambda quote: rank.get(_place(quote), len(rank))))


def _place(quote: Quote) -> tuple[str, int]:
    return quote.citation.article, quote.start


def figure_groups(
    groups: Sequence[Group], quotes: Sequence[Quote], copies: Copies
) -> tuple[FigureGroup, ...]:
    """The groups as an Answer shows them: most independent sources first, then the surest."""
    dates = _dates(groups)
    shown = [
        FigureGroup(
            text=next(one.words for one in group.stated if one.figure == group.figure),
            value=group.figure.normalised,
            unit=group.figure.unit,
            kind=group.figure.kind,
            sources=group.sources(copies),
            quotes=_said_in(group, quotes),
            date=date,
        )
        for group, date in zip(groups, dates, strict=True)
    ]
    return tuple(sorted(shown, key=lambda group: -group.sources))


def _has_year(figure: Figure) -> bool:
    value = figure.value
    return isinstance(value, Years) or (isinstance(value, Moment) and value.year is not None)


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


def _dates(groups: Sequence[Group]) -> list[str | None]:
    """What sets the groups apart in time: the time that each tells, else its article's year, else its day."""
    if len(groups) < 2:
        return [None for _ in groups]
    days = [group.stated[0].evidence.article.date for group in groups]
    years = [day and day[:4] for day in days]
    dated = years if len(set(years)) > 1 else days if len(set(days)) > 1 else [None for _ in days]
    return [group.stated[0].year or day for group, day in zip(groups, dated, strict=True)]
