"""The store in the generation's own folder: vectors in FAISS, words in tantivy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.building import generations
from index.building.catalogue import Catalogue
from index.building.encoder import Vectors
from index.building.halves import DenseHalf, Halves
from index.building.keywords import KeywordIndex, build_keywords, can_grow, grow_keywords
from index.building.vectors import VectorIndex
from index.errors import IndexMismatch


class LocalStore:
    """Keeps both halves as files beside the catalogue, so that the folder is all that a generation needs."""

    def open(self, folder: Path, manifest: generations.Manifest) -> Halves:
        """Map the vectors into memory, and open the words."""
        if manifest.collection:
            raise IndexMismatch(
                f"The passages of the index in {folder} are in Milvus, in the collection {manifest.collection!r}, but "
                "PULLQUOTE_INDEX_URI is not set. Set it, or run `pullquote index` to build the index in its folder."
            )
        vectors = VectorIndex.load(folder / generations.VECTORS)
        return Halves(vectors, KeywordIndex(folder / generations.KEYWORDS))

    def check(self, manifest: generations.Manifest) -> None:
        """Nothing is left to see: opening it looked at every file."""

    def begin(self, data: Path, dimension: int, previous: DenseHalf | None) -> LocalDraft:
        """A draft in memory: the previous index itself, which is open for this build alone, or an empty one."""
        return LocalDraft(previous if isinstance(previous, VectorIndex) else VectorIndex.empty(dimension))

    def published(self, data: Path) -> None:
        """Nothing is left to do: the folder was renamed, and older ones pruned."""

    def close(self) -> None:
        """Nothing is held."""


class LocalDraft:
    """The next generation's vectors in memory, and what of its words differs from those of the generation before.

    The index of the words is written `anew` where that of the generation before is not to be relied on.
    """

    def __init__(self, vectors: VectorIndex, *, anew: bool = False) -> None:
        self._vectors, self._before, self._anew = vectors, vectors.folder, anew
        self._added: list[int] = []
        self._gone: list[int] = []

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """See `Draft`."""
        self._vectors.add(ids, vectors)
        self._added += ids

    def remove(self, ids: Sequence[int]) -> None:
        """See `Draft`."""
        self._vectors.remove(ids)
        self._gone += ids

    def save(self, folder: Path, catalogue: Catalogue) -> str:
        """Write the vectors, and an index of the words: the one before with what changed where that pays, else anew."""
        noted = {} if self._before is None else generations.read_manifest(self._before).checksums
        self._vectors.save(folder / generations.VECTORS, noted.get(generations.VECTORS))
        words = folder / generations.KEYWORDS
        before = None if self._before is None or self._anew else self._before / generations.KEYWORDS
        if before is None or not can_grow(before, len(self._gone)):
            build_keywords(words, catalogue.passage_texts())
        else:
            known = {
                Path(name).name: crc for name, crc in noted.items() if Path(name).parent.name == words.name
            }
            grow_keywords(words, before, catalogue.passage_texts(self._added), self._gone, known)
        return ""
