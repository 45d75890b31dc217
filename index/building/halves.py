"""The seam between a generation and where its passages are found: by meaning in one half, by words in the other.

A store keeps both halves of every generation of one data folder. `LocalStore` keeps them in the generation's own
folder, in FAISS and tantivy; `MilvusStore` in collections of Milvus. Catalogue and manifest are always in the folder,
and the folder's rename is what publishes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.building.catalogue import Catalogue
from index.building.encoder import Vectors
from index.building.generations import Manifest

Hits = list[tuple[int, float]]
"""Passages with their scores, best first."""


class DenseHalf(Protocol):
    """Passages by meaning: a unit vector for each passage id."""

    def __len__(self) -> int:
        """How many passages there are."""

    def ids(self) -> NDArray[np.int64]:
        """The ids of the passages that are there, in no order."""

    def search(self, vector: Vectors, limit: int, among: Sequence[int] | None = None) -> Hits:
        """The nearest passages as (id, cosine), nearest first, at most `limit`; of those `among`, if given."""

    def cosines(self, vector: Vectors, ids: Sequence[int]) -> list[float]:
        """The cosine of a unit vector of shape (dimension,) with each of these passages, in their order."""

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of these passages, shape (len(ids), dimension), as near as they are kept."""


class LexicalHalf(Protocol):
    """Passages by words: BM25 over English stems."""

    def search(self, question: str, limit: int, among: Sequence[int] | None = None) -> Hits:
        """Passages that share stems with the question as (id, BM25 score), best first, at most `limit`.

        `among`, if given, are the ids that may be found; scores are those of the whole index all the same.
        """

    def count(self, stem: str, among: Sequence[int] | None = None) -> int:
        """How many passages hold this stem; of those `among`, if given."""


class Halves(NamedTuple):
    """What finds the passages of one generation."""

    dense: DenseHalf
    lexical: LexicalHalf


class Draft(Protocol):
    """Both halves of the next generation, while it is built. Every method may raise OSError."""

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors of shape (len(ids), dimension) under these passage ids."""

    def remove(self, ids: Sequence[int]) -> None:
        """Take these passages out."""

    def save(self, folder: Path, catalogue: Catalogue) -> str:
        """Write both halves of the generation in that folder: the vectors, and the words of every passage.

        What it gives is kept as the manifest's `collection`: where a server keeps them, empty where the folder does.
        """


class Store(Protocol):
    """Where the halves of a data folder's generations are kept.

    Whatever writes may raise OSError, and whatever a server is needed for IndexServerError.
    """

    def open(self, folder: Path, manifest: Manifest) -> Halves:
        """The halves of a published generation, to ask.

        Raises IndexMismatch where they are kept elsewhere, OSError, RuntimeError or ValueError where they are damaged.
        """

    def check(self, manifest: Manifest) -> None:
        """See that all of a generation is there, to build the next one on it. Raises IndexDamaged."""

    def begin(self, data: Path, dimension: int, previous: DenseHalf | None) -> Draft:
        """The next generation, which starts with the vectors of the one before, if given."""

    def published(self, data: Path) -> None:
        """Its newest generation is the current one from now on; drop what no generation of the data folder needs."""

    def close(self) -> None:
        """Let go of what is open."""
