"""What questions are made of: names, years, numbers, and words of like kind from a model's own embeddings."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer

from index.building.keywords import stems
from training.lists import lines

YEAR = re.compile(r"\b(?:1[0-9]\d\d|20\d\d)\b")
NAME = re.compile(r"\b[A-Z][\w’'.-]*[\w](?: (?:(?:of|de|von|the) )?[A-Z][\w’'.-]*[\w])*")
_NUMBER_WORDS = lines("number_words")
NUMBER = re.compile(rf"\b(?:\d[\d,.]*\d|\d|{'|'.join(_NUMBER_WORDS)}|hundred)\b", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z][A-Za-z-]+")
_QUESTION_WORDS = frozenset(lines("question_words"))
BEFORE_NOUNS = frozenset(lines("before_nouns"))
"""Words after which a noun or its adjective stands."""


def names_in(text: str) -> list[re.Match[str]]:
    """Runs of capitalised words, a question's or sentence's opening word apart."""
    return [
        m
        for m in NAME.finditer(text)
        if m.start() > 0 and m.group().split()[0].lower() not in _QUESTION_WORDS
    ]


def holds(text: str, phrase: str) -> bool:
    """Whether the text has the phrase as whole words, in any case."""
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) is not None


def renamed(text: str, old: str, new: str) -> str:
    """The text with every whole occurrence of one phrase, in any case, replaced."""
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text, flags=re.IGNORECASE)


def shares_stem(text: str, phrase: str) -> bool:
    """Whether any weighty word of the phrase, in any inflection, is in the text."""
    return not set(stems(phrase)).isdisjoint(stems(text))


def other_year(year: str, taken: str, rng: random.Random) -> str | None:
    """A year within fifteen of this one which the text does not hold."""
    near = [str(int(year) + step) for step in range(-15, 16) if step]
    free = [other for other in near if other not in taken and len(other) == 4]
    return rng.choice(free) if free else None


def other_number(number: str, taken: str, rng: random.Random) -> str | None:
    """A number of the same form which the text does not hold."""
    for _ in range(20):
        if number.lower() in _NUMBER_WORDS:
            other = rng.choice(_NUMBER_WORDS)
        elif number[0].isdigit():
            other = "".join(
                rng.choice("123456789") if c.isdigit() and rng.random() < 0.7 else c for c in number
            )
        else:
            return None
        if other.lower() != number.lower() and not holds(taken, other):
            return other
    return None


class Names:
    """The names that questions use, by the word before them and their number of words."""

    def __init__(self, questions: Iterable[tuple[int, str]]) -> None:
        """Take questions as (source, question)."""
        self._by_frame: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._by_source: dict[int, list[str]] = defaultdict(list)
        for source, question in questions:
            for match in names_in(question):
                self._by_frame[_frame(question, match)].append(match.group())
                self._by_source[source].append(match.group())

    def other(
        self, question: str, match: re.Match[str], source: int, taken: str, rng: random.Random
    ) -> str | None:
        """Another name of like kind, half of the time from the same article; none of it is in `taken`."""
        near = [name for name in self._by_source[source] if _alike(name, match.group())]
        far = self._by_frame[_frame(question, match)]
        for _ in range(20):
            pool = near if near and rng.random() < 0.5 else far
            name = rng.choice(pool) if pool else ""
            if name and _alike(name, match.group()) and not shares_stem(taken, name) and stems(name):
                return name
        return None


def _frame(question: str, match: re.Match[str]) -> tuple[str, int]:
    before = question[: match.start()].split()
    return (before[-1].lower() if before else "", min(3, len(match.group().split())))


_ENDINGS = (
    "ian",
    "an",
    "ese",
    "ish",
    "ic",
    "ists",
    "ism",
    "ans",
    "University",
    "War",
    "Empire",
    "Party",
    "Church",
    "River",
    "Act",
)


def _alike(one: str, other: str) -> bool:
    """Same rough kind: the same telling ending or none, both all capitals or neither, like lengths."""

    def ending(name: str) -> str:
        return next((e for e in _ENDINGS if name.endswith(e)), "")

    def size(name: str) -> int:
        return min(2, len(name.split()))

    return ending(one) == ending(other) and one.isupper() == other.isupper() and size(one) == size(other)


class Words:
    """Words of like kind: near in a model's word embeddings, but neither inflections nor close synonyms."""

    LEAST, MOST = 0.28, 0.44
    """Cosines. Above lie synonyms and inflections ("movie" for "film"), below unrelated words."""

    LIKE = 0.18
    """Enough where the other word comes from the same passage, of which it is surely another part."""
    VERB = 0.14, 0.26
    """Of verbs those more alike mostly mean the same."""

    def __init__(self, model: Path, texts: Iterable[str]) -> None:
        """Take a transformers folder, and texts to know frequent words and their neighbours from."""
        self._count: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            words = [w.lower() if w.islower() else "" for w in re.findall(r"[\w'-]+", text)]
            self._count.update(words)
            self._pairs.update(itertools.pairwise(words))
        vocabulary = Tokenizer.from_file(str(model / "tokenizer.json")).get_vocab()
        vectors = _word_embeddings(model)
        vectors = vectors - vectors.mean(axis=0)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        self._words = [
            w for w in vocabulary if len(w) > 3 and w.isalpha() and w.isascii() and self._count[w] >= 40
        ]
        self._place = {w: n for n, w in enumerate(self._words)}
        self._vectors = vectors[[vocabulary[w] for w in self._words]]
        self._near: dict[str, list[str]] = {}
        self._verbs: dict[str, list[str]] = {}

    def other(self, word: str, before: str, after: str, rng: random.Random) -> str | None:
        """Another word of like kind that is also found between such neighbours; None where there is none."""
        if word not in self._near:
            self._near[word] = self._neighbours(word)
        fits = [w for w in self._near[word] if self._fits(before, w) and self._fits(w, after)]
        return rng.choice(fits) if fits else None

    def _neighbours(self, word: str) -> list[str]:
        if word not in self._place or _inflection(word) in ("ed", "ing", "ly"):
            return []  # verbs and adverbs: what is near them mostly means the same
        cosines = self._vectors @ self._vectors[self._place[word]]
        order = np.argsort(-cosines)[:60]
        return [
            self._words[n]
            for n in order
            if self.LEAST < cosines[n] < self.MOST
            and self._words[n][:4] != word[:4]
            and _inflection(word) == _inflection(self._words[n])
        ]

    def is_known(self, word: str) -> bool:
        """Whether the word has an embedding and is frequent."""
        return word in self._place

    def is_used(self, word: str) -> bool:
        """Whether articles use this form."""
        return self._count[word] >= 5

    def is_noun(self, word: str) -> bool:
        """Whether the word often stands where a noun does, and does not end as verbs and adverbs do."""
        stands = sum(self._pairs[before, word] for before in BEFORE_NOUNS)
        return (
            self.is_used(word)
            and _inflection(word) not in ("ed", "ing", "ly")
            and stands >= 0.25 * self._count[word]
        )

    def like(
        self, word: str, others: Iterable[str], before: str, after: str, rng: random.Random
    ) -> str | None:
        """One of the others that is of like kind and is also found between such neighbours."""
        own = self._vectors[self._place[word]]
        fits = [
            w
            for w in sorted(others)
            if w in self._place
            and self.LIKE < float(own @ self._vectors[self._place[w]]) < self.MOST
            and w[:4] != word[:4]
            and _inflection(word) == _inflection(w)
            and self._fits(before, w)
            and self._fits(w, after)
        ]
        return rng.choice(fits) if fits else None

    def other_verb(self, word: str, before: str, after: str, rng: random.Random) -> str | None:
        """A word of the same inflection, found between such neighbours, that is used alike but means something else."""
        if word not in self._place:
            return None
        if word not in self._verbs:
            cosines = self._vectors @ self._vectors[self._place[word]]
            low, high = self.VERB
            self._verbs[word] = [
                self._words[n]
                for n in np.flatnonzero((cosines > low) & (cosines < high))
                if _inflection(word) == _inflection(self._words[n]) and self._words[n][:4] != word[:4]
            ]
        fits = [
            w
            for w in self._verbs[word]
            if self._pairs[before, w] + self._pairs[w, after] > 3
            and self._fits(before, w)
            and self._fits(w, after)
        ]
        return rng.choice(fits) if fits else None

    def _fits(self, one: str, other: str) -> bool:
        return not one or not other or self._pairs[one, other] > 1


def _word_embeddings(model: Path) -> NDArray[np.float32]:
    with safe_open(str(model / "model.safetensors"), framework="numpy") as weights:
        name = next(key for key in weights.keys() if key.endswith("word_embeddings.weight"))  # noqa: SIM118
        return np.asarray(weights.get_tensor(name), dtype=np.float32)


def _inflection(word: str) -> str:
    return next((e for e in ("ing", "ed", "ies", "ly", "est", "er", "s") if word.endswith(e)), "")
