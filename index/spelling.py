"""Slips in spelling: a word that no article has, read as the one that they write almost like it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from difflib import get_close_matches

from index.support import question_words, table

SHORTEST = 5
"""Letters. Shorter words are one letter from too many others."""
TWO_SLIPS = 9
"""Letters from which a word may have two slips."""
ALIKE = 0.75
"""Ratcliff and Obershelp's similarity (difflib) that the right word has at least: one slip in five letters."""
_WORD = re.compile(r"[^\W\d_]+")

Mentions = Callable[[str], int]
"""How many passages hold a stem."""
Alike = Callable[[str, int], Sequence[str]]
"""The texts of passages that hold a word within so many slips of a word: a letter too many, too few, another, or
two that changed places."""


def respelt(question: str, mentions: Mentions, alike: Alike) -> str:
    """The question, every word that neither the articles nor the table of words know read as the articles' nearest.

    The first letter stays: people hit it. A word that is known is never touched, whatever it is taken for.
    """
    return _WORD.sub(lambda match: _nearest(match.group(), mentions, alike) or match.group(), question)


def _nearest(word: str, mentions: Mentions, alike: Alike) -> str | None:
    if len(word) < SHORTEST or any(
        known.stem in table() or mentions(known.stem) for known in question_words(word)
    ):
        return None
    texts = alike(word.lower(), 1 if len(word) < TWO_SLIPS else 2)
    written = {_folded(form): form for text in texts for form in _WORD.findall(text)}
    near = [form for form in written if form[0] == _folded(word)[0]]
    found = get_close_matches(_folded(word), near, 1, ALIKE)
    return _cased_like(word, written[found[0]]) if found else None


def _folded(word: str) -> str:
    """In small letters without accents, as the index has it."""
    apart = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)) or word


def _cased_like(word: str, form: str) -> str:
    """In small or capital letters throughout where the word was typed so, else as it is written."""
    if word.islower():
        return form.lower()
    return form.upper() if word.isupper() else form
