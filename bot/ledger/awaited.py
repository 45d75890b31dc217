"""Refused questions that people want to be told about, and answers that were marked as corrected."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from bot.ledger.answers import Answers

_TABLES = """
CREATE {temp} TABLE IF NOT EXISTS awaited (
    answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE, person INTEGER NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (answer, person)
) STRICT;
CREATE {temp} TABLE IF NOT EXISTS corrected (
    answer TEXT PRIMARY KEY REFERENCES answers (id) ON DELETE CASCADE, note TEXT NOT NULL
) STRICT;
"""


PARSED = 100
"""Answers that are parsed while nobody else can use the ledger."""


class Awaited(Answers):
    """The part of the ledger that knows what becomes of answers when the articles change."""

    def _prepare(self) -> None:
        if not self._keep_days:  # before the answers that they refer to are dropped
            self._database.executescript("DROP TABLE IF EXISTS awaited; DROP TABLE IF EXISTS corrected;")
        super()._prepare()
        self._database.executescript(_TABLES.format(temp="" if self._keep_days else "TEMP"))

    def _clear(self, database: sqlite3.Connection, entry: str) -> None:
        super()._clear(database, entry)
        database.execute("DELETE FROM awaited WHERE answer = ?", (entry,))
        database.execute("DELETE FROM corrected WHERE answer = ?", (entry,))

    def await_answer(self, entry: str, person: int, most: int) -> bool | None:
        """A person (a user id: nobody else can be told) wants to know when this is answered.

        False where they wait for as many already, None where the refusal is no longer kept, or is an answer by now.
        """
        with self._transaction() as database:
            refusal = "SELECT 1 FROM answers WHERE id = ? AND status = 'refused'"
            if not database.execute(refusal, (entry,)).fetchone():
                return None
            count = "SELECT count(*) FROM awaited WHERE person = ? AND answer <> ?"
            if database.execute(count, (person, entry)).fetchone()[0] >= most:
                return False
            database.execute(
                "INSERT OR REPLACE INTO awaited VALUES (?, ?, ?)", (entry, person, self._clock())
            )
        return True

    def stop_awaiting(self, entry: str, person: int) -> None:
        """They were told, or want to be told no more."""
        with self._transaction() as database:
            database.execute("DELETE FROM awaited WHERE answer = ? AND person = ?", (entry, person))

    def awaited(self) -> dict[str, list[int]]:
        """By the refusal's id, who waits for its answer, whoever came first first."""
        waiting: dict[str, list[int]] = {}
        rows = self._rows(
            "SELECT awaited.answer, person FROM awaited JOIN answers ON answers.id = awaited.answer"
            " WHERE status = 'refused' ORDER BY awaited.at, awaited.rowid"
        )
        for entry, person in rows:
            waiting.setdefault(entry, []).append(person)
        return waiting

    def quoting_otherwise(self, texts: Mapping[str, str], since: float) -> list[str]:
        """Answers given since then, and shown, that quote an article whose text is not this one now, or were marked so.

        `texts` has the sha256 of each article's text by its id. Newest first.
        """
        rows = self._rows(
            "SELECT id FROM answers WHERE at >= ? AND status = 'answered' AND message IS NOT NULL ORDER BY at DESC",
            since,
        )
        shown = [entry for (entry,) in rows]
        found: dict[str, None] = {}
        for start in range(0, len(shown), PARSED):
            quoted = self._rows(
                "SELECT answers.id, json_extract(quote.value, '$.citation.article'),"
                " json_extract(quote.value, '$.citation.sha256'), corrected.note"
                " FROM json_each(?) AS one JOIN answers ON answers.id = one.value"
                " JOIN json_each(answers.answer, '$.quotes') AS quote"
                " LEFT JOIN corrected ON corrected.answer = answers.id ORDER BY one.key",
                json.dumps(shown[start : start + PARSED]),
            )
            found |= {
                entry: None for entry, article, text, note in quoted if note or texts.get(article) != text
            }
        return list(found)

    def correction(self, entry: str) -> str:
        """What this answer was marked with; empty where it is not."""
        rows = self._rows("SELECT note FROM corrected WHERE answer = ?", entry)
        return rows[0][0] if rows else ""

    def correct(self, entry: str, note: str) -> None:
        """Keep what an answer was marked with, or that it is no more."""
        with self._transaction() as database:
            database.execute("DELETE FROM corrected WHERE answer = ?", (entry,))
            if note:
                database.execute("INSERT INTO corrected VALUES (?, ?)", (entry, note))
