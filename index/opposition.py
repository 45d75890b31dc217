"""Opposition: a quote that says the opposite of what was asked, or that affirms what the question denies."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import NamedTuple

from index.support import held_stems, question_words

TABLE = Path(__file__).parent / "models" / "opposites.txt"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DENIAL = re.compile(
    r"\b(?:not|never|no|nor|none|nobody|nothing|neither|without|cannot)\b|n['’]t\b", re.IGNORECASE
)
_DENIED = re.compile(
    rf"{_DENIAL.pattern}|\b(?:lack|fail|refus|reject|den[iy]|prevent|avoid|ban|stop|unable|except|only|hardly|"
    r"rarely|less|few)\w*",
    re.IGNORECASE,
)
"""Words with which a sentence denies, or says what comes to that."""


class Opposed(NamedTuple):
    """A word of a question and its opposite in a text, both as written."""

    asked: str
    said: str


@functools.cache
def opposites() -> dict[str, frozenset[str]]:
    """Words that exclude each other, by word, in lower case: each line of the table has two or more."""
    table: dict[str, set[str]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        words = line.split("/")
        for word in words:
            table.setdefault(word, set()).update(other for other in words if other != word)
    return {word: frozenset(others) for word, others in table.items()}


def is_contrary(question: str, text: str, answer: str = "") -> bool:
    """Whether a text says the opposite of what is asked, or affirms what the question denies.

    With the answer found rightly it does so once in a hundred answerable questions of SQuAD 2.0's tuning half, with
    the one found for an unanswerable question once in nine.
    """
    return bool(opposed(question, text, answer)) or is_denied_by_question_alone(question, text)


def opposed(question: str, text: str, answer: str = "") -> list[Opposed]:
    """The words of a question of which the text has the opposite, but not the word itself in any form.

    What the question names beside its opposite is a choice that it offers. "How high" does not say that something
    is high. Words of the `answer` are what was asked for.
    """
    asked = {word.lower(): word for word in _WORD.findall(_HOW.sub("how", question))}
    said = {word.lower(): word for word in _WORD.findall(text)}
    given = {word.lower() for word in _WORD.findall(answer)}
    found = []
    for word in asked.keys() & opposites().keys() - said.keys():
        if any(known.stem in held_stems(text) for known in question_words(word)):
            continue
        others = opposites()[word] & said.keys() - asked.keys() - given
        found += [Opposed(asked[word], said[other]) for other in sorted(others)]
    return sorted(found)


def is_denied_by_question_alone(question: str, text: str) -> bool:
    """Whether the question denies something and the text denies nothing: "what did it not allow?"."""
    return _DENIAL.search(question) is not None and _DENIED.search(text) is None


_HOW = re.compile(r"\bhow \w+", re.IGNORECASE)
