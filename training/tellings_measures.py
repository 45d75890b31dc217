"""Made-up sentences with two figures: a part and its whole, two measures."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from training.lists import lines
from training.tellings_clauses import Clause
from training.tellings_grammar import capital
from training.tellings_made_up import money, number, value
from training.tellings_pairs import pair
from training.tellings_retold import Told
from training.tellings_words import filled, place, surname, wrapped
from training.wording import YEAR

PARTS, SIZES, PAIRS = 2000, 1400, 1800
Asked = list[tuple[str, str, str | None, list[str]]]


def real_figures(found: list[Clause]) -> Iterator[Told]:
    """Real sentences with two figures or two years, for the question that one of them answers."""
    for clause in found:
        for form in (YEAR, _COUNT):
            if form.fullmatch(clause.answer) and clause.source >= 0:
                others = {m.group() for m in form.finditer(clause.statement)} - {clause.answer}
                if others:
                    row = ("two figures, real", clause.question, clause.answer, sorted(others))
                    yield Told(f"{clause.statement}.", [row], clause)


_COUNT = re.compile(r"(?<![\w,.$£€])(?!1[0-9]{3}\b|20\d\d\b)\d+(?:,\d{3})*(?![\w%]|[,.]\d)")


def measured(rng: random.Random) -> Iterator[Told]:
    """All made-up sentences with two figures."""
    for _ in range(PARTS):
        yield _part(rng)
    for _ in range(SIZES):
        yield _size(rng)
    for _ in range(PAIRS):
        yield pair(rng)


def _part(rng: random.Random) -> Told:
    """ "Nine of the 31 libraries closed": a part, its whole, and what neither is."""
    wording, asks_part, asks_whole = rng.choice(lines("tellings_parts")).split("|")
    things, *states = rng.choice(lines("tellings_things")).split("|")
    rng.shuffle(states)
    part, whole = sorted(rng.sample(sorted({number(rng) for _ in range(12)}), 2), key=value)
    if "per cent" in wording:
        part = str(rng.randint(3, 96))
    owner = rng.choice(
        (
            "the county",
            "the district",
            "the town",
            "the province",
            f"{place(rng)} Council",
            f"the {place(rng)} area",
        )
    )
    parts = {
        "p": part,
        "P": capital(part),
        "w": whole,
        "W": capital(whole),
        "things": things,
        "past": states[0],
        "owner": owner,
        "Owner": capital(owner),
        "place": (spot := place(rng)),
        "Place": spot,
        "month": rng.choice(("March", "June", "October", "January")),
    }
    text = wrapped(filled(wording, parts, rng), rng)
    rows: Asked = [
        ("whole", filled(asks_whole, parts, rng), whole, [part] if "{p}" in wording.lower() else [])
    ]
    if asks_part != "-":
        share = [] if "per cent" in wording else [whole]
        rows.append(("part", filled(asks_part, parts, rng), part, share))
    if asks_part == "-" or "per cent" in wording:
        rows.append(("part untold", f"How many of the {things} {states[0]}?", None, [whole]))
    elif rng.random() < 0.7:
        rows.append(("part untold", f"How many of the {things} {states[1]}?", None, [part, whole]))
    return Told(text, rows, bare=rng.random() < 0.6)


def _size(rng: random.Random) -> Told:
    """ "The wall will be 118 m high and 1.5 km long": each measure, and one that is not told."""
    thing, told = rng.choice(lines("tellings_measures")).split("|")
    words = [rng.choice(word.split(":")) for word in told.split()]
    rng.shuffle(words)
    unit = rng.choice(("m", " m", " metres", " metres", " feet", " yards", "ft"))
    values = [f"{n}{unit}" for n in rng.sample(range(2, 400), 2)]
    (one, first), (other, second) = zip(words[:2], values, strict=True)
    the = f"The {thing}"
    if rng.random() < 0.4:
        the += f" {rng.choice(('at', 'in', 'near'))} {place(rng)}"
    thing_told = the[:1].lower() + the[1:]
    noun = {
        "high": "height",
        "tall": "height",
        "long": "length",
        "wide": "width",
        "broad": "width",
        "deep": "depth",
        "thick": "thickness",
    }
    sum_, weight, months = money(rng), f"{rng.randint(2, 900)} tonnes", f"{rng.randint(2, 40)} months"
    text = rng.choice(
        (
            f"{the} is {first} {one} and {second} {other}.",
            f"{the} will be {first} {one} and {second} {other}.",
            f"{the}, {first} {one} and {second} {other}, was built by {surname(rng)} & Sons.",
            f"{the} is {first} {one} but only {second} {other}.",
            f"At {first} {one} and {second} {other}, {thing_told} is the largest of its kind.",
            f"{the} has a {noun[one]} of {first} and a {noun[other]} of {second}.",
            f"{the} measures {first} in {noun[one]} and {second} in {noun[other]}.",
            f"{the} is {first} {one}. It is {second} {other}.",
            f"{the} stands on {second} of {rng.choice(('sand', 'rock', 'clay'))} and is {first} {one}.",
            f"{the} is {first} {one} and cost {sum_}.",
            f"{the} is {first} {one} and weighs {weight}.",
            f"{the} took {months} to build. It is {first} {one}.",
        )
    )
    if second not in text:
        second = next(value for value in (sum_, weight, months) if value in text)
    is_ = "will" if "will be" in text else "is"
    ask = f"How {{}} will {thing_told} be?" if is_ == "will" else f"How {{}} is {thing_told}?"
    rows: Asked = [("two measures", ask.format(one), first, [second])]
    if f"{second} {other}" in text or noun[other] in text:
        rows.append(("two measures", ask.format(other), second, [first]))
        rest = [
            w for w in ("deep", "wide", "high", "long", "thick") if noun[w] not in (noun[one], noun[other])
        ]
        rows.append(("measure untold", ask.format(rng.choice(rest)), None, [first, second]))
        rows = rng.sample(rows, 2)
    else:
        rows.append(("measure untold", ask.format(other), None, [first, second]))
    return Told(wrapped(text, rng), rows, bare=rng.random() < 0.5)
