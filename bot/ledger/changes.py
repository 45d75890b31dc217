"""Who changed the articles: what servers added, removed and took back again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from bot.ledger.database import Database

_TABLES = """
CREATE TABLE IF NOT EXISTS changes (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, guild INTEGER NOT NULL, person INTEGER NOT NULL, what TEXT NOT NULL,
    article TEXT NOT NULL, title TEXT NOT NULL, kept TEXT NOT NULL, undone_by INTEGER
) STRICT;
"""
_CHANGE = "id, at, guild, person, what, article, title, kept, undone_by"


SOMEBODY = 0
"""Stands for a person who is not kept."""


class Change(NamedTuple):
    """One article was "added" or "removed".

    `person` is a user id, for whoever changes what others read answers for it; SOMEBODY once that is forgotten. `kept`
    is the file of what was removed; `undone_by` the user id of who took the change back, None where nobody did.
    """

    id: int
    at: float
    guild: int
    person: int
    what: str
    article: str
    title: str
    kept: str
    undone_by: int | None


class Changes(Database):
    """The part of the ledger that says who changed the articles."""

    _clock: Callable[[], float] = time.time
    _keep_days: int = 90
    _keep_people: bool = True

    def _prepare(self) -> None:
        super()._prepare()
        self._database.executescript(_TABLES)

    def changed(
        self, guild: int, person: int, what: str, *, article: str, title: str, kept: str = ""
    ) -> Change:
        """Keep that somebody changed the articles, as far as people are kept; the change, with who made it."""
        at = self._clock()
        with self._transaction() as database:
            cursor = database.execute(
                "INSERT INTO changes (at, guild, person, what, article, title, kept) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (at, guild, self._named(person), what, article, title, kept),
            )
        return Change(cursor.lastrowid or 0, at, guild, person, what, article, title, kept, None)

    def _named(self, person: int) -> int:
        return person if self._keep_people and self._keep_days else SOMEBODY

    def changes_by(self, person: int, limit: int) -> tuple[list[Change], int]:
        """What a person changed or took back, newest first, and how much there is."""
        rows = self._rows(
            f"SELECT {_CHANGE} FROM changes WHERE ? IN (person, undone_by) ORDER BY id DESC",  # noqa: S608
            person,
        )
        return [Change(*row) for row in rows[:limit]], len(rows)

    def _forget_changers(self, *, person: int | None = None, before: float | None = None) -> int:
        """Forget who changed what: one person, or all before a time, or all; the changes stay. How many names went."""
        with self._transaction() as database:
            return sum(
                database.execute(
                    f"UPDATE changes SET {column} = {SOMEBODY} WHERE {column} <> {SOMEBODY}"  # noqa: S608
                    f" AND (?1 IS NULL OR {column} = ?1) AND (?2 IS NULL OR at < ?2)",
                    (person, before),
                ).rowcount
                for column in ("person", "undone_by")
            )

    def changes(self, guild: int, limit: int) -> list[Change]:
        """What a server changed, newest first."""
        rows = self._rows(
            f"SELECT {_CHANGE} FROM changes WHERE guild = ? ORDER BY id DESC LIMIT ?",  # noqa: S608
            guild,
            limit,
        )
        return [Change(*row) for row in rows]

    def last_change(self, guild: int) -> Change | None:
        """The newest change of a server that was not taken back."""
        rows = self._rows(
            f"SELECT {_CHANGE} FROM changes WHERE guild = ? AND undone_by IS NULL ORDER BY id DESC LIMIT 1",  # noqa: S608
            guild,
        )
        return Change(*rows[0]) if rows else None

    def undone(self, change: int, person: int) -> None:
        """Keep that somebody took a change back."""
        with self._transaction() as database:
            database.execute("UPDATE changes SET undone_by = ? WHERE id = ?", (self._named(person), change))
