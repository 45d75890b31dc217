"""Fit how questions in other languages than English are judged: the readers have learnt English alone.

    python -m training.foreign WORK [--out index/models/foreign.json]

`foreign.jsonl.gz` holds 64 articles of our own in fifteen languages by four writers, with ten questions on each in its
language; of these four nothing answers. A line is {"writer", "language", "title", "date", "text", "asked": [[question,
answer or ""], ...]}. The articles of a writer are one corpus. Figures are of languages that the fit has not seen.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index import Archive, build
from index.evaluation.ablation import asked_with
from index.evaluation.fitting import Asked, Held, fit, held_out
from index.evaluation.questions import Question as Wanted
from index.question.support import question_words
from training.judge import written_out
from training.passage import read_lines
from training.written import write_page

LINES = Path(__file__).with_name("foreign.jsonl.gz")
SIGNALS = ("held", "keyword", "margin")
TOLD_AT = (0.3, 0.4, 0.5, 0.55, 0.6)


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments, ask, fit and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("work", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    rows = list(read_lines(LINES))
    asked = list(all_asked(rows, given.work))
    every = range(len(SIGNALS))
    _tell("all signals", asked, held_out(asked, every))
    for left_out in every:
        _tell(f"without {SIGNALS[left_out]}", asked, held_out(asked, [n for n in every if n != left_out]))
    model = fit(asked, every)
    weights = written_out(model.intercept, dict(zip(SIGNALS, model.coefficients.tolist(), strict=True)))
    print(json.dumps(weights))
    if given.out:
        given.out.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")


def all_asked(rows: Sequence[dict[str, Any]], work: Path) -> Iterator[Asked]:
    """Every question with its evidence's signals, asked of the articles of its writer; a language is one group."""
    corpora: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        corpora[row["writer"]].append(row)
    for writer, of in corpora.items():
        corpus, data = work / writer / "corpus", work / writer / "data"
        corpus.mkdir(parents=True, exist_ok=True)
        for number, row in enumerate(of):
            write_page(corpus / f"{number}.md", row["title"], row["date"], row["text"])
        build(corpus, data)
        with Archive.open(data) as archive:
            for number, row in enumerate(of):
                for question, answer in row["asked"]:
                    wanted = Wanted(question, (answer,) if answer else (), f"{number}.md")
                    evidence = archive.gathered(question, carefully=False)
                    columns = asked_with(wanted, evidence, question_words(question))
                    yield columns._replace(group=row["language"])


def _tell(name: str, asked: Sequence[Asked], held: Held) -> None:
    """A line: first right of answerable; from each probability on, how many are given rightly and wrongly."""
    answerable = sum(one.answerable for one in asked)
    parts = [f"first {held.right.sum()}/{answerable} of {len(asked)}"]
    for least in TOLD_AT:
        given = held.probability >= least
        parts.append(f"{least}: right {(given & held.right).sum()} wrong {(given & ~held.right).sum()}")
    print(f"{name:20} {' | '.join(parts)}")


if __name__ == "__main__":
    main()
