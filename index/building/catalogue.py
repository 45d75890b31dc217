"""The catalogue: articles, their sentences and passages by id, in SQLite."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import numpy as np

from index.articles import Article
from index.building.passages import Outline, Sentence, Span

_SCHEMA = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, publisher TEXT, date TEXT, url TEXT,
    text TEXT NOT NULL, sha256 TEXT NOT NULL, file_sha256 TEXT NOT NULL, sentences BLOB NOT NULL
) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL
) STRICT;
CREATE INDEX passages_of_article ON passages (article);
CREATE TABLE signatures (
    article TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE, signature BLOB NOT NULL
) STRICT;
CREATE TABLE copies (
    article TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE, original TEXT NOT NULL
) STRICT;
CREATE TABLE repeated (passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE) STRICT;
"""
_COLUMNS = "id, title, publisher, date, url, text, sha256, file_sha256"


class Passage(NamedTuple):
    """What is indexed and read: a run of whole sentences of one article, `article.text[start:end]`."""

    id: int
    article: str
    start: int
    end: int


class Source(NamedTuple):
    """Who published an article, and when (ISO 8601), as far as it says."""

    article: str
    publisher: str | None
    date: str | None


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

    @classmethod
    def create(cls, path: Path, corpus: Path) -> Catalogue:
        """A new, empty catalogue in a file that does not exist yet."""
        catalogue = cls(_connect(f"file:{_quoted(path)}"), corpus)
        catalogue._connection.executescript(_SCHEMA)
        return catalogue

    @classmethod
    def copy(cls, source: Path, path: Path, corpus: Path) -> Catalogue:
        """A catalogue in a new file that begins as a copy of another one."""
        catalogue = cls(_connect(f"file:{_quoted(path)}"), corpus)
        with closing(_connect(f"file:{_quoted(source)}?mode=ro&immutable=1")) as original:
            original.backup(catalogue._connection)
        return catalogue

    @classmethod
    def open(cls, path: Path, corpus: Path) -> Catalogue:
        """A published catalogue, to read only. Raises sqlite3.DatabaseError where the file is none."""
        catalogue = cls(_connect(f"file:{_quoted(path)}?mode=ro&immutable=1"), corpus)
        catalogue._connection.execute("SELECT articles.id FROM articles, passages LIMIT 1").fetchone()
        return catalogue

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
        signature: bytes = b"",
    ) -> list[int]:
        """Add an article with its sentences, passages and MinHash; the passages' new ids, in order."""
        row = [getattr(article, column) for column in _COLUMNS.split(", ")]
        places = ", ".join("?" * (len(row) + 1))
        packed = np.array(sentences, dtype="<u4").tobytes()
        self._connection.execute(
            f"INSERT INTO articles ({_COLUMNS}, sentences) VALUES ({places})", [*row, packed]
        )
        self._connection.execute("INSERT INTO signatures VALUES (?, ?)", [article.id, signature])
        insert = 'INSERT INTO passages (article, start, "end") VALUES (?, ?, ?)'
        return [
            int(self._connection.execute(insert, (article.id, *span)).lastrowid or 0) for span in passages
        ]

    def remove(self, article: str) -> list[int]:
        """Remove an article and its passages; the ids that these had."""
        ids = [id for (id,) in self._rows("SELECT id FROM passages WHERE article = ?", [article])]
        self._connection.execute("DELETE FROM articles WHERE id = ?", [article])
        return ids

    def signatures(self) -> dict[str, bytes]:
        """Each article's MinHash, by id."""
        return dict(self._rows("SELECT article, signature FROM signatures ORDER BY article"))

    def set_copies(self, copies: Copies) -> None:
        """Put these copies in the place of those known before."""
        self._connection.execute("DELETE FROM copies")
        self._connection.execute("DELETE FROM repeated")
        self._connection.executemany("INSERT INTO copies VALUES (?, ?)", sorted(copies.originals.items()))
        self._connection.executemany(
            "INSERT INTO repeated VALUES (?)", [(passage,) for passage in sorted(copies.repeated)]
        )

    def copies(self) -> Copies:
        """The wire copies among the articles."""
        repeated = (passage for (passage,) in self._rows("SELECT passage FROM repeated"))
        return Copies(dict(self._rows("SELECT article, original FROM copies")), frozenset(repeated))

    def hashes(self) -> dict[str, tuple[str, str]]:
        """Each article's (hash of its file's bytes, hash of its text)."""
        return {
            id: (file, text) for id, file, text in self._rows("SELECT id, file_sha256, sha256 FROM articles")
        }

    def article(self, id: str) -> Article | None:
        """One article, or None."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM articles WHERE id = ?", [id])
        return self._article(rows[0]) if rows else None

    def articles(self) -> list[Article]:
        """Every article, by id."""
        return [self._article(row) for row in self._rows(f"SELECT {_COLUMNS} FROM articles ORDER BY id")]

    def sentences(self, article: str) -> list[Sentence]:
        """The sentences of an article in order; none where there is no such article."""
        rows = self._rows("SELECT sentences FROM articles WHERE id = ?", [article])
        numbers = (
            np.frombuffer(rows[0][0], dtype="<u4").reshape(-1, len(Sentence._fields)).tolist() if rows else []
        )
        return [Sentence(*number) for number in numbers]

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """The passages with these ids, in the order of the ids."""
        marks = ", ".join("?" * len(ids))
        rows = self._rows(f'SELECT id, article, start, "end" FROM passages WHERE id IN ({marks})', list(ids))
        by_id = {row[0]: Passage(*row) for row in rows}
        return [by_id[id] for id in ids]

    def sources(self) -> list[Source]:
        """Who published each article and when, by id."""
        return [Source(*row) for row in self._rows("SELECT id, publisher, date FROM articles ORDER BY id")]

    def passages_of(self, articles: Sequence[str]) -> list[int]:
        """The ids of the passages of these articles."""
        chosen = "SELECT id FROM passages WHERE article IN (SELECT value FROM json_each(?))"
        return [id for (id,) in self._rows(chosen, [json.dumps(list(articles))])]

    def passage_texts(self) -> Iterator[tuple[int, str]]:
        """Every passage's id and what search sees of it, by article and place."""
        rows = self._rows('SELECT article, id, start, "end" FROM passages ORDER BY article, start')
        for of, passages in groupby(rows, key=itemgetter(0)):
            ((title, text),) = self._rows("SELECT title, text FROM articles WHERE id = ?", [of])
            outline = Outline(text, self.sentences(of))
            yield from ((id, outline.searched(title, Span(start, end))) for _, id, start, end in passages)

    def counts(self) -> tuple[int, int]:
        """How many articles and how many passages there are."""
        (counts,) = self._rows("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
        return counts[0], counts[1]

    def newest(self) -> Article | None:
        """The article with the latest date, if any has one."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM articles WHERE date IS NOT NULL ORDER BY date DESC, id LIMIT 1"
        )
        return self._article(rows[0]) if rows else None

    def _article(self, row: tuple[Any, ...]) -> Article:
        return Article(path=str(self._corpus / row[0]), **dict(zip(_COLUMNS.split(", "), row, strict=True)))

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # an article taken out leaves no text behind in the file
    return connection


def _quoted(path: Path) -> str:
    return quote(os.fsencode(path))
