"""The forms of English verbs, and which words are written with a small letter inside a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from training.lists import lines

_IRREGULAR = tuple(tuple(line.split()) for line in lines("tellings_irregular"))
_BY_PAST = {past: base for base, past, _ in _IRREGULAR}
_BY_BASE = {base: (past, participle) for base, past, participle in _IRREGULAR}
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb's base form with all others."""

    base: str

    @property
    def past(self) -> str:
        """ "build" -> "built"."""
        return _BY_BASE[self.base][0] if self.base in _BY_BASE else _with_ed(self.base)

    @property
    def participle(self) -> str:
        """ "take" -> "taken"."""
        return _BY_BASE[self.base][1] if self.base in _BY_BASE else _with_ed(self.base)

    @property
    def gerund(self) -> str:
        """ "take" -> "taking"."""
        if self.base.endswith("ie"):
            return self.base[:-2] + "ying"
        if self.base.endswith("e") and not self.base.endswith(("ee", "oe", "ye")) and self.base != "be":
            return self.base[:-1] + "ing"
        return _doubled(self.base) + "ing"


def _with_ed(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    return _doubled(base) + "ed"


_STRESSED_END = frozenset(lines("tellings_stressed"))


def _doubled(base: str) -> str:
    """The base as it stands before "-ed" and "-ing": "stop" -> "stopp", "open" -> "open"."""
    if not re.search(r"(?:^|[^aeiou])(?:[aeiou]|qui|qua)[bdfgklmnprtvz]$", base):
        return base
    one_vowel = len(re.findall(r"[aeiouy]+", base.replace("qu", "q"))) == 1
    return base + base[-1] if one_vowel or base in _STRESSED_END else base


class Lexicon:
    """What texts show of words: which follow "to", and which are written with a capital letter."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Count in these texts."""
        self._after_to: Counter[str] = Counter()
        self._small: Counter[str] = Counter()
        self._capital: Counter[str] = Counter()
        for text in texts:
            self._after_to.update(re.findall(r"\b(?:to|could|would|did|not) ([a-z]+)\b", text))
            self._small.update(re.findall(r"\b[a-z]+\b", text))
            self._capital.update(re.findall(r"(?<=[a-z,] )[A-Z][a-z]+\b", text))

    def of_past(self, word: str) -> Verb | None:
        """The verb whose past tense this is."""
        if word in _BY_PAST:
            return Verb(_BY_PAST[word])
        if not word.endswith("ed") or len(word) < 4:
            return None
        stems = [word[:-2], word[:-1], word[:-3] if word[-3:-2] == word[-4:-3] else ""]
        if word.endswith("ied"):
            stems.append(word[:-3] + "y")
        return self._likeliest(stems, lambda verb: verb.past == word, 2)

    def of_present(self, word: str) -> Verb | None:
        """The verb whose third person this is."""
        if not word.endswith("s") or word.endswith("ss") or len(word) < 4:
            return None
        stems = [word[:-1]]
        if word.endswith("ies"):
            stems = [word[:-3] + "y"]
        elif word.endswith("es"):
            stems.append(word[:-2])
        return self._likeliest(stems, lambda verb: verb.base not in ("be", "have", "do"), 10)

    def _likeliest(self, stems: list[str], fits: object, least: int) -> Verb | None:
        found = [Verb(s) for s in stems if s and self._after_to[s] >= least]
        found = [verb for verb in found if callable(fits) and fits(verb)]
        return max(found, key=lambda verb: self._after_to[verb.base], default=None)

    def small(self, text: str) -> str:
        """The text as it stands inside a sentence: a small letter at its head unless that is a name."""
        word = re.match(r"[A-Z][a-z]*\b", text)
        if not word or (word.group() == "I"):
            return text
        low = word.group().lower()
        if low in ("storm", "hurricane", "cyclone") and re.match(r" [A-Z]", text[word.end() :]):
            return text
        if len(low) > 1 and self._capital[word.group()] * 3 >= self._small[low]:
            return text
        return low + text[word.end() :]


def capital(text: str) -> str:
    """The text as it stands at a sentence's head."""
    return text[:1].upper() + text[1:]
