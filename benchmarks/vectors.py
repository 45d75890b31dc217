"""What each of FAISS's ways of keeping vectors costs and finds: `python -m benchmarks.vectors [--vectors 100000 …]`.

The vectors are made up: in groups of near ones, of fewer dimensions than they have numbers, as sentences' are.
Milliseconds are of the processor and of one thread, so that a busy machine changes them little.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.building.encoder import Vectors

DIMENSION, INNER, GROUP = 384, 96, 8
QUESTIONS, NEAREST = 60, 50
WITH_GRAPH = 100_000
"""Vectors up to which a graph is built as well: it takes a minute of the processor for so many."""


def main() -> None:
    """Print a line for each number of vectors and each way."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--vectors", type=int, nargs="*", default=[20_000, 100_000, 350_000])
    faiss.omp_set_num_threads(1)
    for count in options.parse_args().vectors:
        chance = np.random.default_rng(0)
        vectors = made_up(count, chance)
        asked = vectors[chance.choice(count, QUESTIONS)]
        asked = _unit(asked + 0.02 * chance.standard_normal(asked.shape).astype(np.float32))
        for name, index in kinds(count):
            print(f"{count:>9,} {name:<12}{measured(index, vectors, asked)}", flush=True)


def made_up(count: int, chance: np.random.Generator) -> Vectors:
    """Unit vectors of shape (count, DIMENSION), GROUP of them near one another."""
    basis = chance.standard_normal((INNER, DIMENSION)).astype(np.float32)
    middles = np.repeat(chance.standard_normal((count // GROUP + 1, INNER)), GROUP, axis=0)[:count]
    inner = (middles + 0.6 * chance.standard_normal((count, INNER))).astype(np.float32)
    return _unit(inner @ basis + 2 * chance.standard_normal((count, DIMENSION)).astype(np.float32))


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def kinds(count: int) -> Iterator[tuple[str, Any]]:
    """Empty indexes of each kind, by name."""
    quantised, product = faiss.ScalarQuantizer, faiss.METRIC_INNER_PRODUCT
    yield "32 bits", faiss.IndexFlatIP(DIMENSION)
    yield "16 bits", faiss.IndexScalarQuantizer(DIMENSION, quantised.QT_fp16, product)
    yield "8 bits", faiss.IndexScalarQuantizer(DIMENSION, quantised.QT_8bit, product)
    if count <= WITH_GRAPH:
        hnsw: Any = faiss.IndexHNSWSQ  # its stub wants a ScalarQuantizer for the kind, which is a number
        graph = hnsw(DIMENSION, quantised.QT_8bit, 32, product)
        graph.hnsw.efSearch = 128
        yield "8 bits, HNSW", graph


def measured(index: Any, vectors: Vectors, asked: Vectors) -> str:
    """Seconds to build, milliseconds to search, share of the nearest that it finds, and size on disk."""
    began = time.process_time()
    index.train(vectors[:20_000])
    index.add(vectors)
    built = time.process_time() - began
    times, found = [], []
    for question in asked:
        began = time.process_time()
        _, ids = index.search(question[np.newaxis], NEAREST)
        times.append(1000 * (time.process_time() - began))
        nearest = np.argsort(-(vectors @ question))[:NEAREST]
        found.append(len(np.intersect1d(ids[0], nearest)) / NEAREST)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vectors.faiss"
        faiss.write_index(index, str(file))
        size = file.stat().st_size / 1e6
    return (
        f"built in {built:.1f} s, searched in {statistics.median(times):.1f} ms, "
        f"{statistics.mean(found):.1%} of the {NEAREST} nearest, {size:.0f} MB"
    )


if __name__ == "__main__":
    main()
