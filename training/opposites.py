"""Words that exclude each other: a list written by hand, to change questions and passages with."""

from __future__ import annotations

import functools

from training.lists import lines


@functools.cache
def opposites() -> dict[str, frozenset[str]]:
    """Words that exclude each other, by word, in lower case: each line of the list has two or more."""
    table: dict[str, set[str]] = {}
    for line in lines("opposites"):
        words = line.split("/")
        for word in words:
            table.setdefault(word, set()).update(other for other in words if other != word)
    return {word: frozenset(others) for word, others in table.items()}
