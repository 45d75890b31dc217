"""Channels that are told of new articles: what they want, what is due there, what was posted."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from bot.ledger.database import DAY, HOUR, Database

_TABLES = """
CREATE TABLE IF NOT EXISTS feeds (
    guild INTEGER NOT NULL, channel INTEGER PRIMARY KEY, words TEXT NOT NULL, source TEXT NOT NULL,
    hourly INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS feed_lines (
    channel INTEGER NOT NULL REFERENCES feeds (channel) ON DELETE CASCADE, article TEXT NOT NULL, at REAL NOT NULL,
    posted INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (channel, article)
) STRICT;
CREATE TABLE IF NOT EXISTS seen_articles (article TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT;
"""


class Feed(NamedTuple):
    """A channel that new articles are posted to: those with all `words` in their titles, of publishers whose name holds
    `source`, at most so many an hour.
    """

    guild: int
    channel: int
    words: str
    source: str
    hourly: int


class Feeds(Database):
    """The part of the ledger that knows which articles are new, and to whom."""

    _clock: Callable[[], float] = time.time

    def _prepare(self) -> None:
        super()._prepare()
        self._database.executescript(_TABLES)

    def follow(self, feed: Feed) -> None:
        """Post new articles to a channel from now on, or otherwise than before."""
        with self._transaction() as database:
            database.execute(
                "INSERT INTO feeds VALUES (?, ?, ?, ?, ?) ON CONFLICT (channel) DO UPDATE"
                " SET words = excluded.words, source = excluded.source, hourly = excluded.hourly",
                feed,
            )

    def unfollow(self, channel: int) -> bool:
        """Post nothing there any more; False where nothing was."""
        with self._transaction() as database:
            return database.execute("DELETE FROM feeds WHERE channel = ?", (channel,)).rowcount > 0

    def feeds(self, guild: int | None = None) -> list[Feed]:
        """Those of a server, or all."""
        rows = self._rows(
            "SELECT guild, channel, words, source, hourly FROM feeds WHERE ?1 IS NULL OR guild = ?1 ORDER BY channel",
            guild,
        )
        return [Feed(*row) for row in rows]

    def unseen(self, texts: Mapping[str, str]) -> list[str]:
        """The articles that are new among these, by id. None at the first look.

        `texts` has the sha256 of each article's text by its id: a file that was only moved is not new.
        """
        known = dict(self._rows("SELECT article, sha256 FROM seen_articles"))
        old_texts = set(known.values())
        fresh = [id for id, text in texts.items() if id not in known and text not in old_texts]
        return fresh if known else []

    def put_up(self, texts: Mapping[str, str], wanted: Mapping[int, Collection[str]]) -> None:
        """These articles, by channel, are to be posted there; from now on all of `texts` are known.

        Both or neither: whatever ends the process, an article is either still unseen or due where it is wanted.
        """
        with self._transaction() as database:
            for channel, articles in wanted.items():
                database.executemany(
                    "INSERT OR IGNORE INTO feed_lines (channel, article, at) VALUES (?, ?, ?)",
                    [(channel, article, self._clock()) for article in articles],
                )
            there = json.dumps(dict(texts))
            database.execute(
                "DELETE FROM seen_articles WHERE article NOT IN (SELECT key FROM json_each(?))", (there,)
            )
            database.execute(
                "INSERT INTO seen_articles SELECT key, value FROM json_each(?) WHERE true ON CONFLICT (article)"
                " DO UPDATE SET sha256 = excluded.sha256 WHERE sha256 <> excluded.sha256",
                (there,),
            )

    def due(self, feed: Feed) -> list[str]:
        """What may be posted in a channel now, in the order in which it came. What waited for a day is dropped."""
        now = self._clock()
        with self._transaction() as database:
            database.execute("DELETE FROM feed_lines WHERE at < ?", (now - DAY,))
            posted = "SELECT count(*) FROM feed_lines WHERE channel = ? AND posted AND at > ?"
            left = feed.hourly - database.execute(posted, (feed.channel, now - HOUR)).fetchone()[0]
            rows = database.execute(
                "SELECT article FROM feed_lines WHERE channel = ? AND NOT posted ORDER BY at, rowid LIMIT ?",
                (feed.channel, max(0, left)),
            ).fetchall()
        return [article for (article,) in rows]

    def posted(self, channel: int, articles: Collection[str]) -> None:
        """These were posted now."""
        with self._transaction() as database:
            database.executemany(
                "UPDATE feed_lines SET posted = 1, at = ? WHERE channel = ? AND article = ?",
                [(self._clock(), channel, article) for article in articles],
            )

    def drop(self, channel: int, articles: Collection[str]) -> None:
        """These will not be posted: they are gone."""
        with self._transaction() as database:
            database.executemany(
                "DELETE FROM feed_lines WHERE channel = ? AND article = ?",
                [(channel, article) for article in articles],
            )
