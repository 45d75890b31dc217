"""The dense half of search: passage vectors in FAISS, found by cosine, every one looked at.

By measurement (`python -m benchmarks.vectors`): half precision ranks as full does, in half the space and less time, so
it is used from the first passage on; from EIGHT_BITS passages on 8 bits, which find 99 of the 100 nearest in half the
space again. HNSW is several times as fast and finds 92, takes a hundred times as long to build and cannot forget.

A large index is kept in two files, so that a change costs what the change costs: the bulk, which one generation hands
on to the next as it is, and beside it what was added since and the ids of what was taken out. Both are small against
the bulk; when they no longer are, all is written as one again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.building.encoder import Vectors
from index.building.handing_on import LARGE, hand_on, require_sum

EIGHT_BITS = 500_000
"""Passages from which a vector is kept in 8 bits a number."""
ONE_FILE = 40_000
"""Passages up to which all is written anew for a change."""
MOST_BESIDE = 0.1
"""The share of the bulk that may be added or taken out before all is written as one."""
TRAINED_ON, AT_ONCE = 50_000, 20_000


class VectorIndex:
    """Passage ids and their unit vectors. `source` is the file of the bulk, where that is as it was read."""

    def __init__(self, bulk: faiss.IndexIDMap2, source: Path | None = None) -> None:
        self._bulk, self._source = bulk, source
        self._added = _empty(bulk.d, 0)
        self._added_ids: set[int] = set()
        self._gone: NDArray[np.int64] = np.empty(0, dtype=np.int64)

    @classmethod
    def empty(cls, dimension: int) -> VectorIndex:
        """An index for vectors of that many dimensions."""
        return cls(_empty(dimension, 0))

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Open a saved index; a large bulk is mapped into memory, which all who have it open share.

        Raises RuntimeError, OSError or ValueError where a file is no whole one.
        """
        index = cls(_read(path, mapped=path.stat().st_size >= LARGE), path)
        if _beside(path, "added").exists():
            index._added = _read(_beside(path, "added"), mapped=False)
            index._added_ids = set(faiss.vector_to_array(index._added.id_map).tolist())
        if _beside(path, "gone").exists():
            index._gone = np.frombuffer(_beside(path, "gone").read_bytes(), dtype="<i8")
        return index

    def save(self, path: Path, noted: str | None = None) -> None:
        """Write the index to a file and, where it is large and little changed, files beside it.

        `noted` is the checksum of the bulk's file as it was written. Raises OSError, and IndexDamaged where what is
        written would be made of something else.
        """
        beside = len(self._added_ids) + len(self._gone)
        few = len(self) <= ONE_FILE or beside > MOST_BESIDE * len(self)
        if (few and beside) or self._is_due_for_eight_bits():
            if self._source is not None:
                require_sum(self._source, noted)
            self._put_together()
        if self._source is None:
            _write(self._bulk, path)
        else:
            hand_on(self._source, path, noted)
        if self._added_ids:
            _write(self._added, _beside(path, "added"))
        if len(self._gone):
            _beside(path, "gone").write_bytes(self._gone.astype("<i8").tobytes())

    def __len__(self) -> int:
        return int(self._bulk.ntotal) - len(self._gone) + len(self._added_ids)

    def ids(self) -> NDArray[np.int64]:
        """The ids of all passages, in order."""
        kept = np.setdiff1d(faiss.vector_to_array(self._bulk.id_map), self._gone)
        return np.sort(np.concatenate([kept, faiss.vector_to_array(self._added.id_map)]))

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors of shape (len(ids), dimension) under these passage ids, which are not in use."""
        if not ids:
            return
        into = self._bulk if self._source is None else self._added
        into.add_with_ids(np.ascontiguousarray(vectors), np.array(ids, dtype=np.int64))
        if into is self._added:
            self._added_ids.update(ids)

    def remove(self, ids: Sequence[int]) -> None:
        """Take these passages out."""
        beside = self._added_ids.intersection(ids)
        rest = np.array([id for id in ids if id not in beside], dtype=np.int64)
        if beside:
            self._added.remove_ids(_batch(sorted(beside)))
            self._added_ids -= beside
        if len(rest) and self._source is None:
            self._bulk.remove_ids(_batch(rest))
        elif len(rest):
            held = rest[np.isin(rest, faiss.vector_to_array(self._bulk.id_map))]
            self._gone = np.union1d(self._gone, held)

    def search(
        self, vector: Vectors, limit: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The nearest passages as (id, cosine), nearest first, at most `limit`; of those `among`, if given."""
        # One thread a question: two would wait for each other wherever the machine has something else to do.
        faiss.omp_set_num_threads(1)
        wanted = None if among is None else np.array(among, dtype=np.int64)
        found = _search(self._bulk, vector, limit, wanted, self._gone)
        if self._added_ids:
            found += _search(self._added, vector, limit, wanted)
            found.sort(key=lambda hit: -hit[1])
        return found[:limit]

    def cosines(self, vector: Vectors, ids: Sequence[int]) -> list[float]:
        """The cosine of a unit vector of shape (dimension,) with each of these passages, in their order."""
        return [float(self._part(id).reconstruct(id) @ vector) for id in ids]

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of these passages as they are kept, shape (len(ids), dimension)."""
        kept = [self._part(id).reconstruct(id) for id in ids]
        return np.array(kept, dtype=np.float32).reshape(len(ids), self._bulk.d)

    @property
    def folder(self) -> Path | None:
        """The folder of the generation from which this was read, None where it was made or put together anew."""
        return None if self._source is None else self._source.parent

    def _part(self, id: int) -> faiss.IndexIDMap2:
        return self._added if id in self._added_ids else self._bulk

    def _is_due_for_eight_bits(self) -> bool:
        flat: Any = faiss.downcast_index(self._bulk.index)
        return bool(_kind(len(self)) == faiss.ScalarQuantizer.QT_8bit != flat.sq.qtype)

    def _put_together(self) -> None:
        """Make a new bulk of the old one and of what was added, without what is gone."""
        whole = _empty(self._bulk.d, len(self))
        whole.train(self._bulk.index.reconstruct_n(0, min(self._bulk.ntotal, TRAINED_ON)))
        for part, gone in ((self._bulk, self._gone), (self._added, self._gone[:0])):
            for ids, vectors in _blocks(part):
                kept = ~np.isin(ids, gone)
                whole.add_with_ids(np.ascontiguousarray(vectors[kept]), ids[kept])
        self._bulk, self._source = whole, None
        self._added, self._added_ids, self._gone = _empty(whole.d, 0), set(), self._gone[:0]


def _kind(count: int) -> int:
    """How FAISS keeps a number of so many vectors."""
    kinds = faiss.ScalarQuantizer
    return int(kinds.QT_8bit if count >= EIGHT_BITS else kinds.QT_fp16)


def _empty(dimension: int, count: int) -> faiss.IndexIDMap2:
    flat = faiss.IndexScalarQuantizer(dimension, _kind(count), faiss.METRIC_INNER_PRODUCT)
    return faiss.IndexIDMap2(flat)


def _batch(ids: Sequence[int] | NDArray[np.int64]) -> Any:
    """Ids as FAISS takes them, whatever its types say."""
    return np.array(ids, dtype=np.int64)


def _beside(path: Path, what: str) -> Path:
    """The file beside the bulk for what was added, or for the ids of what is gone."""
    return path.with_name(f"{path.stem}-{what}{path.suffix if what == 'added' else '.ids'}")


def _read(path: Path, *, mapped: bool) -> faiss.IndexIDMap2:
    """The index in a file. One that is mapped must not be changed, and whoever cuts its file short ends the process."""
    index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0)
    if not isinstance(index, faiss.IndexIDMap2) or not isinstance(
        faiss.downcast_index(index.index), faiss.IndexScalarQuantizer
    ):
        raise ValueError(f"{path.name} holds no passages")
    return index


def _write(index: faiss.IndexIDMap2, path: Path) -> None:
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:  # the only one that FAISS has
        raise OSError(f"{path.name} cannot be written") from error


def _blocks(part: faiss.IndexIDMap2) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
    ids = faiss.vector_to_array(part.id_map)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        yield some, part.index.reconstruct_n(start, len(some))


def _search(
    part: faiss.IndexIDMap2,
    vector: Vectors,
    limit: int,
    among: NDArray[np.int64] | None,
    without: NDArray[np.int64] | None = None,
) -> list[tuple[int, float]]:
    chosen = selector = batch = None  # FAISS keeps no hold on what it is given: these names do
    if among is not None:
        batch = faiss.IDSelectorBatch(among if without is None else np.setdiff1d(among, without))
        chosen = faiss.SearchParameters(sel=batch)  # type: ignore[call-arg]
    elif without is not None and len(without):
        batch = faiss.IDSelectorBatch(without)
        selector = faiss.IDSelectorNot(batch)
        chosen = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
    cosines, ids = part.search(vector[np.newaxis], limit, params=chosen)
    return [(int(id), float(cosine)) for id, cosine in zip(ids[0], cosines[0], strict=True) if id != -1]
