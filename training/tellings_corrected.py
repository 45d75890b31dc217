"""Statements whose figure, year, sum or name is corrected, withdrawn, or left as it is."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator

from training.lists import lines
from training.tellings_clauses import Clause
from training.tellings_grammar import Lexicon
from training.tellings_retold import Told
from training.tellings_words import filled, person, place
from training.wording import NUMBER, YEAR, other_number, other_year, renamed, shares_stem

_NAME = re.compile(r"[A-Z][\w'-]+(?: (?:of |the |de )?[A-Z][\w'-]+){0,3}")


class Values:
    """Answers by their form and by how they are asked for: what a wrong value is drawn from."""

    def __init__(self, found: list[Clause]) -> None:
        """Take the names that answer questions."""
        self._names: dict[tuple[str, int], list[str]] = defaultdict(list)
        for clause in found:
            if _NAME.fullmatch(clause.answer) and clause.source >= 0:
                self._names[self._asked(clause)].append(clause.answer)

    def wrong(self, clause: Clause, rng: random.Random) -> tuple[str, str] | None:
        """What kind of value the answer is, and another one of its kind."""
        answer, taken = clause.answer, f"{clause.statement} {clause.question} {clause.before} {clause.after}"
        if YEAR.fullmatch(answer):
            year = other_year(answer, taken, rng)
            return ("year", year) if year else None
        if years := YEAR.findall(answer):
            year = other_year(years[0], taken, rng)
            return ("date", renamed(answer, years[0], year)) if year else None
        found = NUMBER.findall(answer)
        if len(found) == 1 and len(answer.split()) <= 4:
            new = other_number(found[0], taken, rng)
            number = (
                "sum"
                if re.search(r"[$£€]", answer)
                else "date"
                if re.search(r"[A-Z][a-z]{2}", answer)
                else "figure"
            )
            return (number, renamed(answer, found[0], new)) if new else None
        asked = clause.question.split()[0].lower()
        if not _NAME.fullmatch(answer) or asked not in ("who", "where") or f"{answer} of" in clause.statement:
            return None
        if clause.source < 0:
            new = place(rng) if asked == "where" else person(rng)
        else:
            new = rng.choice(self._names[self._asked(clause)])
        sort = "place" if asked == "where" else "name"
        return (sort, new) if not shares_stem(taken, new) else None

    @staticmethod
    def _asked(clause: Clause) -> tuple[str, int]:
        return (clause.question.split()[0].lower(), len(clause.answer.split()))


def corrected(found: list[Clause], lexicon: Lexicon, rng: random.Random) -> Iterator[Told]:
    """For each statement with such a value a correction, and sometimes a withdrawal or a control."""
    values = Values(found)
    for clause in found:
        kinds = (("corrected", 0.6), ("withdrawn", 0.3), ("amended", 0.2))
        for kind, share in kinds:
            wrong = values.wrong(clause, rng) if rng.random() < share else None
            if wrong:
                yield _told(kind, clause, wrong, lexicon, rng)


_LISTS = {
    "corrected": "tellings_corrections",
    "withdrawn": "tellings_withdrawn",
    "amended": "tellings_amended",
}


def _told(kind: str, clause: Clause, wrong: tuple[str, str], lexicon: Lexicon, rng: random.Random) -> Told:
    sort, value = wrong
    named = sort in ("name", "place")
    wording = rng.choice(
        [w for w in lines(_LISTS[kind]) if not named or not re.search(r"\bput\b|checked|gave", w)]
    )
    other = re.sub(rf"(?<!\w){re.escape(clause.answer)}(?!\w)", lambda _: value, clause.statement)
    parts = {
        "r": lexicon.small(clause.statement),
        "R": clause.statement,
        "w": lexicon.small(other),
        "W": other,
        "right": clause.answer,
        "wrong": value,
        "fig": sort,
    }
    text = filled(wording, parts, rng)
    tempting = [value] if kind != "amended" and text.lower().count(value.lower()) == 1 else []
    answer = None if kind == "withdrawn" else clause.answer
    return Told(text, [(kind, clause.question, answer, tempting)], clause)
