"""Slips in spelling: a word that no article has, read as the one that they write almost like it."""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tokenizers import Tokenizer

from index.keywords import Mentions, spelt, stems
from index.reader import MODELS
from index.support import question_words, table

SHORTEST = 5
"""Letters. Shorter words are one letter from too many others."""
TWO_SLIPS = 9
"""Letters from which a word may have two slips."""
MOST = 6
"""Words of a question that are read otherwise at most; with more it is no question with slips."""
_WORD = re.compile(r"(?<![\w:/@.#-])[^\W\d_]+(?![\w-]|[:/@]|\.\w)")
"""A word, but no part of an address, a name with an @, a filter ("since:2023") or a word with a hyphen."""
_LETTERS = re.compile(r"[^\W\d_]+")

Alike = Callable[[str, int], Sequence[str]]
"""The texts of passages that hold a word within so many slips of a word: a letter too many, too few, another, or
two that changed places."""


def respelt(question: str, mentions: Mentions, alike: Alike) -> str:
    """The question, every word that neither the articles nor English know read as the articles' nearest.

    The first letter stays: people hit it. The nearest word must be the only one as near, of all that the articles and
    the reader's vocabulary have, or stand in an article beside a neighbour that it has in the question; so must a name
    where another letter was typed than it has, for that may be another name. A word typed with a capital is read as a
    name only.
    """
    words = list(_WORD.finditer(question))
    unknown = [at for at, match in enumerate(words) if not _is_known(match.group(), mentions)]
    if len(unknown) > MOST:
        return question
    for at in reversed(unknown):
        start, end = words[at].span()
        beside = {words[near].group().lower() for near in (at - 1, at + 1) if 0 <= near < len(words)}
        meant = _meant(_Typed(words[at].group(), beside, is_first=at == 0), alike)
        if meant:
            question = f"{question[:start]}{meant}{question[end:]}"
    return question


class _Typed(NamedTuple):
    """A word as it was typed, and the words beside it in small letters."""

    text: str
    beside: set[str]
    is_first: bool

    @property
    def is_name(self) -> bool:
        return self.text[0].isupper() and not self.text.isupper() and not self.is_first


def _is_known(word: str, mentions: Mentions) -> bool:
    if len(word) < SHORTEST or not stems(word):
        return True
    if any(known.stem in table() or mentions(known.stem) for known in question_words(word)):
        return True
    return word.lower() in _vocabulary()  # last: most questions never need it read


@functools.cache
def _vocabulary() -> frozenset[str]:
    """The whole words of the reader's vocabulary, some 20,000: English, and names that are often written."""
    tokens = Tokenizer.from_file(str(MODELS / "reader-tokenizer.json")).get_vocab()
    return frozenset(token for token in tokens if token.isalpha())


def _meant(typed: _Typed, alike: Alike) -> str | None:
    word = _plain(typed.text)
    for slips in (1, 2) if len(word) >= TWO_SLIPS else (1,):
        texts = alike(word, slips)
        forms = [
            form
            for text in texts
            for form in _LETTERS.findall(text)
            if form[0].isupper() or not typed.is_name
        ]
        near = {_plain(form): form for form in sorted(forms) if _is_near(word, _plain(form), slips)}
        if found := _chosen(typed, word, near, texts):
            return _cased_like(typed.text, found)
        if near:
            return None
    return None


def _chosen(typed: _Typed, word: str, near: dict[str, str], texts: Sequence[str]) -> str | None:
    """The form that is meant, if that is sure."""
    beside = [plain for plain, form in near.items() if _stands_beside(form, typed.beside, texts)]
    if len(beside) == 1:
        return near[beside[0]]
    others = {other for other in _one_slip_from(word) if other in _vocabulary() and other[0] == word[0]}
    if len({tuple(stems(plain)) for plain in near.keys() | others}) != 1 or not near:
        return None
    plain, form = min(near.items())
    may_be_another = form[0].isupper() and len(plain) == len(word) and sorted(plain) != sorted(word)
    return None if may_be_another else form


def _is_near(word: str, other: str, slips: int) -> bool:
    """Whether two words begin alike and lie within so many slips, but are not the same."""
    return other[:1] == word[:1] and abs(len(word) - len(other)) <= slips and 0 < _slips(word, other) <= slips


def _slips(one: str, other: str) -> int:
    """Optimal string alignment distance: insertions, deletions, substitutions, neighbours that changed places."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, row, two_before = row, [i], before
        for j, wanted in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]


def _one_slip_from(word: str) -> Iterator[str]:
    """Every word one slip away, in the letters a to z."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in string.ascii_lowercase)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in string.ascii_lowercase if letter != tail[0])
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _stands_beside(form: str, beside: set[str], texts: Sequence[str]) -> bool:
    """Whether a text has the form right before or after one of these words."""
    for text in texts:
        for match in re.finditer(rf"\b{re.escape(form)}\b", text, re.IGNORECASE):
            before = re.search(r"([^\W\d_]+)\W{1,2}\Z", text[max(0, match.start() - 40) : match.start()])
            after = re.match(r"\W{1,2}([^\W\d_]+)", text[match.end() :])
            if any(other and other[1].lower() in beside and stems(other[1]) for other in (before, after)):
                return True
    return False


def _plain(word: str) -> str:
    """In small letters without accents, as the index has it."""
    return "".join(spelt(word)) or word.lower()


def _cased_like(word: str, form: str) -> str:
    """In small or capital letters throughout where the word was typed so, else as it is written."""
    if word.islower():
        return form.lower()
    return form.upper() if word.isupper() else form
