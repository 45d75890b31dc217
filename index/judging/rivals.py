"""Side by side: the values that worthy passages give for one question, grouped by agreement, with their sources.

Nothing is added up, averaged or converted: a group has the words of one passage, and others belong to it that state
the same value in the same unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.answers import FigureGroup, Quote
from index.building.catalogue import Copies
from index.figures import Figure, Moment, Years, agree, figures_in
from index.figures.asked import OLD, asked_kinds
from index.figures.comparison import is_only_compared
from index.figures.figure import Kind, comparable
from index.judging.anchors import Anchor, anchors_in, is_asked
from index.judging.binding import bindings
from index.question.support import question_words, unsupported, weighty
from index.reading.evidence import Evidence, distinct_quotes


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as one passage states it: `words` as written, `anchors` the times and names it is tied to there."""

    evidence: Evidence
    figure: Figure
    words: str
    anchors: tuple[Anchor, ...]

    @property
    def times(self) -> set[str]:
        """The dates and years it is tied to."""
        return {str(anchor.value) for anchor in self.anchors if anchor.value is not None}

    @property
    def places(self) -> set[str]:
        """The names it is tied to."""
        return {anchor.words for anchor in self.anchors if anchor.of == "name"}

    @property
    def names(self) -> set[str]:
        """The names it is tied to, else all that its quote has."""
        return self.places or {one.words for one in anchors_in(self.evidence.verbatim) if one.of == "name"}


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
    alike = [figure for figure in figures if comparable(figure, chosen[0])]
    words = text[chosen[0].start : chosen[0].end]
    return Stated(item, chosen[0], words, bindings(text, alike)[chosen[0]])


def _as_age(figure: Figure) -> Figure:
    """A bare number where an age is asked for: "he was 22 when he was shot"."""
    return replace(figure, kind="age", unit="years") if figure.kind == "count" else figure


def _names(question: str) -> list[str]:
    """The words of a question that are names, as far as its capitals or the table tell."""
    return [word.text for word in question_words(question) if word.is_name]


def _is_compared_with_asked(question: str, stated: Stated) -> bool:
    """Whether a sentence names what is asked about only to hold another thing's figure against it."""
    text = stated.evidence.verbatim
    places = [place for name in _names(question) for place in re.finditer(rf"\b{re.escape(name)}\b", text)]
    return bool(places) and all(
        is_only_compared(text, *place.span(), answer=stated.figure.start) for place in places
    )


def _asks_time(question: str) -> bool:
    return any(isinstance(figure.value, Moment | Years) for figure in figures_in(question))


def groups_of(question: str, worthy: Sequence[Evidence], copies: Copies) -> list[Group]:
    """The values that worthy passages give where a question asks for a figure, in the order of the passages.

    A story is no rival of its own: its surest passage counts, whichever copy has it. Nor is a value that answers
    something else: of another kind or unit, tied to another time or name than the question's, or in a passage that
    lacks a weighty word of the question which the surest passage has.
    """
    kinds = asked_kinds(question)
    first = stated_in(worthy[0], kinds) if kinds and worthy else None
    if first is None:
        return []
    words = weighty(question_words(question))
    lacking = {word.stem for word in unsupported(words, worthy[0].led_up_to)}
    groups = [Group([first])]
    seen = {copies.original(first.evidence.article.id)}
    for item in worthy[1:]:
        story = copies.original(item.article.id)
        stated = None if story in seen else stated_in(item, kinds)
        if stated is None or not _is_rival(question, stated, first):
            continue
        if not {word.stem for word in unsupported(words, item.led_up_to)} <= lacking:
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
    """Whether two figures can be held against each other: like ones, and tied to nothing that sets them apart."""
    if not comparable(stated.figure, first.figure) or _is_compared_with_asked(question, stated):
        return False
    if _asks_time(question) and stated.times and not _asked(question, stated, "time"):
        return False
    # Where the question names nothing, a figure may be of any place that its quote names.
    one, other = (each.places if _names(question) else each.names for each in (stated, first))
    apart = one and other and not one & other
    return not (apart and not _asked(question, stated, "name"))


def _asked(question: str, stated: Stated, of: str) -> bool:
    return any(is_asked(anchor, question) for anchor in stated.anchors if anchor.of == of)


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


def _has_year(anchor: Anchor) -> bool:
    value = anchor.value
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
    """What sets the groups apart in time: the time each is tied to, else its article's year, else its day."""
    if len(groups) < 2:
        return [None for _ in groups]
    tied = [
        next((anchor.words for anchor in group.stated[0].anchors if _has_year(anchor)), None)
        for group in groups
    ]
    days = [group.stated[0].evidence.article.date for group in groups]
    years = [day and day[:4] for day in days]
    told = years if len(set(years)) > 1 else days if len(set(days)) > 1 else [None for _ in days]
    return [words or day for words, day in zip(tied, told, strict=True)]
