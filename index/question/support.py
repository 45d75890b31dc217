"""Support: which words of a question matter, and whether a text holds them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from index.building.keywords import stems
from index.building.words import table

UNKNOWN_WEIGHT = 1.0
"""A word that no question of the table's source holds is as rare as a word can be."""
WEIGHTY = 0.58
"""From this weight on, a noun tells one question from another: "hospital" and "mayor", not "job", "way" or "year"."""
LIGHTEST = 0.3
"""The weight up to which a word ("how", "many", "were", "year") counts for nothing."""
SURELY_A_NAME = 0.8
LIKELY_A_NOUN = 0.1
"""Half of a noun's occurrences have no determiner right before them, but hardly one of a verb's has."""
SHORTEST_NUMBER = 3
"""Digits. Smaller numbers are often written in words."""
SHORTEST_ROOT, LONGEST_ENDING = 4, 3
"""Letters that two forms of one name share at least, and that one has more than the other at most."""


class Word(NamedTuple):
    """A word of a question: as written, its stem, how much it matters, how likely it is a name or a noun (0 to 1)."""

    text: str
    stem: str
    weight: float
    namehood: float
    nounhood: float

    @property
    def is_number(self) -> bool:
        """Whether it is a figure or a year."""
        return self.stem.isdecimal()

    @property
    def is_name(self) -> bool:
        """Whether it is a name, as far as the table or its capital tells; a single letter ("w/") is none."""
        return self.namehood >= SURELY_A_NAME and not self.is_number and len(self.stem) > 1


def question_words(question: str) -> list[Word]:
    """The words of a question, each stem once, in order; stop words left out."""
    words: dict[str, Word] = {}
    for word in _words(question):
        words.setdefault(word.stem, word)
    return list(words.values())


def _words(question: str) -> Iterable[Word]:
    for place, match in enumerate(_WORD.finditer(question)):
        text = match.group()
        for stem in stems(_without_separators(_uncontracted(text))):
            known = table().get(stem)
            if known:
                # The one pronoun that is spelt like a country; stop words have all others.
                yield Word(text, stem, *(known._replace(namehood=0.0) if text == "us" else known))
            else:
                capital = float(place > 0 and text[0].isupper())
                yield Word(text, stem, UNKNOWN_WEIGHT, namehood=capital, nounhood=1 - capital)


def _uncontracted(text: str) -> str:
    """Without what is contracted or owns, and ages without their plural: could of "couldn't", 65 of "over 65s"."""
    plain = _CONTRACTED.sub("", _WHOLLY.get(text.lower().replace("’", "'"), text))
    return re.sub(r"\A(\d\d)s\Z", r"\1", plain)


_CONTRACTED = re.compile(r"(?:n['’]t|['’](?:s|re|ve|ll|d|m))$", re.IGNORECASE)
_WHOLLY = {"can't": "can", "won't": "will", "shan't": "shall", "ain't": "is"}
_WORD = re.compile(r"\d+(?:,\d{3})+|\w+(?:['’]\w+)?")


def _without_separators(text: str) -> str:
    """1,410 as 1410: a figure is one word."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", text)


def weight_of(word: Word) -> float:
    """How much a word of a question counts: nothing if most questions are made of such words."""
    return 1.0 if word.is_number else max(0.0, word.weight - LIGHTEST) / (1 - LIGHTEST)


def is_known(word: Word) -> bool:
    """Whether English questions have the word, as far as the table tells."""
    return word.stem in table()


def weighty(words: Sequence[Word]) -> list[Word]:
    """Those of the words that tell what is asked about: numbers, names, and nouns that are rare in questions."""
    return [word for word in words if word.is_number or _is_weighty_noun(word)]


def _is_weighty_noun(word: Word) -> bool:
    return word.is_name or (word.weight >= WEIGHTY and word.nounhood >= LIKELY_A_NOUN)


def unsupported(words: Sequence[Word], text: str) -> list[Word]:
    """Those of the words that the text does not hold."""
    held = held_stems(text)
    return [word for word in words if word.stem not in held]


@functools.lru_cache(maxsize=512)
def held_stems(text: str) -> frozenset[str]:
    """The stems of a text, and the years that it cuts to two digits: 2023 too where it says 2022/23."""
    cut = {century + year for century, year in _YEARS.findall(text)}
    return frozenset(stems(_without_separators(text))) | cut


_YEARS = re.compile(r"\b(1[5-9]|20)\d\d[/–-](\d\d)\b(?!-)")


def is_telling_number(word: Word) -> bool:
    """Whether it is a year or another large number; small ones may stand in words, or be half of one ("2023/24")."""
    return word.is_number and len(word.stem) >= SHORTEST_NUMBER


def missing_names(words: Sequence[Word], text: str) -> list[Word]:
    """The names that the text holds in no form; "Indian" and "India" are forms of one name."""
    held = held_stems(text)
    return [word for word in words if word.is_name and not in_some_form(word.stem, held)]


def missing_numbers(words: Sequence[Word], text: str) -> list[Word]:
    """The telling numbers that the text does not hold."""
    return [word for word in unsupported(words, text) if is_telling_number(word)]


def in_some_form(stem: str, held: AbstractSet[str]) -> bool:
    """Whether stems hold this one, or one as near to it as Zambia is to Zambian."""
    return stem in held or any(_is_beginning(stem, other) or _is_beginning(other, stem) for other in held)


def _is_beginning(short: str, long: str) -> bool:
    return len(short) >= SHORTEST_ROOT and len(long) - len(short) <= LONGEST_ENDING and long.startswith(short)
