"""What those who change the corpus know of it: what is indexed now, and what was added from where.

What comes again so replaces what it was, and what was removed stays away.

added.sqlite3, beside the index, is a note for convenience: without it the corpus is the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from index.building import generations
from index.building.catalogue import Catalogue
from index.building.generations import not_writable
from index.errors import NotesDamaged, PullquoteError, UnusableIndex

ADDED = "added.sqlite3"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS sources (
    key TEXT PRIMARY KEY, article TEXT, mark TEXT NOT NULL, etag TEXT, modified TEXT, file TEXT NOT NULL,
    at TEXT NOT NULL, feed INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS sources_of_article ON sources (article);
"""
_PENDING = "begun "
"""What the key of a source begins with while its article is being written."""


class Origin(NamedTuple):
    """What is known of a source: the article that it became, None where that was removed or it never became one.

    `mark` is a hash of what the source had, `etag` and `modified` what its server said of that version. `feed` says
    that the article is what a feed has of it, as its page was not to be had; None where that was not noted.
    """

    article: str | None
    mark: str = ""
    etag: str | None = None
    modified: str | None = None
    feed: bool | None = False


class Known:
    """The sources in a data folder."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> Origin | None:
        """What is known of a source by its key."""
        row = self._connection.execute(
            "SELECT article, mark, etag, modified, feed FROM sources WHERE key = ?", [key]
        ).fetchone()
        if row is None:
            return None
        article, mark, etag, modified, feed = row
        return Origin(article, mark, etag, modified, None if feed is None else bool(feed))

    def put(self, key: str, origin: Origin, file: str = "") -> None:
        """Note a source, in the place of what was known of it; `file` is the one that it lies in."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._connection.execute(
            "INSERT OR REPLACE INTO sources (key, article, mark, etag, modified, feed, file, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [key, *origin, file, now],
        )
        self._connection.execute("DELETE FROM sources WHERE key = ?", [_PENDING + key])
        self._connection.commit()

    def put_pending(self, key: str, article: str, text: str) -> None:
        """Note that a source is about to be written as a new article, with a text of this hash, until it is `put`."""
        self.put(_PENDING + key, Origin(article, text))

    def pending(self, key: str) -> Origin | None:
        """The article that an addition which died may have written of a source; `mark` is the hash of its text."""
        return self.get(_PENDING + key)

    def articles_of(self, source: str) -> list[str]:
        """The articles that a source became, or those that lay in a file: messages of a mailbox, lines of JSON."""
        chosen = "SELECT DISTINCT article FROM sources WHERE article <> '' AND (key = ? OR file = ?) ORDER BY article"
        return [article for (article,) in self._connection.execute(chosen, [source, source])]

    def removed(self, article: str) -> None:
        """Note that an article was removed: its sources stay known, so that a feed does not bring it back."""
        self._connection.execute("UPDATE sources SET article = NULL WHERE article = ?", [article])
        self._connection.commit()


@contextmanager
def no_sources() -> Iterator[Known]:
    """Nothing known, and what is put down is forgotten."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(_SCHEMA)
    yield Known(connection)
    connection.close()


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the table if need be; one of an earlier version gets the column that it lacks."""
    connection.executescript(_SCHEMA)
    if "feed" not in [name for _, name, *_ in connection.execute("PRAGMA table_info(sources)")]:
        connection.execute("ALTER TABLE sources ADD COLUMN feed INTEGER")


@contextmanager
def remembered_sources(data: Path) -> Iterator[Known]:
    """The sources known in a data folder, if any; what is put down is forgotten.

    Raises DataNotWritable, NotesDamaged.
    """
    connection = sqlite3.connect(":memory:")
    try:
        if (data / ADDED).is_file():
            with closing(sqlite3.connect(f"{(data / ADDED).absolute().as_uri()}?mode=ro", uri=True)) as held:
                held.backup(connection)
        _prepare(connection)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(data, error) from error
    with _closing(connection, data) as known:
        yield known


@contextmanager
def known_sources(data: Path) -> Iterator[Known]:
    """The sources known in a data folder, made if need be. Raises DataNotWritable, NotesDamaged."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(data / ADDED, timeout=30)
        _prepare(connection)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(data, error) from error
    with _closing(connection, data) as known:
        yield known


@contextmanager
def _closing(connection: sqlite3.Connection, data: Path) -> Iterator[Known]:
    """What is known by a connection, which is closed in the end. Raises DataNotWritable, NotesDamaged."""
    try:
        yield Known(connection)
    except sqlite3.Error as error:
        raise _unusable(data, error) from error
    finally:
        connection.close()


@contextmanager
def catalogue_of(data: Path, corpus: Path) -> Iterator[Catalogue | None]:
    """The current generation's catalogue; None where there is none, or none that can be read."""
    folder, catalogue = generations.current(data), None
    with ExitStack() as stack:
        if folder is not None:
            with suppress(UnusableIndex, sqlite3.DatabaseError):
                generations.read_manifest(folder)
                opened = Catalogue.open(folder / generations.CATALOGUE, corpus)
                catalogue = stack.enter_context(closing(opened))
        yield catalogue


def _unusable(data: Path, error: Exception) -> PullquoteError:
    return _damaged(data / ADDED, error) if _is_damage(error) else not_writable(data, error)


def _is_damage(error: Exception) -> bool:
    """Whether an error says that the file's content is at fault, and not the way to it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest says more of the same
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def damage(data: Path) -> NotesDamaged | None:
    """What is wrong with the file of a data folder, all of which is read; None where nothing is, or there is none."""
    file = data / ADDED
    try:
        if not file.is_file():
            return None
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as held:
            ((found,), *_) = held.execute("PRAGMA integrity_check")
    except sqlite3.Error as error:
        return _damaged(file, error) if _is_damage(error) else None
    except OSError:
        return None
    return _damaged(file, found) if found != "ok" else None


def _damaged(file: Path, why: object) -> NotesDamaged:
    return NotesDamaged(
        f"{file}, which notes what was added from where, is damaged ({why}). `pullquote doctor --repair` begins it "
        "anew and keeps the damaged file beside it; articles and index are as they were."
    )


def begin_anew(data: Path) -> Path:
    """Put the file of a data folder aside, so that the next addition makes a new one; where it is then.

    Raises DataNotWritable.
    """
    now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    aside = data / f"added-damaged-{now}.sqlite3"
    try:
        for ending in ("-journal", "-wal", "-shm"):  # they are the old one's, not the new one's
            (data / f"{ADDED}{ending}").unlink(missing_ok=True)
        (data / ADDED).rename(aside)
    except OSError as error:
        raise not_writable(data, error) from error
    return aside
