"""What has been said to whom: answers given, feedback, unanswered questions, and each server's settings.

One SQLite file. A person is kept only as a keyed hash (HMAC-SHA-256 with a key that lies outside the file), a
text for as many days as the settings say. With `keep_days=0` nothing said is written to disk at all: the
answers live in a temporary table in memory, so that buttons work until the bot stops, and then they are gone.
Settings and notes of the bot itself are kept in any case.

Every method is quick, blocking and safe to call from any thread.
"""

from __future__ import annotations

from bot.ledger.answers import Entry, Feedback, Unanswered
from bot.ledger.changes import SOMEBODY, Change
from bot.ledger.criticism import Criticism, Opinions, Weeks
from bot.ledger.database import DAY, LedgerUnusable
from bot.ledger.feeds import Feed
from bot.ledger.forgetting import Asked, Forgetting, Forgotten
from bot.ledger.key import ledger_key

__all__ = [
    "DAY",
    "SOMEBODY",
    "Asked",
    "Change",
    "Criticism",
    "Entry",
    "Feed",
    "Feedback",
    "Forgotten",
    "Ledger",
    "LedgerUnusable",
    "Opinions",
    "Unanswered",
    "Weeks",
    "ledger_key",
]


class Ledger(Forgetting):
    """The open ledger: a context manager, closed with `close`."""
