"""What a conversation has been about: what a pronoun may stand for, and the words that a gap is filled with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.followups.words import phrases_of, weight, without_owner, words_of

REACH = 5
"""Exchanges back that a turn may refer to."""
MOST_WORDS = 9
"""Words of a topic that are added to a turn."""
LIGHT = 0.45
"""The weight up to which a word says nothing of what a question is about: "many", "happen", "long"."""
LONGEST_NAME = 6
_ADDED = re.compile(r"^(?P<core>.*\S)\s+\((?P<topic>[^()]+)\)\??$", re.DOTALL)
_PLACED = frozenset({"in", "at", "near", "from", "to"})


class Exchange(NamedTuple):
    """What was typed, the question as it was asked of the articles, and the short answer, None after a refusal.

    `quote` is the first one's text, `article` and `date` (ISO 8601) are those of the article that it is from.
    """

    typed: str
    asked: str
    answer: str | None = None
    quote: str = ""
    article: str = ""
    date: str | None = None


class Entity(NamedTuple):
    """Something that a pronoun may stand for. `age` counts exchanges back, `place` phrases before it there."""

    text: str
    age: int
    place: int
    is_name: bool
    answered: bool = False
    placed: bool = False


def with_topic(text: str, topic: str) -> str:
    """A turn with a topic added, as it is asked: "how many saved? (ferry Red Sea)"."""
    return f"{text.rstrip(' ?.!')}? ({topic})"


def split(asked: str) -> tuple[str, str]:
    """A question as it was asked, without the topic that was added to it, and that topic."""
    found = _ADDED.match(asked)
    return (found["core"], found["topic"]) if found else (asked, "")


def entities(exchanges: Sequence[Exchange]) -> list[Entity]:
    """What the exchanges named, the latest first: an answer's name, then what the question names."""
    found: dict[str, Entity] = {}
    for age, exchange in enumerate(reversed(exchanges[-REACH:])):
        name = name_in(exchange.answer or "")
        if name:
            where = words_of(exchange.asked)[:1] and words_of(exchange.asked)[0].lower == "where"
            found.setdefault(name, Entity(name, age, 0, is_name=True, answered=True, placed=bool(where)))
        core, topic = split(exchange.asked)
        phrases = [(core, one) for one in phrases_of(core)]
        phrases += [(topic, one) for one in phrases_of(topic, starts=False)]
        for place, (text, phrase) in enumerate(phrases):
            before = [word.lower for word in words_of(text[: phrase.start]) if word.lower != "the"][-1:]
            if not phrase.is_time and phrase.weight > LIGHT and before != ["how"]:  # "how big" only asks
                article = re.search(r"\b(?:the|an?) $", text[: phrase.start], re.IGNORECASE)
                named = f"the {phrase.text}" if article else phrase.text
                placed = not _PLACED.isdisjoint(before)
                found.setdefault(named, Entity(named, age, place, is_name=phrase.is_name, placed=placed))
    return list(found.values())


def name_in(answer: str) -> str:
    """The name in a short answer; nothing where it has none, as a predicate has: "shot dead in Croydon" is no name."""
    first = next((one for one in phrases_of(answer, starts=False) if one.is_name), None)
    if first is None or len(first.text.split()) > LONGEST_NAME:
        return ""
    before = words_of(answer[: first.start])
    return "" if any(word.is_function and word.lower != "the" for word in before) else first.text


def topic_of(exchanges: Sequence[Exchange], *, times: bool = True) -> str:
    """The telling words of the last exchange in their order, and of those before it until one names something.

    With `times`, also the times that it names.
    """
    words: list[str] = []
    for exchange in reversed(exchanges[-REACH:]):
        core, topic = split(exchange.asked)
        words += [
            *_telling(core, times=times and not topic, starts=True),
            *_telling(topic, times=times, starts=False),
        ]
        if any(one.is_name for part in (core, topic) for one in phrases_of(part, starts=part is core)):
            break
    return " ".join(list(dict.fromkeys(words))[:MOST_WORDS])


def _telling(text: str, *, times: bool, starts: bool) -> list[str]:
    """The words of a text that say what it is about."""
    spans = [(one.start, one.end) for one in phrases_of(text, starts=starts) if one.is_time]
    kept = []
    for word in words_of(text):
        if any(start <= word.start < end for start, end in spans):
            kept += [word.text] if times else []
        elif not word.is_function and not word.text[0].isdigit():
            bare = without_owner(word.text)
            if weight(bare) > LIGHT:
                kept.append(bare)
    return kept
