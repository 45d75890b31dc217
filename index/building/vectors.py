"""The dense half of search: passage vectors in FAISS, found by cosine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.building.encoder import Vectors


class VectorIndex:
    """Passage ids and their unit vectors, searched exactly; half precision, which changes no ranking we measured."""

    def __init__(self, index: faiss.IndexIDMap2) -> None:
        self._index = index

    @classmethod
    def empty(cls, dimension: int) -> VectorIndex:
        """An index for vectors of that many dimensions."""
        flat = faiss.IndexScalarQuantizer(
            dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        return cls(faiss.IndexIDMap2(flat))

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Read a saved index. Raises RuntimeError where the file is no whole FAISS index."""
        index: Any = faiss.read_index(str(path))
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the index to a file. Raises OSError."""
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:  # the only one that FAISS has
            raise OSError(f"{path.name} cannot be written") from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors of shape (len(ids), dimension) under these passage ids."""
        if ids:
            self._index.add_with_ids(np.ascontiguousarray(vectors), np.array(ids, dtype=np.int64))

    def remove(self, ids: Sequence[int]) -> None:
        """Take these passages out."""
        if ids:
            selected: Any = np.array(ids, dtype=np.int64)
            self._index.remove_ids(selected)

    def search(
        self, vector: Vectors, limit: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The nearest passages as (id, cosine), nearest first, at most `limit`; of those `among`, if given."""
        chosen = None
        if among is not None:
            chosen = faiss.SearchParameters(sel=faiss.IDSelectorBatch(np.array(among, dtype=np.int64)))  # type: ignore[call-arg]
        cosines, ids = self._index.search(vector[np.newaxis], limit, params=chosen)
        return [(int(id), float(cosine)) for id, cosine in zip(ids[0], cosines[0], strict=True) if id != -1]

    def cosines(self, vector: Vectors, ids: Sequence[int]) -> list[float]:
        """The cosine of a unit vector of shape (dimension,) with each of these passages, in their order."""
        return [float(self._index.reconstruct(id) @ vector) for id in ids]

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of these passages as they are kept, shape (len(ids), dimension)."""
        kept = [self._index.reconstruct(id) for id in ids]
        return np.array(kept, dtype=np.float32).reshape(len(ids), self._index.d)
