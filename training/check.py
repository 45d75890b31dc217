"""Measure a reader's ONNX file on SQuAD 2.0 questions, each given its own paragraph.

    python -m training.check FOLDER TUNE.json.gz [--sample 1500] [--out figures.json]

FOLDER holds reader.onnx and reader-tokenizer.json and is read with the product's own Reader; what the product decides
with it is measured by `pullquote eval --squad`. Intervals are 95 % bootstrap ones, resampling whole paragraphs: the
questions on one paragraph are not independent.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.building.passages import sentences
from index.evaluation.intervals import Figure, Floats
from index.evaluation.metrics import auroc
from index.evaluation.rightness import exact_match, f1
from index.evaluation.squad import read_squad
from index.reading.reader import Reader, Text

ROUNDS = 500


class OnParagraph(NamedTuple):
    """A question and its own paragraph, which has a number; `answers` is empty where it has none."""

    question: str
    answers: tuple[str, ...]
    text: Text
    paragraph: int


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the reader made of each question: arrays of equal length.

    `exact` and `f1` compare the best span, forced; 0 for unanswerable questions. `margin` is its score.
    """

    margin: Floats
    exact: Floats
    f1: Floats
    answerable: NDArray[np.bool_]
    paragraph: NDArray[np.int64]

    def taken(self, rows: NDArray[np.int64]) -> Outcomes:
        """These rows only."""
        return Outcomes(*(getattr(self, name)[rows] for name in Outcomes.__slots__))


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments, measure, print and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("squad", type=Path, help="SQuAD 2.0, in any form that `pullquote eval --squad` reads")
    parser.add_argument("--sample", type=int, help="about this many questions, as whole paragraphs")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--seed", type=int, default=3)
    given = parser.parse_args(arguments)

    reader = Reader(given.folder)
    questions = read_questions(given.squad, given.sample, given.seed)
    outcomes = read_all(reader, questions)
    figures = {name: interval(outcomes, measure) for name, measure in MEASURES.items()}
    result = {
        "questions": len(questions),
        "answerable": int(outcomes.answerable.sum()),
        "bytes": (given.folder / "reader.onnx").stat().st_size,
        "best_threshold": round(best_threshold(outcomes), 3),
        "ten_passages_ms": round(ten_passages_ms(reader, questions), 1),
        "figures": {
            name: [round(number, 4) for number in figure if number is not None]
            for name, figure in figures.items()
        },
    }
    print(json.dumps(result, indent=2))
    if given.out:
        given.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def read_questions(path: Path, sample: int | None, seed: int) -> list[OnParagraph]:
    """All questions of the file, or those of paragraphs drawn until there are `sample`."""
    paragraphs = [
        (article.title.replace("_", " "), context, asked)
        for article in read_squad(path)
        for context, asked in article.paragraphs
    ]
    random.Random(seed).shuffle(paragraphs)
    questions: list[OnParagraph] = []
    for number, (title, context, asked) in enumerate(paragraphs):
        if sample is not None and len(questions) >= sample:
            break
        text = Text(title, context, tuple(sentence.start for sentence in sentences(context)))
        questions += [OnParagraph(one.text, one.answers, text, number) for one in asked]
    return questions


def read_all(reader: Reader, questions: Sequence[OnParagraph]) -> Outcomes:
    """Read every question's own paragraph."""
    rows = []
    for asked in questions:
        best = reader.read(asked.question, [asked.text])[0][0]
        span = asked.text.text[best.span.start : best.span.end]
        exact, overlap = exact_match(span, asked.answers), f1(span, asked.answers)
        rows.append((best.margin, exact, overlap, bool(asked.answers), asked.paragraph))
    return Outcomes(*map(np.array, zip(*rows, strict=True)))


def best_threshold(outcomes: Outcomes) -> float:
    """The margin above which to answer so that F1 over all questions is highest."""
    order, gains = _gains(outcomes, outcomes.f1)
    best = int(np.argmax(gains))
    margins = outcomes.margin[order]
    return float(margins[best - 1] + margins[min(best, len(margins) - 1)]) / 2 if best else float(margins[0])


def _gains(outcomes: Outcomes, score: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Questions by falling margin, and the total score of answering the first n and refusing the rest."""
    order = np.argsort(-outcomes.margin, kind="stable")
    change = np.where(outcomes.answerable, score, -1.0)[order]
    return order, np.concatenate([[0.0], np.cumsum(change)]) + float((~outcomes.answerable).sum())


def _forced(score: Callable[[Outcomes], Floats]) -> Callable[[Outcomes], float]:
    return lambda o: 100 * float(score(o)[o.answerable].mean())


def _at_zero(score: Callable[[Outcomes], Floats]) -> Callable[[Outcomes], float]:
    return lambda o: 100 * float(np.where(o.answerable, score(o) * (o.margin > 0), o.margin <= 0).mean())


def _at_best(score: Callable[[Outcomes], Floats]) -> Callable[[Outcomes], float]:
    return lambda o: 100 * float(_gains(o, score(o))[1].max()) / len(o.margin)


def _auroc(outcomes: Outcomes) -> float:
    return float(auroc(np.ones((1, len(outcomes.margin))), outcomes.margin, outcomes.answerable)[0])


def _exact(outcomes: Outcomes) -> Floats:
    return outcomes.exact


def _f1(outcomes: Outcomes) -> Floats:
    return outcomes.f1


MEASURES: dict[str, Callable[[Outcomes], float]] = {
    "answerable EM": _forced(_exact),
    "answerable F1": _forced(_f1),
    "EM at best threshold": _at_best(_exact),
    "F1 at best threshold": _at_best(_f1),
    "EM at zero": _at_zero(_exact),
    "F1 at zero": _at_zero(_f1),
    "AUROC of the margin": _auroc,
}


def interval(outcomes: Outcomes, measure: Callable[[Outcomes], float]) -> Figure:
    """The measure with its bootstrap interval over paragraphs."""
    rng = np.random.default_rng(0)
    rows = [np.flatnonzero(outcomes.paragraph == number) for number in np.unique(outcomes.paragraph)]
    drawn = [
        measure(outcomes.taken(np.concatenate([rows[n] for n in rng.integers(len(rows), size=len(rows))])))
        for _ in range(ROUNDS)
    ]
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return Figure(measure(outcomes), float(low), float(high))


def ten_passages_ms(reader: Reader, questions: Sequence[OnParagraph], rounds: int = 20) -> float:
    """Median time to read ten passages of about 160 tokens each with one question."""
    words = " ".join(question.text.text for question in questions).split()
    passages = [Text("A title of five words", " ".join(words[n * 105 : n * 105 + 105])) for n in range(10)]
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        reader.read("how many of them were there in the second year?", passages)
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)


if __name__ == "__main__":
    main()
