"""Magnitudes, scores, prices, prison terms, votes, rates and counted things, told or not."""

from __future__ import annotations

import random
import re

from training.news_questions_actions import place_after
from training.news_questions_clauses import Clause
from training.news_questions_counts import QUANTITY
from training.news_questions_numbers import every_number
from training.news_questions_otherwise import other_verb
from training.news_questions_reports import cases, magnitude
from training.news_questions_results import score, term, votes
from training.news_questions_text import Asked, Item, Known

_MONEY = (
    r"(?:(?:about|over|more than|at least|nearly|up to|around|an estimated) )?(?:US|A|C|NZ|HK|ZAR ?"
    r"|USD ?)?[$€£¥]\s?\d(?:[\d,.]*\d)?"
    r"(?: ?(?:million|billion|trillion|bn|m))?|(?:about |over |more than )?\d[\d,.]* (?:million|billion|trillion) "
    r"(?:dollars|euros|pounds|yen|rubles|yuan|rupees)"
)


def quantities(item: Item, clauses: list[Clause], known: Known, rng: random.Random) -> list[Asked]:
    """Questions on all quantities but those of people in a state."""
    asked = magnitude(item, known, rng) + cases(item, known, rng) + _worth(item, rng)
    for clause in clauses:
        if clause.is_person and len(clause.who.split()) <= 8:
            for way in (score, _price, _counted, term, votes):
                asked += way(item, clause, known, rng)
            asked += _change(item, clause, known)
    return asked


_WORTH = (
    "deal|fine|settlement|loan|bid|contract|package|bailout|grant|takeover|donation|bill|project|lawsuit|offer|budget"
    "|investment|bond|prize|order|credit|agreement"
)
_SUM = re.compile(
    rf"\b(?:[Aa]n?|[Tt]he|its|their) (?:record )?(?P<m>{_MONEY})[ -](?P<n>(?:[a-z]+[ -]){{0,2}}(?:{_WORTH}))\b"
)
_NO_SUM = re.compile(
    r"\b(?:[Aa]n?|[Tt]he) (?P<n>(?:[a-z]+ )?(?:deal|fine|settlement|loan|contract|bailout|grant|donation|takeover))\b"
)


def _worth(item: Item, rng: random.Random) -> list[Asked]:
    """ "A $38 million deal": how much it was; not told where no sum is."""
    found = list(_SUM.finditer(item.text))
    forms = (
        "How much was the {n} worth?",
        "How much was the {n}?",
        "How big was the {n}?",
        "What was the {n} worth?",
    )
    if len(found) == 1:
        span = found[0].span("m")
        ask = rng.choice(forms).format(n=found[0].group("n"))
        return [Asked("money", ask, span, every_number(item.text, span))]
    bare = list(_NO_SUM.finditer(item.text))
    if len(bare) == 1 and not re.search(r"[$€£¥]|million|billion|dollars|euros|pounds|no deal", item.text):
        ask = rng.choice(forms).format(n=bare[0].group("n"))
        return [Asked("money, untold", ask, None, every_number(item.text, None) or (bare[0].span("n"),))]
    return []


_PRICED = {
    "buy": ("buy", "for"),
    "acquire": ("buy", "for"),
    "purchase": ("buy", "for"),
    "sell": ("sell", "for"),
    "fine": ("fine", ""),
}


def _price(item: Item, clause: Clause, known: Known, rng: random.Random) -> list[Asked]:
    """ "A buys B for $5 billion": for how much; not told where no sum is."""
    if clause.how != "active" or clause.verb.base not in (*_PRICED, "pay", "donate"):
        return []
    thing = clause.thing()
    if not thing:
        return []
    who = known.inside(clause.who)
    whole = item.text[slice(*thing)]
    said = re.sub(rf" {_MONEY}.*$", "", whole)
    found = [m.span() for m in re.finditer(_MONEY, item.text)]
    asked = []
    if clause.verb.base in ("pay", "donate"):
        match = re.match(_MONEY, said)
        if match:
            span = (thing[0], thing[0] + match.end())
            asked.append(
                Asked(
                    "money",
                    f"How much did {who} {clause.verb.base}?",
                    span,
                    tuple(s for s in found if s != span),
                )
            )
        return asked
    _, link = _PRICED[clause.verb.base]
    if clause.verb.base == "fine":
        ask = f"How much did {who} fine {known.inside(said)}?"
    else:
        ask = rng.choice(
            (
                f"For how much did {who} {clause.verb.base} {known.inside(said)}?",
                f"How much did {known.inside(said)} go for?",
            )
        )
    if (
        len(found) == 1
        and clause.sentence[0] <= found[0][0] < clause.sentence[1]
        and not re.match(_MONEY, said)
    ):
        return [Asked("money", ask, found[0], every_number(item.text, found[0]))]
    if not found and not re.search(r"[$€£]|million|billion", item.text) and link:
        return [Asked("money, untold", ask, None, every_number(item.text, None) or (thing,))]
    return asked


def _counted(item: Item, clause: Clause, known: Known, rng: random.Random) -> list[Asked]:
    """ "A cuts 75,000 jobs": how many jobs; with a verb that the item does not use, not told."""
    thing = clause.thing()
    if not thing or clause.how not in ("active", "modal") or clause.verb.sort in "si":
        return []
    if clause.verb.base in ("find", "surpass", "become", "hit", "lead"):
        return []
    said = item.text[slice(*thing)]
    match = re.match(
        rf"({QUANTITY}) ((?:[a-z-]+ |[A-Z]\w+ ){{0,3}}[a-z]+s|people|men|women|children)\b", said
    )
    if match and re.search(r"\b(?:of|that|which)\b", match.group(2)):
        return []
    if not match or re.match(
        r"[\d,.]+ (?:million|billion)$|.*\b(?:years|days|months|hours|cases)$", match.group()
    ):
        return []
    if " and " in said or re.match(r" (?:and|or) (?:\d|at least|two|three|four|five)", item.text[thing[1] :]):
        return []
    span = (thing[0], thing[0] + match.end(1))
    noun, who = match.group(2), known.inside(clause.who)
    tail = place_after(item, known, thing[1]) if rng.random() < 0.5 else ""
    did = (
        f"{clause.hedged.split()[0]} {who} {clause.verb.base}"
        if clause.how == "modal"
        else f"did {who} {clause.verb.base}"
    )
    asked = [Asked("how many things", f"How many {noun} {did}{tail}?", span, every_number(item.text, span))]
    if (other := other_verb(clause.verb, item.text, rng)) and clause.how == "active":
        asked.append(
            Asked("how many things, untold", f"How many {noun} did {who} {other.base}{tail}?", None, (span,))
        )
    elif clause.how == "modal":
        asked.append(
            Asked(
                "how many things, untold",
                f"How many {noun} has {who} {clause.verb.participle}{tail}?",
                None,
                (span,),
            )
        )
    return asked


_FROM_TO = re.compile(
    rf"(?P<one>from|to) (?P<a>(?:{_MONEY})|\d[\d,.]*\d?(?:%| percent| per cent| million"
    rf"| billion)?)(?: [a-z]+)? (?P<two>from|to) "
    r"(?P<b>[$€£]?\d[\d,.]*\d?(?:%| percent| per cent| million| billion)?)"
)


def _change(item: Item, clause: Clause, known: Known) -> list[Asked]:
    """ "A raises its rate from 3% to 4%": from what and to what."""
    if clause.how != "active" or clause.verb.base not in (
        "raise",
        "cut",
        "lower",
        "increase",
        "reduce",
        "extend",
        "expand",
    ):
        return []
    thing = clause.thing()
    match = _FROM_TO.search(item.text, *clause.sentence)
    if (
        not thing
        or not match
        or match.group("one") == match.group("two")
        or re.search(r"\bof\b|\d", item.text[slice(*thing)])
    ):
        return []
    a, b = match.span("a"), match.span("b")
    before, after = (a, b) if match.group("one") == "from" else (b, a)
    who, said = known.inside(clause.who), known.inside(item.text[slice(*thing)])
    base = clause.verb.base
    return [
        Asked("changed to", f"To how much did {who} {base} {said}?", after, (before,)),
        Asked("changed from", f"From how much did {who} {base} {said}?", before, (after,)),
    ]
