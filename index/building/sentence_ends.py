"""Whether a sentence ends after a shortened word: "in the U.S. The army left", but not "the U.S. Congress".

A logistic regression on the words around it, fitted in `training/sentence_ends.py` on real sentences that were
shortened for it. Of every other full stop the splitter decides.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.building.keywords import stems
from index.building.spans import Span
from index.building.words import table

MODEL = Path(__file__).parents[1] / "models" / "sentence_ends.npz"
BUCKETS = 2**16
"""Features are told apart by a hash (CRC-32) modulo this, as in Weinberger et al. 2009."""
NEAR = 160
"""Characters read on either side: more than the words that are looked at."""
MOST_WORDS, MOST_DIGITS = 6, 5
"""Beyond these, counts of words and digits tell nothing more."""


@dataclass(frozen=True)
class SentenceEnds:
    """The regression: `weights` (BUCKETS,) and `bias`, the shortened words that it was fitted to, and where each is.

    What is shortened "in dates" alone has features of its own: "Oct. School" is no name. A word in lower case may begin
    with a capital ("Approx. 300 homes").
    """

    weights: NDArray[np.float16]
    bias: NDArray[np.float32]
    shortened: NDArray[np.str_]
    where: NDArray[np.str_]

    @classmethod
    @functools.cache
    def load(cls, path: Path = MODEL) -> SentenceEnds:
        """The one that is packaged. Raises OSError."""
        with np.load(path, allow_pickle=False) as held:
            return cls(*(held[one.name] for one in fields(cls)))

    @functools.cached_property
    def _known(self) -> dict[str, tuple[str, str]]:
        """Each shortened word as it may be written, with its own form and where it is shortened."""
        known = {
            str(word): (str(word), str(where)) for word, where in zip(self.shortened, self.where, strict=True)
        }
        return {word[0].upper() + word[1:]: form for word, form in known.items()} | known

    @functools.cached_property
    def _words(self) -> re.Pattern[str]:
        either = "|".join(map(re.escape, sorted(self._known, key=len, reverse=True)))
        return re.compile(rf"""(?<![\w.])({either})["'”’)\]]*\s+(?=\S)""")

    def after_shortened(self, text: str, paragraph: Span) -> Iterator[tuple[Span, bool]]:
        """The space behind each shortened word of a paragraph, and whether the next word begins a sentence."""
        whole = text[paragraph.start : paragraph.end]
        for match in self._words.finditer(whole):
            space = Span(paragraph.start + match.end(1), paragraph.start + match.end())
            yield space, self.is_end(whole, match.end(1), match.end(), *self._known[match[1]])

    def is_end(self, text: str, end: int, following: int, short: str, where: str) -> bool:
        """Whether a sentence ends at `end`, behind the full stop, where the next word begins at `following`.

        `short` is the shortened word that ends there, `where` it is shortened.
        """
        if text[following].islower():
            return False
        total = sum(float(self.weights[bucket]) for bucket in buckets_of(text, end, following, short, where))
        return total + float(self.bias) > 0


def buckets_of(text: str, end: int, following: int, short: str, where: str) -> set[int]:
    """The features of a place as numbers below BUCKETS: a shortened word's end, and where the next begins."""
    before = text[max(0, end - NEAR) : end].split()
    after = text[following : following + NEAR].split()
    return {zlib.crc32(f"{where}{feature}".encode()) % BUCKETS for feature in _features(before, after, short)}


def _features(before: Sequence[str], after: Sequence[str], short: str) -> list[str]:
    two, one = ("^", "^", *before[:-1])[-2:]
    first, second, third = (*after, "$", "$")[:3]
    near, next_, last, last_but_one = map(_plain, (first, second, one, two))
    how, next_how, how_before = map(_shape, (first, second, one))
    name, next_name = _namehood(near), _namehood(next_)
    left = next((number for number, word in enumerate(after) if word[-1:] in ".!?"), len(after))
    left, at = min(left, MOST_WORDS), min(len(before), MOST_WORDS)
    return [
        "any",
        *(f"word {short}", f"at {at}", f"left {left}", f"left {left} {how} {next_how}"),
        *(f"before {last}", f"before {last} {short}", f"before {last_but_one} {last}"),
        *(f"next {near}", f"next {short} {near}", f"next {near} {next_}", f"next {near} shape {next_how}"),
        *(f"second {next_}", f"shape {how} ending {next_[-2:]}", f"ending {next_[-2:]} {next_how}"),
        *(f"shape before {how_before} {short}", f"shapes {how_before} {how}", f"ending {near[-3:]} {how}"),
        *(f"shape {how}", f"shape {short} {how}", f"shapes {how} {next_how}"),
        *(f"shapes {short} {how} {next_how}", f"shapes {how} {next_how} {_shape(third)}"),
        *(f"name {name} {how}", f"name {name} {short} {how}", f"name {name} {how} {next_name} {next_how}"),
    ]


_OPENS, _AROUND = "\"'“‘([", "\"'“”‘’()[],;:.!?"


def _plain(word: str) -> str:
    return word.strip(_AROUND).lower()


@functools.lru_cache(maxsize=10_000)
def _namehood(word: str) -> str:
    """How often a word is a name, in tenths: what is none is in capitals only where a sentence begins."""
    known = [table()[stem] for stem in stems(word) if stem in table()]
    return f"{known[0].namehood:.1f}" if known else ""


def _shape(word: str) -> str:
    """How a word is written: its first letters, whether it is quoted, and the mark behind it."""
    bare = word.lstrip(_OPENS)
    length = len(_plain(bare))
    if bare[:1].isdigit():
        kind = "9" * min(length, MOST_DIGITS)
    elif not bare[:1].isupper():
        kind = "a" if bare[:1].islower() else bare[:1]
    elif length == 1:
        kind = "A"
    elif bare[1:2].isupper():
        kind = "AA"
    else:
        kind = "A." if "." in bare[:-1] else "Aa"
    mark = word[-1:] if word[-1:] in ",;:.!?" else ""
    return f"{word[: len(word) - len(bare)][:1] and '“'}{kind}{mark}"
