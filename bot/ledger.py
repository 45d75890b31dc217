"""What has been said to whom: answers given, feedback, unanswered questions, and each server's settings.

One SQLite file. A person is kept only as a keyed hash (HMAC-SHA-256 with a key that lies outside the file), a
text for as many days as the settings say. With `keep_days=0` nothing said is written to disk at all: the
answers live in a temporary table in memory, so that buttons work until the bot stops, and then they are gone.
Settings and notes of the bot itself are kept in any case.

Every method is quick, blocking and safe to call from any thread.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

from pydantic import TypeAdapter

from index.answers import Answer
from index.errors import PullquoteError

DAY = 86_400.0
_ANSWER = TypeAdapter(Answer)

_SAID = """
CREATE {temp} TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY, at REAL NOT NULL, guild INTEGER, channel INTEGER NOT NULL, message INTEGER,
    asker TEXT, private INTEGER NOT NULL, status TEXT NOT NULL, reason TEXT,
    question TEXT NOT NULL, grouped_as TEXT NOT NULL, deep INTEGER NOT NULL DEFAULT 0, answer TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS {schema}.answers_by_message ON answers (message);
CREATE INDEX IF NOT EXISTS {schema}.answers_by_guild ON answers (guild, status, at);
CREATE INDEX IF NOT EXISTS {schema}.answers_by_age ON answers (at);
CREATE {temp} TABLE IF NOT EXISTS feedback (
    answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE, person TEXT NOT NULL, at REAL NOT NULL,
    helpful INTEGER NOT NULL, comment TEXT, PRIMARY KEY (answer, person)
) STRICT;
"""
_SETTLED = """
CREATE TABLE IF NOT EXISTS settings (
    guild INTEGER NOT NULL, channel INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (guild, channel, name)
) STRICT;
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""


class LedgerUnusable(PullquoteError):
    """The ledger's file cannot be opened or written."""


class Entry(NamedTuple):
    """An answer that was given.

    `deep` once it also holds the further quotes; `at` is in seconds since 1970.
    """

    id: str
    at: float
    guild: int | None
    channel: int
    message: int | None
    private: bool
    deep: bool
    answer: Answer


class Unanswered(NamedTuple):
    """Refused questions that differ only in case, spacing and punctuation; `question` is the newest."""

    question: str
    times: int
    reason: str | None
    latest: float


class Feedback(NamedTuple):
    """What one person thought of an answer."""

    helpful: bool
    comment: str | None


class Ledger:
    """The open ledger: a context manager, closed with `close`."""

    def __init__(
        self,
        path: Path,
        *,
        key: bytes,
        keep_days: int = 90,
        keep_people: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Raises LedgerUnusable."""
        self._key = key
        self._keep_days = keep_days
        self._keep_people = keep_people
        self._clock = clock
        self._lock = threading.Lock()
        try:
            self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._prepare()
        except sqlite3.Error as error:
            raise LedgerUnusable(
                f"The ledger {path} cannot be used: {error}. Move it away or mend it."
            ) from error

    def _prepare(self) -> None:
        database = self._database
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "secure_delete=ON",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "busy_timeout=5000",
        ):
            database.execute(f"PRAGMA {pragma}")
        database.executescript(_SETTLED)
        if self._keep_days:
            database.executescript(_SAID.format(temp="", schema="main"))
            return
        database.executescript("DROP TABLE IF EXISTS feedback; DROP TABLE IF EXISTS answers;")
        database.executescript(_SAID.format(temp="TEMP", schema="temp"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(query, values).fetchall()

    def pseudonym(self, person: int) -> str:
        """The keyed hash that stands for a user id; without the key nobody can tell whose it is."""
        return hmac.new(self._key, str(person).encode(), hashlib.sha256).hexdigest()[:32]

    # Answers

    def record(
        self, answer: Answer, *, guild: int | None, channel: int, asker: int, private: bool = False
    ) -> str:
        """Keep an answer; its new id goes into the buttons below it."""
        entry = secrets.token_hex(8)
        with self._transaction() as database:
            database.execute(
                "INSERT INTO answers (id, at, guild, channel, asker, private, status, reason, question,"
                " grouped_as, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    entry,
                    self._clock(),
                    guild,
                    channel,
                    self.pseudonym(asker) if self._keep_people else None,
                    private,
                    answer.status,
                    answer.reason,
                    answer.question,
                    _group(answer.question),
                    _ANSWER.dump_json(answer).decode(),
                ),
            )
        return entry

    def revise(self, entry: str, answer: Answer) -> None:
        """Replace an answer in place: its question was edited."""
        with self._transaction() as database:
            database.execute(
                "UPDATE answers SET status = ?, reason = ?, question = ?, grouped_as = ?, deep = 0,"
                " answer = ? WHERE id = ?",
                (
                    answer.status,
                    answer.reason,
                    answer.question,
                    _group(answer.question),
                    _ANSWER.dump_json(answer).decode(),
                    entry,
                ),
            )
            database.execute("DELETE FROM feedback WHERE answer = ?", (entry,))

    def deepen(self, entry: str, answer: Answer) -> None:
        """Keep the same answer with its further quotes."""
        with self._transaction() as database:
            database.execute(
                "UPDATE answers SET deep = 1, answer = ? WHERE id = ?",
                (_ANSWER.dump_json(answer).decode(), entry),
            )

    def place(self, entry: str, message: int) -> None:
        """Remember which message shows the answer."""
        with self._transaction() as database:
            database.execute("UPDATE answers SET message = ? WHERE id = ?", (message, entry))

    def entry(self, entry: str) -> Entry | None:
        """The answer with this id; None once it is no longer kept."""
        return self._entry("id", entry)

    def entry_at(self, message: int) -> Entry | None:
        """The answer that this message shows."""
        return self._entry("message", message)

    def _entry(self, column: str, value: str | int) -> Entry | None:
        rows = self._rows(
            f"SELECT id, at, guild, channel, message, private, deep, answer FROM answers WHERE {column} = ?",  # noqa: S608
            value,
        )
        if not rows:
            return None
        identity, at, guild, channel, message, private, deep, answer = rows[0]
        kept = _ANSWER.validate_json(answer)
        return Entry(identity, at, guild, channel, message, bool(private), bool(deep), kept)

    def recent_questions(self, guild: int | None, part: str, limit: int = 25) -> list[str]:
        """Of the newest 2,000 questions answered openly in the server, those with `part`, each once."""
        rows = self._rows(
            "SELECT question, max(at) FROM (SELECT question, grouped_as, at FROM answers WHERE guild IS ?"
            " AND status = 'answered' AND NOT private ORDER BY at DESC LIMIT 2000)"
            " WHERE instr(grouped_as, ?) GROUP BY grouped_as ORDER BY max(at) DESC LIMIT ?",
            guild,
            _group(part),
            limit,
        )
        return [question for question, _ in rows]

    def unanswered(self, guild: int, limit: int = 25) -> list[Unanswered]:
        """The server's refused questions, most frequent first, then newest."""
        rows = self._rows(
            "SELECT question, count(*), reason, max(at) FROM answers WHERE guild = ? AND status = 'refused'"
            " GROUP BY grouped_as ORDER BY count(*) DESC, max(at) DESC LIMIT ?",
            guild,
            limit,
        )
        return [Unanswered(*row) for row in rows]

    # Feedback

    def judge(self, entry: str, person: int, *, helpful: bool, comment: str | None = None) -> bool:
        """Keep what a person thinks of an answer, replacing what they thought before; False if it is gone."""
        with self._transaction() as database:
            known = database.execute("SELECT 1 FROM answers WHERE id = ?", (entry,)).fetchone()
            if known:
                database.execute(
                    "INSERT OR REPLACE INTO feedback (answer, person, at, helpful, comment)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (entry, self._critic(person), self._clock(), helpful, comment),
                )
        return known is not None

    def _critic(self, person: int) -> str:
        return self.pseudonym(person) if self._keep_people else secrets.token_hex(16)

    def feedback(self, entry: str) -> list[Feedback]:
        """What people thought of an answer, oldest first."""
        rows = self._rows("SELECT helpful, comment FROM feedback WHERE answer = ? ORDER BY at, rowid", entry)
        return [Feedback(bool(helpful), comment) for helpful, comment in rows]

    def purge(self) -> int:
        """Delete what is older than it may be kept; how many answers went."""
        oldest = self._clock() - max(self._keep_days, 1) * DAY
        with self._transaction() as database:
            database.execute(
                "DELETE FROM feedback WHERE answer IN (SELECT id FROM answers WHERE at < ?)", (oldest,)
            )
            return database.execute("DELETE FROM answers WHERE at < ?", (oldest,)).rowcount

    # Settings of servers and channels, and notes of the bot itself

    def settings(self, guild: int) -> dict[tuple[int, str], Any]:
        """The server's settings by channel (0 for the whole server) and name."""
        rows = self._rows("SELECT channel, name, value FROM settings WHERE guild = ?", guild)
        return {(channel, name): json.loads(value) for channel, name, value in rows}

    def set_setting(self, guild: int, channel: int, name: str, value: Any) -> None:
        with self._transaction() as database:
            database.execute(
                "INSERT OR REPLACE INTO settings VALUES (?, ?, ?, ?)",
                (guild, channel, name, json.dumps(value)),
            )

    def clear_settings(self, guild: int, channel: int | None = None) -> None:
        """Forget what was set for a channel (0: the server as a whole), or with None for all of it."""
        with self._transaction() as database:
            database.execute(
                "DELETE FROM settings WHERE guild = ?1 AND (?2 IS NULL OR channel = ?2)", (guild, channel)
            )

    def note(self, name: str) -> str | None:
        rows = self._rows("SELECT value FROM notes WHERE name = ?", name)
        return rows[0][0] if rows else None

    def set_note(self, name: str, value: str) -> None:
        with self._transaction() as database:
            database.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))


def _group(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))


def ledger_key(path: Path) -> bytes:
    """The key that hashes user ids, made on first use; its file is readable by its owner only.

    Raises LedgerUnusable.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(32))
        return path.read_bytes()
    except OSError as error:
        raise LedgerUnusable(f"The ledger's key {path} cannot be read or made: {error.strerror}.") from error
