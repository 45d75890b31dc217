"""Made-up sentences: the first of its kind and the next; a change that ranks nothing; an event and the whole of it."""

from __future__ import annotations

import random
from collections.abc import Iterator

from training.tellings_grammar import capital
from training.tellings_made_up import number, value
from training.tellings_retold import Told
from training.tellings_words import place, wrapped

RANKED = 3000

_SORTS = (
    ("bridge", "bridges", "longest", "long"),
    ("tunnel", "tunnels", "longest", "long"),
    ("tower", "towers", "tallest", "tall"),
    ("dam", "dams", "highest", "high"),
    ("canal", "canals", "oldest", "old"),
    ("hospital", "hospitals", "largest", "large"),
    ("library", "libraries", "busiest", "busy"),
    ("school", "schools", "smallest", "small"),
    ("market", "markets", "cheapest", "cheap"),
    ("road", "roads", "steepest", "steep"),
)
"""A sort of thing, several of it, what is said of the first, and of any."""
_COUNTED = (
    ("burglary", "burglaries"),
    ("crime", "crimes"),
    ("unemployment", "jobless people"),
    ("traffic", "cars"),
    ("measles", "cases of measles"),
    ("flooding", "floods"),
    ("homelessness", "homeless people"),
)
_EVENTS = (
    ("final", "tournament", "watched", "spectators"),
    ("opening concert", "festival", "heard", "listeners"),
    ("last race", "championship", "saw", "spectators"),
    ("first day", "fair", "came to", "visitors"),
    ("first match", "series", "watched", "people"),
)
"""One event, what it was part of, what people did, and who they were."""


def ranked(rng: random.Random) -> Iterator[Told]:
    """All of them."""
    for _ in range(RANKED):
        yield rng.choice((_first, _no_rank, _event))(rng)


def _first(rng: random.Random) -> Told:
    sort, sorts, most, plain = rng.choice(_SORTS)
    one, other = (f"the {name} {sort.capitalize()}" for name in _two_places(rng))
    land = rng.choice(("the country", "the county", "Europe", "the region", "the north", "the world"))
    long, short = rng.randint(300, 900), rng.randint(90, 290)
    text = rng.choice(
        (
            f"It is the {most} {sort} in {land}, well ahead of {other}.",
            f"{capital(one)} is the {most} {sort} in {land}, ahead of {other}.",
            f"{capital(one)} took the place of {other} as the {most} {sort} in {land}.",
            f"{capital(other)}, long the {most} {sort} in {land}, lost that place to {one}.",
            f"Only {one} comes before {other} among the {most} of {land}'s {sorts}.",
            f"{capital(other)} is {short} years old, but {one}, at {long}, is the {most} in {land}.",
        )
    )
    if " years old" in text and most != "oldest":
        return _first(rng)
    told = one if one.lower() in text.lower() else None
    rows = [
        ("ranked first", f"Which {sort} is {most}?", told, [other]),
        (
            "ranked first",
            f"What is the {most} {sort} in {land}?",
            told,
            [other],
        ),
        ("rank untold", f"How {plain} is {other}?", None, [told or other]),
    ]
    if " years old" in text:
        rows.pop()
    return Told(
        text if told is None else wrapped(text, rng),
        rng.sample(rows, 2),
        bare=told is None or rng.random() < 0.5,
    )


def _no_rank(rng: random.Random) -> Told:
    """What rose or fell in two places says nothing of where there is most of it."""
    thing, things = rng.choice(_COUNTED)
    one, other = _two_places(rng)
    share, rest = rng.sample(range(3, 70), 2)
    way, opposite = rng.sample(("rose", "fell"), 2)
    text = rng.choice(
        (
            f"{capital(thing)} in {one} and {other} {way} by {share} per cent over the year.",
            f"{capital(thing)} {way} by {share} per cent in {one} and {opposite} by {rest} per cent in {other}.",
            f"In {one}, {thing} {way} by {share} per cent, the council said.",
            f"The police say that {thing} in {one} {way} by {share} per cent, as it did in {other}.",
        )
    )
    tempting = [spot for spot in (one, other) if spot in text]
    much = rng.choice(("most", "least"))
    rows: list[tuple[str, str, str | None, list[str]]] = [
        ("rank untold", f"Which town has the {much} {thing}?", None, tempting),
        ("rank untold", f"Where is there the {much} {thing}?", None, tempting),
        ("rank untold", f"How many {things} were there in {one}?", None, [f"{share} per cent"]),
        (
            "change told",
            f"By how much {'has' if rng.random() < 0.5 else 'had'} {thing} in {one} changed?",
            f"{share} per cent",
            [f"{rest} per cent"] if f"{rest} per" in text else [],
        ),
    ]
    return Told(wrapped(text, rng), rng.sample(rows, 2), bare=rng.random() < 0.5)


def _event(rng: random.Random) -> Told:
    part, whole, did, people = rng.choice(_EVENTS)
    town = place(rng)
    before, few, many = sorted(rng.sample(sorted({number(rng) for _ in range(18)}), 3), key=value)
    text = rng.choice(
        (
            f"{capital(few)} people {did} the {part} in {town}, and {many} the whole {whole}.",
            f"In all, {many} people {did} the {whole}, {few} of them the {part} in {town}.",
            f"The {part} in {town} drew {few} {people}; the {whole} as a whole drew {many}.",
            f"{capital(many)} people {did} the {whole} in {town}, more than the record of {before}.",
            f"The {whole} in {town} had {many} {people} in all, where the last one had {before}.",
        )
    )
    told = few if few in text and "record" not in text and "last one" not in text else None
    others = [one for one in (many, before) if one in text or capital(one) in text]
    rows: list[tuple[str, str, str | None, list[str]]] = [
        (
            "event of a whole",
            f"How many {people} {did} the {part} in {town}?",
            told,
            others,
        ),
        (
            "whole of events",
            f"How many {people} {did} the {whole} in {town} in all?",
            many,
            [one for one in (few, before) if one != many and (one in text or capital(one) in text)],
        ),
    ]
    return Told(wrapped(text, rng), rows, bare=rng.random() < 0.5)


def _two_places(rng: random.Random) -> tuple[str, str]:
    one, other = place(rng), place(rng)
    return (one, other) if one != other and one not in other and other not in one else _two_places(rng)
