"""When Milvus pays: the same passages in the folder and in a Milvus, side by side, by how many there are.

    python -m benchmarks.scale_milvus --uri http://127.0.0.1:19530 [--passages 10000 40000] [--json]

The vectors are random directions around a few thousand centres, as the passages of news are, in 384 dimensions; the
words are drawn from a vocabulary by Zipf's law. Sizes that are not measured are worked out in `arithmetic`, which says
so. It takes minutes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from index.articles import Article
from index.building import generations
from index.building.catalogue import Catalogue
from index.building.encoder import Vectors
from index.building.halves import Halves, Store
from index.building.local import LocalStore
from index.building.milvus.address import Milvus
from index.building.milvus.store import MilvusStore
from index.building.passages import SPLITTER, passages, sentences

DIMENSION, CENTRES, SPREAD = 384, 3_000, 0.9
WORDS, VOCABULARY = 60, 50_000
QUESTIONS, DEPTH, TOP = 50, 50, 10
ADDED_AT_ONCE = 4_096
BYTES_HALF, BYTES_SINGLE = 2, 4
GRAPH = 2 * 16 * 4
"""Bytes a passage that HNSW adds with M = 16: 32 links of 4 bytes on its lowest level."""


@dataclass(frozen=True)
class Measured:
    """One store at one size. Times in milliseconds but for `build_s`; `recall` is that of the folder's first ten."""

    store: str
    passages: int
    build_s: float
    dense_ms: float
    dense_p95_ms: float
    lexical_ms: float
    among_ms: float
    recall: float
    folder_bytes: int


def main() -> None:
    """Measure every size in both stores, and work out those that are not."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument(
        "--uri", required=True, help="a Milvus, or a file name ending in .db for milvus-lite"
    )
    options.add_argument("--passages", type=int, nargs="+", default=[10_000, 40_000])
    options.add_argument("--json", action="store_true", help="print a JSON object a line")
    chosen = options.parse_args()
    if not chosen.json:
        print(HEAD)
    for count in chosen.passages:
        for row in compare(count, Milvus(chosen.uri)):
            print(json.dumps(asdict(row)) if chosen.json else line(row), flush=True)
    if not chosen.json:
        print(arithmetic())


def compare(count: int, milvus: Milvus) -> Iterator[Measured]:
    """The same passages in the folder and in Milvus."""
    chance = np.random.default_rng(count)
    centres = _unit(chance.normal(size=(CENTRES, DIMENSION)))
    near = centres[chance.integers(CENTRES, size=count + QUESTIONS)]
    vectors = _unit(near + SPREAD * _unit(chance.normal(size=near.shape)))
    texts = [_text(chance) for _ in range(count + QUESTIONS)]
    expected: list[set[int]] = []
    for name, store in (("folder", LocalStore()), ("milvus", MilvusStore(milvus))):
        with tempfile.TemporaryDirectory(prefix="pullquote-") as place, closing(store):
            data = Path(place)
            began = time.perf_counter()
            folder, manifest = _build(data, store, vectors[:count], texts[:count])
            took = time.perf_counter() - began
            halves = store.open(folder, manifest)
            questions = list(zip(vectors[count:], (text[:60] for text in texts[count:]), strict=True))
            row, found = _ask(halves, questions, count)
            expected = expected or found
            recall = statistics.mean(len(a & b) / TOP for a, b in zip(expected, found, strict=True))
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            yield Measured(name, count, took, *row, recall=recall, folder_bytes=size)
            folder.rename(data / "done")
            store.published(data)  # no generation is left, and so no collection


def _unit(vectors: np.ndarray) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _text(chance: np.random.Generator) -> str:
    return " ".join(f"w{min(int(word), VOCABULARY)}" for word in chance.zipf(1.2, WORDS)) + "."


def _build(
    data: Path, store: Store, vectors: Vectors, texts: Sequence[str]
) -> tuple[Path, generations.Manifest]:
    """What a build does once it has the vectors: everything but encoding."""
    folder = data / "generations" / "000001-aaaaaa"
    folder.mkdir(parents=True)
    draft = store.begin(data, DIMENSION, None)
    with closing(Catalogue.create(folder / generations.CATALOGUE, data)) as catalogue:
        ids: list[int] = []
        for number, text in enumerate(texts):
            name, cut = f"{number}.txt", sentences(text)
            article = Article(name, name, f"t{number}", None, None, None, text, name, name)
            ids += catalogue.add(article, cut, passages(text, cut))
        for start in range(0, len(ids), ADDED_AT_ONCE):
            draft.add(ids[start : start + ADDED_AT_ONCE], vectors[start : start + ADDED_AT_ONCE])
        catalogue.commit()
        collection = draft.save(folder, catalogue)
        counts = catalogue.counts()
    manifest = generations.Manifest(
        generations.FORMAT,
        *(SPLITTER, "none", "", DIMENSION, str(data), "", *counts),
        files={},
        collection=collection,
    )
    (folder / generations.MANIFEST).write_text(json.dumps(asdict(manifest)))
    return folder, manifest


def _ask(
    halves: Halves, questions: Sequence[tuple[Vectors, str]], count: int
) -> tuple[tuple[float, float, float, float], list[set[int]]]:
    """Median and p95 of the dense half, medians of the lexical one and of the dense one in a tenth; what was found."""
    found: list[set[int]] = []
    dense, lexical, among = list[float](), list[float](), list[float]()
    tenth = range(1, count, 10)
    halves.dense.search(questions[0][0], DEPTH)
    for vector, words in questions:
        began = time.perf_counter()
        hits = halves.dense.search(vector, DEPTH)
        dense.append(time.perf_counter() - began)
        began = time.perf_counter()
        halves.lexical.search(words, DEPTH)
        lexical.append(time.perf_counter() - began)
        began = time.perf_counter()
        halves.dense.search(vector, DEPTH, tenth)
        among.append(time.perf_counter() - began)
        found.append({id for id, _ in hits[:TOP]})
    times = (
        statistics.median(dense),
        float(np.quantile(dense, 0.95)),
        *map(statistics.median, (lexical, among)),
    )
    return tuple(1000 * second for second in times), found  # type: ignore[return-value]


HEAD = "store     passages   build s  dense ms    p95  words ms  among ms  recall@10  folder MB"


def line(row: Measured) -> str:
    """A row to read, below HEAD."""
    return (
        f"{row.store:<8}{row.passages:>10,}{row.build_s:>10.1f}{row.dense_ms:>10.1f}{row.dense_p95_ms:>7.1f}"
        f"{row.lexical_ms:>10.1f}{row.among_ms:>10.1f}{row.recall:>11.3f}{row.folder_bytes / 1e6:>11.1f}"
    )


def arithmetic() -> str:
    """What sizes beyond those measured take, worked out from the bytes of a vector: nothing here was measured."""
    lines = ["", "worked out, not measured (384 dimensions):"]
    for count in (10_000_000, 1_000_000_000):
        half, single = (count * DIMENSION * size / 1e9 for size in (BYTES_HALF, BYTES_SINGLE))
        graph = single + count * GRAPH / 1e9
        lines.append(
            f"{count:>14,} passages: half precision {half:,.1f} GB, single {single:,.1f} GB, HNSW over single "
            f"{graph:,.1f} GB; 8 bits {half / 2:,.1f} GB"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
