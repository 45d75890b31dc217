"""The catalogue: articles, their sentences and passages by id, in SQLite."""

from __future__ import annotations

import copy
import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import numpy as np

from index.articles import Article
from index.building.handing_on import copy_checked
from index.building.passages import Outline, Sentence, Span

_SCHEMA = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, publisher TEXT, date TEXT, url TEXT,
    sha256 TEXT NOT NULL, file_sha256 TEXT NOT NULL, tags TEXT NOT NULL, text TEXT NOT NULL, sentences BLOB NOT NULL
) STRICT;
CREATE INDEX articles_by_date ON articles (date);
CREATE TABLE files (
    path TEXT PRIMARY KEY, stamp TEXT NOT NULL, file_sha256 TEXT NOT NULL, sha256 TEXT NOT NULL
) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL
) STRICT;
CREATE INDEX passages_of_article ON passages (article);
CREATE TABLE signatures (
    article TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    signature BLOB NOT NULL, shingles INTEGER NOT NULL
) STRICT;
CREATE TABLE pairs (
    one TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    other TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX pairs_of_other ON pairs (other);
CREATE TABLE copies (
    article TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE, original TEXT NOT NULL
) STRICT;
CREATE TABLE repeated (passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE) STRICT;
CREATE TABLE pages (
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, start INTEGER NOT NULL, page INTEGER NOT NULL,
    PRIMARY KEY (article, start)
) STRICT, WITHOUT ROWID;
CREATE TABLE revisions (
    article TEXT NOT NULL, sha256 TEXT NOT NULL, date TEXT, replaced TEXT NOT NULL, PRIMARY KEY (article, sha256)
) STRICT;
"""
_COLUMNS = "id, title, publisher, date, url, sha256, file_sha256, text, tags"


class Passage(NamedTuple):
    """What is indexed and read: a run of whole sentences of one article, `article.text[start:end]`."""

    id: int
    article: str
    start: int
    end: int


class Source(NamedTuple):
    """Who published an article, when (ISO 8601), and what it is about, as far as it says."""

    article: str
    publisher: str | None
    date: str | None
    tags: tuple[str, ...] = ()


class KnownFile(NamedTuple):
    """A file of the corpus as it was read: `stamp` tells without reading whether it is the same, "" where nothing can.

    `file_sha256` is that of its bytes, `sha256` that of its text.
    """

    stamp: str
    file_sha256: str
    sha256: str


class Signature(NamedTuple):
    """An article's MinHash and of how many shingles it was made; nothing where it is too short to be compared."""

    minhash: bytes = b""
    shingles: int = 0


NOT_COMPARED = Signature()


class Copies(NamedTuple):
    """Wire copies: the article of which each is one, and the passages in which a copy says nothing new."""

    originals: dict[str, str]
    repeated: frozenset[int]

    def original(self, article: str) -> str:
        """The article that stands for this one and its copies."""
        return self.originals.get(article, article)

    def others(self, article: str) -> list[str]:
        """The other articles that are the same story, by id."""
        first = self.original(article)
        story = {first, *(copy for copy, original in self.originals.items() if original == first)}
        return sorted(story - {article})


class Catalogue:
    """Articles and passages of one generation; `corpus` is where the articles' files lie. Reading is thread-safe."""

    def __init__(self, connection: sqlite3.Connection, corpus: Path) -> None:
        self._connection = connection
        self._corpus = corpus
        self._lock = threading.Lock()
        self._shown: frozenset[str] | None = None
        """The articles that are shown, None for all."""

    @classmethod
    def create(cls, path: Path, corpus: Path) -> Catalogue:
        """A new, empty catalogue in a file that does not exist yet."""
        catalogue = cls(_connect(f"file:{_quoted(path)}"), corpus)
        catalogue._connection.executescript(_SCHEMA)
        return catalogue

    @classmethod
    def copy(cls, source: Path, path: Path, corpus: Path, noted: str | None = None) -> Catalogue:
        """A catalogue in a new file that begins as a copy of another one, of which a checksum may be `noted`.

        Raises OSError, IndexDamaged.
        """
        copy_checked(source, path, noted)
        return cls(_connect(f"file:{_quoted(path)}"), corpus)

    @classmethod
    def open(cls, path: Path, corpus: Path) -> Catalogue:
        """A published catalogue, to read only. Raises sqlite3.DatabaseError where the file is none."""
        catalogue = cls(_connect(f"file:{_quoted(path)}?mode=ro&immutable=1"), corpus)
        try:
            catalogue._connection.execute("SELECT articles.id FROM articles, passages LIMIT 1").fetchone()
        except BaseException:
            catalogue.close()
            raise
        return catalogue

    def limited(self, articles: AbstractSet[str]) -> Catalogue:
        """The same file, for reading, as if it held these articles only."""
        part = copy.copy(self)
        part._shown = frozenset(articles)
        return part

    def close(self) -> None:
        """Close the file; what was not committed is lost."""
        with self._lock:
            self._connection.close()

    def commit(self) -> None:
        """Make what was added and removed durable."""
        self._connection.commit()

    def add(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        passages: Sequence[Span],
        signature: Signature = NOT_COMPARED,
    ) -> list[int]:
        """Add an article with its sentences, passages and MinHash; the passages' new ids, in order."""
        row = [getattr(article, column) for column in _COLUMNS.split(", ")[:-1]]
        row += [json.dumps(article.tags), np.array(sentences, dtype="<i4").tobytes()]
        places = ", ".join("?" * len(row))
        self._connection.execute(f"INSERT INTO articles ({_COLUMNS}, sentences) VALUES ({places})", row)
        self._connection.execute("INSERT INTO signatures VALUES (?, ?, ?)", [article.id, *signature])
        pages = [(article.id, start, page) for start, page in article.pages.items()]
        self._connection.executemany("INSERT INTO pages VALUES (?, ?, ?)", pages)
        insert = 'INSERT INTO passages (article, start, "end") VALUES (?, ?, ?)'
        return [
            int(self._connection.execute(insert, (article.id, *span)).lastrowid or 0) for span in passages
        ]

    def remove(self, article: str) -> list[int]:
        """Remove an article and its passages; the ids that these had."""
        ids = [id for (id,) in self.read("SELECT id FROM passages WHERE article = ?", [article])]
        self._connection.execute("DELETE FROM articles WHERE id = ?", [article])
        return ids

    def signatures(self) -> dict[str, Signature]:
        """The MinHash of each article that is long enough to be compared, by id in order."""
        rows = self.read(
            "SELECT article, signature, shingles FROM signatures WHERE shingles > 0 ORDER BY article"
        )
        return {article: Signature(*signature) for article, *signature in rows}

    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of articles that were found to be copies of one another."""
        rows = self.read("SELECT one, other FROM pairs ORDER BY one, other")
        return [(one, other) for one, other in rows if self._shows(one) and self._shows(other)]

    def add_pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Keep pairs of copies; each is forgotten when one of its articles is removed."""
        self._connection.executemany("INSERT INTO pairs VALUES (?, ?)", sorted(pairs))

    def set_copy(self, article: str, original: str | None, repeated: Iterable[int] = ()) -> None:
        """Put down of which article this one is a copy, None for of none, and in which passages it says nothing new."""
        self._connection.execute("DELETE FROM copies WHERE article = ?", [article])
        self._connection.execute(
            "DELETE FROM repeated WHERE passage IN (SELECT id FROM passages WHERE article = ?)", [article]
        )
        if original is not None:
            self._connection.execute("INSERT INTO copies VALUES (?, ?)", [article, original])
            self._connection.executemany("INSERT INTO repeated VALUES (?)", [(id,) for id in repeated])

    def copies(self) -> Copies:
        """The wire copies among all articles; for those that are shown, see `copies_shown`."""
        repeated = frozenset(passage for (passage,) in self.read("SELECT passage FROM repeated"))
        return Copies(dict(self.read("SELECT article, original FROM copies")), repeated)

    def hashes(self) -> dict[str, tuple[str, str]]:
        """Each article's (hash of its file's bytes, hash of its text)."""
        rows = self.read("SELECT id, file_sha256, sha256 FROM articles")
        return {id: (file, text) for id, file, text in rows if self._shows(id)}

    def files(self) -> dict[str, KnownFile]:
        """The files that were read, by their place in the corpus, those whose text another one has among them."""
        rows = self.read("SELECT path, stamp, file_sha256, sha256 FROM files")
        return {path: KnownFile(*known) for path, *known in rows}

    def set_files(self, changed: Mapping[str, KnownFile], gone: Iterable[str]) -> None:
        """Put down files as they were read now, and forget those that are gone."""
        self._connection.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in gone])
        self._connection.executemany(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)",
            [(path, *known) for path, known in changed.items()],
        )

    def article(self, id: str) -> Article | None:
        """One article, or None."""
        rows = self.read(f"SELECT {_COLUMNS} FROM articles WHERE id = ?", [id])
        if not rows or not self._shows(id):
            return None
        pages = self.read("SELECT start, page FROM pages WHERE article = ? ORDER BY start", [id])
        return replace(self._article(rows[0]), pages=dict(pages)) if pages else self._article(rows[0])

    def articles(self) -> list[Article]:
        """Every article, by id."""
        rows = self.read(f"SELECT {_COLUMNS} FROM articles ORDER BY id")
        return [self._article(row) for row in rows if self._shows(row[0])]

    def sentences(self, article: str) -> list[Sentence]:
        """The sentences of an article in order; none where there is no such article."""
        rows = self.read("SELECT sentences FROM articles WHERE id = ?", [article])
        if not rows or not self._shows(article):
            return []
        numbers = np.frombuffer(rows[0][0], dtype="<i4").reshape(-1, len(Sentence._fields)).tolist()
        return [Sentence(*number) for number in numbers]

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """The passages with these ids, in the order of the ids."""
        marks = ", ".join("?" * len(ids))
        rows = self.read(f'SELECT id, article, start, "end" FROM passages WHERE id IN ({marks})', list(ids))
        by_id = {row[0]: Passage(*row) for row in rows}
        return [by_id[id] for id in ids]

    def sources(self) -> list[Source]:
        """Who published each article, when and about what, by id."""
        rows = self.read("SELECT id, publisher, date, tags FROM articles ORDER BY id")
        return [
            Source(id, publisher, day, tuple(json.loads(tags)))
            for id, publisher, day, tags in rows
            if self._shows(id)
        ]

    def passages_of(self, articles: Sequence[str]) -> list[int]:
        """The ids of the passages of these articles."""
        chosen = "SELECT id FROM passages WHERE article IN (SELECT value FROM json_each(?))"
        return [id for (id,) in self.read(chosen, [json.dumps(list(filter(self._shows, articles)))])]

    def passage_starts(self, article: str) -> set[int]:
        """Where an article's passages begin."""
        return {start for (start,) in self.read("SELECT start FROM passages WHERE article = ?", [article])}

    def passage_texts(self, ids: Sequence[int] | None = None) -> Iterator[tuple[int, str]]:
        """Each passage's id and what search sees of it, by article and place; of these passages, if given."""
        wanted = "" if ids is None else "WHERE id IN (SELECT value FROM json_each(?)) "
        query = f'SELECT article, id, start, "end" FROM passages {wanted}ORDER BY article, start'
        rows = self.read(query, [] if ids is None else [json.dumps(list(ids))])
        for of, passages in groupby(rows, key=itemgetter(0)):
            ((title, text),) = self.read("SELECT title, text FROM articles WHERE id = ?", [of])
            outline = Outline(text, self.sentences(of))
            yield from ((id, outline.searched(title, Span(start, end))) for _, id, start, end in passages)

    def passage_ids(self) -> list[int]:
        """The ids of all passages, in order."""
        return [id for (id,) in self.read("SELECT id FROM passages ORDER BY id")]

    def lengths(self) -> Iterator[tuple[str, str | None, int]]:
        """Each article's id, date and number of words, by id."""
        for id, date in self.read("SELECT id, date FROM articles ORDER BY id"):
            ((text,),) = self.read("SELECT text FROM articles WHERE id = ?", [id])
            yield id, date, len(text.split())

    def counts(self) -> tuple[int, int]:
        """How many articles and how many passages there are."""
        (counts,) = self.read("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
        return counts[0], counts[1]

    def newest(self) -> Article | None:
        """The article with the latest date, if any has one."""
        limit = "LIMIT 1" if self._shown is None else ""
        rows = self.read(f"SELECT id FROM articles WHERE date IS NOT NULL ORDER BY date DESC, id {limit}")
        newest = next((id for (id,) in rows if self._shows(id)), None)
        return None if newest is None else self.article(newest)

    def _shows(self, article: str) -> bool:
        return self._shown is None or article in self._shown

    def read(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a question in SQL, also for those who keep tables of their own here."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def write(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """A change in SQL for each row of values; `commit` makes it durable."""
        self._connection.executemany(statement, rows)

    def urls(self) -> list[tuple[str, str]]:
        """The web address of each article that has one, by id: (id, address)."""
        rows = self.read("SELECT id, url FROM articles WHERE url IS NOT NULL ORDER BY id")
        return [(id, url) for id, url in rows if self._shows(id)]

    def _article(self, row: tuple[Any, ...]) -> Article:
        named = dict(zip(_COLUMNS.split(", "), row, strict=True))
        named["tags"] = tuple(json.loads(named["tags"]))
        return Article(path=str(self._corpus / row[0]), **named)


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # an article taken out leaves no text behind in the file
    return connection


def _quoted(path: Path) -> str:
    return quote(os.fsencode(path))
