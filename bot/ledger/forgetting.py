"""Taking back: an answer, all that one person asked, all of a server that the bot is no longer in."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from typing import NamedTuple

from bot.ledger.awaited import Awaited
from bot.ledger.changes import Changes
from bot.ledger.criticism import Criticised
from bot.ledger.database import DAY, WEEK
from bot.ledger.feeds import Feeds
from bot.ledger.settled import Settled

AFTER_LEAVING = WEEK
"""Seconds for which a server is kept that has removed the bot: it may have been a slip."""

KEPT = "own_only"
"""The setting that is never forgotten: what a server added for itself alone is not shown to others once it has left."""
_LEFT = "CREATE TABLE IF NOT EXISTS left_servers (guild INTEGER PRIMARY KEY, at REAL NOT NULL) STRICT;"


class Asked(NamedTuple):
    """A question that somebody asked, as it was understood, and when, in seconds since 1970."""

    question: str
    at: float


class Forgotten(NamedTuple):
    """How many questions and opinions of a person were deleted, and in how many places of the log their name."""

    asked: int
    thought: int
    changed: int


class Forgetting(Criticised, Awaited, Settled, Changes, Feeds):
    """The part of the ledger that forgets when told to."""

    def _prepare(self) -> None:
        super()._prepare()
        self._database.executescript(_LEFT)
        if not self._keep_people or not self._keep_days:
            self._forget_changers()

    def forget(self, entry: str) -> None:
        """Delete an answer with its question and what people thought of it."""
        with self._transaction() as database:
            database.execute("DELETE FROM feedback WHERE answer = ?", (entry,))
            database.execute("DELETE FROM answers WHERE id = ?", (entry,))
        self._empty_journal()

    def forget_shown_in(self, channel: int) -> int:
        """Delete the answers that were shown in a thread or a channel that is gone; how many."""
        with self._transaction() as database:
            database.execute(
                "DELETE FROM feedback WHERE answer IN (SELECT id FROM answers WHERE shown_in = ?)", (channel,)
            )
            gone = database.execute("DELETE FROM answers WHERE shown_in = ?", (channel,)).rowcount
        if gone:
            self._empty_journal()
        return gone

    def is_asker(self, entry: str, person: int) -> bool:
        """Whether this person asked what the answer is to; never, where nobody is kept."""
        return bool(
            self._rows("SELECT 1 FROM answers WHERE id = ? AND asker = ?", entry, self.pseudonym(person))
        )

    def asked_by(self, person: int, limit: int) -> tuple[list[Asked], int]:
        """A person's newest questions, and how many there are."""
        mine = self.pseudonym(person)
        rows = self._rows(
            "SELECT question, at FROM answers WHERE asker = ? ORDER BY at DESC LIMIT ?", mine, limit
        )
        count = self._rows("SELECT count(*) FROM answers WHERE asker = ?", mine)
        return [Asked(*row) for row in rows], int(count[0][0])

    def purge(self) -> int:
        """Delete what is older than it may be kept, and who changed articles before that; how many answers went."""
        self._forget_changers(before=self._clock() - max(self._keep_days, 1) * DAY)
        return super().purge()

    def forget_person(self, person: int) -> Forgotten:
        """Delete what a person asked and thought of answers, and the name from the log of changes; how much of each."""
        mine = self.pseudonym(person)
        with self._transaction() as database:
            thought = database.execute("DELETE FROM feedback WHERE person = ?", (mine,)).rowcount
            database.execute(
                "DELETE FROM feedback WHERE answer IN (SELECT id FROM answers WHERE asker = ?)", (mine,)
            )
            database.execute("DELETE FROM awaited WHERE person = ?", (person,))
            asked = database.execute("DELETE FROM answers WHERE asker = ?", (mine,)).rowcount
        changed = self._forget_changers(person=person)
        self._empty_journal()
        return Forgotten(asked, thought, changed)

    def note_servers(self, present: Collection[int]) -> None:
        """The bot is in these servers now: of others that are known, the time from which they are not kept runs."""
        with self._transaction() as database:
            known = {
                guild
                for (guild,) in database.execute(
                    "SELECT guild FROM answers WHERE guild IS NOT NULL UNION SELECT guild FROM changes"
                    " UNION SELECT guild FROM feeds UNION SELECT guild FROM settings WHERE name <> ?",
                    (KEPT,),
                )
            }
            _leave(database, known - set(present), self._clock())
            database.executemany("DELETE FROM left_servers WHERE guild = ?", [(guild,) for guild in present])

    def left(self, guild: int) -> None:
        """The bot was removed from this server."""
        with self._transaction() as database:
            _leave(database, [guild], self._clock())

    def forget_left(self) -> list[int]:
        """Delete all that is kept of servers that removed the bot long enough ago; which ones."""
        oldest = self._clock() - AFTER_LEAVING
        with self._transaction() as database:
            rows = database.execute("SELECT guild FROM left_servers WHERE at <= ?", (oldest,)).fetchall()
            database.executemany(
                "DELETE FROM feedback WHERE answer IN (SELECT id FROM answers WHERE guild = ?)", rows
            )
            for table in ("answers", "changes", "feeds", "left_servers"):
                database.executemany(f"DELETE FROM {table} WHERE guild = ?", rows)  # noqa: S608
            database.executemany(
                "DELETE FROM settings WHERE guild = ? AND name <> ?", [(*row, KEPT) for row in rows]
            )
        if rows:
            self._empty_journal()
        return [guild for (guild,) in rows]


def _leave(database: sqlite3.Connection, guilds: Collection[int], now: float) -> None:
    """They were left now, unless that is known already."""
    database.executemany(
        "INSERT OR IGNORE INTO left_servers VALUES (?, ?)", [(guild, now) for guild in guilds]
    )
