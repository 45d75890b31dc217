"""Opposition: a quote that says the opposite of what was asked, or that affirms what the question denies."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import NamedTuple

from index.support import question_words, unsupported

TABLE = Path(__file__).parent / "models" / "opposites.txt"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HOW = re.compile(r"\bhow \w+", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b[^,;:.?!()]*", re.IGNORECASE)
"""The clause that asks; what is said beside it ("I could not find it") denies nothing that is asked for."""
DENYING = r"\b(?:not|never|no|nor|none|nobody|nothing|neither)\b|n['’]t\b"
"""Words that deny, of any verb or noun."""
_ASKED_DENIAL = re.compile(
    r"\b(?:did|do|does|was|were|is|are|has|have|had|ca|could|wo|would|should)n['’]t\b|\bcannot\b"
    r"|\b(?:did|do|does|was|were|is|are|has|have|had|can|could|will|would|should)(?: \w+){0,5}? (?:not|never)\b"
    r"|\b(?:never|without)\b|\b(?:has|have|had|is|are|was|were) no\b",
    re.IGNORECASE,
)
"""A verb that is denied."""
_ASIDE = re.compile(r"\b(?:I|you|we|or not)\b")
_DENIED = re.compile(
    rf"{DENYING}|\b(?:without|cannot|lack(?:s|ed|ing)?|fail(?:s|ed|ing|ure)?|"
    r"refus(?:e|es|ed|al|ing)|reject(?:s|ed|ing)?|den(?:y|ies|ied|ying|ial)|prevent(?:s|ed|ing)?|avoid(?:s|ed|ing)?|"
    r"ban(?:s|ned)?|stop(?:s|ped)?|unable|except|only|hardly|rarely|few|less)\b",
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

    Of SQuAD 2.0's tuning half, with the span that the reader finds: 0.8 % of the answerable questions, 10.8 % of the
    unanswerable ones.
    """
    return bool(opposed(question, text, answer)) or is_denied_by_question_alone(question, text)


def opposed(question: str, text: str, answer: str = "") -> list[Opposed]:
    """The words of a question of which the text has the opposite, but not the word itself in any form, in their order.

    What the question names beside its opposite is a choice that it offers. "How high" does not say that something
    is high. Words of the `answer` are what was asked for.
    """
    asked = {word.lower(): word for word in _WORD.findall(_HOW.sub("how", question))}
    said = {word.lower(): word for word in _WORD.findall(text)}
    given = {word.lower() for word in _WORD.findall(answer)}
    found = []
    for word in asked:
        forms = question_words(word)  # of a stop word none
        if word not in opposites() or word in said or (forms and not unsupported(forms, text)):
            continue
        if asked[word][0].isupper() and not question.startswith(asked[word]):
            continue  # a name: Major, West Ham
        others = opposites()[word] & said.keys() - asked.keys() - given
        found += [Opposed(asked[word], said[other]) for other in sorted(others)]
    return found


def is_denied_by_question_alone(question: str, text: str) -> bool:
    """Whether the question denies something and the text denies nothing: "what did it not allow?"."""
    asked = _ASKED.search(question)
    clause = asked.group() if asked else question
    denies = _ASKED_DENIAL.search(clause) and not _ASIDE.search(clause)
    return bool(denies) and _DENIED.search(text) is None
