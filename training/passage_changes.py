"""Passages whose answering sentence is changed so that it no longer answers, while the question stays as it was.

Beside changed questions they keep a reader from judging by the question alone: here it is the passage that is odd.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from training.opposites import opposites
from training.wording import WORD, Names, holds, names_in, renamed, shares_stem


@dataclass(frozen=True, slots=True)
class Telling:
    """A question and the sentence that answers it: `sentence[start:end]`, in a passage of an article."""

    question: str
    source: int
    passage: str
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Untelling:
    """The changed sentence, and the question that it would answer, where there is one.

    The answer's words are still in the sentence, `moved` characters further on.
    """

    kind: str
    sentence: str
    moved: int
    question: str | None = None


class PassageChanger:
    """Changes answering sentences, one way at a time."""

    def __init__(self, names: Names) -> None:
        """Take the pool of names to change to."""
        self._names = names
        self._ways: tuple[tuple[Callable[[Telling, random.Random], Untelling | None], int], ...] = (
            (_opposite, 20),
            (self._named, 4),
            (_negated, 1),
        )

    def change(self, telling: Telling, rng: random.Random) -> Untelling | None:
        """One change of a kind drawn by weight among those that are possible; None where none is."""
        ways = list(self._ways)
        while ways:
            way = rng.choices(ways, [weight for _, weight in ways])[0]
            if changed := way[0](telling, rng):
                return changed
            ways.remove(way)
        return None

    def _named(self, telling: Telling, rng: random.Random) -> Untelling | None:
        """Another name in this sentence only: of the article, or one of like kind."""
        found = [
            m
            for m in names_in(telling.question)
            if _outside(telling, m.group()) and not shares_stem(_answer(telling), m.group())
        ]
        if not found:
            return None
        match = rng.choice(found)
        new = self._names.other(
            telling.question,
            match,
            telling.source,
            f"{telling.sentence} {telling.question}",
            rng,
        )
        if not new:
            return None
        answers = not holds(telling.passage.replace(telling.sentence, ""), new)
        return _changed("passage name", telling, match.group(), new, answers=answers)


def _opposite(telling: Telling, rng: random.Random) -> Untelling | None:
    """A word that question and sentence share becomes its opposite in the sentence."""
    found = [
        m.group()
        for m in WORD.finditer(telling.question)
        if m.group() in opposites() and _outside(telling, m.group())
    ]
    rng.shuffle(found)
    for word in found:
        new = rng.choice(sorted(opposites()[word]))
        if not holds(telling.passage, new) and not holds(telling.question, new):
            return _changed("passage opposite", telling, word, new, answers=True)
    return None


def _negated(telling: Telling, rng: random.Random) -> Untelling | None:
    """ "... was founded by X" -> "... was not founded by X", where X is the answer."""
    before = telling.sentence[: telling.start]
    match = re.search(r"\b(?:was|were|is|are|has|have|had|could|can|would)\b(?= [^,;:.()]*$)", before)
    if not match or re.search(r"\b(?:not|never|no|nor|without)\b|n't", telling.sentence + telling.question):
        return None
    word = " never" if rng.random() < 0.3 else " not"
    return Untelling(
        "passage negated",
        before[: match.end()] + word + telling.sentence[match.end() :],
        len(word),
    )


def _answer(telling: Telling) -> str:
    return telling.sentence[telling.start : telling.end]


def _outside(telling: Telling, phrase: str) -> bool:
    return holds(
        f"{telling.sentence[: telling.start]} | {telling.sentence[telling.end :]}", phrase
    ) and not holds(_answer(telling), phrase)


def _changed(kind: str, telling: Telling, old: str, new: str, *, answers: bool) -> Untelling:
    before = renamed(telling.sentence[: telling.start], old, new)
    after = renamed(telling.sentence[telling.end :], old, new)
    return Untelling(
        kind,
        before + _answer(telling) + after,
        len(before) - telling.start,
        renamed(telling.question, old, new) if answers else None,
    )
