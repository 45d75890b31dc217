"""Who did it to whom: the two change places, in the sentence or in the question."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from training.lists import lines
from training.tellings_clauses import Clause
from training.tellings_grammar import Verb, capital
from training.tellings_retold import Told
from training.tellings_words import day, month, person, place, surname

_NAME = r"(?:the )?[A-Z][\w'-]+(?: (?:of |the |de |von )?[A-Z][\w'-]+)*"
_SAME = frozenset(lines("tellings_same"))
"""Verbs that say the same both ways round, or whose two sides are never of one kind."""
MADE_UP = 2500

Asked = list[tuple[str, str, str | None, list[str]]]


def exchanged(found: list[Clause], rng: random.Random) -> Iterator[Told]:
    """Real sentences with a name on both sides of the verb: exchanged, turned, and as they are."""
    for clause in found:
        subject = capital(clause.subject) if clause.subject.startswith("the ") else clause.subject
        match = re.match(
            rf"({_NAME})(?=$|,| (?:in|at|on|by|to|with|for|from|as|during|after|under) )", clause.rest
        )
        if clause.source < 0 or clause.kind != "did" or not match or clause.verb.base in _SAME:
            continue
        if not re.fullmatch(_NAME, clause.subject) or clause.answer not in (clause.subject, match[1]):
            continue
        lead, rest = (f"{clause.lead}, " if clause.lead else ""), clause.rest[match.end() :]
        one, other, past = clause.subject, match[1], clause.word
        was = "was" if not other.endswith("s") else "were"
        yield Told(
            capital(f"{lead}{other} {past} {one}{rest}."),
            [("exchanged", clause.question, None, [clause.answer])],
            clause,
        )
        turned = capital(f"{lead}{other} {was} {clause.verb.participle} by {one}{rest}.")
        yield Told(turned, [("turned", clause.question, clause.answer, [])], clause)
        was = "was" if not subject.endswith("s") else "were"
        wrong = capital(f"{lead}{one} {was} {clause.verb.participle} by {other}{rest}.")
        if rng.random() < 0.5:
            yield Told(wrong, [("exchanged", clause.question, None, [clause.answer])], clause)


def made_up_roles(rng: random.Random) -> Iterator[Told]:
    """Made-up sentences about two, sometimes three, with both roles asked for, rightly and wrongly."""
    acts = [line.split("|") for line in lines("tellings_between")]
    for _ in range(MADE_UP):
        sort, act, _ = rng.choice(acts)
        base, _, particle = act.partition(" ")
        yield _between(sort, Verb(base), f" {particle}" if particle else "", rng)


def _between(sort: str, verb: Verb, particle: str, rng: random.Random) -> Told:
    names: list[str] = []
    while len(names) < 3:
        name = person(rng) if sort == "p" else _firm(rng)
        if not any(set(name.split()) & set(other.split()) - {"the", "of", "&"} for other in names):
            names.append(name)
    one, other, third = names
    past, done = f"{verb.past}{particle}", f"{verb.participle}{particle}"
    one_told, other_told = (_with_trade(name, sort, rng) for name in (one, other))
    when = rng.choice(("", f" on {day(rng)}", f" in {place(rng)}", f" in {month(rng)}", f" at {place(rng)}"))
    text = rng.choice(
        (
            f"{one_told} {past} {other_told}{when}.",
            f"{one} {past} {other}{when}.",
            f"{other} was {done} by {one_told}{when}.",
            f"{other_told} was {done} by {one}{when}.",
            f"It was {one} who {past} {other}{when}.",
            f"{other}, who was {done} by {one}{when}, made no comment.",
            f"{one}, who {past} {other}{when}, made no comment.",
            f"In {month(rng)} {one} {past} {other}.",
            f"{day(rng)} saw {other} {done} by {one}.",
            f"“{capital(one)} {past} {other},” a witness said.",
            f"“{capital(other)} was {done} by {one},” a witness said.",
        )
    )
    asked = _roles(one, other, verb, particle)
    if rng.random() < 0.4:
        text += rng.choice(
            (
                f" {capital(other)} had {done} {third} in {month(rng)}.",
                f" {capital(third)} had been {done} by {other}.",
            )
        )
        extra: Asked = [
            ("roles", f"Who {past} {third}?", other, []),
            ("roles", f"Who did {other} {verb.base}{particle}?", third, []),
            ("roles", f"Who did {third} {verb.base}{particle}?", None, [other]),
        ]
        false = (f"Who did {other}", f"Who was {done} by {other}")
        asked = [row for row in asked if row[2] != other and not row[1].startswith(false)] + extra
        return Told(capital(text.replace(",.", ".").replace(",,", ",")), rng.sample(asked, 3), bare=True)
    return Told(
        capital(text.replace(",.", ".").replace(",,", ",")), rng.sample(asked, 2), bare=rng.random() < 0.5
    )


def _roles(one: str, other: str, verb: Verb, particle: str) -> Asked:
    past, done, base = (f"{form}{particle}" for form in (verb.past, verb.participle, verb.base))
    return [
        ("roles", f"Who {past} {other}?", one, []),
        ("roles", f"Who was {done} by {one}?", other, []),
        ("roles", f"Who did {one} {base}?", other, []),
        ("roles", f"Who {past} {one}?", None, [other]),
        ("roles", f"Who was {done} by {other}?", None, [one]),
        ("roles", f"Who did {other} {base}?", None, [one]),
    ]


def _firm(rng: random.Random) -> str:
    shape = rng.choice(
        ("{} & Sons", "{} Holdings", "{} Bank", "{} Foods", "{} Group", "{} Motors", "{} Press")
    )
    town = rng.choice(("{} Rovers", "{} Town", "{} Council", "the {} Trust", "{} College"))
    return shape.format(surname(rng)) if rng.random() < 0.65 else town.format(place(rng))


def _with_trade(name: str, sort: str, rng: random.Random) -> str:
    if sort != "p" or rng.random() < 0.6:
        return name
    trade = rng.choice(lines("tellings_trades"))
    return f"{name}, {trade}," if rng.random() < 0.6 else f"{trade}, {name},"
