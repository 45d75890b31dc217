"""The store in the generation's own folder: vectors in FAISS, words in tantivy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.building import generations
from index.building.catalogue import Catalogue
from index.building.encoder import Vectors
from index.building.halves import DenseHalf, Halves
from index.building.keywords import KeywordIndex, build_keywords
from index.building.vectors import VectorIndex


class LocalStore:
    """Keeps both halves as files beside the catalogue, so that the folder is all that a generation needs."""

    def open(self, folder: Path, manifest: generations.Manifest) -> Halves:
        """Read the vectors into memory, and open the words."""
        vectors = VectorIndex.load(folder / generations.VECTORS)
        return Halves(vectors, KeywordIndex(folder / generations.KEYWORDS))

    def begin(self, dimension: int, previous: DenseHalf | None) -> LocalDraft:
        """A draft in memory: the previous index itself, which is open for this build alone, or an empty one."""
        return LocalDraft(previous if isinstance(previous, VectorIndex) else VectorIndex.empty(dimension))

    def published(self, data: Path) -> None:
        """Nothing is left to do: the folder was renamed, and older ones pruned."""

    def close(self) -> None:
        """Nothing is held."""


class LocalDraft:
    """The next generation's vectors in memory."""

    def __init__(self, vectors: VectorIndex) -> None:
        self._vectors = vectors

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """See `Draft`."""
        self._vectors.add(ids, vectors)

    def remove(self, ids: Sequence[int]) -> None:
        """See `Draft`."""
        self._vectors.remove(ids)

    def save(self, folder: Path, catalogue: Catalogue) -> str:
        """Write the vectors, and an index of the words."""
        self._vectors.save(folder / generations.VECTORS)
        build_keywords(folder / generations.KEYWORDS, catalogue.passage_texts())
        return ""
