"""Questions changed so that their passage no longer answers them."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from index.building.keywords import stems
from training.lists import lines
from training.opposites import opposites
from training.wording import (
    NUMBER,
    WORD,
    YEAR,
    Names,
    Words,
    holds,
    names_in,
    other_number,
    other_year,
    shares_stem,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A question, and the passage (with its title) and sentence that answer it."""

    question: str
    source: int
    title: str
    passage: str
    sentence: str
    answer: str


@dataclass(frozen=True, slots=True)
class Change:
    """The changed question; `old` and `new` where renaming in the passage too keeps it answerable."""

    kind: str
    question: str
    old: str | None = None
    new: str | None = None


class Changer:
    """Changes questions, one way at a time."""

    def __init__(self, names: Names, words: Words) -> None:
        """Take the pools of names and words to change to."""
        self._names = names
        self._words = words
        self._ways = {
            "name": self._name,
            "relation": self._relation,
            "year": self._year,
            "number": self._number,
            "noun": self._noun,
            "noun of the passage": self._noun_of_passage,
            "verb": self._verb,
            "asked": self._asked,
            "antonym": self._antonym,
            "negation": self._negation,
        }

    def change(self, place: Place, rng: random.Random) -> Change | None:
        """One change of a kind drawn by weight among those that are possible; None where none is."""
        kinds = list(_WEIGHTS)
        while kinds:
            kind = rng.choices(kinds, [_WEIGHTS[k] for k in kinds])[0]
            if kind == "none":
                return None
            if change := self._ways[kind](place, rng):
                return change
            kinds.remove(kind)
        return None

    def _name(self, place: Place, rng: random.Random) -> Change | None:
        found = [m for m in names_in(place.question) if not shares_stem(place.answer, m.group())]
        if not found:
            return None
        match = rng.choice(found)
        new = self._names.other(
            place.question, match, place.source, f"{place.title} {place.passage} {place.question}", rng
        )
        return _replaced("name", place, match, new)

    def _relation(self, place: Place, rng: random.Random) -> Change | None:
        """A name which the passage has, but not in the answer's sentence, takes another's part."""
        found = [m for m in names_in(place.question) if holds(place.sentence, m.group())]
        others = [
            n.group()
            for n in names_in(place.passage)
            if not shares_stem(f"{place.sentence} {place.question} {place.answer} {place.title}", n.group())
            and stems(n.group())
            and place.passage[n.start() - 2 : n.start()] not in (". ", "\n\n")
        ]
        fits = [(m, o) for m in found for o in others if len(m.group().split()) == len(o.split())]
        if not fits:
            return None
        match, new = rng.choice(fits)
        change = _replaced("relation", place, match, new)
        return change and Change("relation", change.question)

    def _year(self, place: Place, rng: random.Random) -> Change | None:
        found = [m for m in YEAR.finditer(place.question) if m.group() in place.passage]
        if not found:
            return None
        match = rng.choice(found)
        return _replaced("year", place, match, other_year(match.group(), place.passage + place.question, rng))

    def _number(self, place: Place, rng: random.Random) -> Change | None:
        found = [
            m
            for m in NUMBER.finditer(place.question)
            if not YEAR.fullmatch(m.group()) and holds(place.sentence, m.group())
        ]
        if not found:
            return None
        match = rng.choice(found)
        return _replaced(
            "number", place, match, other_number(match.group(), place.passage + place.question, rng)
        )

    def _noun(self, place: Place, rng: random.Random) -> Change | None:
        """A word taken from the passage becomes another of its kind, which the passage lacks."""
        return self._word("noun", place, self._content(place), rng)

    def _noun_of_passage(self, place: Place, rng: random.Random) -> Change | None:
        """A noun takes the place of another: both are the passage's, the new one is not in the answer's sentence."""
        found = [
            m
            for m in self._content(place)
            if self._words.is_known(m.group()) and self._words.is_noun(m.group())
        ]
        others = {
            w
            for w in WORD.findall(place.passage)
            if w.islower()
            and self._words.is_noun(w)
            and not shares_stem(f"{place.sentence} {place.question} {place.answer}", w)
        }
        rng.shuffle(found)
        for match in found:
            new = self._words.like(match.group(), others, *_neighbours(place.question, match), rng)
            if new:
                question = place.question[: match.start()] + new + place.question[match.end() :]
                return Change("noun of the passage", question)
        return None

    def _verb(self, place: Place, rng: random.Random) -> Change | None:
        """A verb becomes another that is used in the same company but means something else."""
        found = [
            m
            for m in self._content(place)
            if m.group().endswith("ed")
            or (
                re.search(r"\b(?:did|does|do|to)\b", place.question[: m.start()])
                and not re.search(r"\b(?:the|an?|of|in|its|their|his|her) $", place.question[: m.start()])
                and not self._words.is_noun(m.group())
            )
        ]
        rng.shuffle(found)
        for match in found:
            new = self._words.other_verb(match.group(), *_neighbours(place.question, match), rng)
            if new and not shares_stem(f"{place.passage} {place.question}", new):
                return _replaced("verb", place, match, new)
        return None

    @staticmethod
    def _content(place: Place) -> list[re.Match[str]]:
        """The question's lower-case content words that the answer's sentence shares, but not the answer."""
        return [
            m
            for m in WORD.finditer(place.question)
            if m.start() > 0
            and m.group().islower()
            and len(m.group()) > 3
            and m.group() not in _WEAK
            and shares_stem(place.sentence, m.group())
            and not shares_stem(place.answer, m.group())
        ]

    def _asked(self, place: Place, rng: random.Random) -> Change | None:
        """What is counted or asked for becomes something else: "how many schools" -> "how many churches"."""
        match = _COUNTED.search(place.question) or _OF_KIND.search(place.question)
        if not match or match.group(1) in _WEAK:
            return None
        return self._word(
            "asked", place, [m for m in WORD.finditer(place.question) if m.start() == match.start(1)], rng
        )

    def _word(self, kind: str, place: Place, found: list[re.Match[str]], rng: random.Random) -> Change | None:
        rng.shuffle(found)
        for match in found:
            new = self._words.other(match.group(), *_neighbours(place.question, match), rng)
            if new and not shares_stem(f"{place.title} {place.passage} {place.question}", new):
                return _replaced(kind, place, match, new)
        return None

    def _antonym(self, place: Place, rng: random.Random) -> Change | None:
        how = re.compile(r"\bhow $", re.IGNORECASE)
        found = [
            m
            for m in WORD.finditer(place.question)
            if m.group() in opposites() and not how.search(place.question[: m.start()])
        ]
        rng.shuffle(found)
        for match in found:
            new = rng.choice(sorted(opposites()[match.group()]))
            if not shares_stem(place.passage, new) and not holds(place.passage, new):
                change = _replaced("antonym", place, match, new)
                return change and Change("antonym", change.question)
        return None

    def _negation(self, place: Place, rng: random.Random) -> Change | None:
        """The first auxiliary is negated, unless the passage itself denies something."""
        match = re.search(r"\b(did|does|do|was|were|is|are|has|have|had|could|can|would)\b", place.question)
        if (
            not match
            or match.start() > 30
            or re.search(r"\b(not|never|no|nor|without|un\w+)\b|n't", place.sentence + place.question)
        ):
            return None
        word = match.group()
        if rng.random() < 0.4 and word in ("was", "were", "is", "are"):
            rest = place.question[match.end() :]
            subject = re.match(r"(?: (?:the|a|an|[A-Z][\w'-]+)\b)*(?: [\w'-]+)? (?=\w+(?:ed|en)\b)", rest)
            if subject:
                return Change(
                    "negation", f"{place.question[: match.end()]}{subject.group()}not {rest[subject.end() :]}"
                )
        return Change(
            "negation",
            f"{place.question[: match.end()]}{'' if word == 'can' else 'n'}'t{place.question[match.end() :]}",
        )


def _neighbours(question: str, match: re.Match[str]) -> tuple[str, str]:
    """The words before and after."""
    before = re.findall(r"[\w'-]+", question[: match.start()])[-1:]
    after = re.findall(r"[\w'-]+", question[match.end() :])[:1]
    return _plain(before), _plain(after)


def _plain(side: list[str]) -> str:
    """A neighbouring word, or nothing where it is a name: those are too rare to have been seen in company."""
    return side[0].lower() if side and (side[0].islower() or side[0].lower() in _OPENERS) else ""


def _replaced(kind: str, place: Place, match: re.Match[str], new: str | None) -> Change | None:
    if not new:
        return None
    question = place.question[: match.start()] + new + place.question[match.end() :]
    return Change(kind, question, match.group(), new)


_COUNTED = re.compile(
    r"\bhow many ([a-z]{4,}) (?:are|were|did|do|does|has|have|had|can|could|in|at|of)\b", re.IGNORECASE
)
_OF_KIND = re.compile(r"\b(?:which|what) ([a-z]{4,}) (?:is|was|did|does|has|had|of|in)\b", re.IGNORECASE)
_OPENERS = frozenset(("which", "what", "how", "who", "when", "where", "whose"))
_WEIGHTS = {
    "name": 3,
    "relation": 24,
    "year": 6,
    "number": 8,
    "noun": 14,
    "noun of the passage": 24,
    "verb": 24,
    "asked": 8,
    "antonym": 24,
    "negation": 1,
    "none": 1,
}
"""What a reader learns at once (another name, another year, "didn't") weighs little; what it falls for, much."""
_WEAK = frozenset(lines("weak_words"))
