"""Capitals for names in what was typed without any: what a figure or a follow-up belongs to is told by them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.support import Word, question_words, table

SURELY = 0.95
"""The share of a word's occurrences with a capital from which it is a name wherever it stands; "Cup" is none."""
_AMBIGUOUS = frozenset(("may", "march", "will", "mark", "us"))
"""Words that are names at times; in lower case they are rather none."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def is_without_capitals(question: str) -> bool:
    """Whether a question has no capital after its first letter; whoever types one uses them."""
    return re.search(r"[A-Z]", re.sub(r"\bI\b", "", question[1:])) is None


def with_capitals(question: str, texts: Sequence[str] = ()) -> str:
    """A question typed all in lower case, its names as the texts write them, else as the table of words knows them.

    A question that has capitals is left as it is.
    """
    if not is_without_capitals(question):
        return question
    found = list(_WORD.finditer(question))
    words = [match.group() for match in found]
    for at in reversed(range(len(words))):
        start, end = found[at].span()
        question = f"{question[:start]}{_cased(words, at, texts)}{question[end:]}"
    return question


def _cased(words: Sequence[str], at: int, texts: Sequence[str]) -> str:
    """The word as it is written. One that is also a common noun is a name only beside another: "Humber Bridge"."""
    word = words[at]
    known: Word | None = next(iter(question_words(f"x {word}")[1:]), None)
    if known is None or word in _AMBIGUOUS or len(word) == 1:
        return word
    is_common = known.stem in table() and not known.is_name
    beside = (words[at - 1 : at] or [""])[0], (words[at + 1 : at + 2] or [""])[0]
    written = Counter(form for text in texts for form in _forms(word, beside if is_common else None, text))
    if written:
        form = written.most_common(1)[0][0]
        return word if form.islower() else form
    return word.capitalize() if known.namehood >= SURELY and at else word


def _forms(word: str, beside: tuple[str, str] | None, text: str) -> Iterator[str]:
    """How a text writes a word where it begins no sentence; with `beside`, only after or before that other word."""
    for match in re.finditer(rf"(?<![.!?:“\"]\s)(?<=[^\n]\s)\b{re.escape(word)}\b", text, re.IGNORECASE):
        before, after = _WORD.findall(text[: match.start()][-40:])[-1:], _WORD.match(text, match.end() + 1)
        near = (before[0].lower() if before else "", after.group().lower() if after else "")
        if beside is None or any(
            one and one.lower() == other for one, other in zip(beside, near, strict=True)
        ):
            yield match.group()
