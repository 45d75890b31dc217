"""How many were killed, hurt, missing, arrested …: the figures of an item and questions for each of them."""

from __future__ import annotations

import random
import re

from training.lists import lines
from training.news_questions_counts import DOUBT, NUMBER, QUANTITY, Figure, figures_in, parts
from training.news_questions_events import Event, event_of
from training.news_questions_text import Asked, Item, Known, Span, sentences


def figures(item: Item, known: Known, rng: random.Random) -> list[Asked]:
    """Questions on the numbers of people in an item."""
    found = figures_in(item.text)
    if not found or DOUBT.search(item.text):
        return []
    spans = sentences(item.text)
    whole = [f for f in found if not f.part]
    if not whole:
        return []
    first = whole[0]
    event = event_of(item, spans[first.sentence], known)
    if not event:
        return []
    found += [p for p in parts(item.text, first) if all(p.span != f.span for f in found)]
    asked: list[Asked] = []
    states = sorted({f.state for f in whole})
    rng.shuffle(states)
    for state in states[:2]:
        asked += _told(item, state, found, event, rng)
    asked += _untold(item, found, event, rng)
    asked += _others(item, first, found, event, known, rng)
    return asked


def _told(item: Item, state: str, found: list[Figure], event: Event, rng: random.Random) -> list[Asked]:
    """The one whole figure for this state, and those for a part of it."""
    whole = [f for f in found if f.state == state and not f.part]
    single = [f for f in whole if not f.total]
    asked = []
    chosen = single[0] if len(single) == 1 else whole[0] if len(whole) == 1 and not single else None
    if chosen and not _joined(item.text, chosen):
        tempting = tuple(f.span for f in found if f is not chosen) or _numbers(item.text, chosen.span)
        noun = _asked_noun(chosen, rng)
        if noun:
            asked.append(
                Asked(f"how many {state}", _how_many(state, noun, event, rng), chosen.span, tempting)
            )
    return asked


def _joined(text: str, figure: Figure) -> bool:
    """Whether another number belongs to the same state: "5 officers and 3 militants are killed"."""
    left = text[max(0, figure.span[0] - 60) : figure.span[0]]
    right = text[figure.span[1] : figure.span[1] + 60]
    if re.search(rf"{NUMBER}(?: [A-Za-z-]+){{1,5}},? and $", left) and not re.search(
        r"kill|injur|wound|dead|die|missing|arrest", left.split(" and ")[-2][-40:] if " and " in left else ""
    ):
        return True
    return bool(
        re.match(
            rf"(?: [A-Za-z-]+){{1,4}},? (?:and|as well as) {QUANTITY}(?! (?:others |more )?(?:are "
            rf"|were )?(?:injur|wound|miss|hurt))",
            right,
        )
    ) or ("or " in left[-4:] or bool(re.match(r"[-–]| to \d| or \w+ ", right)))


def _asked_noun(figure: Figure, rng: random.Random) -> str:
    """What was counted, as the question says it: "people" where the text has nothing or a person's word for it."""
    noun = re.sub(r"^(?:of|new|more|other|confirmed|further) ", "", figure.noun)
    noun = re.sub(r" (?:dead|more|were|also|have|been|being)$", "", noun)
    if not noun or noun in ("people", "persons", "others", "lives", "victims", "person"):
        return "people"
    words = noun.split()
    if (
        not re.search(r"(?:s|people|men|women|children|police|troops|personnel)$", words[-1])
        or words[-1] == "us"
    ):
        return ""
    if words[-1] in (
        "others",
        "houses",
        "homes",
        "buildings",
        "vehicles",
        "flights",
        "cases",
        "times",
        "years",
        "days",
    ):
        return ""
    return words[-1] if len(words) > 1 and rng.random() < 0.3 else noun


_FORMS = {
    "killed": (
        *("How many {n} were killed{e}?", "How many {n} died{e}?", "How many {n} lost their lives{e}?"),
        *(
            "How many {n} have died{e}?",
            "how many dead{e}?",
            "What was the death toll{e}?",
            "number of {n} killed{e}",
        ),
        *("How many deaths were there{e}?", "{E} how many {n} were killed?", "How many {n} did{x} kill?"),
    ),
    "injured": (
        *("How many {n} were injured{e}?", "How many {n} were hurt{e}?", "How many {n} were wounded{e}?"),
        *(
            "number of {n} injured{e}",
            "How many injured were there{e}?",
            "number of {n} hurt{e}",
            "how many hurt{e}?",
        ),
    ),
    "missing": ("How many {n} are missing{e}?", "How many {n} went missing{e}?", "number of {n} missing{e}"),
    "arrested": (
        "How many {n} were arrested{e}?",
        "How many {n} were detained{e}?",
        "number of {n} arrested{e}",
    ),
    "displaced": ("How many {n} were displaced{e}?", "How many {n} lost their homes{e}?"),
    "rescued": ("How many {n} were rescued{e}?", "How many {n} were saved{e}?"),
    "evacuated": ("How many {n} were evacuated{e}?", "How many {n} had to be evacuated{e}?"),
    "infected": ("How many {n} were infected{e}?", "How many {n} caught it{e}?"),
    "kidnapped": ("How many {n} were kidnapped{e}?", "How many {n} were abducted{e}?"),
    "trapped": ("How many {n} were trapped{e}?", "How many {n} got trapped{e}?"),
}
_GENERAL = re.compile(r"how many dead|death toll|How many deaths|injured were there|how many hurt")


def _how_many(state: str, noun: str, event: Event, rng: random.Random) -> str:
    forms = [
        form
        for form in _FORMS[state]
        if not (_GENERAL.search(form) and noun != "people") and ("{x}" not in form or event.name)
    ]
    form = rng.choice(forms)
    tail = event.tail(rng)
    cause = f" the {event.name}{event.place}" if event.name else ""
    question = form.format(n=noun, e=tail, E=f"{tail.strip()},", x=cause)
    return question[0].upper() + question[1:]


def _numbers(text: str, but: Span) -> tuple[Span, ...]:
    found = [m.span() for m in re.finditer(rf"\b{NUMBER}\b", text)]
    return tuple(s for s in found if s[1] <= but[0] or s[0] >= but[1])[:4]


_STEMS = {
    "killed": r"kill|dead|die[sd]?\b|death|fatal|los\w+ (?:\w+ )?li(?:fe|ves)|casualt|victim|toll|murder"
    r"|executed|drown|shot|body|bodies|perish",
    "injured": r"injur|wound|hurt|hospital|casualt",
    "missing": r"missing|unaccounted|disappear|feared",
    "arrested": r"arrest|detain|custody|captur|caught|apprehend|held|jail|suspect",
    "rescued": r"rescue|save|surviv",
    "evacuated": r"evacuat|flee|fled|homes",
    "kidnapped": r"kidnap|abduct|hostage|captur",
    "displaced": r"displac|homeless|flee|fled|homes",
}


def _untold(item: Item, found: list[Figure], event: Event, rng: random.Random) -> list[Asked]:
    """A state that the item has no word for, while another is counted."""
    usual = {
        "killed": ("injured", "injured", "missing", "arrested"),
        "injured": ("killed", "killed", "arrested"),
    }
    for figure in found:
        fits = [
            s
            for s in usual.get(figure.state, ("killed", "injured"))
            if not re.search(_STEMS[s], item.text, re.IGNORECASE)
        ]
        fits = [s for s in fits if event.allows(s)]
        if fits and not figure.part:
            state = rng.choice(fits)
            tempting = tuple(f.span for f in found)
            return [
                Asked(f"how many {state}, untold", _how_many(state, "people", event, rng), None, tempting)
            ]
    return []


_VICTIMS = lines("news_victims")


def _others(
    item: Item, first: Figure, found: list[Figure], event: Event, known: Known, rng: random.Random
) -> list[Asked]:
    """The same question about others, about another event or about another place; and a part asked for."""
    asked = []
    tempting = tuple(f.span for f in found)
    for figure in found:
        noun = _asked_noun(figure, rng)
        if figure.part and noun and noun != "people":
            rest = tuple(f.span for f in found if f is not figure)
            state = first.state
            asked.append(Asked("how many of them", _how_many(state, noun, event, rng), figure.span, rest))
    free = [
        v
        for v in _VICTIMS
        if v != "people"
        and v.split()[-1][:5] not in item.text.lower()
        and not re.search(r"famil|boy|girl|baby", item.text)
    ]
    if first.noun in ("people", "persons", "") and free and rng.random() < 0.5 and not first.total:
        ask = _how_many(first.state, rng.choice(free), event, rng)
        asked.append(Asked("how many others, untold", ask, None, tempting))
    if (other := event.other(item, rng)) and rng.random() < 0.6:
        asked.append(
            Asked("other event, untold", _how_many(first.state, "people", other, rng), None, tempting)
        )
    if (other := event.elsewhere(item, known, rng)) and rng.random() < 0.6:
        asked.append(
            Asked("other place, untold", _how_many(first.state, "people", other, rng), None, tempting)
        )
    return asked
