"""Questions written for this over news passages -> groups of pairs for the careful reader.

`written.jsonl.gz` holds questions and headlines of our own, and where in which passage the words stand that answer or
only tempt. Of other people's passages it holds no word: these are lines of the question set on Wikinews ("w12") and
items of Current events ("c2011-04-05#3", the fourth of that day), known again by the first digits of their SHA-256.
Pages of our own invention ("p40") are there whole. A line is {"passage", "headline", "digest" or "text" and "date",
"asked": [[question, start, end, answers (1 or 0), kind], ...]}.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from index.building.keywords import stems
from index.building.spans import Span
from index.evaluation.questions import Question
from index.evaluation.rightness import holds
from index.reading.reader import Reader
from training.conversations import as_asked
from training.pair import Group, Pair
from training.passage import Passage, taken

QUESTIONS = Path(__file__).with_name("written.jsonl.gz")
HELD_BACK = frozenset(
    ("p45", "p58", "p70", "p82", "p105", "p117", "p129", "p141", "p153", "p165", "p177", "p189")
)
"""Pages on which the judge is fitted, among others."""
MEASURED = frozenset(f"p{number}" for number in range(250, 260))
"""Pages, by a writer of their own, on which nothing is fitted."""
UNREAD = HELD_BACK | MEASURED
"""Pages that no reader is trained on."""
MOST_TOGETHER = 8
"""Pairs of one quote that are read together at most."""
BESIDE = 0.5
"""Of the questions, those that are held against what the reader takes for their answer, too."""


class Asked(NamedTuple):
    """A question and the words that answer it or only tempt; `kind` is what it was written for."""

    question: str
    span: Span
    answers: bool
    kind: str


class Written(NamedTuple):
    """A passage and the questions on it; `article` names the article, day or page that it is of."""

    passage: Passage
    article: str
    asked: list[Asked]


class OtherPassage(ValueError):
    """A passage is not there, or has another text than the one that its questions were written on."""


def written(
    lines: Iterable[Mapping[str, Any]],
    wikinews: Iterable[Mapping[str, Any]],
    days: Iterable[Mapping[str, Any]],
) -> Iterator[Written]:
    """The questions beside their passages, in the order of the lines. Raises OtherPassage."""
    rows = list(lines)
    wanted = {row["passage"] for row in rows}
    texts = {id: held for id, *held in _texts(wikinews, days) if id in wanted}
    for row in rows:
        id = row["passage"]
        if "text" in row:
            text, date, article = row["text"], row["date"], id
        else:
            text, date, article = texts.get(id, ("", "", ""))
            if digest(text) != row["digest"]:
                raise OtherPassage(f"{id} is not the passage that its questions were written on")
        asked = [
            Asked(one, Span(start, end), bool(answers), kind)
            for one, start, end, answers, kind in row["asked"]
        ]
        yield Written(Passage.of(text, row["headline"], date), article, asked)


def digest(text: str) -> str:
    """By what a passage is known again."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _texts(
    wikinews: Iterable[Mapping[str, Any]], days: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, str, str, str]]:
    """Every passage's id, text, date where it is known, and article."""
    for number, line in enumerate(wikinews):
        yield f"w{number}", line["context"].strip(), "", line["title"]
    for day in days:
        for number, item in enumerate(day["items"]):
            yield f"c{day['date']}#{number}", item["text"].strip(), day["date"], day["date"]


def groups(all_written: Iterable[Written], reader: Reader, rng: random.Random) -> Iterator[Group]:
    """The pairs of each quote together, a few at a time: whose question its words answer, and whose not.

    Half of the questions are asked of the reader, too, the answered ones of any passage of their article, the others
    of their own: what it takes there for an answer is wrong.
    """
    every = [one for one in all_written if one.article not in UNREAD]
    articles: dict[str, list[Passage]] = defaultdict(list)
    for one in every:
        articles[one.article].append(one.passage)
    for one in every:
        questions = {"questions": [{"question": asked.question} for asked in one.asked]}
        of_quote: dict[str, list[Pair]] = defaultdict(list)
        for asked in one.asked:
            typed = as_asked(asked.question, questions, rng)
            pair = one.passage.pair(typed, *asked.span, int(asked.answers))
            if pair is None:
                continue
            of_quote[pair.quote].append(pair)
            if rng.random() < BESIDE:
                others = articles[one.article] if asked.answers else [one.passage]
                of_quote[pair.quote] += _fallen_for(pair, rng.choice(others), reader)
        for pairs in of_quote.values():
            rng.shuffle(pairs)
            for start in range(0, len(pairs), MOST_TOGETHER):
                yield Group("written", pairs[start : start + MOST_TOGETHER])


def _fallen_for(pair: Pair, passage: Passage, reader: Reader) -> Iterator[Pair]:
    """What the reader takes for the answer in a passage: another quote, whose words have nothing of the pair's."""
    other = passage.pair(pair.question, *taken(reader, pair.question, passage), 0)
    if other is None or other.quote == pair.quote:
        return
    own, its = (one.quote[one.start : one.end] for one in (pair, other))
    if not holds(other.quote, [own]) and set(stems(own)).isdisjoint(stems(its)):
        yield other


def pages(lines: Iterable[Mapping[str, Any]], folder: Path) -> list[tuple[Question, str]]:
    """Write the pages that are held back into a folder, and return the questions on them with their kinds."""
    folder.mkdir(parents=True, exist_ok=True)
    questions = []
    for row in lines:
        if row["passage"] not in HELD_BACK:
            continue
        name, text = f"{row['passage']}.md", row["text"]
        write_page(folder / name, row["headline"], row["date"], text)
        for question, start, end, answers, kind in row["asked"]:
            questions.append((Question(question, (text[start:end],) if answers else (), name), kind))
    return questions


def write_page(file: Path, title: str, date: str, text: str) -> None:
    """Write an article as a file of a corpus; its date is left out where it is empty."""
    dated = f"date: {date}\n" if date else ""
    front = f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n{dated}---\n\n"
    file.write_text(f"{front}{text}\n", encoding="utf-8")
