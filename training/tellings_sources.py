"""The plain statements of SQuAD's training half and of the Wikinews questions, each with its neighbours."""

from __future__ import annotations

import bisect
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.building.passages import Sentence, sentences
from training.squad import read_training_half
from training.tellings_clauses import Clause, covers, parse, simple
from training.tellings_grammar import Lexicon

MOST_OTHERS = 2
"""How many questions a statement has beside its first."""


LONGEST = 320
"""Characters of a neighbouring sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question over an article: `text[start:end]` answers it."""

    title: str
    source: int
    text: str
    cut: list[Sentence]
    question: str
    start: int
    end: int


def clauses(squad: Path, wikinews: Path) -> tuple[list[Clause], Lexicon]:
    """All statements that could be taken apart, with what the texts show of words."""
    rows = [*_of_squad(squad), *_of_wikinews(wikinews)]
    lexicon = Lexicon({id(row.text): row.text for row in rows}.values())
    found: dict[tuple[int, str], Clause] = {}
    for row in rows:
        clause = clause_of(row, lexicon)
        if not clause:
            continue
        known = found.setdefault((row.source, clause.statement), clause)
        if known.question != clause.question and len(known.others) < MOST_OTHERS:
            others = (*known.others, (clause.question, clause.answer))
            found[row.source, clause.statement] = replace(known, others=others)
    return list(found.values()), lexicon


def _of_squad(path: Path) -> Iterator[Row]:
    sources, asked = read_training_half(path)
    cuts = [list(source.sentences) for source in sources]
    for one in asked:
        source = sources[one.source]
        yield Row(source.title, one.source, source.text, cuts[one.source], one.question, one.start, one.end)


def _of_wikinews(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            passage = json.loads(line)
            text = passage["context"]
            cut = sentences(text)
            for asked in passage["questions"]:
                if asked["set"] != "removed" and asked["answers"]:
                    answer = asked["answers"][0]
                    end = answer["start"] + len(answer["text"])
                    yield Row("", 100_000 + number, text, cut, asked["question"], answer["start"], end)


def place_of(row: Row) -> int | None:
    """Which sentence holds the answer."""
    at = bisect.bisect_right([s.start for s in row.cut], row.start) - 1
    return at if at >= 0 and row.end <= row.cut[at].end else None


def clause_of(row: Row, lexicon: Lexicon) -> Clause | None:
    """The answer's sentence taken apart, with its neighbours; None where it is not plain."""
    at = place_of(row)
    if at is None:
        return None
    cut = row.cut[at]
    sentence, answer = row.text[cut.start : cut.end], row.text[row.start : row.end]
    plain = simple(sentence, row.start - cut.start, row.end - cut.start)
    if not plain or not covers(f"{row.title} {plain}", row.question, answer):
        return None
    clause = parse(plain, row.question, answer, lexicon)
    if not clause:
        return None
    before, after = neighbours(row, at)
    return replace(clause, title=row.title, source=row.source, before=before, after=after)


def neighbours(row: Row, at: int) -> tuple[str, str]:
    """The sentences beside this one, of the same paragraph."""
    own = row.cut[at].paragraph
    one = row.cut[at - 1] if at and row.cut[at - 1].paragraph == own else None
    other = row.cut[at + 1] if at + 1 < len(row.cut) and row.cut[at + 1].paragraph == own else None
    texts = [row.text[side.start : side.end] if side else "" for side in (one, other)]
    first, last = (text if len(text) <= LONGEST else "" for text in texts)
    return first, last
