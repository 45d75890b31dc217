"""Questions as they are asked: as people type them, now and then as a turn of a conversation.

"how many saved? (ferry Red Sea)" is how `bot.followups` asks of the articles what a turn leaves unsaid. The topic in
brackets is clutter to a reader that never saw one, so some questions are asked so, their topic taken from another
question on the same text: what both name is said by a pronoun or left as it is.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from bot.followups.readings import without
from bot.followups.topics import Exchange, topic_of, with_topic
from bot.followups.words import phrases_of
from index.building.keywords import stems
from training.typing_habits import as_typed

SHARE = 0.12
"""Of the questions that have others beside them, those that are asked in a conversation."""
_NAMED = ("it", "they", "he", "she")
_UNNAMED = ("it", "they", "that")


def as_asked(question: str, text: Mapping[str, Any], rng: random.Random) -> str:
    """The same question as it might be asked of a text, a line of a question set with its "questions"."""
    typed = as_typed(question, rng)
    others = [one["question"] for one in text["questions"] if one["question"] != question]
    return typed if not others or rng.random() >= SHARE else as_turn(typed, others, rng)


def as_turn(question: str, others: Sequence[str], rng: random.Random) -> str:
    """A question as it is asked after another one on the same text, of three the one that it shares most words with."""
    held = set(stems(question))
    before = max(rng.sample(others, min(3, len(others))), key=lambda other: len(held & set(stems(other))))
    return in_conversation(question, before, rng)


def in_conversation(question: str, before: str, rng: random.Random) -> str:
    """A question as it is asked after another one; itself where that leaves nothing to add.

    What the other one names, too, becomes a pronoun three times of four, for the topic in brackets names it.
    """
    topic = topic_of([Exchange(before, before)])
    turn = _leaning(question, topic, rng) if rng.random() < 0.75 else question
    added = without(topic, turn)
    return with_topic(turn, added) if added else question


def _leaning(question: str, topic: str, rng: random.Random) -> str:
    """The question with a pronoun for the first name or noun of it that the topic holds."""
    held = set(stems(topic))
    for phrase in phrases_of(question):
        own = set(stems(phrase.text))
        if own and own <= held and not phrase.is_time:
            start = phrase.start - 4 if question[: phrase.start].lower().endswith(" the ") else phrase.start
            pronoun = rng.choice(_NAMED if phrase.is_name else _UNNAMED)
            return f"{question[:start]}{pronoun}{question[phrase.end :]}"
    return question
