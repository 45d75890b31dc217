"""A text's words as they are compared: whole, in lower case, a figure as one word."""

from __future__ import annotations

import re
from collections.abc import Iterable


def whole_words(text: str) -> list[str]:
    """The words of a text in order. 1,410 is one word, as is 5.2, and as 12m is; thousands separators are left out."""
    return [word.replace(",", "") for word in _WORD.findall(text.lower())]


def in_line(words: Iterable[str]) -> str:
    """Words one after the other, between spaces: those of one text stand in another where its line holds theirs."""
    return f" {' '.join(words)} "


_WORD = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?[^\W_]*|\d+\.\d+[^\W_]*|[^\W_]+")
