"""What each stage gives: search by meaning, by words, by both, and with a reader on top, over one corpus.

    python -m benchmarks.readers SQUAD [--reader FOLDER ...] [--sample 600]

SQUAD is in any of SQuAD's forms; its articles become one corpus, and of its questions those with an answer are asked.
A FOLDER holds reader.onnx and reader-tokenizer.json; the shipped reader comes last. A passage is right if it is of the
question's own paragraph and holds an accepted answer there, a quote if its sentences do; what is quoted is the best
span of the passage that the reader likes best, whether or not it would be given. Intervals are 95 % bootstrap ones.

The last column asks the questions without an answer, too: how often, of one with and one without, the one with an
answer has the higher margin.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index import Archive, build
from index.building.catalogue import Passage
from index.building.passages import Span, sentences
from index.evaluation.intervals import Bootstrap, Floats
from index.evaluation.metrics import auroc, mean
from index.evaluation.questions import Question
from index.evaluation.rightness import exact_match, f1, holds
from index.evaluation.squad import squad_corpus
from index.reading.quotes import quote_span
from index.reading.reader import MODELS, Reader, Text
from index.reading.search import Found

READ = 10


class Marks(NamedTuple):
    """What one way of finding made of one question; `margin` is None without a reader."""

    passage: float
    quote: float | None = None
    exact: float | None = None
    f1: float | None = None
    margin: float | None = None


def main() -> None:
    """Ask every question each way and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("squad", type=Path)
    parser.add_argument("--reader", type=Path, action="append", default=[], help="a further reader's folder")
    parser.add_argument("--sample", type=int, default=600, help="questions, with and without an answer")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        questions = squad_corpus(given.squad, Path(folder) / "corpus")
        questions = random.Random(given.seed).sample(questions, min(given.sample, len(questions)))
        build(Path(folder) / "corpus", Path(folder) / "data")
        with Archive.open(Path(folder) / "data") as archive:
            asked = [(question, archive.retrieve(question.text)) for question in questions]
            print(
                f"{len(asked)} questions, {sum(question.answerable for question in questions)} with an answer"
            )
            print(f"{'':<26}{'passage':>20}{'quote':>20}{'EM':>20}{'F1':>20}   AUROC")
            for name, marks in _ways(archive, asked, [*given.reader, MODELS]):
                print(_row(name, marks, questions), flush=True)


Asked = list[tuple[Question, list[tuple[Passage, Found]]]]


def _ways(archive: Archive, asked: Asked, readers: Sequence[Path]) -> Iterator[tuple[str, list[Marks]]]:
    orders = {
        "dense only": lambda hit: hit[1].dense_rank or np.inf,
        "BM25 only": lambda hit: hit[1].keyword_rank or np.inf,
        "fused": lambda hit: -hit[1].fused,
    }
    for name, order in orders.items():
        yield name, [Marks(_is_right(archive, one, min(found, key=order)[0])) for one, found in asked]
    for folder in readers:
        reader = Reader(folder)
        name = "fused + this reader" if folder == MODELS else f"fused + {folder.name}"
        yield name, [_read(archive, reader, one, [hit[0] for hit in found[:READ]]) for one, found in asked]
        reader.close()


def _read(archive: Archive, reader: Reader, question: Question, passages: Sequence[Passage]) -> Marks:
    texts = [_text(archive, passage) for passage in passages]
    best = [spans[0] for spans in reader.read(question.text, texts)]
    first = max(range(len(best)), key=lambda at: best[at].margin)
    passage, span = passages[first], best[first].span
    article = archive.article(passage.article)
    assert article is not None  # noqa: S101 - it was just found
    at = Span(passage.start + span.start, passage.start + span.end)
    quote = quote_span(article, sentences(article.text), at)
    words = article.text[at.start : at.end]
    own = question.article == article.id
    return Marks(
        passage=_is_right(archive, question, passage),
        quote=float(own and holds(article.text[quote.start : quote.end], question.answers)),
        exact=exact_match(words, question.answers),
        f1=f1(words, question.answers),
        margin=best[first].margin,
    )


def _text(archive: Archive, passage: Passage) -> Text:
    article = archive.article(passage.article)
    assert article is not None  # noqa: S101 - it was just found
    text = article.text[passage.start : passage.end]
    return Text(article.title, text, tuple(sentence.start for sentence in sentences(text)))


def _is_right(archive: Archive, question: Question, passage: Passage) -> float:
    """Whether a passage holds an accepted answer inside the paragraph that the question was written on."""
    article = archive.article(passage.article)
    if article is None or question.article != article.id or not question.paragraph:
        return 0.0
    start = article.text.find(question.paragraph)
    overlap = article.text[max(start, passage.start) : min(start + len(question.paragraph), passage.end)]
    return float(start >= 0 and holds(overlap, question.answers))


def _row(name: str, marks: Sequence[Marks], questions: Sequence[Question]) -> str:
    answerable = np.array([question.answerable for question in questions])
    cells = []
    for column in ("passage", "quote", "exact", "f1"):
        values = [getattr(mark, column) for mark, has in zip(marks, answerable, strict=True) if has]
        cells.append(_cell(np.array(values, dtype=float)) if values[0] is not None else "–")
    margins = [mark.margin for mark in marks]
    area = (
        f"{auroc(np.ones((1, len(margins))), np.array(margins, dtype=float), answerable)[0]:.3f}"
        if margins[0] is not None
        else "–"
    )
    return f"{name:<26}{''.join(f'{cell:>20}' for cell in cells)}   {area}"


def _cell(values: Floats) -> str:
    everything = np.ones(len(values), dtype=bool)
    figure = Bootstrap(len(values), 0).figure(lambda weights: mean(weights, values, everything))
    value, low, high = (100 * (part or 0.0) for part in figure)
    return f"{value:.1f} ({low:.1f}–{high:.1f})"


if __name__ == "__main__":
    main()
