"""Questions as people type them, and things people type that are no questions."""

from __future__ import annotations

import random
import re

from training.lists import lines


def as_typed(question: str, rng: random.Random) -> str:
    """The same question, half of the time without its question mark, sometimes shortened to a search."""
    draw = rng.random()
    if draw < 0.06 and (short := terse(question)):
        return short
    if draw < 0.09 and (short := _keywords(question)):
        return short
    return question.rstrip("? ") if rng.random() < 0.5 else question


_TERSE = (
    (re.compile(r"^how many (.+?) (?:were|are|was|is) (.+)$", re.IGNORECASE), r"number of \1 \2"),
    (
        re.compile(
            r"^how many (\w+) (live|lived|died|fought|served|attended|worked|voted)\b(.*)$", re.IGNORECASE
        ),
        r"number of \1 who \2\3",
    ),
    (re.compile(r"^(?:what|who) (?:is|was|are|were) the (?!name of)(.+)$", re.IGNORECASE), r"\1"),
    (re.compile(r"^what (?:is|was) the name of (.+)$", re.IGNORECASE), r"name of \1"),
    (
        re.compile(
            r"^(?:when|in what year|what year) was (.+?) (\w+(?:ed|en|born|built|made))$", re.IGNORECASE
        ),
        r"year \1 was \2",
    ),
    (re.compile(r"^when did (.+?) (die|end|begin|start|open|close)$", re.IGNORECASE), r"when \1 \2"),
    (re.compile(r"^where (?:is|was|are|were) (.+)$", re.IGNORECASE), r"where \1"),
    (re.compile(r"^why (?:did|was|is|were|are|do|does) (.+)$", re.IGNORECASE), r"reason \1"),
)


def terse(question: str) -> str | None:
    """A phrase that asks the same: "number of schools closed in 1990"; None where no safe pattern fits."""
    plain = question.rstrip("? ")
    for pattern, short in _TERSE:
        if pattern.match(plain):
            text = pattern.sub(short, plain)
            return text if len(text.split()) >= 3 else None
    return None


_GLUE = frozenset(lines("glue_words"))


def _keywords(question: str) -> str | None:
    words = [word for word in question.rstrip("? ").split() if word.lower() not in _GLUE]
    return " ".join(words) if len(words) >= 4 else None


def no_question(title: str, passage: str, rng: random.Random) -> str:
    """Something typed that asks nothing this passage could answer: a single word, an order, small talk."""
    words = [word.strip(".,;:()\"'") for word in passage.split() if len(word) > 5]
    word = rng.choice(words) if words else title
    return rng.choice(_NO_QUESTIONS).format(
        title=title,
        word=word,
        noise="".join(rng.choice("asdfghjklqwertzuiop ") for _ in range(rng.randint(6, 30))),
    )


_NO_QUESTIONS = lines("no_questions")
