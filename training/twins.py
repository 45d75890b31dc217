"""Passages that state two like values: the answer's sentence beside a copy with another year, name or number.

Whichever of the two the question is about, the right answer is known (compare Jia and Liang 2017).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import sentencex

from training.wording import (
    NUMBER,
    YEAR,
    Names,
    holds,
    names_in,
    other_number,
    other_year,
    renamed,
    shares_stem,
)


@dataclass(frozen=True, slots=True)
class Twin:
    """A question and a passage that holds its answer (`text[start:end]`) and a near miss."""

    question: str
    text: str
    start: int
    end: int


class Twins:
    """Makes twins; other answers of like form come from all answers given."""

    def __init__(self, names: Names, answers: Iterable[tuple[str, str]]) -> None:
        """Take the pool of names and (question, answer) pairs."""
        self._names = names
        self._answers: dict[tuple[str, int], list[str]] = defaultdict(list)
        for question, answer in answers:
            if answer[:1].isupper():
                self._answers[question.split()[0].lower(), len(answer.split())].append(answer)

    def twin(
        self, question: str, source: int, text: str, start: int, end: int, rng: random.Random
    ) -> Twin | None:
        """The passage with a twin beside the answer's sentence, asked for either; None if it cannot be."""
        first, last = _sentence_around(text, start, end)
        sentence, answer = text[first:last], text[start:end]
        anchor = self._anchor(question, source, sentence, answer, text, rng)
        other = self._like(question, answer, text, rng)
        if not anchor or not other or sentence.count(answer) != 1:
            return None
        old, new = anchor
        place = start - first
        before, after = (
            renamed(sentence[:place], old, new),
            renamed(sentence[place + len(answer) :], old, new),
        )
        copy, at = before + other + after, len(before)
        copy_first = rng.random() < 0.5
        whole = f"{text[:first]}{copy} {text[first:]}" if copy_first else f"{text[:last]} {copy}{text[last:]}"
        if rng.random() < 0.5:
            moved = start + (len(copy) + 1 if copy_first else 0)
            return Twin(question, whole, moved, moved + len(answer))
        begun = (first if copy_first else last + 1) + at
        return Twin(renamed(question, old, new), whole, begun, begun + len(other))

    def _anchor(
        self, question: str, source: int, sentence: str, answer: str, text: str, rng: random.Random
    ) -> tuple[str, str] | None:
        """What the question and the sentence both name, and what takes its place in the copy."""
        years = [
            m.group()
            for m in YEAR.finditer(question)
            if holds(sentence, m.group()) and m.group() not in answer
        ]
        if years and (year := other_year(years[0], text + question, rng)):
            return years[0], year
        for match in names_in(question):
            if holds(sentence, match.group()) and not shares_stem(answer, match.group()):
                name = self._names.other(question, match, source, text + question, rng)
                return (match.group(), name) if name else None
        return None

    def _like(self, question: str, answer: str, text: str, rng: random.Random) -> str | None:
        """Another answer of the same form, which the passage does not hold."""
        if YEAR.search(answer):
            year = other_year(YEAR.findall(answer)[-1], text, rng)
            return year and YEAR.sub(year, answer)
        if number := NUMBER.search(answer):
            new = other_number(number.group(), text, rng)
            return new and answer[: number.start()] + new + answer[number.end() :]
        pool = self._answers[question.split()[0].lower(), len(answer.split())] if answer[:1].isupper() else []
        other = rng.choice(pool) if pool else None
        return other if other and not shares_stem(text, other) else None


def _sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    at = 0
    first = last = None
    for piece in sentencex.segment("en", text):
        size = len(piece)
        if first is None and start < at + size:
            first = at
        if first is not None and end <= at + size:
            last = at + len(piece.rstrip())
            break
        at += size
    return first or 0, last or len(text)
