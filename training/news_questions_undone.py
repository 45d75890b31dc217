"""What is only to come, planned or offered, asked for as if it were done: what, where, when and for how much."""

from __future__ import annotations

import re

from training.news_questions_clauses import Clause
from training.news_questions_deeds import OWN, deed_at, never
from training.news_questions_nouns import noun_phrase
from training.news_questions_text import DAYS, MONTHS, Asked, Item, Known
from training.news_questions_verbs import BASE


def undone(item: Item, clause: Clause, n: int, known: Known) -> list[Asked]:
    """Questions on the deed whose verb is this word, which the item does not say was done; what tempts is its own."""
    deed, base = deed_at(clause, n), clause.words[n].text
    if not deed or base not in BASE or OWN.search(clause.who) or not never(item, deed, "", ()):
        return []
    thing = noun_phrase(clause.words, n + 1)
    if not thing or OWN.search(clause.text[slice(*thing)]) or len(clause.who.split()) > 8:
        return []
    did = f"did {known.inside(clause.who)} {base}"
    whole = f"{did} {known.inside(clause.text[slice(*thing)])}"
    asked = [Asked("undone, what", f"What {did}?", None, (thing,))]
    rest = thing[1], clause.sentence[1]
    if places := [where for _, where in known.places.find(item.text, rest)]:
        asked.append(Asked("undone, where", f"Where {whole}?", None, tuple(places[:2])))
    if time := _TIME.search(item.text, *rest):
        asked.append(Asked("undone, when", f"When {whole}?", None, (time.span(1),)))
    if money := _MONEY.search(item.text, *rest):
        asked.append(Asked("undone, how much", f"For how much {whole}?", None, (money.span(1),)))
    return asked


_NAMED = "|".join((*DAYS, *MONTHS))
_TIME = re.compile(
    r"\b(?:on|in|by|until|from|before) "
    rf"((?:\d{{1,2}} )?(?:{_NAMED})\b(?: \d{{1,2}})?(?:,? \d{{4}})?|(?:19|20)\d\d)\b"
)
_MONEY = re.compile(
    r"\b(?:for|of|worth|at) ((?:US|A|C|HK|NZ)?[$€£¥][\d.,]*\d(?: (?:million|billion|trillion))?)"
)
