"""What somebody says, warns of, claims or announces."""

from __future__ import annotations

import random
import re

from training.news_questions_clauses import Clause
from training.news_questions_deeds import OWN, deed_at, never
from training.news_questions_nouns import is_somebody
from training.news_questions_text import Asked, Item, Known, Span

_THAT = {
    "warn": "warn",
    "fear": "fear",
    "claim": "claim",
    "say": "say",
    "allege": "allege",
    "suggest": "suggest",
    "admit": "admit",
    "report": "report",
    "announce": "announce",
    "confirm": "confirm",
    "deny": "deny",
    "reveal": "reveal",
    "state": "state",
}


def that(item: Item, clause: Clause, known: Known, rng: random.Random) -> list[Asked]:
    """ "X warns that Y": what X warned of, who warned; what somebody else said is not told."""
    n = clause.at + 1
    if clause.how != "active" or clause.verb.base not in _THAT or n + 2 >= len(clause.words):
        return []
    if clause.words[n].text != "that":
        return []
    span = _to_end(clause, n + 1)
    if not span:
        return []
    said, who, base = clause.text[slice(*span)], known.inside(clause.who), clause.verb.base
    asked = []
    if rng.random() < 0.35:
        ask = rng.choice(
            (f"What did {who} {base}?", f"What {'do' if clause.is_plural else 'does'} {who} {base}?")
        )
        asked.append(Asked("said what", ask, span, (clause.subject,)))
    if not OWN.search(said) and len(said.split()) <= 15:
        asked.append(
            Asked(
                "who said",
                f"Who {clause.verb.past} that {known.inside(said, definite=False)}?",
                clause.subject,
            )
        )
        if rng.random() < 0.5 and base in (
            "warn",
            "fear",
            "claim",
            "say",
            "allege",
            "suggest",
            "report",
            "announce",
        ):
            asked.append(
                Asked(
                    "who denied, untold",
                    f"Who {rng.choice(('denied', 'disputed'))} that {known.inside(said, definite=False)}?",
                    None,
                    (clause.subject,),
                )
            )
    if re.search(r"den(?:y|ie)|disput|reject|contradict", item.text):
        asked = [a for a in asked if a.span]
    return asked + _inner(item, clause, n + 1)


def _to_end(clause: Clause, n: int) -> Span | None:
    end = clause.words[-1]
    last = clause.words[-2] if end.text == "." else end
    if not 4 <= len(clause.words) - n <= 32 or last.start <= clause.words[n].start:
        return None
    return clause.words[n].start, last.end


def _inner(item: Item, clause: Clause, n: int) -> list[Asked]:
    """ "… that Y will build Z": nobody has yet."""
    for k in range(n + 1, min(n + 8, len(clause.words) - 2)):
        if clause.words[k].text in ("will", "may", "might", "could", "would", "should"):
            deed = deed_at(clause, k + 1)
            inner = (clause.words[n].start, clause.words[k - 1].end)
            if (
                deed
                and not OWN.search(clause.text[slice(*inner)])
                and is_somebody(clause.text[slice(*inner)])
            ):
                return never(item, deed, "to come, who did", (inner, clause.subject))
            return []
    return []
