"""Binding: which year, place or other name a sentence ties to which of its figures.

The grammar looked at is that of news: "196 in 2022/23", "London had 12, Leeds 9", "in 2011, when 56,075,912 people
were counted", "12 and 9 respectively". Where that says nothing, nothing is bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from index.figures.figure import Figure
from index.judging.anchors import Anchor, Class, anchors_in


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
