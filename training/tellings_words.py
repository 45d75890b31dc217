"""Who says it, where and when: what the gaps of wordings are filled with."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from training.lists import lines
from training.tellings_grammar import capital

_FIRST, _LAST = lines("tellings_first_names"), lines("tellings_surnames")
_PLACES, _SPEAKERS = lines("tellings_places"), lines("tellings_speakers")
_OUTLETS, _TITLES = lines("tellings_outlets"), lines("tellings_titles")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def person(rng: random.Random) -> str:
    """A first name and a surname."""
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"


def first_name(rng: random.Random) -> str:
    """A first name."""
    return rng.choice(_FIRST)


def surname(rng: random.Random) -> str:
    """A surname."""
    return rng.choice(_LAST)


def place(rng: random.Random) -> str:
    """A place that is on no map, or hardly."""
    return rng.choice(_PLACES)


def speaker(rng: random.Random) -> str:
    """Somebody who says something, as inside a sentence."""
    return rng.choice(_SPEAKERS).replace("{name}", person(rng))


def day(rng: random.Random) -> str:
    """A day of the week."""
    return rng.choice(_DAYS)


def month(rng: random.Random) -> str:
    """A month."""
    return rng.choice(_MONTHS)


def filled(wording: str, parts: dict[str, str], rng: random.Random) -> str:
    """The wording with its gaps filled: with these parts, else with somebody or something drawn at random."""
    draws: dict[str, Callable[[random.Random], str]] = {
        "who": speaker,
        "name": person,
        "paper": lambda r: r.choice(_OUTLETS),
        "outlet": lambda r: r.choice(_OUTLETS),
        "place": place,
        "day": day,
        "month": month,
        "title": lambda r: r.choice(_TITLES),
    }

    def fill(match: re.Match[str]) -> str:
        gap = match[1]
        if gap in parts:
            return parts[gap]
        text = draws[gap.lower()](rng)
        return capital(text) if gap[0].isupper() else text

    text = re.sub(r"\{(\w+)\}", fill, wording)
    return re.sub(r",(?=[,.;:?])", "", text)


def wrapped(text: str, rng: random.Random) -> str:
    """The sentence as it is, or as somebody says it."""
    if (
        rng.random() < 0.6
        or re.search(r"said|that|confirmed|\..*\.", text)
        or not re.search(r"[a-z]\.$", text)
    ):
        return text
    small = re.sub(
        r"^(?:The|A|An|At|Of|Out|Only|Just|Some|In|No|With|After|Most|Half|There) ", _lowered, text[:-1]
    )
    small = re.sub(
        r"^(?:Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve|Twenty) ", _lowered, small
    )
    return filled(rng.choice(lines("tellings_wraps")), {"s": small, "S": text[:-1]}, rng)


def _lowered(match: re.Match[str]) -> str:
    return match.group().lower()
