"""Answers given, what people thought of them, and for how long both are kept."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from bot.ledger.database import DAY, WEEK, Database
from index.answers import Answer

_ANSWER = TypeAdapter(Answer)

_TABLES = """
CREATE {temp} TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY, at REAL NOT NULL, guild INTEGER, channel INTEGER NOT NULL, message INTEGER,
    asked INTEGER, shown_in INTEGER, asker TEXT, private INTEGER NOT NULL, status TEXT NOT NULL, reason TEXT,
    question TEXT NOT NULL, grouped_as TEXT NOT NULL, deep INTEGER NOT NULL DEFAULT 0, answer TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS {schema}.answers_by_message ON answers (message);
CREATE INDEX IF NOT EXISTS {schema}.answers_by_guild ON answers (guild, status, at);
CREATE INDEX IF NOT EXISTS {schema}.answers_by_age ON answers (at);
CREATE INDEX IF NOT EXISTS {schema}.answers_by_question ON answers (asked);
CREATE INDEX IF NOT EXISTS {schema}.answers_by_asker ON answers (asker);
CREATE {temp} TABLE IF NOT EXISTS feedback (
    answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE, person TEXT NOT NULL, at REAL NOT NULL,
    helpful INTEGER NOT NULL, comment TEXT, why TEXT, PRIMARY KEY (answer, person)
) STRICT;
"""
_ENTRY = "id, at, guild, channel, message, shown_in, private, deep, answer"
_LATER = (("answers", "asked", "INTEGER"), ("answers", "shown_in", "INTEGER"), ("feedback", "why", "TEXT"))
"""Columns that the tables of older versions lack."""


class Entry(NamedTuple):
    """An answer that was given.

    `message` shows it, in the channel `shown_in`. `deep` once it also holds the further quotes; `at` is in seconds
    since 1970.
    """

    id: str
    at: float
    guild: int | None
    channel: int
    message: int | None
    shown_in: int | None
    private: bool
    deep: bool
    answer: Answer


class Unanswered(NamedTuple):
    """Refused questions that differ only in case, spacing and punctuation; `question` is the newest.

    `lately` were asked in the last seven days, `before` in the seven before.
    """

    question: str
    times: int
    reason: str | None
    latest: float
    lately: int
    before: int


class Feedback(NamedTuple):
    """What one person thought of an answer, `why` in a word, and in their own words."""

    helpful: bool
    comment: str | None
    why: str | None = None


class Answers(Database):
    """The part of the ledger that forgets."""

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
        super().__init__(path)

    def _prepare(self) -> None:
        super()._prepare()
        database = self._database
        if not self._keep_days:
            database.executescript("DROP TABLE IF EXISTS feedback; DROP TABLE IF EXISTS answers;")
            database.executescript(_TABLES.format(temp="TEMP", schema="temp"))
        else:
            self._add_columns()
            database.executescript(_TABLES.format(temp="", schema="main"))
            if not self._keep_people:
                self._forget_people()
        self._empty_journal()

    def _add_columns(self) -> None:
        for table, name, kind in _LATER:
            known = {row[1] for row in self._database.execute(f"PRAGMA main.table_info({table})")}
            if known and name not in known:
                self._database.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")

    def _forget_people(self) -> None:
        """They were kept until the setting changed."""
        with self._transaction() as database:
            database.execute("UPDATE answers SET asker = NULL WHERE asker IS NOT NULL")
            database.execute("UPDATE feedback SET person = lower(hex(randomblob(16)))")

    def pseudonym(self, person: int) -> str:
        """The keyed hash that stands for a user id; without the key nobody can tell whose it is."""
        return hmac.new(self._key, str(person).encode(), hashlib.sha256).hexdigest()[:32]

    def record(
        self,
        answer: Answer,
        *,
        guild: int | None,
        channel: int,
        asker: int,
        asked: int | None = None,
        private: bool = False,
        listed: bool = True,
    ) -> str:
        """Keep an answer; its new id goes into the buttons below it. `asked` is the message that asked.

        One that is not `listed` is neither among the recent questions nor among the unanswered ones. Lists
        show a question as it was asked of the articles: completed, where it was a follow-up.
        """
        entry = secrets.token_hex(8)
        with self._transaction() as database:
            database.execute(
                "INSERT INTO answers (id, at, guild, channel, asked, asker, private, status, reason, question,"
                " grouped_as, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    entry,
                    self._clock(),
                    guild,
                    channel,
                    asked,
                    self.pseudonym(asker) if self._keep_people else None,
                    private,
                    answer.status,
                    answer.reason,
                    answer.asked_as,
                    _group(answer.asked_as) if listed else "",
                    _ANSWER.dump_json(answer).decode(),
                ),
            )
        return entry

    def revise(self, entry: str, answer: Answer, *, listed: bool = True) -> None:
        """Replace an answer in place: its question was edited."""
        with self._transaction() as database:
            database.execute(
                "UPDATE answers SET status = ?, reason = ?, question = ?, grouped_as = ?, deep = 0,"
                " answer = ? WHERE id = ?",
                (
                    answer.status,
                    answer.reason,
                    answer.asked_as,
                    _group(answer.asked_as) if listed else "",
                    _ANSWER.dump_json(answer).decode(),
                    entry,
                ),
            )
            self._clear(database, entry)

    def _clear(self, database: sqlite3.Connection, entry: str) -> None:
        """Within a transaction: forget what was said of an answer that is another now."""
        database.execute("DELETE FROM feedback WHERE answer = ?", (entry,))

    def deepen(self, entry: str, answer: Answer) -> None:
        """Keep the same answer with its further quotes."""
        with self._transaction() as database:
            database.execute(
                "UPDATE answers SET deep = 1, answer = ? WHERE id = ?",
                (_ANSWER.dump_json(answer).decode(), entry),
            )

    def place(self, entry: str, message: int, channel: int | None = None) -> None:
        """Remember which message shows the answer, and in which channel."""
        with self._transaction() as database:
            database.execute(
                "UPDATE answers SET message = ?, shown_in = ? WHERE id = ?", (message, channel, entry)
            )

    def entry(self, entry: str) -> Entry | None:
        """The answer with this id; None once it is no longer kept, or where another version wrote it otherwise."""
        return self._entry("id", entry)

    def entry_at(self, message: int) -> Entry | None:
        """The answer that this message shows."""
        return self._entry("message", message)

    def entry_asked_by(self, message: int) -> Entry | None:
        """The answer to the question that this message asked."""
        return self._entry("asked", message)

    def _entry(self, column: str, value: str | int) -> Entry | None:
        rows = self._rows(
            f"SELECT {_ENTRY} FROM answers WHERE {column} = ? ORDER BY at DESC LIMIT 1",  # noqa: S608
            value,
        )
        if not rows:
            return None
        identity, at, guild, channel, message, shown_in, private, deep, answer = rows[0]
        try:
            kept = parsed(answer)
        except ValidationError:
            return None
        return Entry(identity, at, guild, channel, message, shown_in, bool(private), bool(deep), kept)

    def recent_questions(
        self, guild: int, part: str, *, channels: Collection[int], limit: int = 25
    ) -> list[str]:
        """Of the newest 2,000 questions answered openly in these channels, with all words of `part`, each once."""
        rows = self._rows(
            "SELECT question, max(at) FROM (SELECT question, grouped_as, at FROM answers WHERE guild = ?"
            " AND status = 'answered' AND NOT private AND grouped_as <> ''"
            " AND channel IN (SELECT value FROM json_each(?)) ORDER BY at DESC LIMIT 2000)"
            " WHERE NOT EXISTS (SELECT 1 FROM json_each(?) AS word WHERE NOT instr(grouped_as, word.value))"
            " GROUP BY grouped_as ORDER BY max(at) DESC LIMIT ?",
            guild,
            json.dumps(list(channels)),
            json.dumps(_group(part).split()),
            limit,
        )
        return [question for question, _ in rows]

    def unanswered(self, guild: int, *, channels: Collection[int], limit: int = 25) -> list[Unanswered]:
        """The questions that were refused openly in these channels, most frequent first, then newest."""
        week = self._clock() - WEEK
        rows = self._rows(
            "SELECT question, count(*), reason, max(at), sum(at > ?2), sum(at <= ?2 AND at > ?3) FROM answers"
            " WHERE guild = ?1 AND status = 'refused' AND NOT private AND grouped_as <> ''"
            " AND channel IN (SELECT value FROM json_each(?5)) GROUP BY grouped_as"
            " ORDER BY count(*) DESC, max(at) DESC LIMIT ?4",
            guild,
            week,
            week - WEEK,
            limit,
            json.dumps(list(channels)),
        )
        return [Unanswered(*row) for row in rows]

    def unanswered_privately(self, guild: int) -> int:
        """How many questions of the server were refused that had been asked in private."""
        rows = self._rows(
            "SELECT count(*) FROM answers WHERE guild = ? AND status = 'refused' AND private AND grouped_as <> ''",
            guild,
        )
        return int(rows[0][0])

    def judge(
        self, entry: str, person: int, *, helpful: bool, comment: str | None = None, why: str | None = None
    ) -> bool:
        """Keep what a person thinks of an answer, replacing what they thought before; False if it is gone."""
        with self._transaction() as database:
            known = database.execute("SELECT 1 FROM answers WHERE id = ?", (entry,)).fetchone()
            if known:
                database.execute(
                    "INSERT OR REPLACE INTO feedback (answer, person, at, helpful, comment, why)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (entry, self._critic(person), self._clock(), helpful, comment, why),
                )
        return known is not None

    def _critic(self, person: int) -> str:
        return self.pseudonym(person) if self._keep_people else secrets.token_hex(16)

    def feedback(self, entry: str) -> list[Feedback]:
        """What people thought of an answer, oldest first."""
        rows = self._rows(
            "SELECT helpful, comment, why FROM feedback WHERE answer = ? ORDER BY at, rowid", entry
        )
        return [Feedback(bool(helpful), *said) for helpful, *said in rows]

    def purge(self) -> int:
        """Delete what is older than it may be kept; how many answers went."""
        oldest = self._clock() - max(self._keep_days, 1) * DAY
        with self._transaction() as database:
            database.execute(
                "DELETE FROM feedback WHERE answer IN (SELECT id FROM answers WHERE at < ?)", (oldest,)
            )
            gone = database.execute("DELETE FROM answers WHERE at < ?", (oldest,)).rowcount
        if gone:
            self._empty_journal()
        return gone


def parsed(answer: str) -> Answer:
    """An answer as the ledger keeps it. Raises ValidationError where another version wrote it otherwise."""
    return _ANSWER.validate_json(answer)


def _group(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))
