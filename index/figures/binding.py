"""Binding: which year, place or other name a sentence ties to which of its figures.

The grammar looked at is that of news: "196 in 2022/23", "London had 12, Leeds 9", "in 2011, when 56,075,912 people
were counted", "12 and 9 respectively". Where that says nothing, nothing is bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.figures.anchors import Anchor, Class, anchors_in, is_asked
from index.figures.figure import Figure, Kind
from index.figures.read import figures_in
from index.support import held_stems, question_words


def bindings(text: str, figures: Sequence[Figure]) -> dict[Figure, tuple[Anchor, ...]]:
    """What a sentence ties to each of these figures, which are those of one kind, in order."""
    bound: dict[Figure, list[Anchor]] = {figure: [] for figure in figures}
    for of in ("time", "name"):
        anchors = [
            anchor
            for anchor in anchors_in(text)
            if anchor.of == of and not any(_overlap(anchor, figure) for figure in figures)
        ]
        for anchor, figure in _respectively(text, anchors, figures) or _nearest(text, anchors, figures):
            bound[figure].append(anchor)
    return {figure: tuple(anchors) for figure, anchors in bound.items()}


def _overlap(anchor: Anchor, figure: Figure) -> bool:
    return anchor.start < figure.end and figure.start < anchor.end


def _respectively(
    text: str, anchors: Sequence[Anchor], figures: Sequence[Figure]
) -> list[tuple[Anchor, Figure]]:
    """As many of the one as of the other, one list after the other: the first belongs to the first."""
    if "respectively" not in text.lower() or len(anchors) != len(figures) or len(figures) < 2:
        return []
    if anchors[-1].end <= figures[0].start or figures[-1].end <= anchors[0].start:
        return list(zip(anchors, figures, strict=True))
    return []


def _nearest(
    text: str, anchors: Sequence[Anchor], figures: Sequence[Figure]
) -> Iterator[tuple[Anchor, Figure]]:
    """Each anchor with the figure before it that it closes ("196 in 2022/23"), else with the one that follows it."""
    for place, anchor in enumerate(anchors):
        before = [figure for figure in figures if figure.end <= anchor.start]
        after = [figure for figure in figures if figure.start >= anchor.end]
        earlier = anchors[place - 1].end if place else 0
        later = anchors[place + 1].start if place + 1 < len(anchors) else len(text)
        if before and earlier <= before[-1].start and _closes(text[before[-1].end : anchor.start]):
            yield anchor, before[-1]
        elif after and later >= after[0].end and _opens(text[anchor.end : after[0].start]):
            yield anchor, after[0]


def _closes(between: str) -> bool:
    """Whether what follows a figure leads to its anchor: a preposition in the same clause, or a bracket."""
    return bool(_BRACKET.fullmatch(between) or (_LEADS.search(between) and not _CLAUSE.search(between)))


_BRACKET = re.compile(r"\s*\(\s*(?:in\s+|for\s+)?")
_LEADS = re.compile(
    r"\b(?:in|for|during|at|of|across|throughout|within|by|on|near|around|since)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:()–—]|[.!?][\"”’)]*\s|\b(?:and|but|while|whereas|or|to|from|with|compared|against|than|then|when|where|which|who|that)\b",
    re.IGNORECASE,
)


def _opens(between: str) -> bool:
    """Whether what stands between an anchor and the next figure makes it the anchor's: no other clause begins there."""
    start = _RELATIVE_CLAUSE.match(between)
    return not _NEXT_CLAUSE.search(between, start.end() if start else 0) and len(between.split()) <= _FARTHEST


_RELATIVE_CLAUSE = re.compile(
    r"\s*[,:(–—-]?\s*(?:(?:which|who|where|when|with|at|there were|there was)\b)?", re.IGNORECASE
)
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
    bound = bindings(sentences[read], rivals)

    def fits(figure: Figure, of: Class) -> bool:
        return any(is_asked(anchor, question) for anchor in bound[figure] if anchor.of == of)

    named = [anchor for anchor in anchors_in(sentences[read]) if anchor.of == "name"]
    for of in _CLASSES:
        fitting = [figure for figure in rivals if fits(figure, of)]
        others = [figure for figure in chosen if figure in bound and not fits(figure, of)]
        elsewhere = others and all(any(a.of == of for a in bound[figure]) for figure in others)
        if len(fitting) == 1 and elsewhere and (len(chosen) > 1 or fitting[0] not in chosen):
            return Place(read, fitting[0])
        # "Some 43,000 homes lost power. Cumbria had 28,000, Northumberland 15,000."
        general = of == "name" and not any(is_asked(anchor, question) for anchor in named)
        if not fitting and (elsewhere or general):
            found = _in_another(question, sentences, read, chosen[0], of, bare_only=not elsewhere)
            if found:
                return found
    return None


_CLASSES: tuple[Class, ...] = ("time", "name")


def _alike(one: Figure, other: Figure) -> bool:
    """Whether both are of one kind, in one unit."""
    dates = ("date", "years")
    return (one.kind, one.unit) == (other.kind, other.unit) or (one.kind in dates and other.kind in dates)


def _in_another(
    question: str, sentences: Sequence[str], read: int, chosen: Figure, of: Class, *, bare_only: bool
) -> Place | None:
    """The one like figure of the other sentences that is bound to what is asked, if it is about the same.

    It is where it stands in the next sentence and does not say what it counts; else, unless `bare_only`, where its
    sentence holds as many of the question's words.
    """
    found = []
    for number, sentence in enumerate(sentences):
        if number == read:
            continue
        alike = [figure for figure in figures_in(sentence) if _alike(figure, chosen)]
        for figure, anchors in bindings(sentence, alike).items():
            asked = [anchor for anchor in anchors if anchor.of == of and is_asked(anchor, question)]
            bare = abs(number - read) == 1 and _BARE.match(sentence, figure.end)
            close = not bare_only and asked and _as_close(question, sentence, sentences[read], asked[0])
            if asked and (bare or close):
                found.append(Place(number, figure))
    return found[0] if len(found) == 1 else None


_BARE = re.compile(r"\s*(?:[,.;:)]|\Z|(?:in|for|during|at|of|by|on|and|but|while|the|were|was)\b)")
"""After a figure that leaves unsaid what it counts."""


def _as_close(question: str, sentence: str, other: str, anchor: Anchor) -> bool:
    """Whether a sentence holds as many of a question's words as another, figures and the anchor left out."""
    named = {word.stem for word in question_words(anchor.words)}
    words = {word.stem for word in question_words(question) if not word.is_number} - named
    return len(words & held_stems(sentence)) >= len(words & held_stems(other))
