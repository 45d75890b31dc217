"""Readings: what a turn may mean after the exchanges before it, proposed cheaply and not yet believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from bot.followups import times
from bot.followups import words as w
from bot.followups.topics import REACH, Entity, Exchange, entities, name_in, split, topic_of, with_topic
from bot.followups.words import Phrase, Word, phrases_of, words_of
from index.building.keywords import stems

Way = Literal["said", "entity", "asked again", "topic", "entity and topic"]
MOST_ENTITIES = 4
_LEAD = re.compile(
    r"^(?:(?:and|but|so|ok|okay|well|then|oh|hm+)\b[\s,:]*)*(?:(?:what|how) about\b[\s,:]*)?"
    r"(?:(?:the|that) ones?\b(?= \w))?\s*",
    re.IGNORECASE,
)


class Reading(NamedTuple):
    """A question that a turn may mean. `way` says how it was made, `entity` what stands for a pronoun in it."""

    text: str
    way: Way
    entity: Entity | None = None
    slot: str = ""
    age: int = 0


def readings(turn: str, exchanges: Sequence[Exchange]) -> list[Reading]:
    """Everything that a turn may mean, as said first; only that where nothing was said before."""
    found = [Reading(turn, "said")]
    if exchanges:
        timed = times.resolved(turn, exchanges)
        core = _LEAD.sub("", timed).strip() or timed
        found += _with_entities(core, exchanges)
        found += _asked_again(core, exchanges[-1])
        found += _with_topics(core, exchanges)
    unique: dict[str, Reading] = {}
    for reading in found:
        unique.setdefault(" ".join(reading.text.lower().split()).rstrip("?"), reading)
    return list(unique.values())


def pronoun_in(turn: str) -> Word | None:
    """The first pronoun that stands for something said before."""
    words = words_of(turn)
    for number, word in enumerate(words):
        after = words[number + 1] if number + 1 < len(words) else None
        if word.lower in w.PRONOUNS:
            return word
        if word.lower in w.THAT | w.THERE and word.is_function and (after is None or after.is_function):
            around = {
                one.lower for one in (*words[max(0, number - 1) : number], *words[number + 1 : number + 2])
            }
            if word.lower in w.THERE and not around.isdisjoint(w.AUXILIARIES):  # "is there more?"
                continue
            return word
    return None


def _with_entities(core: str, exchanges: Sequence[Exchange]) -> Iterator[Reading]:
    pronoun = pronoun_in(core)
    if pronoun is None or pronoun.lower in w.THAT:
        return
    person = pronoun.lower in w.PERSON
    named = set(stems(core))
    fitting = [one for one in entities(exchanges) if named.isdisjoint(stems(one.text))]
    if person or pronoun.lower in w.THERE:  # a place is nobody
        fitting = [one for one in fitting if one.is_name and not (person and one.placed)]
    for entity in fitting[:MOST_ENTITIES]:
        text = _replaced(core, pronoun, entity.text)
        yield Reading(text, "entity", entity, age=entity.age)
        if entity is fitting[0]:
            topic = without(topic_of(exchanges, times=not _has_time(core)), text)
            if topic:
                yield Reading(with_topic(text, topic), "entity and topic", entity)


def _replaced(text: str, pronoun: Word, name: str) -> str:
    """The turn with a name for every occurrence of its pronoun, in the possessive where that is."""
    pieces, at = [], 0
    words = words_of(text)
    for number, word in enumerate(words):
        if word.lower != pronoun.lower:
            continue
        after = words[number + 1] if number + 1 < len(words) else None
        owns = word.lower in w.POSSESSIVE and after is not None and not after.is_function
        contracted = word.text[len(word.lower) :]
        lead = "in " if word.lower in w.THERE else ""
        pieces += [text[at : word.start], lead, name, ("'s" if owns else contracted)]
        at = word.end
    return "".join([*pieces, text[at:]])


def _has_time(text: str) -> bool:
    return any(phrase.is_time for phrase in phrases_of(text))


def _asked_again(core: str, last: Exchange) -> Iterator[Reading]:
    """The last question with what a fragment says in the place of its like."""
    fragment = core.rstrip(" ?!.")
    words = words_of(fragment)
    asked, topic = split(last.asked)
    asked = asked.rstrip(" ?!.")
    if (
        not words
        or len(words) > 8
        or any(word.lower in w.AUXILIARIES or word.is_contracted for word in words)
    ):
        return  # a clause of its own fills no gap
    if words[0].lower in w.WH or any(word.lower in w.WH for word in words[1:2]):
        rest = _after_wh(asked)
        if rest:
            yield Reading(_again(f"{fragment} {rest}", topic), "asked again", slot="wh")
        return
    said = phrases_of(fragment, starts=words[0].text.islower() or words[0].is_function)
    moments = [one.text for one in said if one.is_time]
    kinds = {_kind(phrase) for phrase in said}
    if kinds == {"time"}:
        yield from _at_time(asked, topic, moments[-1])
        return
    held = phrases_of(asked)
    for slot in ("name", "noun"):
        for phrase in [one for one in held if slot in kinds and _kind(one) == slot][::-1][:2]:
            yield Reading(_again(_put(asked, phrase, fragment, words), topic), "asked again", slot=slot)
    if moments:
        asked, topic = _timeless(asked), _timeless(topic)
    yield Reading(_again(f"{asked} {fragment}", topic), "asked again", slot="end")


def _at_time(asked: str, topic: str, moment: str) -> Iterator[Reading]:
    """The last question at another time: in the place of its own, else at its end."""
    for phrase in [one for one in phrases_of(asked) if one.is_time][-1:]:
        text = f"{asked[: phrase.start]}{moment}{asked[phrase.end :]}"
        yield Reading(_again(text, _timeless(topic)), "asked again", slot="time")
    lead = "on" if moment[:2].strip().isdigit() and " " in moment else "in"
    yield Reading(_again(f"{_timeless(asked)} {lead} {moment}", _timeless(topic)), "asked again", slot="when")


def _timeless(text: str) -> str:
    """A text without the times that it names."""
    for phrase in [one for one in phrases_of(text) if one.is_time][::-1]:
        before = re.sub(r"(?:\s+(?:in|on|of|during|by))?\s*$", "", text[: phrase.start])
        text = f"{before}{text[phrase.end :]}"
    return text.strip()


def _again(text: str, topic: str) -> str:
    return with_topic(text, topic) if topic else f"{text}?"


def _kind(phrase: Phrase) -> str:
    return "time" if phrase.is_time else "name" if phrase.is_name else "noun"


def _after_wh(asked: str) -> str:
    """A question from its first auxiliary on; nothing where it begins with no word that asks."""
    words = words_of(asked)
    if not any(word.lower in w.WH for word in words[:2]):
        return ""
    start = next((word.start for word in words[1:] if word.lower in w.AUXILIARIES), None)
    return asked[start:] if start is not None else " ".join(word.text for word in words[1:])


def _put(asked: str, phrase: Phrase, fragment: str, words: Sequence[Word]) -> str:
    """The question with a fragment in a phrase's place, with the preposition before it where both have one."""
    start = phrase.start
    articled = words[0].lower in ("the", "a", "an")
    before = r"(?:\b(?:the|an?) )?$" if articled else r"\b\w+ (?:the |an? )?$"
    led = re.search(before, asked[:start], re.IGNORECASE)
    if led and words[0].is_function:
        start = led.start()
    return f"{asked[:start]}{fragment}{asked[phrase.end :]}"


def _with_topics(core: str, exchanges: Sequence[Exchange]) -> Iterator[Reading]:
    """The turn with the topic of the last exchange, of one before it that it shares a word with."""
    timed = _has_time(core)
    said = set(stems(core))
    name = name_in(exchanges[-1].answer or "")
    topic = without(topic_of(exchanges, times=not timed), core)
    if topic:
        yield Reading(with_topic(core, topic), "topic")
    if name and without(name, f"{core} {topic}"):
        yield Reading(with_topic(core, f"{name} {topic}".strip()), "topic", slot="answer")
    for age in range(1, min(REACH, len(exchanges))):
        topic = topic_of(exchanges[:-age], times=not timed)
        if said & set(stems(topic)) and without(topic, core):
            yield Reading(with_topic(core, without(topic, core)), "topic", slot="earlier", age=age)
            break


def without(topic: str, core: str) -> str:
    """A topic without the words that a turn has itself."""
    said = set(stems(core))
    return " ".join(word for word in topic.split() if not stems(word) or said.isdisjoint(stems(word)))
