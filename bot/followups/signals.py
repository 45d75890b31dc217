"""What tells a likely reading from an unlikely one before anything is asked: signals of the turn and of the reading."""

from __future__ import annotations

from collections.abc import Sequence

from bot.followups import words as w
from bot.followups.readings import Reading, pronoun_in
from bot.followups.topics import Exchange
from bot.followups.words import phrases_of, weight, words_of
from index.building.keywords import stems
from index.question.kind import Read


def turn_signals(turn: str, exchanges: Sequence[Exchange], heard: Read) -> dict[str, float]:
    """What a turn shows of whether it needs those before it; every value from 0 to 1.

    `heard` is what it is likely to be by itself: a question, a topic, a remark.
    """
    words, phrases = words_of(turn), phrases_of(turn)
    telling = [word for word in words if not word.is_function]
    pronoun = pronoun_in(turn)
    held = {stem for exchange in exchanges for stem in stems(f"{exchange.asked} {exchange.quote}")}
    own = stems(turn)
    kind = pronoun.lower if pronoun else ""
    asks, verb = any(one.lower in w.WH for one in words[:2]), any(one.lower in w.AUXILIARIES for one in words)
    return {
        "one": 1.0,
        "person": float(kind in w.PERSON),
        "thing": float(kind in w.THING),
        "things": float(kind in w.THINGS),
        "that": float(kind in w.THAT | w.THERE),
        "name": float(any(one.is_name for one in phrases)),
        "names": float(sum(one.is_name for one in phrases) > 1),
        "time": float(any(one.is_time for one in phrases)),
        "telling": min(len(telling), 6) / 6,
        "words": min(len(words), 12) / 12,
        "rarest": weight(" ".join(word.text for word in telling)),
        "asks": float(asks),
        "verb": float(verb),
        "bare": float(not asks and not verb),
        "and": float(bool(words) and words[0].lower in ("and", "but", "so", "ok", "what") and len(words) < 5),
        "known": sum(stem in held for stem in own) / len(own) if own else 0.0,
        "topic": heard.topic,
        "remark": heard.remark,
        "the": float(any(not one.is_name and turn[: one.start].lower().endswith("the ") for one in phrases)),
    }


def reading_signals(reading: Reading, turn: dict[str, float]) -> dict[str, float]:
    """What speaks for a reading of a turn with these signals: its way, crossed with what the turn shows."""
    way = reading.way + (f" {reading.slot}" if reading.slot else "")
    found = {f"{reading.way}: {name}": value for name, value in turn.items() if value and name != "one"}
    found[way] = 1.0
    entity = reading.entity
    if entity is not None:
        singular = turn["thing"] or turn["person"]
        several = entity.text.endswith("s") and not entity.is_name
        found |= {
            "entity: answered": float(entity.answered),
            "entity: name": float(entity.is_name),
            "entity: long name": float(entity.is_name and " " in entity.text),
            "entity: placed": float(entity.placed and turn["person"] > 0),
            "entity: age": entity.age / 4,
            "entity: place": min(entity.place, 4) / 4,
            "entity: the": float(entity.text.startswith("the ")),
            "entity: agrees": float(several != bool(singular)),
            "entity: weight": weight(entity.text),
        }
    found["age"] = reading.age / 4
    return {name: value for name, value in found.items() if value}
