"""Retold sentences put in their places: beside the sentences around them, with offsets of answers."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from training.tellings_clauses import Clause
from training.tellings_grammar import Lexicon
from training.tellings_made_up import headline
from training.tellings_retold import DENIED, Told
from training.wording import holds, shares_stem


class Placer:
    """Puts retold sentences among others of the same article, or other made-up ones."""

    def __init__(self, found: list[Clause], lexicon: Lexicon) -> None:
        """Take all statements, to draw neighbours from."""
        self._lexicon = lexicon
        self._by_source: dict[int, list[Clause]] = defaultdict(list)
        for clause in found:
            self._by_source[clause.source].append(clause)

    def placed(self, told: Told, rng: random.Random) -> Iterator[dict[str, Any]]:
        """The passage, if all its spans are found and its neighbours do not answer."""
        before, after = ("", "") if told.bare else self._around(told, rng)
        clause = told.clause
        text = " ".join(part for part in (before, told.text, after) if part)
        begun = len(before) + 1 if before else 0
        asked = []
        for kind, question, answer, tempting in told.asked:
            row = _row(told.text, begun, kind, question, answer, tempting, last=not clause)
            if row:
                asked.append(row)
        if asked:
            title = clause.title if clause and clause.source >= 0 else headline(rng)
            yield {
                "kind_of": "telling",
                "title": title,
                "date": "",
                "heading": "",
                "text": text,
                "asked": asked,
            }

    def _around(self, told: Told, rng: random.Random) -> tuple[str, str]:
        clause = told.clause
        if clause and clause.source >= 0:
            sides = [
                clause.before if rng.random() < 0.45 else "",
                clause.after if rng.random() < 0.35 else "",
            ]
        else:
            pool = [rng.choice(self._by_source[-1]) for _ in range(6)]
            others = [c.statement + "." for c in pool if not clause or c.verb != clause.verb]
            sides = [others.pop() if others and rng.random() < 0.4 else "" for _ in range(2)]
        answers = [a for _, _, answer, tempting in told.asked for a in (answer, *tempting) if a]
        clear = [side if not any(_tells(side, answer) for answer in answers) else "" for side in sides]
        return clear[0], clear[1]

    def beside_denied(self, clause: Clause, rng: random.Random) -> Iterator[dict[str, Any]]:
        """The statement as it was, before or after another one that is denied."""
        others = [c for c in self._by_source[clause.source] if c is not clause]
        if not others:
            return
        other = rng.choice(others)
        denied = DENIED(other, self._lexicon, rng)
        if not denied or _tells(denied.text, clause.answer) or _tells(clause.statement, other.answer):
            return
        plain, first = f"{clause.statement}.", rng.random() < 0.5
        parts = [plain, denied.text] if first else [denied.text, plain]
        text = " ".join(parts)
        rows = [
            _row(
                plain,
                0 if first else len(denied.text) + 1,
                "beside a denial",
                clause.question,
                clause.answer,
                [],
            )
        ]
        if not shares_stem(other.question, clause.question) or rng.random() < 0.5:
            begun = len(plain) + 1 if first else 0
            rows.append(_row(denied.text, begun, "denied", other.question, None, [other.answer]))
        title = clause.title if clause.source >= 0 else headline(rng)
        asked = [row for row in rows if row]
        if asked:
            yield {
                "kind_of": "telling",
                "title": title,
                "date": "",
                "heading": "",
                "text": text,
                "asked": asked,
            }


def _tells(text: str, answer: str) -> bool:
    """Whether the text holds the answer, or for short ones its words."""
    return bool(text) and (holds(text, answer) or (len(answer.split()) <= 4 and shares_stem(text, answer)))


def _row(
    told: str,
    begun: int,
    kind: str,
    question: str,
    answer: str | None,
    tempting: list[str],
    *,
    last: bool = False,
) -> dict[str, Any] | None:
    spans = [span_of(told, phrase, last=last) for phrase in ([answer] if answer else []) + tempting]
    if not all(spans):
        return None
    moved = [[start + begun, end + begun] for start, end in (span for span in spans if span)]
    start, end = moved.pop(0) if answer else (-1, -1)
    return {
        "kind": kind,
        "question": question[:1].upper() + question[1:],
        "start": start,
        "end": end,
        "tempting": moved,
    }


def span_of(told: str, phrase: str, *, last: bool = False) -> tuple[int, int] | None:
    """Where the phrase stands: the only place, or the last one where the sentences were made for it."""
    found = list(re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", told, re.IGNORECASE))
    return found[-1].span() if len(found) == 1 or (found and last) else None
