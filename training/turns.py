"""Questions whose own words are put another way round or asked for something else.

All of their words stand in the passage, so that only who does what to whom, or what is asked, tells that it does
not answer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from training.changes import Change, Place
from training.lists import lines
from training.wording import WORD, YEAR, Words, holds, names_in, other_year, shares_stem


class Turner:
    """Turns questions round, one way at a time."""

    def __init__(self, words: Words) -> None:
        """Take the words that articles use."""
        self._words = words
        self._ways: dict[str, Callable[[Place, random.Random], Change | None]] = {
            "swapped": self._swapped,
            "voice": self._voice,
            "asked otherwise": _asked_otherwise,
            "added year": _added_year,
        }

    def turn(self, place: Place, rng: random.Random) -> Change | None:
        """One change of a kind drawn at random among those that are possible; None where none is."""
        kinds = list(self._ways)
        rng.shuffle(kinds)
        return next((change for kind in kinds if (change := self._ways[kind](place, rng))), None)

    def _voice(self, place: Place, rng: random.Random) -> Change | None:
        """Who did it and whom it was done to change places: "who attacked X" -> "who was attacked by X"."""
        question = place.question.rstrip("? ")
        for pattern, put in _VOICES:
            if (match := pattern.match(question)) and not _NO_THING.search(f"{match['who']} {match['rest']}"):
                new = put(match)
                verb = match["verb"].lower()
                if new and verb not in _NO_OBJECT and all(map(self._words.is_used, new.verbs)):
                    return Change("voice", f"{new.question}?")
        return None

    def _swapped(self, place: Place, rng: random.Random) -> Change | None:
        """Two names, or two nouns on both sides of a preposition, change places; all of them in the sentence."""
        question = place.question
        pairs = [
            (m.span(1), m.span(2))
            for m in _SIDES.finditer(question)
            if all(word[0].isupper() or self._words.is_noun(word) for word in m.groups())
        ]
        names = [
            m
            for m in names_in(question)
            if _NAMED.match(question, m.start()) and holds(place.passage, m.group())
        ]
        pairs += [
            (one.span(), other.span())
            for n, one in enumerate(names)
            for other in names[n + 1 :]
            if not _BESIDE.search(question[one.end() : other.start()])
        ]
        fits = [
            (one, other)
            for one, other in pairs
            if all(
                shares_stem(place.sentence, question[slice(*side)])
                and not shares_stem(place.answer, question[slice(*side)])
                for side in (one, other)
            )
        ]
        if not fits or re.search(r"\b(?:between|both|and)\b", question):
            return None
        one, other = rng.choice(fits)
        swapped = (
            question[: one[0]]
            + question[slice(*other)]
            + question[one[1] : other[0]]
            + question[slice(*one)]
            + question[other[1] :]
        )
        return Change("swapped", swapped) if swapped != question else None


@dataclass(frozen=True, slots=True)
class _Voiced:
    question: str
    verbs: tuple[str, ...]


def _passive(match: re.Match[str]) -> _Voiced | None:
    """ "Who defeated the Persians at X" -> "Who was defeated by the Persians at X"."""
    return _Voiced(f"{match['who']} was {match['verb']} by {match['rest']}", ())


def _active(match: re.Match[str]) -> _Voiced | None:
    """ "Who was X defeated by" -> "Who defeated X"; "what was defeated by X" -> "what defeated X"."""
    return _Voiced(f"{match['who']} {match['verb']} {match['rest']}", ())


def _other_subject(match: re.Match[str]) -> _Voiced | None:
    """ "What did X defeat" -> "What defeated X"; "what does X absorb" -> "what absorbs X"."""
    verb = match["verb"]
    new = _past(verb) if match["did"] == "did" else _third_person(verb)
    return _Voiced(f"{match['who']} {new} {match['rest']}", (new,))


def _other_object(match: re.Match[str]) -> _Voiced | None:
    """ "What absorbs X" -> "What does X absorb"."""
    base = re.sub(r"(?<=[sxz]e)s$|(?<=ch|sh|ss)es$|s$", "", match["verb"])
    return _Voiced(f"{match['who']} does {match['rest']} {base}", (base,))


def _past(verb: str) -> str:
    return re.sub(r"(?<=[^aeiou])y$", "i", verb).removesuffix("e") + "ed"


def _third_person(verb: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh|o)$", verb):
        return f"{verb}es"
    return re.sub(r"(?<=[^aeiou])y$", "ie", verb) + "s"


_THING = r"(?:(?:the|a|an|its|their|his|her) )?(?:[\w'-]+ ){0,3}[\w'-]+"
_WHO = r"(?P<who>who|what|which [a-z]+|what [a-z]+)"
_VOICES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Voiced | None]], ...] = (
    (re.compile(rf"{_WHO} (?:was|were|is|are) (?P<verb>\w+ed) by (?P<rest>{_THING})$", re.IGNORECASE), _active),
    (re.compile(rf"{_WHO} (?:was|were|is|are) (?P<rest>{_THING}) (?P<verb>\w+ed) by$", re.IGNORECASE), _active),
    (re.compile(rf"{_WHO} (?P<verb>[a-z]+ed) (?P<rest>(?:the |[A-Z]){_THING})$", re.IGNORECASE), _passive),
    (re.compile(rf"{_WHO} (?P<did>did|does) (?P<rest>{_THING}) (?P<verb>[a-z]{{3,}})$", re.IGNORECASE), _other_subject),
    (re.compile(rf"{_WHO} (?P<verb>[a-z]{{3,}}[^s]s) (?P<rest>(?:the |[A-Z]){_THING})$", re.IGNORECASE), _other_object),
)  # fmt: skip
_NO_OBJECT = frozenset(lines("no_object"))
"""Verbs without an object, or that say the same both ways round; and words that only look like verbs."""
_NO_THING = re.compile(
    r"\b(?:was|were|is|are|be|been|can|could|did|do|does|had|has|have|to|by|with|from|for|about|as|at|on|"
    r"year|date|day|month|time|century|decade|percentage)\b",
    re.IGNORECASE,
)
"""Words that tell that what stands there is more than one thing, or is a time."""


_ONE = r"((?:[A-Z][\w'-]+ )*[A-Z][\w'-]+|[a-z]{4,})"
_SIDES = re.compile(
    rf"(?<=[a-z] ){_ONE} (?:to|into|in|from|by|than|over|on|against|after|before|under|above|for|through) "
    rf"(?:the |an? )?{_ONE}\b"
)
_NAMED = re.compile(r"[A-Z][\w-]+(?: (?:(?:of|de|von) )?[A-Z][\w-]+)*(?! ?[\d'’-])\b")
_BESIDE = re.compile(r"\b(?:and|or|with|of)\b|[,&/(-]|^ ?$|'s")


def _asked_otherwise(place: Place, rng: random.Random) -> Change | None:
    """Another question word, for something of which the sentence says nothing: "why did ..." -> "when did ..."."""
    match = _ASKED.match(place.question)
    if not match:
        return None
    asked = match[1].lower()
    others = [word for word, told in _TOLD.items() if word != asked and not told.search(place.sentence)]
    if not others:
        return None
    new = rng.choice(others)
    return Change("asked otherwise", f"{new.capitalize()} {place.question[match.end(1) + 1 :]}")


_ASKED = re.compile(
    r"(when|where|why|how|in what year|what year|on what date) (?:did|was|were|does|do|is|are)\b",
    re.IGNORECASE,
)
_TOLD = {
    "when": re.compile(
        r"\d|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|\w+day|"
        r"century|decade|years?|months?|weeks?|during|after|before|when|while|until|since|once|time|era|period|age|"
        r"early|late|war|then|now|today|reign|winter|summer|spring|autumn)\b",
        re.IGNORECASE,
    ),
    "where": re.compile(
        r"\b(?:in|at|on|near|from|to|into|through|throughout|across|inside|outside|around|within|where|over|between|"
        r"along|under|above|below|beside|towards?|north\w*|south\w*|east\w*|west\w*)\b",
        re.IGNORECASE,
    ),
    "why": re.compile(
        r"\b(?:because|due|since|as|to|for|so|caus\w+|result\w*|reason\w*|order|by|after|following|thus|therefore|"
        r"despite|thanks|hence|when|if|lead|led)\b|[;:—]",
        re.IGNORECASE,
    ),
}
"""Words that may tell a time, a place or a cause."""


def _added_year(place: Place, rng: random.Random) -> Change | None:
    """A year that is not the sentence's is added to a question without one."""
    years = YEAR.findall(place.sentence)
    if (
        len(set(years)) != 1
        or re.search(r"\d", place.question)
        or not re.match(r"(?:who|what|where|how|which|why)\b", place.question, re.IGNORECASE)
        or re.search(r"\d|\byear|\bdate\b", place.answer + place.question)
        or len(WORD.findall(place.question)) > 14
    ):
        return None
    plain = place.question.rstrip("? ")
    if re.search(r"\b(?:in|of|to|for|by|with|from|at|on|as)$", plain):
        return None
    year = other_year(years[0], place.passage, rng)
    if not year:
        return None
    return Change("added year", f"{plain} in {year}?", years[0], year)
