"""The store in Milvus: a collection for each generation, and an alias for the current one."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from index.building import generations
from index.building.catalogue import Catalogue
from index.building.counted import counted
from index.building.encoder import Vectors
from index.building.halves import DenseHalf, Halves, LexicalHalf
from index.building.keywords import KeywordIndex, build_keywords, stems
from index.building.milvus.address import Milvus
from index.building.milvus.connection import SETTLE_SECONDS, WRITE_SECONDS, Connection
from index.building.milvus.halves import ARTICLE, PASSAGE, STEMS, VECTOR, WORDS, MilvusDense, MilvusLexical
from index.errors import IndexDamaged, IndexMismatch, IndexServerError, PullquoteError

MARK = "milvus.json"
"""The file of a data folder that says by what name its collections begin."""
BM25_SINCE = (2, 5)
"""The version of Milvus that first had a BM25 function."""
LONGEST = 65_535
"""Bytes that a text in Milvus may have."""
BATCH = 1_000
"""Passages written at a time."""
EXACT = 1_000_000
"""Passages up to which vectors are searched one by one; more are searched by a graph (HNSW)."""


class MilvusStore:
    """Keeps the dense half in Milvus; the lexical half too where it has BM25, else in the generation's folder.

    A collection is written before its generation is published and never changed after, so that whoever still asks an
    older generation finds what it knew. The alias is moved in one step, for whoever looks from elsewhere.
    """

    def __init__(self, address: Milvus, *, bm25: bool | None = None) -> None:
        """The store at that address; `bm25` is whether it finds words too, by default as its version can."""
        self._connection, self._bm25 = Connection(address), bm25

    def open(self, folder: Path, manifest: generations.Manifest) -> Halves:
        """See `Store`. Reaches for nothing: what needs no search works while Milvus is away."""
        if not manifest.collection:
            raise IndexMismatch(
                f"The index in {folder} is kept there, but PULLQUOTE_INDEX_URI is {self._connection.address.shown!r}. "
                "Run `pullquote index` to put its passages into Milvus, or leave the setting out."
            )
        where = self._connection, manifest.collection
        words = folder / generations.KEYWORDS
        lexical: LexicalHalf = KeywordIndex(words) if words.is_dir() else MilvusLexical(*where)
        return Halves(MilvusDense(*where, manifest.passages, manifest.dimension), lexical)

    def check(self, manifest: generations.Manifest) -> None:
        """See `Store`. Raises IndexDamaged, IndexServerError."""
        count = self._connection.count(manifest.collection, seconds=WRITE_SECONDS)
        if count != manifest.passages:
            raise IndexDamaged(
                f"The collection {manifest.collection!r} has {counted(count, 'passage', 'passages')}, "
                f"not {manifest.passages:,}. "
                "Run `pullquote index --full` to build it anew."
            )

    def begin(self, data: Path, dimension: int, previous: DenseHalf | None) -> MilvusDraft:
        """See `Store`. Raises IndexServerError before anything is encoded where Milvus cannot be reached."""
        with self._connection.client() as client:
            version = str(client.get_server_version())
        name = f"{_prefix(data)}{secrets.token_hex(4)}"
        bm25 = _has_bm25(version) if self._bm25 is None else self._bm25
        return MilvusDraft(self._connection, name, dimension, previous, bm25=bm25)

    def published(self, data: Path) -> None:
        """See `Store`. Where Milvus is away by now, the next build does it."""
        try:
            needed = [
                collection for folder in generations.published(data) if (collection := _collection_of(folder))
            ]
        except OSError:
            return  # what a generation needs that cannot be read now is not known
        prefix = _prefix(data)
        try:
            with self._connection.client() as client:
                if needed:
                    _point(client, f"{prefix}current", needed[-1])
                for name in client.list_collections():
                    if name.startswith(prefix) and name not in needed:
                        client.drop_collection(name, timeout=WRITE_SECONDS)
        except PullquoteError:
            return

    def close(self) -> None:
        """See `Store`."""
        self._connection.close()


def _has_bm25(version: str) -> bool:
    """Whether a server of this version, such as "v2.3.5-lite" or "milvus_lite-3.2.2", weighs words as BM25 does.

    milvus-lite (3.2) does so for each of its segments by itself, and merges what it finds in the wrong order.
    """
    numbers = version.removeprefix("v").split("-")[0].split(".")
    return tuple(int(number) for number in numbers if number.isdigit()) >= BM25_SINCE


def _prefix(data: Path) -> str:
    """What the names of this data folder's collections begin with, chosen once. Raises OSError."""
    file = data / MARK
    if not file.exists():
        draft = data / f".{MARK}"
        draft.write_text(json.dumps({"collections": f"pullquote_{secrets.token_hex(4)}_"}))
        draft.replace(file)
    return str(json.loads(file.read_text())["collections"])


def _collection_of(folder: Path) -> str:
    """The collection of a generation in whatever format, empty where it has none. Raises OSError."""
    try:
        return str(json.loads((folder / generations.MANIFEST).read_text()).get("collection", ""))
    except (FileNotFoundError, ValueError, AttributeError):
        return ""


def _point(client: Any, alias: str, collection: str) -> None:
    """Let the alias stand for a collection, in one step."""
    from pymilvus import MilvusException

    try:
        client.alter_alias(collection, alias, timeout=WRITE_SECONDS)
    except MilvusException:  # there is none yet
        client.create_alias(collection, alias, timeout=WRITE_SECONDS)


class MilvusDraft:
    """The next generation: its new vectors here, those that it keeps fetched from the generation before."""

    def __init__(
        self, connection: Connection, name: str, dimension: int, previous: DenseHalf | None, *, bm25: bool
    ) -> None:
        self._connection, self._name, self._dimension = connection, name, dimension
        self._previous, self._bm25 = previous, bm25
        self._fresh: dict[int, Vectors] = {}

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """See `Draft`."""
        self._fresh |= dict(zip(ids, vectors, strict=True))

    def remove(self, ids: Sequence[int]) -> None:
        """See `Draft`. What the catalogue holds no more is not taken along."""
        for id in ids:
            self._fresh.pop(id, None)

    def save(self, folder: Path, catalogue: Catalogue) -> str:
        """See `Draft`. Raises IndexServerError."""
        _, count = catalogue.counts()
        with self._connection.client() as client:
            _create(client, self._name, self._dimension, count, bm25=self._bm25)
        texts = catalogue.passage_texts()
        while batch := list(islice(texts, BATCH)):
            rows = self._rows(dict(batch), catalogue)
            with self._connection.client(self._name) as client:
                # By id, so that a batch that is sent again after a lost answer is there once.
                client.upsert(self._name, rows, timeout=WRITE_SECONDS)
        with self._connection.client(self._name) as client:
            client.flush(self._name, timeout=SETTLE_SECONDS)
            client.load_collection(self._name, timeout=SETTLE_SECONDS)
        if (written := self._connection.count(self._name, seconds=WRITE_SECONDS)) != count:
            raise IndexServerError(
                f"Milvus holds {written:,} of {counted(count, 'passage', 'passages')}. Run `pullquote index` again."
            )
        if not self._bm25:
            build_keywords(folder / generations.KEYWORDS, catalogue.passage_texts())
        return self._name

    def _rows(self, texts: dict[int, str], catalogue: Catalogue) -> list[dict[str, object]]:
        articles = {passage.id: passage.article for passage in catalogue.passages(list(texts))}
        vectors = self._vectors(list(texts))
        rows: list[dict[str, object]] = []
        for (id, text), vector in zip(texts.items(), vectors, strict=True):
            row: dict[str, object] = {PASSAGE: id, ARTICLE: _cut(articles[id]), VECTOR: vector}
            rows.append(row | ({STEMS: _cut(" ".join(stems(text)))} if self._bm25 else {}))
        return rows

    def _vectors(self, ids: list[int]) -> list[Vectors]:
        kept = [id for id in ids if id not in self._fresh]
        found: Iterator[Vectors] = iter(self._previous.vectors(kept) if self._previous and kept else ())
        return [np.asarray(self._fresh[id] if id in self._fresh else next(found)) for id in ids]


def _cut(text: str) -> str:
    return text.encode()[:LONGEST].decode(errors="ignore")


def _create(client: Any, name: str, dimension: int, count: int, *, bm25: bool) -> None:
    """A new collection for so many passages, which can be asked at once."""
    from pymilvus import DataType, Function, FunctionType

    schema, indexes = client.create_schema(auto_id=False), client.prepare_index_params()
    schema.add_field(PASSAGE, DataType.INT64, is_primary=True)
    schema.add_field(ARTICLE, DataType.VARCHAR, max_length=LONGEST)
    schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
    graph = {"index_type": "HNSW", "params": {"M": 16, "efConstruction": 200}}
    indexes.add_index(VECTOR, metric_type="IP", **({"index_type": "FLAT"} if count <= EXACT else graph))
    if bm25:
        # The words are stems already, in lower case and parted by blanks: that analyzer leaves them as they are.
        analyzed = {
            "enable_analyzer": True,
            "enable_match": True,
            "analyzer_params": {"tokenizer": "standard"},
        }
        schema.add_field(STEMS, DataType.VARCHAR, max_length=LONGEST, **analyzed)
        schema.add_field(WORDS, DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(
            Function("bm25", FunctionType.BM25, input_field_names=[STEMS], output_field_names=[WORDS])
        )
        # As tantivy weighs them, so that scores mean the same.
        indexes.add_index(
            WORDS,
            index_type="SPARSE_INVERTED_INDEX",
            metric_type="BM25",
            params={"bm25_k1": 1.2, "bm25_b": 0.75},
        )
    client.create_collection(
        name, schema=schema, index_params=indexes, consistency_level="Strong", timeout=WRITE_SECONDS
    )
