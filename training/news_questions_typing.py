"""The same question as different people would put and type it."""

from __future__ import annotations

import random
import re

from training.lists import lines
from training.news_questions_text import Known
from training.typing_habits import terse

_SYNONYMS = [tuple(line.split("\t")) for line in lines("news_synonyms")]
_AS_WORD = {old: re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])") for old, _ in _SYNONYMS}
_TITLE = re.compile(
    r"\b(?:the )?(?:(?:[A-Z][\w’'.-]+ ){1,2}(?:President|president|Prime Minister|prime minister"
    r"|Foreign Minister|leader"
    r"|Chancellor|Senator|Governor) )(?=[A-Z])"
)
_TWO_NAMES = re.compile(
    r"(?<![A-Z][a-z] )\b([A-Z][\w’-]+) ((?:al-|bin |de |van )?[A-Z][\w’-]+)\b(?!['’]s? [A-Z])(?! [A-Z])"
)
_OPENERS = ("Do you know ", "Tell me ", "Can you tell me ", "I want to know ", "Please tell me ")


def as_asked(question: str, known: Known, rng: random.Random) -> str:
    """With other words, shorter names and a typist's habits, each some of the time."""
    question = _other_words(question, rng)
    if rng.random() < 0.4:
        question = _shorter_names(question, known)
    draw = rng.random()
    if draw < 0.07 and (short := terse(question)):
        question = short
    elif (
        draw < 0.10
        and re.match(r"(?:Who|What|Where|When|How many) \w+ed? ", question)
        and " did " not in question
    ):
        question = rng.choice(_OPENERS) + question[0].lower() + question[1:]
    return typed(question, rng)


def _other_words(question: str, rng: random.Random) -> str:
    for old, new in _SYNONYMS:
        if rng.random() < 0.3 and (match := _AS_WORD[old].search(question)) and match.start() > 0:
            return question[: match.start()] + new + question[match.end() :]
    return question


def _shorter_names(question: str, known: Known) -> str:
    question = _TITLE.sub("", question, count=1)
    match = _TWO_NAMES.search(question)
    if match and match.group(1) in known.first_names and match.group(2) not in known.places.people:
        return question[: match.start()] + match.group(2) + question[match.end() :]
    return question


def typed(question: str, rng: random.Random) -> str:
    """Sometimes without a question mark or capitals."""
    question = question[0].upper() + question[1:]
    if rng.random() < 0.45:
        question = question.rstrip("? ")
    if rng.random() < 0.25:
        question = question.lower()
    elif rng.random() < 0.1:
        question = question[0].lower() + question[1:]
    return question
