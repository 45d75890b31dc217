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


class Change(NamedTuple):
    """One article was "added" or "removed".

    `person` is a user id, for whoever changes what others read answers for it. `kept` is the file of what was
    removed; `undone_by` the user id of who took the change back.
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

    def _prepare(self) -> None:
        super()._prepare()
        self._database.executescript(_TABLES)

    def changed(
        self, guild: int, person: int, what: str, *, article: str, title: str, kept: str = ""
    ) -> None:
        """Keep that somebody changed the articles."""
        with self._transaction() as database:
            database.execute(
                "INSERT INTO changes (at, guild, person, what, article, title, kept) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (self._clock(), guild, person, what, article, title, kept),
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
            database.execute("UPDATE changes SET undone_by = ? WHERE id = ?", (person, change))
