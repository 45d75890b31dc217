"""Support: which words of a question matter, and whether a text holds them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from index.keywords import stems

TABLE = Path(__file__).parent / "models" / "words.tsv"
UNKNOWN_WEIGHT = 1.0
"""A word that no question of the table's source holds is as rare as a word can be."""
WEIGHTY = 0.45
"""Words below this weight ask rather than name what is asked about: "how", "many", "was", "kind", "year"."""


class Word(NamedTuple):
    """A word of a question: as written, its stem, how much it matters and how likely it is a name (0 to 1)."""

    text: str
    stem: str
    weight: float
    namehood: float

    @property
    def is_number(self) -> bool:
        """Whether it is a figure or a year."""
        return self.stem.isdecimal()


class WordStatistics(NamedTuple):
    """What the table says of one stem: see `training/word_statistics.py`."""

    weight: float
    namehood: float


@functools.cache
def table() -> dict[str, WordStatistics]:
    """The table of words, by stem."""
    rows = (
        line.split("\t")
        for line in TABLE.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
    return {stem: WordStatistics(float(weight), float(namehood)) for stem, weight, namehood in rows}


def question_words(question: str) -> list[Word]:
    """The words of a question, each stem once, in order; stop words left out."""
    words: dict[str, Word] = {}
    for word in _words(question):
        words.setdefault(word.stem, word)
    return list(words.values())


def _words(question: str) -> Iterable[Word]:
    for number, match in enumerate(_WORD.finditer(question)):
        for stem in stems(match.group()):
            known = table().get(stem)
            if known:
                yield Word(match.group(), stem, known.weight, known.namehood)
            else:
                yield Word(
                    match.group(), stem, UNKNOWN_WEIGHT, float(number > 0 and match.group()[0].isupper())
                )


_WORD = re.compile(r"\w+(?:['’]\w+)?")


def weighty(words: Sequence[Word]) -> list[Word]:
    """Those of the words that an answer must be about: names, numbers, and words that are rare in questions."""
    return [word for word in words if word.is_number or word.weight >= WEIGHTY]


def unsupported(words: Sequence[Word], text: str) -> list[Word]:
    """Those of the words that the text does not hold."""
    held = set(stems(text))
    return [word for word in words if word.stem not in held]
