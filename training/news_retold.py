"""What a news item tells as done, told as planned, due, offered, tried or asked for, and once more as done.

Beside `news_questions_undone`, which finds such items: here the questions that an item answers (what, where, when,
why, how many, for how much) are held against its sentence retold so that it no longer answers them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from index.building.passages import sentences
from training.lists import lines
from training.news_questions_text import words_of
from training.tellings_clauses import Clause
from training.tellings_grammar import Lexicon, capital
from training.tellings_placed import span_of
from training.tellings_retold import with_plan
from training.tellings_sources import Row, clause_of
from training.tellings_words import filled

ASKED = re.compile(
    r"did what|who did|with its time|why|where|to whom|when|how long|money|how many (?:things|evacuated|rescued"
    r"|arrested|kidnapped|of them)|did what otherwise|who did otherwise"
)
"""The kinds of made questions that are retold: they ask about a deed, not about somebody's stance to one."""


class Retold(NamedTuple):
    """A question that an item answers, and the item's sentence told otherwise; a span of it, and whether it answers."""

    kind: str
    question: str
    text: str
    start: int
    end: int
    answers: bool


@dataclass(frozen=True, slots=True)
class Told:
    """An item (a line of `news_questions`), one of its questions with offsets in its text, and that taken apart."""

    item: dict[str, Any]
    question: str
    start: int
    end: int
    clause: Clause


def told(items: Iterable[dict[str, Any]]) -> tuple[list[Told], Lexicon]:
    """What the items tell as done and were asked of, with what they show of words."""
    kept = list(items)
    lexicon = Lexicon(item["text"] for item in kept)
    found = []
    for number, item in enumerate(kept):
        cut = sentences(item["text"])
        for asked in item["asked"]:
            if asked["start"] < 0 or not ASKED.fullmatch(asked["kind"]):
                continue
            start, end = asked["start"], asked["end"]
            clause = clause_of(
                Row(item["title"], number, item["text"], cut, asked["question"], start, end), lexicon
            )
            if clause and _asks_of_the_deed(clause):
                found.append(Told(item, asked["question"], start, end, clause))
    return found, lexicon


def _asks_of_the_deed(clause: Clause) -> bool:
    """Whether the question has the statement's verb: what others ask may be taken for granted in it."""
    words = set(re.findall(r"[\w'-]+", clause.question.lower()))
    if clause.kind == "be":
        first = clause.rest.split()[0].strip(",") if clause.rest else ""
        return bool(re.fullmatch(r"[a-z]+(?:ed|en|ght|ld)|hit|shot|found|put|cut|won|made", first)) and (
            first in words
            and first not in ("killed", "injured", "wounded", "expected", "supposed", "believed")
        )
    if clause.kind not in ("does", "did"):
        return False
    verb = clause.verb
    return verb.base not in _NO_DEEDS and bool(words & {verb.base, verb.past, verb.participle, clause.word})


_NO_DEEDS = words_of(
    "be have say tell announce report claim deny plan threaten vow refuse promise pledge intend agree offer seek "
    "propose urge call ask warn accuse charge fail try attempt hope want consider expect suggest predict order continue"
)
"""Verbs of stances and of reports: what they are about is retold by others."""


def retold(one: Told, lexicon: Lexicon, rng: random.Random) -> Iterator[Retold]:
    """The sentence as undone, sometimes asked of as such, too; and now and then as done, in other words."""
    clause = one.clause
    passive = clause.kind == "be"
    wording, asks = rng.choice(lines("news_undone_passive" if passive else "news_undone")).split("|")
    if not passive and clause.plural:
        wording = _plural(wording, asks)
    text = _filled(wording, clause, lexicon, rng)
    if span := span_of(text, clause.answer):
        yield Retold("retold, undone", one.question, text, *span, answers=False)
        if rng.random() < 0.4 and (question := _asked_so(one, asks)):
            yield Retold("retold, asked so", question, text, *span, answers=True)
    if rng.random() < 0.3:
        fits = [line for line in lines("news_done") if ("{rest}" in line) == passive]
        text = _filled(rng.choice(fits), clause, lexicon, rng)
        if span := span_of(text, clause.answer):
            yield Retold("retold, done", one.question, text, *span, answers=True)


def _filled(wording: str, clause: Clause, lexicon: Lexicon, rng: random.Random) -> str:
    verb, lead = clause.verb, f" {lexicon.small(clause.lead)}" if clause.lead else ""
    parts = {"subj": clause.subject, "Subj": capital(clause.subject), "rest": clause.rest + lead}
    parts |= {"is": "are" if clause.plural else "is", "was": "were" if clause.plural else "was"}
    if clause.kind != "be":
        parts |= {"base": clause.form(verb.base, lexicon), "ger": clause.form(verb.gerund, lexicon)}
    return capital(filled(wording, parts, rng))


def _plural(wording: str, asks: str) -> str:
    """The wording for a subject of many: "plans to" -> "plan to", "is to" -> "are to"."""
    wording = re.sub(r"\{Subj\} is\b", "{Subj} are", wording)
    wording = re.sub(
        r"\{Subj\} (?:has|does)\b", lambda m: m[0].replace("has", "have").replace("does", "do"), wording
    )
    first = asks.split()[0]
    return re.sub(rf"\{{Subj\}} {first}(?:e?s)\b", f"{{Subj}} {first}", wording) if asks != "-" else wording


def _asked_so(one: Told, asks: str) -> str | None:
    """The question after what is planned, not after what was done; None where it cannot be turned."""
    clause = one.clause
    passive = clause.kind == "be"
    verb = clause.rest.split()[0].strip(",") if passive else clause.verb.base
    turns = re.search(rf"\b{'(?:was|were)' if passive else 'did'}\b.*\b{verb}\b", one.question)
    return with_plan(clause, "were" if clause.plural else "was", asks) if turns and asks != "-" else None
