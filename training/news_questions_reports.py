"""New cases and all cases, magnitudes."""

from __future__ import annotations

import random
import re

from training.news_questions_events import event_of
from training.news_questions_numbers import every_number
from training.news_questions_text import CAPITALS, Asked, Item, Known, sentences

_STRENGTH = re.compile(
    r"\b(?:magnitude[ -](?:of )?(?P<a>\d\.\d|\d)|(?P<b>\d\.\d)[ -]?(?:Mw|Ms|ML|M)?[ -]?(?:on the|magnitude"
    r"|earthquake|quake)"
    r"|(?:measur\w+|registering|estimated at|of) (?:at )?(?:a )?(?:magnitude )?(?P<c>\d\.\d)|M(?P<d>\d\.\d))"
)
_STRENGTH_FORMS = (
    "How strong was the {q}{p}?",
    "What was the magnitude of the {q}{p}?",
    "How big was the {q}{p}?",
    "{q} magnitude{p}",
    "What did the {q}{p} measure on the Richter scale?",
)


def magnitude(item: Item, known: Known, rng: random.Random) -> list[Asked]:
    """How strong an earthquake was."""
    if not re.search(r"\b(?:earth)?quake\b", item.text):
        return []
    found = list(_STRENGTH.finditer(item.text))
    spans = sentences(item.text)
    event = event_of(item, spans[0], known)
    place = event.place if event else ""
    ask = rng.choice(_STRENGTH_FORMS).format(q=rng.choice(("earthquake", "quake")), p=place)
    if len(found) == 1:
        span = next(found[0].span(g) for g in "abcd" if found[0].group(g))
        return [Asked("magnitude", ask, span, every_number(item.text, span))]
    if not found and not re.search(r"\d\.\d|magnitude|Richter", item.text):
        return [Asked("magnitude, untold", ask, None, every_number(item.text, None))]
    return []


_REPORTS = re.compile(
    rf"^(?P<who>(?:The )?{CAPITALS}) (?:reports?|records?|confirms?|announces?"
    rf"|registers?) (?:a )?(?:new )?(?:daily )?(?:record )?"
    r"(?:high )?(?:number )?(?:of )?(?:a (?:single-day )?record )?(?P<n>(?:at least |more than |over "
    r"|nearly )?\d[\d,]*) "
    r"(?:new |additional |more |confirmed |daily )*(?:COVID-19 |coronavirus )?(?P<what>cases|deaths|infections)\b"
)
_TALLY = re.compile(
    r"\b(?:total|tally|death toll|toll|number|cases|deaths)\b[^.;]{0,70}? (?:to|at) (?P<n>(?:at least "
    r"|more than |over )?\d[\d,]*(?:\.\d+)?(?: million)?)(?![\d.]*\d)"
)


def cases(item: Item, known: Known, rng: random.Random) -> list[Asked]:
    """ "A reports 951 new cases, which brings the total to 133,852"."""
    asked: list[Asked] = []
    for span in sentences(item.text):
        said = item.text[slice(*span)]
        match = _REPORTS.match(said)
        if not match or re.search(r"\bfirst\b", match.group()):
            continue
        who, what = known.inside(match.group("who")), match.group("what")
        new = (span[0] + match.start("n"), span[0] + match.end("n"))
        rest = every_number(item.text, new)
        ask = rng.choice(
            (f"How many new {what} did {who} report?", f"How many {what} were reported in {who}?")
        )
        asked.append(Asked("new cases", ask, new, rest))
        tally = list(_TALLY.finditer(said, match.end()))
        total = rng.choice(
            (f"What is the total number of {what} in {who}?", f"How many {what} has {who} had in total?")
        )
        if len(tally) == 1 and (what == "deaths") == bool(re.search(r"death", tally[0].group())):
            where = (span[0] + tally[0].start("n"), span[0] + tally[0].end("n"))
            asked.append(Asked("all cases", total, where, (new, *(s for s in rest if s != where))))
        elif not tally and not re.search(r"total|toll|overall|so far|since|tally|nationwide", item.text):
            asked.append(Asked("all cases, untold", total, None, (new, *rest)))
        other = "deaths" if what != "deaths" else "cases"
        if not re.search(r"death|dead|die|fatal" if other == "deaths" else r"case|infect", item.text):
            asked.append(
                Asked("new cases, untold", f"How many new {other} did {who} report?", None, (new, *rest))
            )
        break
    return asked
