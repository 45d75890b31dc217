"""What a topic is about: "any news on the Thames Barrier?" is about the Thames Barrier."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.building.encoder import Encoder
from index.building.keywords import stems
from index.question.kind import kind_model


class TopicWord(NamedTuple):
    """A word of a topic: as written, its stem, and the probability that it names what the topic is about."""

    text: str
    stem: str
    topical: float


class Topic(NamedTuple):
    """What to look for: `text` from the first to the last word that names it, and those words' stems."""

    text: str
    words: tuple[TopicWord, ...]


NOTHING_NAMED = Topic("", ())
LIKELY = 0.45
"""The probability from which a word names the topic."""


def read_topic(text: str, encoder: Encoder) -> Topic:
    """The part of a text that names what it is about; nothing of "what's new?".

    Each word's own vector tells whether it is one that people ask with or one that they ask about.
    """
    places = [(match, found[0]) for match in WORD.finditer(text) if (found := stems(match.group()))]
    if not places:
        return NOTHING_NAMED
    vectors = encoder.encode_passages([match.group() for match, _ in places])
    likely = kind_model().topical(vectors, [has_capital(text, *match.span()) for match, _ in places])
    words = [
        (match, TopicWord(match.group(), stem, float(topical)))
        for (match, stem), topical in zip(places, likely, strict=True)
    ]
    named = [(match, word) for match, word in words if word.topical >= LIKELY]
    if not named:
        return NOTHING_NAMED
    first, last = named[0][0].start(), named[-1][0].end()
    distinct = {word.stem: word for _, word in reversed(named)}
    return Topic(text[first:last], tuple(reversed(distinct.values())))


def has_capital(text: str, start: int, end: int) -> bool:
    """Whether a word of a text has a capital that does not come of beginning the text."""
    return text[start + (start == 0) : end] != text[start + (start == 0) : end].lower()


WORD = re.compile(r"\w+(?:['’]\w+)*")
