"""What stays until somebody changes it: the settings of servers and channels, and notes of the bot itself."""

from __future__ import annotations

import json
from typing import Any

from bot.ledger.database import Database

_TABLES = """
CREATE TABLE IF NOT EXISTS settings (
    guild INTEGER NOT NULL, channel INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (guild, channel, name)
) STRICT;
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""


class Settled(Database):
    """The part of the ledger that no retention touches."""

    def _prepare(self) -> None:
        super()._prepare()
        self._database.executescript(_TABLES)

    def settings(self, guild: int) -> dict[tuple[int, str], Any]:
        """The server's settings by channel (0 for the whole server) and name."""
        rows = self._rows("SELECT channel, name, value FROM settings WHERE guild = ?", guild)
        return {(channel, name): json.loads(value) for channel, name, value in rows}

    def servers_with(self, name: str) -> frozenset[int]:
        """The servers that have switched something on for all of them."""
        rows = self._rows(
            "SELECT guild FROM settings WHERE name = ? AND channel = 0 AND value = 'true'", name
        )
        return frozenset(guild for (guild,) in rows)

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
