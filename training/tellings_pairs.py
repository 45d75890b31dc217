"""Made-up sentences about two figures of one event, of one person, of one sum, or of then and now."""

from __future__ import annotations

import random

from training.tellings_grammar import capital
from training.tellings_made_up import money, number
from training.tellings_retold import Told
from training.tellings_words import person, place, surname, wrapped

Asked = list[tuple[str, str, str | None, list[str]]]


def pair(rng: random.Random) -> Told:
    """Two figures of one event, of one person, of one sum, or of then and now."""
    return rng.choice((_toll, _age, _change, _price))(rng)


def _toll(rng: random.Random) -> Told:
    cause = rng.choice(("fire", "flood", "storm", "crash", "explosion", "earthquake", "landslide", "blaze"))
    spot = place(rng)
    lost = rng.choice(("homes", "cars", "barns"))
    dead, hurt = rng.sample(sorted({number(rng) for _ in range(9)}), 2)
    hit = rng.choice((("injured", "were injured in", "injure"), ("hurt", "were hurt in", "hurt")))
    text = rng.choice(
        (
            f"The {cause} in {spot} killed {dead} people and {hit[0]} {hurt}.",
            f"The {cause} in {spot} {hit[0]} {hurt} people and killed {dead}.",
            f"{capital(dead)} people died and {hurt} {hit[1]} the {cause} in {spot}.",
            f"{capital(hurt)} people {hit[1]} the {cause} in {spot}, and {dead} died.",
            f"A {cause} in {spot} left {dead} people dead and {hurt} {hit[0]}.",
            f"With {dead} dead and {hurt} {hit[0]}, the {cause} in {spot} was the worst in years.",
        )
    )
    rows: Asked = [
        ("two figures", f"How many people did the {cause} in {spot} kill?", dead, [hurt]),
        ("two figures", f"How many people {hit[1]} the {cause} in {spot}?", hurt, [dead]),
        ("figure untold", f"How many {lost} did the {cause} in {spot} destroy?", None, [dead, hurt]),
        ("figure untold", f"How many people are missing after the {cause} in {spot}?", None, [dead, hurt]),
    ]
    return Told(wrapped(text, rng), rng.sample(rows, 2), bare=rng.random() < 0.5)


def _age(rng: random.Random) -> Told:
    who = person(rng)
    age, years = rng.sample(range(21, 88), 1)[0], rng.randint(2, 20)
    post = rng.choice(("mayor", "director", "editor", "coach", "bishop", "captain", "head teacher"))
    text = rng.choice(
        (
            f"{who}, {age}, has been {post} for {years} years.",
            f"{who}, who is {age}, has been {post} for {years} years.",
            f"{who} has been {post} for {years} years and is {age}.",
            f"At {age}, {who} has been {post} for {years} years.",
            f"For {years} years {who}, {age}, has been {post}.",
        )
    )
    if age == years:
        return _age(rng)
    rows: Asked = [
        ("two figures", f"How old is {who}?", str(age), [f"{years} years"]),
        ("two figures", f"How long has {who} been {post}?", f"{years} years", [str(age)]),
        ("figure untold", f"How many children does {who} have?", None, [str(age), str(years)]),
        ("figure untold", f"How long has {who} lived in {place(rng)}?", None, [f"{years} years"]),
    ]
    return Told(wrapped(text, rng), rng.sample(rows, 2), bare=rng.random() < 0.5)


def _change(rng: random.Random) -> Told:
    noun = rng.choice(
        ("members", "pupils", "readers", "workers", "wolves", "visitors", "shops", "branches", "subscribers")
    )
    owner = rng.choice(
        (
            f"the {place(rng)} Trust",
            f"{surname(rng)} & Co",
            f"{place(rng)} School",
            f"the {surname(rng)} Club",
        )
    )
    old, new = sorted(rng.sample(range(12, 9000), 2), reverse=rng.random() < 0.5)
    was, now = f"{old:,}", f"{new:,}"
    fell = "fallen" if new < old else "risen"
    year = rng.randint(1960, 2015)
    text = rng.choice(
        (
            f"The number of {noun} of {owner} has {fell} from {was} in {year} to {now} today.",
            f"{capital(owner)} has {now} {noun}, where it had {was} in {year}.",
            f"{capital(owner)} had {was} {noun} in {year} and has {now} today.",
            f"{capital(owner)} now has {now} {noun}; in {year} there were {was}.",
            f"{capital(owner)} has {now} {noun} today, against {was} in {year}.",
        )
    )
    rows: Asked = [
        ("two figures", f"How many {noun} does {owner} have today?", now, [was]),
        ("two figures", f"How many {noun} did {owner} have in {year}?", was, [now]),
        (
            "figure untold",
            f"How many {noun} did {owner} have in {year - rng.randint(2, 9)}?",
            None,
            [was, now],
        ),
        ("figure untold", f"How many {noun} will {owner} have in {year + 60}?", None, [was, now]),
    ]
    return Told(wrapped(text, rng), rng.sample(rows, 2), bare=rng.random() < 0.5)


def _price(rng: random.Random) -> Told:
    thing = rng.choice(("house", "painting", "yacht", "farm", "theatre", "patent", "hotel", "newspaper"))
    spot = f"the {thing} in {place(rng)}"
    paid, got = money(rng), money(rng)
    buyer, seller = person(rng), person(rng)
    text = rng.choice(
        (
            f"{buyer} paid {paid} for {spot}, which {seller} had bought for {got}.",
            f"{seller} bought {spot} for {got} and sold it to {buyer} for {paid}.",
            f"{capital(spot)} was sold to {buyer} for {paid}; {seller} had paid {got} for it.",
            f"{capital(spot)}, for which {seller} once paid {got}, went to {buyer} for {paid}.",
        )
    )
    if paid == got:
        return _price(rng)
    rows: Asked = [
        ("two figures", f"How much did {buyer} pay for {spot}?", paid, [got]),
        ("two figures", f"How much did {seller} pay for {spot}?", got, [paid]),
        ("two figures", f"Who sold {spot}?", seller, [buyer]),
        ("figure untold", f"How much rent did {buyer} get for {spot}?", None, [paid, got]),
        ("figure untold", f"How much did the repair of {spot} cost?", None, [paid, got]),
    ]
    return Told(wrapped(text, rng), rng.sample(rows, 2), bare=rng.random() < 0.5)
