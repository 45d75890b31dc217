"""Binding: which year, place or other name a sentence ties to which of its figures.

The grammar looked at is that of news: "196 in 2022/23", "London had 12, Leeds 9", "in 2011, when 56,075,912 people
were counted", "12 and 9 respectively". Where that says nothing, nothing is bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from index.figures.anchors import Anchor, Class, anchors_in, is_asked
from index.figures.figure import Figure, Kind
from index.figures.read import figures_in
from index.support import held_stems, question_words


class Tie(NamedTuple):
    """What ties a figure to an anchor: the anchor closes it ("12 in London"), opens it ("London had 12") or a list."""

    anchor: Anchor
    figure: Figure
    how: Literal["closes", "opens", "respectively"]


def bindings(text: str, figures: Sequence[Figure]) -> dict[Figure, tuple[Anchor, ...]]:
    """What a sentence ties to each of these figures, which are those of one kind, in order."""
    bound: dict[Figure, list[Anchor]] = {figure: [] for figure in figures}
    for tie in ties(text, figures):
        bound[tie.figure].append(tie.anchor)
    return {figure: tuple(anchors) for figure, anchors in bound.items()}


def ties(text: str, figures: Sequence[Figure]) -> list[Tie]:
    """What ties these figures, which are those of one kind, in order, to the times and names of a sentence."""
    found: list[Tie] = []
    for of in _CLASSES:
        anchors = [
            anchor
            for anchor in anchors_in(text)
            if anchor.of == of and not any(_overlap(anchor, figure) for figure in figures)
        ]
        found += _respectively(text, anchors, figures) or _nearest(text, anchors, figures)
    return found


_CLASSES: tuple[Class, ...] = ("time", "name")


def _overlap(anchor: Anchor, figure: Figure) -> bool:
    return anchor.start < figure.end and figure.start < anchor.end


def _respectively(text: str, anchors: Sequence[Anchor], figures: Sequence[Figure]) -> list[Tie]:
    """As many of the one as of the other, one list after the other: the first belongs to the first."""
    if "respectively" not in text.lower() or len(anchors) != len(figures) or len(figures) < 2:
        return []
    if anchors[-1].end <= figures[0].start or figures[-1].end <= anchors[0].start:
        return [Tie(anchor, figure, "respectively") for anchor, figure in zip(anchors, figures, strict=True)]
    return []


def _nearest(text: str, anchors: Sequence[Anchor], figures: Sequence[Figure]) -> Iterator[Tie]:
    """Each anchor with the figure before it that it closes, else with the one after it that it opens."""
    for place, anchor in enumerate(anchors):
        before = [figure for figure in figures if figure.end <= anchor.start]
        after = [figure for figure in figures if figure.start >= anchor.end]
        earlier = anchors[place - 1].end if place else 0
        later = anchors[place + 1].start if place + 1 < len(anchors) else len(text)
        if before and earlier <= before[-1].start and _closes(text[before[-1].end : anchor.start]):
            yield Tie(anchor, before[-1], "closes")
        elif after and later >= after[0].end and _opens(text, anchor, after[0]):
            yield Tie(anchor, after[0], "opens")


def _closes(between: str) -> bool:
    """Whether what follows a figure leads to its anchor: nothing, a preposition in the same clause, or a bracket."""
    return bool(_JOINED.fullmatch(between) or (_LEADS.search(between) and not _CLAUSE.search(between)))


_JOINED = re.compile(r"\s*|\s*\(\s*(?:in\s+|for\s+)?|\s+(?:were|are|was|is)\s+(?:the\s+)?")
_LEADS = re.compile(
    r"\b(?:in|for|during|at|of|across|throughout|within|by|on|near|around|since)\s+"
    r"(?:(?:the|early|late|mid|Q[1-4]|fiscal|financial|year|end|start|beginning|of)\s+)*\Z",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:()–—]|[.!?][\"”’)]*\s|\b(?:and|but|while|whereas|or|to|from|with|compared|against|than|then|when|where|"
    r"which|who|that)\b",
    re.IGNORECASE,
)


def _opens(text: str, anchor: Anchor, figure: Figure) -> bool:
    """Whether an anchor begins the clause of the next figure: "London had 12", "in 2011, 12", "Leeds, which had 12"."""
    between = text[anchor.end : figure.start]
    if start := _RELATIVE_CLAUSE.match(between):
        between = between[start.end() :]
    elif fronted := _FRONTED.search(text, 0, anchor.start):
        between = re.sub(r"\A\s*," if fronted["preposition"] else r"\A\s*:", "", between)
    else:
        return False
    return not _NEXT_CLAUSE.search(between) and len(between.split()) <= _FARTHEST


_RELATIVE_CLAUSE = re.compile(r"\s*,?\s*\b(?:which|who|where|when|with)\b", re.IGNORECASE)
_FRONTED = re.compile(
    r"(?:\A|[,;:.!?–—]\s|\b(?:and|but|while|whereas|of|at|that)\s)[\"“‘(\s]*"
    r"(?P<preposition>(?:in|by|for|during|at|since|on|of|across)\s+)?(?:the\s+)?\Z",
    re.IGNORECASE,
)
"""Before an anchor that begins a clause, or that stands in the subject: "the population of Wales was"."""
_NEXT_CLAUSE = re.compile(r"[,;()–—]|[.!?][\"”’)]*\s|\b(?:and|but|while|whereas|or|than)\b", re.IGNORECASE)
_FARTHEST = 12
"""Words between an anchor and its figure at most."""


class Place(NamedTuple):
    """A figure in one of several sentences."""

    sentence: int
    figure: Figure


def asked_for(
    question: str, sentences: Sequence[str], read: int, start: int, end: int, kinds: frozenset[Kind]
) -> Place | None:
    """The figure that a question's year or name is bound to, where the reader's span states another one.

    `read` is the sentence in which the span was read, `start` and `end` its offsets there, `kinds` what the question
    asks for. None where the span is right as far as can be told.
    """
    figures = [figure for figure in figures_in(sentences[read]) if figure.kind in kinds]
    chosen = [figure for figure in figures if figure.start < end and start < figure.end]
    if not chosen:
        return None
    rivals = [figure for figure in figures if _alike(figure, chosen[0])]
    for of in _CLASSES:
        tied = [tie for tie in ties(sentences[read], rivals) if tie.anchor.of == of]
        asked = [tie for tie in tied if is_asked(tie.anchor, question)]
        right = {tie.figure for tie in asked}
        wrong = [tie for figure in chosen if figure not in right for tie in tied if tie.figure == figure]
        elsewhere = bool(wrong) and all(
            figure in right or figure in {tie.figure for tie in wrong} for figure in chosen
        )
        if len(right) == 1 and elsewhere and (of == "time" or _parallel(asked, wrong)):
            return Place(read, right.pop()) if len(chosen) > 1 or asked[0].figure not in chosen else None
        if not right and (
            found := _in_another(question, sentences, read, chosen[0], of, elsewhere=elsewhere)
        ):
            return found
    return None


def _parallel(asked: Sequence[Tie], wrong: Sequence[Tie]) -> bool:
    """Whether a name is named once, and its figure tied to it as the other figures are to theirs."""
    return len(asked) == 1 and all(tie.how == asked[0].how for tie in wrong)


def _alike(one: Figure, other: Figure) -> bool:
    """Whether both are of one kind, in one unit."""
    dates = ("date", "years")
    return (one.kind, one.unit) == (other.kind, other.unit) or (one.kind in dates and other.kind in dates)


def _in_another(
    question: str, sentences: Sequence[str], read: int, chosen: Figure, of: Class, *, elsewhere: bool
) -> Place | None:
    """The one like figure of the other sentences that is bound to what is asked, if it is about the same.

    It is where it stands in the sentence beside and leaves unsaid what it counts: "Some 43,000 homes lost power.
    Cumbria had 28,000." Or else, where the chosen figure is tied to another time, where its sentence holds as many of
    the question's words. Of a name, the sentence that was read says nothing, or it would be meant there.
    """
    if of == "name" and any(is_asked(anchor, question) for anchor in anchors_in(sentences[read])):
        return None
    found = []
    for number, sentence in enumerate(sentences):
        alike = (
            [figure for figure in figures_in(sentence) if _alike(figure, chosen)] if number != read else []
        )
        for tie in ties(sentence, alike):
            if tie.anchor.of != of or not is_asked(tie.anchor, question):
                continue
            bare = tie.figure.kind in _COUNTING and _BARE.match(sentence, tie.figure.end)
            beside = abs(number - read) == 1 if elsewhere else number == read + 1
            close = of == "time" and elsewhere and _as_close(question, sentence, sentences[read], tie.anchor)
            if (bare and beside and (elsewhere or of == "name")) or close:
                found.append(Place(number, tie.figure))
    return found[0] if len(set(found)) == 1 else None


_COUNTING = ("count", "percentage", "fraction", "money")
_BARE = re.compile(r"\s*(?:[,.;:)]|\Z|(?:in|for|during|at|of|by|on|and|but|while|the|were|was)\b)")
"""After a figure that leaves unsaid what it counts."""


def _as_close(question: str, sentence: str, other: str, anchor: Anchor) -> bool:
    """Whether a sentence holds as many of a question's words as another, figures and the anchor left out."""
    named = {word.stem for word in question_words(anchor.words)}
    words = {word.stem for word in question_words(question) if not word.is_number} - named
    return len(words & held_stems(sentence)) >= len(words & held_stems(other))
