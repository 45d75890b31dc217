"""The lexical half of search: BM25 over English stems, by tantivy."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tantivy

from index.building.handing_on import hand_on
from index.errors import DataNotWritable

_ANALYZER = "english"
_WRITER_BYTES = 64_000_000
WRITTEN_ANEW = 5_000
"""Passages up to which an index is written anew for every change."""
MOST_GONE = 0.05
"""The share of an index's passages that may be gone before it is written anew."""

Mentions = Callable[[str], int]
"""How many passages of an archive hold a stem: `KeywordIndex.count`."""


_STEMS = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(tantivy.Filter.remove_long(60))
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.ascii_fold())
    .filter(tantivy.Filter.stopword("english"))
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)
"""Words in lower case without accents, English stop words dropped, stemmed by Snowball."""


def stems(text: str) -> list[str]:
    """The stems of a text's words in order, stop words left out: what this half of search sees of it."""
    return list(_STEMS.analyze(text))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("passage", stored=True, indexed=True)
    builder.add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


def build_keywords(folder: Path, passages: Iterable[tuple[int, str]]) -> None:
    """Write a keyword index of (passage id, its text with the title) into a new folder. Raises OSError."""
    folder.mkdir(parents=True)
    _write(lambda: tantivy.Index(_schema(), path=str(folder)), passages, ())


def grow_keywords(
    folder: Path,
    before: Path,
    passages: Iterable[tuple[int, str]],
    gone: Sequence[int],
    noted: Mapping[str, str] | None = None,
) -> None:
    """Write an index into a new folder that is the one `before` with these passages more and without those gone.

    tantivy keeps the stems of what is gone, and counts it in its statistics, until it merges the part in which it
    stands: see `can_grow`. `noted` are the checksums of the files before, by name. Raises OSError, IndexDamaged.
    """
    folder.mkdir(parents=True)
    for file in sorted(before.iterdir()):
        if file.suffix != ".lock":
            hand_on(file, folder / file.name, (noted or {}).get(file.name))
    _write(lambda: tantivy.Index.open(str(folder)), passages, gone)


def can_grow(before: Path, gone: int) -> bool:
    """Whether an index is so large, and so little would be gone from it, that growing it is worth while.

    A smaller one is written anew, which costs little and leaves nothing behind. Scores of one that grew differ from
    those of one written anew by what the share of the gone, at most MOST_GONE, changes in its statistics.
    """
    try:
        parts = json.loads((before / "meta.json").read_text())["segments"]
        held = sum(part["max_doc"] for part in parts)
        gone += sum(part["deletes"]["num_deleted_docs"] for part in parts if part["deletes"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(held >= WRITTEN_ANEW and gone <= MOST_GONE * held)


def _write(
    open_index: Callable[[], tantivy.Index], passages: Iterable[tuple[int, str]], gone: Sequence[int]
) -> None:
    documents = (tantivy.Document(passage=id, text=text) for id, text in passages)
    try:
        index = open_index()
        index.register_tokenizer(_ANALYZER, _STEMS)
        writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        for id in gone:
            writer.delete_documents_by_term("passage", id)
        for document in documents:
            writer.add_document(document)
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()
    except ValueError as error:  # what tantivy raises for whatever goes wrong
        raise OSError(f"the keyword index cannot be written ({error})") from error


class KeywordIndex:
    """An open keyword index, as it was when opened."""

    def __init__(self, folder: Path) -> None:
        """Open an index, also in a folder that cannot be written.

        Raises ValueError where the folder holds none, DataNotWritable where nothing at all can be written.
        """
        try:
            self._index = tantivy.Index.open(str(folder))
        except ValueError as error:
            if "Lockfile" not in str(error):
                raise
            self._index = _open_by_links(folder)
        self._index.register_tokenizer(_ANALYZER, _STEMS)
        self._schema = _schema()
        self._searcher = self._index.searcher()
        self._allowed: tuple[Sequence[int], tantivy.Query] | None = None
        """The passages last asked about and their query: words are counted in the same ones, one after another."""

    def search(
        self, question: str, limit: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Passages that share stems with the question as (id, BM25 score), best first, at most `limit`.

        `among`, if given, are the ids that may be found; scores are those of the whole index all the same.
        """
        words = dict.fromkeys(stems(question))
        if not words:
            return []
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", word, "freq"))
            for word in words
        ]
        query = tantivy.Query.boolean_query(terms)
        if among is not None:
            query = _both(query, self._allowing(among))
        hits = self._searcher.search(query, limit).hits
        return [(self._searcher.doc(address)["passage"][0], score) for score, address in hits]

    def __len__(self) -> int:
        """How many passages it holds."""
        return int(self._searcher.num_docs)

    def count(self, stem: str, among: Sequence[int] | None = None) -> int:
        """How many passages hold this stem; of those `among`, if given."""
        query = tantivy.Query.term_query(self._schema, "text", stem, "freq")
        if among is not None:
            query = _both(query, self._allowing(among))
        hits: Any = self._searcher.search(query, 1, count=True)
        return int(hits.count)

    def _allowing(self, passages: Sequence[int]) -> tantivy.Query:
        """A constant score of nothing: what is allowed adds nothing to how well it is matched."""
        known = self._allowed
        if known is None or known[0] is not passages:
            allowed = tantivy.Query.term_set_query(self._schema, "passage", list(passages))
            known = self._allowed = passages, tantivy.Query.const_score_query(allowed, 0.0)
        return known[1]


def _both(one: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in (one, other)])


def _open_by_links(folder: Path) -> tantivy.Index:
    """Open an index whose folder is read-only: tantivy must write a lock file, so it is given a folder of links.

    An open index holds its files by itself, so the links go at once. Raises ValueError, DataNotWritable.
    """
    try:
        links = Path(tempfile.mkdtemp(prefix="pullquote-"))
    except OSError as error:
        raise DataNotWritable(
            f"The index in {folder} is read-only, and so are the temporary folders from which it could be opened. "
            "Set TMPDIR to a folder that can be written."
        ) from error
    try:
        for file in folder.absolute().iterdir():
            if file.suffix != ".lock":
                (links / file.name).symlink_to(file)
        return tantivy.Index.open(str(links))
    except OSError as error:
        raise ValueError(f"{folder} cannot be read: {error.strerror or error}") from error
    finally:
        _remove(links)


def _remove(links: Path) -> None:
    """Remove a folder in which tantivy, as it watches an index that was just opened, may lock anew meanwhile."""
    for _ in range(_REMOVALS):
        shutil.rmtree(links, ignore_errors=True)
        if not links.exists():
            return


_REMOVALS = 10
"""Removals that are tried at most; the second one has been enough so far."""
