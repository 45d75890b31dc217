"""Made-up statements of the kind that short news is made of, each with questions that it answers."""

from __future__ import annotations

import random

from training.lists import lines
from training.tellings_clauses import Clause
from training.tellings_grammar import Verb, capital
from training.tellings_words import first_name, person, place, surname

_ACTS = tuple(line.split("|") for line in lines("tellings_acts"))
_ACTORS = tuple(tuple(line.split("|")) for line in lines("tellings_actors"))
_NUMBERS = (
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "twenty",
)


def number(rng: random.Random) -> str:
    """A number as news writes it."""
    draw = rng.random()
    if draw < 0.2:
        return rng.choice(_NUMBERS)
    if draw < 0.75:
        return str(rng.randint(13, 990))
    return f"{rng.randint(1, 90)},{rng.randint(0, 9)}00"


def value(written: str) -> int:
    """What such a number is."""
    return _NUMBERS.index(written) if written in _NUMBERS else int(written.replace(",", "")) + len(_NUMBERS)


def money(rng: random.Random) -> str:
    """A sum of money as news writes it."""
    sign = rng.choice("££$$€")
    draw = rng.random()
    if draw < 0.4:
        return f"{sign}{rng.randint(2, 900)},{rng.choice(('000', '500', '250'))}"
    if draw < 0.7:
        return f"{sign}{rng.randint(2, 90)}{rng.choice(('m', 'bn', ' million', ' million'))}"
    return f"{sign}{rng.randint(1, 9)}.{rng.randint(1, 9)}{rng.choice(('m', 'bn', ' million', ' billion'))}"


def made_up(rng: random.Random) -> Clause:
    """A statement with a question, and more of them in `others`."""
    act = rng.choice(_ACTS)
    where = f"{rng.choice(('in', 'at', 'near', 'in', 'in'))} {place(rng)}" if rng.random() < 0.6 else ""
    if act[0] == "n":
        return _befell(act[1], where or f"in {place(rng)}", rng)
    who = person(rng) if act[0] == "p" else _actor(act[0], rng)
    verb = Verb(act[1])
    count = number(rng) if "{n}" in act[2] else money(rng)
    done = act[2].replace("{n}", count).replace("{money}", count)
    asked = list(_asked(who, verb, act, done, count, where))
    rng.shuffle(asked)
    (question, answer), *others = asked
    rest = f"{done} {where}".strip()
    return Clause(
        "",
        who,
        "",
        "did",
        verb.past,
        verb,
        rest,
        question,
        answer,
        animate=act[0] != "e",
        others=tuple(others[:1]),
    )


def _actor(kind: str, rng: random.Random) -> str:
    who = rng.choice([name for sort, name in _ACTORS if sort == kind])
    if kind == "o" and rng.random() < 0.25:
        return person(rng)
    return who.format(last=surname(rng), place=place(rng), first=first_name(rng))


def _asked(who: str, verb: Verb, act: list[str], done: str, count: str, where: str) -> list[tuple[str, str]]:
    spot = f" {where}" if where else ""
    asks = "What" if act[0] == "e" else "Who"
    found = [(f"{asks} {verb.past} {done}{spot}?", who)]
    if len(act) > 3:
        before = act[2].split("{n}")[0]
        after = f" {before.strip()}" if before else ""
        found.append((f"How many {act[3]} did {who} {verb.base}{after}{spot}?", count))
        found.append((f"{asks} {verb.past} {before}{act[3]}{spot}?", who))
    elif "{money}" in act[2]:
        rest = act[2].replace("{money}", "").strip()
        how = "By how much" if " by" in act[2] else "How much"
        found.append(
            (
                f"{how} did {who} {verb.base} {rest.removesuffix('by').strip()}{spot}?".replace(
                    " ?", "?"
                ).replace("  ", " "),
                count,
            )
        )
    elif done.startswith("the "):
        found.append((f"What did {who} {verb.base}{spot}?", done))
    if where:
        found.append((f"Where did {who} {verb.base} {done}?", where.split(" ", 1)[1]))
    return found


def _befell(act: str, where: str, rng: random.Random) -> Clause:
    """ "40 sailors drowned in Larkhill"."""
    sort, count = rng.choice([name for kind, name in _ACTORS if kind == "n"]), number(rng)
    base, _, rest = act.partition(" ")
    verb = Verb(base)
    told = f"{rest} {where}".strip()
    others = ((f"Where did {count} {sort} {act}?", where.split(" ", 1)[1]),)
    return Clause(
        "",
        f"{count} {sort}",
        "",
        "did",
        verb.past,
        verb,
        told,
        f"How many {sort} {verb.past} {told}?",
        count,
        others=others if rng.random() < 0.5 else (),
    )


def headline(rng: random.Random) -> str:
    """A title for a passage of short news."""
    where = place(rng)
    return rng.choice(
        (
            f"News from {where}",
            "In brief",
            "Round-up",
            f"{where} notebook",
            "",
            "",
            f"The week in {where}",
            f"{capital(rng.choice(('court', 'council', 'county', 'police')))} reports",
            "News in brief",
            "This week",
        )
    )
