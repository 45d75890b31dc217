"""Fit what tells boilerplate from news (`index/models/boilerplate.npz`), and tell how often it is right.

    python -m training.boilerplate DATA ENCODER [--out index/models/boilerplate.npz]

DATA holds `news/` and `squad/` as training/README.md describes them, ENCODER is an exported encoder's folder. The
paragraphs of `boilerplate.jsonl.gz` were written for this by several writers, who did not see each other's: boilerplate
of every kind, and news as near to it as they could make it. Beside them stand real news and encyclopaedia, all of it
none. Folds leave a writer out, so that every figure is of another hand than what was read; the real news of the days
that are kept for tuning is read by none.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import sentencex
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.building.boilerplate import BUCKETS, SHAPE, BoilerplateModel, Floats, buckets_of, shape_of
from index.building.encoder import Encoder

WRITTEN = Path(__file__).parent / "boilerplate.jsonl.gz"
SEED, STEPS = 1, 3_000
ITEMS, NEWS, ENCYCLOPAEDIA, KEPT = 4_000, 4_000, 2_000, 3_000
"""Real paragraphs that are read, by source, and those of tuning days that are not."""
REAL = 0.1
"""What a real paragraph counts beside a written one: there are ten times as many, and they are easy."""
WORDS, VECTOR = 8.0, 4.0
"""Of 3 to 8 and 3 to 5: how much larger than 1 the unit vectors are made, so that the penalty weighs on them less."""
WAVED, ALARMS = 0.03, 0.01
"""Of boilerplate by another hand, the share that the first step may wave through; of news near to it, that the second
may take for boilerplate."""


class Paragraphs(NamedTuple):
    """Texts with their unit vectors, whether they are boilerplate (1) or not (0), what each counts, and whose it is."""

    texts: list[str]
    vectors: Floats
    targets: NDArray[np.int64]
    counts: Floats
    writers: NDArray[np.str_]

    def chosen(self, which: NDArray[np.bool_]) -> Paragraphs:
        """Those that are marked."""
        texts = [text for text, wanted in zip(self.texts, which, strict=True) if wanted]
        columns = self.vectors[which], self.targets[which], self.counts[which], self.writers[which]
        return Paragraphs(texts, *columns)

    @property
    def inputs(self) -> tuple[csr_matrix, csr_matrix]:
        """What the first and the second step see of each."""
        rows, columns, values = [], [], []
        for row, text in enumerate(self.texts):
            buckets = buckets_of(text)
            rows += [row] * len(buckets)
            columns += buckets
            values += [WORDS / np.sqrt(len(buckets))] * len(buckets)
        words = csr_matrix((values, (rows, columns)), shape=(len(self.texts), BUCKETS))
        first = hstack([words, np.array([shape_of(text) for text in self.texts])])
        return first.tocsr(), hstack([first, VECTOR * self.vectors]).tocsr()


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("index/models/boilerplate.npz"))
    given = parser.parse_args()
    encoder, rng = Encoder(given.encoder), random.Random(SEED)
    written = _paragraphs(list(_written()), encoder)
    of_days, of_tuning = _items(given.data / "news")
    real = [
        *rng.sample(of_days, ITEMS),
        *_some_sentences(given.data / "news" / "wikinews-questions.jsonl.gz", NEWS, rng),
        *_some_sentences(given.data / "squad" / "train-v1.1.jsonl.gz", ENCYCLOPAEDIA, rng),
    ]
    read = _joined(written, _paragraphs([(text, 0, "real") for text in real], encoder))
    kept = _paragraphs([(text, 0, "kept") for text in rng.sample(of_tuning, KEPT)], encoder)
    doubtful, sure = _report(read, kept)
    saved(given.out, encoder.description.model, _fit(read), doubtful, sure)
    print(f"{given.out}: {given.out.stat().st_size:,} bytes")


Regression = tuple[Floats, float]
"""Weights, for inputs as `Paragraphs` makes them, and bias."""


def saved(
    file: Path, encoder: str, fitted: tuple[Regression, Regression], doubtful: float, sure: float
) -> None:
    """Write the two regressions, for unit vectors, and their thresholds into a file, in 16 bits."""
    (words, word_bias), (every, bias) = fitted
    dimension = len(every) - len(words)
    scales = np.concatenate([np.full(BUCKETS, WORDS), np.ones(SHAPE), np.full(dimension, VECTOR)])
    values = (words * scales[: len(words)], word_bias, every * scales, bias, doubtful, sure)
    arrays: dict[str, Any] = {
        name: np.asarray(value, np.float16)
        for name, value in zip(BoilerplateModel._fields[1:], values, strict=True)
    }
    np.savez_compressed(file, encoder=np.array(encoder), **arrays)


def _fit(read: Paragraphs) -> tuple[Regression, Regression]:
    first, second = (
        LogisticRegression(max_iter=STEPS).fit(inputs, read.targets, sample_weight=read.counts)
        for inputs in read.inputs
    )
    return (first.coef_[0], float(first.intercept_[0])), (second.coef_[0], float(second.intercept_[0]))


def _report(read: Paragraphs, kept: Paragraphs) -> tuple[float, float]:
    """Print how a model does on each writer's paragraphs that has read the others'; the two steps' thresholds."""
    held: list[tuple[NDArray[np.int64], Floats, Floats, Floats]] = []
    for writer in sorted(set(read.writers) - {"real"}):
        out = read.writers == writer
        fitted, theirs = _fit(read.chosen(~out)), read.chosen(out)
        first, second = (_logits(inputs, one) for inputs, one in zip(theirs.inputs, fitted, strict=True))
        held.append((theirs.targets, first, second, _logits(kept.inputs[1], fitted[1])))
        print(
            f"{writer}: {len(first)} paragraphs, area under ROC {roc_auc_score(theirs.targets, second):.3f}"
        )
    targets, first, second = (np.concatenate(columns) for columns in list(zip(*held, strict=True))[:3])
    doubtful, sure = np.quantile(first[targets == 1], WAVED), np.quantile(second[targets == 0], 1 - ALARMS)
    for name, logits in (("0", 0.0), (f"{sure:.2f}", sure)):
        found, wrong = (np.mean(second[targets == target] >= logits) for target in (1, 0))
        real = np.mean([after >= logits for *_, after in held])
        print(
            f"from {name} logits: {found:.1%} of boilerplate, {wrong:.1%} of near news, {real:.2%} of tuning days"
        )
    return float(doubtful), float(sure)


def _logits(inputs: csr_matrix, fitted: Regression) -> Floats:
    weights, bias = fitted
    return np.asarray(inputs @ weights + bias, np.float32)


def _paragraphs(rows: Sequence[tuple[str, int, str]], encoder: Encoder) -> Paragraphs:
    texts = [text for text, _, _ in rows]
    counts = np.array([REAL if writer == "real" else 1.0 for *_, writer in rows], np.float32)
    targets, writers = np.array([target for _, target, _ in rows]), np.array([writer for *_, writer in rows])
    return Paragraphs(texts, encoder.encode_passages(texts), targets, counts, writers)


def _joined(one: Paragraphs, other: Paragraphs) -> Paragraphs:
    return Paragraphs(
        [*one.texts, *other.texts],
        np.concatenate([one.vectors, other.vectors]),
        np.concatenate([one.targets, other.targets]),
        np.concatenate([one.counts, other.counts]),
        np.concatenate([one.writers, other.writers]),
    )


def _written() -> Iterator[tuple[str, int, str]]:
    with gzip.open(WRITTEN, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield row["text"], row["boilerplate"], row["writer"]


def _items(news: Path) -> tuple[list[str], list[str]]:
    """The items of days that may be read, and those of tuning days."""
    tuning = set((news / "tune" / "days.txt").read_text(encoding="utf-8").split())
    items: tuple[list[str], list[str]] = [], []
    with gzip.open(news / "current-events-2002-2021.jsonl.gz", "rt", encoding="utf-8") as lines:
        for day in map(json.loads, lines):
            items[day["date"] in tuning].extend(item["text"] for item in day["items"])
    return items


def _some_sentences(file: Path, count: int, rng: random.Random) -> list[str]:
    """One to three sentences on end of each of so many contexts."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        contexts = sorted({json.loads(line)["context"] for line in lines})
    found = []
    for context in rng.sample(contexts, count):
        sentences = [piece.strip() for piece in sentencex.segment("en", context) if piece.strip()]
        first = rng.randrange(len(sentences))
        found.append(" ".join(sentences[first : first + rng.choice((1, 1, 2, 3))]))
    return found


if __name__ == "__main__":
    main()
