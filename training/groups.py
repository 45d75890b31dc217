"""Question sets -> groups of passages for the quick reader: real questions without answers, news, and made contrasts.

    python -m training.groups OUT.jsonl.gz --squad TRAIN.jsonl.gz --unanswerable UNANSWERABLE.jsonl.gz \\
        --news NEWS.jsonl.gz [--days DAYS.jsonl.gz] [--contrasts FILE.jsonl.gz ...] [--share KIND=0.5 ...]

A line of OUT is as `training.prepare` writes it, and `training.train` reads it. Paragraphs are as their authors made
them, which is how the product reads; the questions of one paragraph that was written to mislead stand beside one
that it answers. With `--days`, news by day, the questions of `training.written` are taken, too. `--share` takes only
so much of a kind.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from training import written
from training.conversations import as_asked
from training.pairs import title_of
from training.passage import read_lines
from training.prepare import Group, Read


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments, write the groups and say how many of each kind there are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--squad", type=Path, required=True, help="SQuAD 1.1's training half")
    parser.add_argument("--unanswerable", type=Path, required=True, help="SQuAD 2.0's, without answers")
    parser.add_argument("--news", type=Path, required=True, help="questions on news passages")
    parser.add_argument("--days", type=Path, help="news by day: questions written on them are taken, too")
    parser.add_argument(
        "--contrasts", type=Path, nargs="*", default=[], help="made by news_questions, tellings"
    )
    parser.add_argument(
        "--share", action="append", default=[], help="KIND=0.3: this share of a kind's groups"
    )
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(arguments)

    rng = random.Random(given.seed)
    shares = {kind: float(share) for kind, _, share in (one.partition("=") for one in given.share)}
    paragraphs = list(read_lines(given.squad))
    by_hand = (
        written.written(read_lines(written.QUESTIONS), read_lines(given.news), read_lines(given.days))
        if given.days
        else ()
    )
    every = [
        *answered(paragraphs, rng),
        *unanswered(paragraphs, read_lines(given.unanswerable), rng),
        *on_news(read_lines(given.news), rng),
        *(group for file in given.contrasts for group in contrasted(read_lines(file), rng)),
        *contrasted(as_contrasts(by_hand, rng), rng),
    ]
    groups = [group for group in every if rng.random() < shares.get(group.kind, 1.0)]
    rng.shuffle(groups)
    with gzip.open(given.out, "wt", encoding="utf-8", compresslevel=3) as lines:
        lines.writelines(json.dumps(asdict(group), ensure_ascii=False) + "\n" for group in groups)
    print(len(groups), "groups;", Counter(p.kind for g in groups for p in g.passages).most_common())


def answered(paragraphs: Iterable[dict[str, Any]], rng: random.Random) -> Iterator[Group]:
    """Questions that their paragraph answers at a place that is certain."""
    for paragraph in paragraphs:
        for asked in paragraph["questions"]:
            if asked["certain"]:
                end = asked["start"] + len(asked["answer"])
                read = Read("answer", title_of(paragraph), paragraph["context"], asked["start"], end)
                yield Group("answer", as_asked(asked["question"], paragraph, rng), (read,))


def unanswered(
    paragraphs: list[dict[str, Any]], rows: Iterable[dict[str, Any]], rng: random.Random
) -> Iterator[Group]:
    """Questions written to mislead, each with the paragraph that does not answer it; beside its twin if it has one."""
    for row in rows:
        paragraph = paragraphs[row["paragraph_line"]]
        title, text = title_of(paragraph), paragraph["context"]
        asked = as_asked(row["question"], paragraph, rng)
        wrong = Read("misleading", title, text)
        of = next((q for q in paragraph["questions"] if q["question"] == row["pair_question"]), None)
        if of is not None and of["certain"]:
            right = Read("twin", title, text, of["start"], of["start"] + len(of["answer"]))
            typed = as_asked(of["question"], paragraph, rng)
            yield Group("twin", typed, (right, replace(wrong, question=asked)))
        else:
            yield Group("misleading", asked, (wrong,))


def on_news(lines: Iterable[dict[str, Any]], rng: random.Random) -> Iterator[Group]:
    """Questions on news passages, answered or with the answering sentence taken out."""
    for line in lines:
        for asked in line["questions"]:
            kind = f"news {asked['set']}"
            spans = [(a["start"], a["start"] + len(a["text"])) for a in asked["answers"]] or [(-1, -1)]
            read = Read(kind, "", line["context"], *rng.choice(spans))
            yield Group(kind, as_asked(asked["question"], line, rng), (read,))


def contrasted(lines: Iterable[dict[str, Any]], rng: random.Random) -> Iterator[Group]:
    """Made questions on a text, answered there or only nearly: of either kind one beside the other while there are."""
    for line in lines:
        title = "\n".join(part for part in (line["title"], line["heading"]) if part)
        reads = [
            Read(f"{line['kind_of']} {q['kind']}", title, line["text"], q["start"], q["end"], q["question"])
            for q in line["asked"]
        ]
        rng.shuffle(reads)
        answered = [read for read in reads if read.start >= 0]
        nearly = [read for read in reads if read.start < 0]
        for read in answered:
            beside = [nearly.pop()] if nearly else []
            yield Group(line["kind_of"], read.question, (read, *beside))
        for read in nearly:
            yield Group(line["kind_of"], read.question, (read,))


def as_contrasts(all_written: Iterable[written.Written], rng: random.Random) -> Iterator[dict[str, Any]]:
    """Questions written by hand in the form of made ones; those on the pages that are held back are left out."""
    for one in all_written:
        if one.article in written.UNREAD:
            continue
        questions = {"questions": [{"question": asked.question} for asked in one.asked]}
        asked = [
            {
                "kind": asked.kind,
                "question": as_asked(asked.question, questions, rng),
                "start": asked.span.start if asked.answers else -1,
                "end": asked.span.end if asked.answers else -1,
            }
            for asked in one.asked
        ]
        yield {
            "kind_of": "written",
            "title": one.passage.title,
            "heading": one.passage.heading,
            "text": one.passage.text,
            "asked": asked,
        }


if __name__ == "__main__":
    main()
