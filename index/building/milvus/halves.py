"""Both halves of a generation, asked in a collection of Milvus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.building.encoder import Vectors
from index.building.halves import Hits
from index.building.keywords import stems
from index.building.milvus.connection import ASK_SECONDS, Connection
from index.errors import IndexDamaged

PASSAGE, ARTICLE, VECTOR, STEMS, WORDS = "passage", "article", "vector", "stems", "words"
"""The fields of a collection. `words` is what Milvus's BM25 function makes of `stems`."""
AMONG = 20_000
"""Passages named in one filter at most; more are asked for by turns, and the answers merged."""
FETCHED = 1_000
"""Vectors or ids fetched at a time."""


class MilvusDense:
    """Passages by meaning, in a collection."""

    def __init__(self, connection: Connection, collection: str, passages: int, dimension: int) -> None:
        self._connection, self._collection = connection, collection
        self._passages, self._dimension = passages, dimension

    def __len__(self) -> int:
        return self._passages

    def ids(self) -> NDArray[np.int64]:
        """See `DenseHalf`. Raises IndexServerError, IndexDamaged."""
        found: list[int] = []
        with self._connection.client(self._collection) as client:
            rows = client.query_iterator(
                self._collection, batch_size=FETCHED, output_fields=[PASSAGE], timeout=ASK_SECONDS
            )
            while batch := rows.next():
                found += (row[PASSAGE] for row in batch)
            rows.close()
        return np.array(found, dtype=np.int64)

    def search(self, vector: Vectors, limit: int, among: Sequence[int] | None = None) -> Hits:
        """See `DenseHalf`. Raises IndexServerError, IndexDamaged."""
        beam = {"params": {"ef": max(4 * limit, 200)}}
        return _search(self._connection, self._collection, VECTOR, [vector.tolist()], limit, among, beam)

    def cosines(self, vector: Vectors, ids: Sequence[int]) -> list[float]:
        """See `DenseHalf`. Raises IndexServerError, IndexDamaged."""
        return [float(cosine) for cosine in self.vectors(ids) @ vector]

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """See `DenseHalf`. Raises IndexServerError, IndexDamaged."""
        kept: dict[int, list[float]] = {}
        for part in _parts(ids, FETCHED):
            with self._connection.client(self._collection) as client:
                rows = client.query(
                    self._collection, ids=part, output_fields=[PASSAGE, VECTOR], timeout=ASK_SECONDS
                )
                kept |= {row[PASSAGE]: row[VECTOR] for row in rows}
        if missing := [id for id in ids if id not in kept]:
            raise IndexDamaged(
                f"The collection {self._collection!r} lacks passage {missing[0]} and {len(missing) - 1} others. "
                "Run `pullquote index --full` to build it anew."
            )
        return np.array([kept[id] for id in ids], dtype=np.float32).reshape(len(ids), self._dimension)


class MilvusLexical:
    """Passages by words, in a collection whose server has a BM25 function. Their stems are ours: see `keywords`."""

    def __init__(self, connection: Connection, collection: str) -> None:
        self._connection, self._collection = connection, collection

    def search(self, question: str, limit: int, among: Sequence[int] | None = None) -> Hits:
        """See `LexicalHalf`. Raises IndexServerError, IndexDamaged."""
        words = list(dict.fromkeys(stems(question)))
        if not words:
            return []
        return _search(self._connection, self._collection, WORDS, [" ".join(words)], limit, among)

    def count(self, stem: str, among: Sequence[int] | None = None) -> int:
        """See `LexicalHalf`. Raises IndexServerError, IndexDamaged."""
        if not stem.isalnum():  # no stem is anything else; and nothing typed is read as a filter
            return 0
        held = f'TEXT_MATCH({STEMS}, "{stem}")'
        if among is None:
            return self._connection.count(self._collection, held)
        parts = (f"{held} and {PASSAGE} in {part}" for part in _parts(among, AMONG))
        return sum(self._connection.count(self._collection, part) for part in parts)


def _search(
    connection: Connection,
    collection: str,
    field: str,
    data: Sequence[object],
    limit: int,
    among: Sequence[int] | None,
    parameters: Mapping[str, object] | None = None,
) -> Hits:
    """The best passages by one field, of those `among`, if given."""
    filters = [""] if among is None else [f"{PASSAGE} in {part}" for part in _parts(among, AMONG)]
    hits: Hits = []
    for allowed in filters:
        with connection.client(collection) as client:
            (found,) = client.search(
                collection,
                data=data,
                anns_field=field,
                filter=allowed,
                limit=limit,
                output_fields=[PASSAGE],
                search_params=parameters,
                timeout=ASK_SECONDS,
            )
            # milvus-lite gives BM25 below zero; cosines may be.
            scores = (abs(hit["distance"]) if field == WORDS else hit["distance"] for hit in found)
            hits += [(int(hit[PASSAGE]), float(score)) for hit, score in zip(found, scores, strict=True)]
    return sorted(hits, key=lambda hit: -hit[1])[:limit]


def _parts(ids: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield [int(id) for id in ids[start : start + size]]
