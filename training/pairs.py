"""Question sets -> pairs of a question and a quote with its span marked, in groups, for the careful reader.

    python -m training.pairs OUT.jsonl.gz --squad TRAIN.jsonl.gz --unanswerable UNANSWERABLE.jsonl.gz \\
        --news NEWS.jsonl.gz [--contrasts FILE.jsonl.gz ...] [--read FOLDER [--days CURRENT_EVENTS.jsonl.gz]]

A line of OUT is {"kind", "pairs": [[question, title, date, before, quote, start, end, label, bridge], ...]}, the bridge
empty until `training.bridges` finds it: the pairs of a group are read in one batch, and each that answers (label 1) is
to score above each that does not (0). `--read` has a reader's ONNX file: the spans that it falls for become the pairs
of the questions that no answer is known for; and with `--days` the questions written for this over passages of NEWS and
of those days are read (`training.written`).
"""

from __future__ import annotations

import argparse
import os
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sklearn.feature_extraction.text import TfidfVectorizer

from index.building.passages import Span
from index.reading.marked import LONGEST_BEFORE
from index.reading.reader import Reader
from training import written
from training.conversations import as_asked
from training.news_retold import retold, told
from training.pair import Group, Pair, write_groups
from training.passage import Passage, read_lines, taken

MOST_RIVALS = 2
"""Other questions' spans in the same sentence that a question is held against."""
RETOLD = 2
"""How often an item's question is held against its sentence told otherwise."""


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments, write the groups and say how many of each kind there are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--squad", type=Path, required=True, help="SQuAD 1.1's training half")
    parser.add_argument("--unanswerable", type=Path, required=True, help="SQuAD 2.0's, without answers")
    parser.add_argument("--news", type=Path, required=True, help="questions on news passages")
    parser.add_argument(
        "--contrasts", type=Path, nargs="*", default=[], help="made by news_questions, tellings"
    )
    parser.add_argument("--read", type=Path, help="folder of the reader whose mistakes are wanted")
    parser.add_argument("--days", type=Path, help="Current events, by day: questions written on them, too")
    parser.add_argument("--read-limit", type=int, help="questions of each source that are read for that")
    parser.add_argument("--limit", type=int, help="about this many groups of each source")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(arguments)
    if given.days and not given.read:
        parser.error("--days needs --read")

    rng = random.Random(given.seed)
    paragraphs = list(read_lines(given.squad))
    unanswerable = list(read_lines(given.unanswerable))
    groups = [
        *_some(twins(paragraphs, unanswerable, rng), given.limit, rng),
        *_some(rivals(paragraphs, rng), given.limit, rng),
        *_some(news(read_lines(given.news), rng), given.limit, rng),
        *(group for file in given.contrasts for group in contrasts(read_lines(file), rng)),
        *(group for file in given.contrasts for group in retellings(read_lines(file), rng)),
    ]
    if given.read:
        most = given.read_limit or given.limit
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as processes:
            kinds = ["misread", "retrieved", "removed", "untold", *(["written"] if given.days else [])]
            for made in processes.map(_fallen_for, kinds, repeat(given), repeat(most)):
                groups += _some(made, given.limit, rng)
    rng.shuffle(groups)
    write_groups(groups, given.out)


def _fallen_for(kind: str, given: argparse.Namespace, most: int | None) -> list[Group]:
    """Groups with what the reader falls for, made in a process of their own: they take nearly all of the time."""
    rng, reader = random.Random(given.seed), Reader(given.read)
    if kind == "written":
        all_written = written.written(*map(read_lines, (written.QUESTIONS, given.news, given.days)))
        return list(written.groups(all_written, reader, rng))
    if kind == "removed":
        return list(removed(read_lines(given.news), reader, rng, most))
    if kind == "untold":
        return list(
            untold((line for file in given.contrasts for line in read_lines(file)), reader, rng, most)
        )
    paragraphs = list(read_lines(given.squad))
    if kind == "retrieved":
        return list(retrieved(paragraphs, reader, rng, most))
    return list(misread(paragraphs, list(read_lines(given.unanswerable)), reader, rng, most))


def _some(groups: Iterable[Group], limit: int | None, rng: random.Random) -> list[Group]:
    kept = list(groups)
    rng.shuffle(kept)
    return kept[:limit]


def _passage(paragraph: dict[str, Any]) -> Passage:
    return Passage.of(paragraph["context"], title_of(paragraph))


def title_of(paragraph: dict[str, Any]) -> str:
    """The title of a SQuAD paragraph's article, as it is written."""
    return unquote(paragraph["title"]).replace("_", " ")


def _group(kind: str, pairs: Sequence[Pair | None]) -> Iterator[Group]:
    """The group, where all of its pairs could be cut."""
    whole = [pair for pair in pairs if pair is not None]
    if len(whole) == len(pairs):
        yield Group(kind, whole)


def twins(
    paragraphs: list[dict[str, Any]], unanswerable: list[dict[str, Any]], rng: random.Random
) -> Iterator[Group]:
    """One sentence, one span: the question that it answers, and the one written to mislead."""
    for row in unanswerable:
        if not row["plausible"]:
            continue
        paragraph = paragraphs[row["paragraph_line"]]
        passage = _passage(paragraph)
        start, text = row["plausible"]["start"], row["plausible"]["text"]
        asked = next((q for q in paragraph["questions"] if q["question"] == row["pair_question"]), None)
        if asked is not None and asked["certain"]:
            start, text = asked["start"], asked["answer"]
        end = start + len(text)
        yield from _group(
            "twin",
            [
                passage.pair(as_asked(row["pair_question"], paragraph, rng), start, end, 1),
                passage.pair(as_asked(row["question"], paragraph, rng), start, end, 0),
            ],
        )


def rivals(paragraphs: list[dict[str, Any]], rng: random.Random) -> Iterator[Group]:
    """A question with its answer, and with what other questions have for theirs in the same sentence."""
    for paragraph in paragraphs:
        asked = [q for q in paragraph["questions"] if q["certain"]]
        passage = _passage(paragraph)
        for question in asked:
            own = Span(question["start"], question["start"] + len(question["answer"]))
            spans = {Span(q["start"], q["start"] + len(q["answer"])) for q in asked}
            others = sorted(span for span in spans if passage.shares_sentence(own, span))
            if not others:
                continue
            typed = as_asked(question["question"], paragraph, rng)
            drawn = rng.sample(others, min(MOST_RIVALS, len(others)))
            yield from _group(
                "rival",
                [passage.pair(typed, *own, 1), *(passage.pair(typed, *span, 0) for span in drawn)],
            )


def news(lines: Iterable[dict[str, Any]], rng: random.Random) -> Iterator[Group]:
    """The same over news passages: questions of QAMR and QADiscourse."""
    for line in lines:
        passage = Passage.of(line["context"])
        asked = [q for q in line["questions"] if q["answers"]]
        spans = [[Span(a["start"], a["start"] + len(a["text"])) for a in q["answers"]] for q in asked]
        for question, own in zip(asked, spans, strict=True):
            others = sorted(
                {
                    span
                    for rest in spans
                    for span in rest[:1]
                    if passage.shares_sentence(own[0], span) and not any(span.overlaps(o) for o in own)
                }
            )
            typed = as_asked(question["question"], line, rng)
            drawn = rng.sample(others, min(1, len(others)))
            yield from _group(
                "news " + question["set"],
                [
                    passage.pair(typed, *rng.choice(own), 1),
                    *(passage.pair(typed, *span, 0) for span in drawn),
                ],
            )


def contrasts(lines: Iterable[dict[str, Any]], rng: random.Random) -> Iterator[Group]:
    """Made questions on a text, and the spans there that nearly answer them.

    Half of the texts that nothing heads stand after the end of another one, as items of a day's news do.
    """
    every = list(lines)
    for line in every:
        before = line["heading"] or rng.choice(("", _ends_before(line, every, rng)))
        passage = Passage.of(line["text"], line["title"], line["date"], before)
        for asked in line["asked"]:
            spans = [Span(*span) for span in asked["tempting"]]
            rng.shuffle(spans)
            answer = [(asked["start"], asked["end"], 1)] if asked["start"] >= 0 else []
            rows = [*answer, *((*span, 0) for span in spans[:MOST_RIVALS])]
            if rows:
                yield from _group(
                    f"{line['kind_of']} {asked['kind']}",
                    [passage.pair(asked["question"], *row) for row in rows],
                )


def _ends_before(line: dict[str, Any], every: Sequence[dict[str, Any]], rng: random.Random) -> str:
    """The end of a text of another day and title; nothing where the one drawn is of the same."""
    other = rng.choice(every)
    alike = other["title"] == line["title"] or other["date"] == line["date"]
    return "" if alike else str(other["text"])[-LONGEST_BEFORE:].partition(" ")[2]


def retellings(lines: Iterable[dict[str, Any]], rng: random.Random) -> Iterator[Group]:
    """News items beside their sentence told as undone (the same span, opposite label); and told once more as done."""
    found, lexicon = told(line for line in lines if line["kind_of"] == "news")
    for one in found * RETOLD:
        item = one.item
        around = item["title"], item["date"], item["heading"]
        for made in retold(one, lexicon, rng):
            passage = Passage.of(made.text, *around)
            pairs = [passage.pair(made.question, made.start, made.end, int(made.answers))]
            if not made.answers:
                whole = Passage.of(item["text"], *around)
                pairs.insert(0, whole.pair(one.question, one.start, one.end, 1))
            yield from _group(f"news {made.kind}", pairs)


def misread(
    paragraphs: list[dict[str, Any]],
    unanswerable: list[dict[str, Any]],
    reader: Reader,
    rng: random.Random,
    limit: int | None,
) -> Iterator[Group]:
    """Other questions without an answer, with the span that the reader falls for; beside one that is answered there."""
    rows = [row for row in unanswerable if not row["plausible"]]
    rng.shuffle(rows)
    for row in rows[:limit]:
        paragraph = paragraphs[row["paragraph_line"]]
        passage = _passage(paragraph)
        span = taken(reader, row["question"], passage)
        wrong = passage.pair(as_asked(row["question"], paragraph, rng), *span, 0)
        if wrong is None:
            continue
        answered = [
            pair
            for q in paragraph["questions"]
            if q["certain"]
            and (
                pair := passage.pair(
                    as_asked(q["question"], paragraph, rng), q["start"], q["start"] + len(q["answer"]), 1
                )
            )
            and pair.quote == wrong.quote
        ]
        yield Group("misread", [wrong, *rng.sample(answered, min(1, len(answered)))])


def removed(
    lines: Iterable[dict[str, Any]], reader: Reader, rng: random.Random, limit: int | None
) -> Iterator[Group]:
    """Questions over news whose answering sentence was taken out, with the span that the reader takes instead."""
    rows = [(line, q["question"]) for line in lines for q in line["questions"] if not q["answers"]]
    rng.shuffle(rows)
    for line, question in rows[:limit]:
        passage = Passage.of(line["context"])
        pair = passage.pair(as_asked(question, line, rng), *taken(reader, question, passage), 0)
        if pair is not None:
            yield Group("news removed", [pair])


def untold(
    lines: Iterable[dict[str, Any]], reader: Reader, rng: random.Random, limit: int | None
) -> Iterator[Group]:
    """Made questions that their text does not answer, with what the reader takes; beside one that it answers there."""
    rows = [(line, asked) for line in lines for asked in line["asked"] if asked["start"] < 0]
    rng.shuffle(rows)
    for line, asked in rows[:limit]:
        passage = Passage.of(line["text"], line["title"], line["date"], line["heading"])
        wrong = passage.pair(asked["question"], *taken(reader, asked["question"], passage), 0)
        if wrong is None:
            continue
        answered = [
            pair
            for other in line["asked"]
            if other["start"] >= 0
            and (pair := passage.pair(other["question"], other["start"], other["end"], 1))
            and pair.quote == wrong.quote
        ]
        yield Group(f"{line['kind_of']} untold", [wrong, *rng.sample(answered, min(1, len(answered)))])


def retrieved(
    paragraphs: list[dict[str, Any]], reader: Reader, rng: random.Random, limit: int | None
) -> Iterator[Group]:
    """A question with its answer, and with what the reader takes in the nearest other paragraph of the same article."""
    articles: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for paragraph in paragraphs:
        articles[paragraph["title"]].append(paragraph)
    asked = [
        (p, n, q)
        for of in articles.values()
        for n, p in enumerate(of)
        for q in p["questions"]
        if q["certain"]
    ]
    near: dict[str, tuple[TfidfVectorizer, Any]] = {}
    for paragraph, own, question in rng.sample(asked, min(limit or len(asked), len(asked))):
        others = articles[paragraph["title"]]
        if paragraph["title"] not in near:
            words = TfidfVectorizer(sublinear_tf=True, stop_words="english")
            near[paragraph["title"]] = words, words.fit_transform(p["context"] for p in others)
        words, vectors = near[paragraph["title"]]
        answer = question["answer"].casefold()
        likeness = (vectors @ words.transform([question["question"]]).T).toarray()[:, 0]
        without = [n for n, p in enumerate(others) if n != own and answer not in p["context"].casefold()]
        if not without:
            continue
        other = _passage(others[max(without, key=lambda n: likeness[n])])
        typed = as_asked(question["question"], paragraph, rng)
        right = _passage(paragraph).pair(
            typed, question["start"], question["start"] + len(question["answer"]), 1
        )
        yield from _group("retrieved", [right, other.pair(typed, *taken(reader, typed, other), 0)])


if __name__ == "__main__":
    main()
