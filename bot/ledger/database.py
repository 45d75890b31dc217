"""The ledger's SQLite file: opened, locked, written in whole transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from index.errors import PullquoteError

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "secure_delete=ON",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "busy_timeout=5000",
)

HOUR, DAY, WEEK = 3_600.0, 86_400.0, 7 * 86_400.0
"""Seconds."""


class LedgerUnusable(PullquoteError):
    """The ledger's file cannot be opened or written."""


class Database:
    """One connection behind one lock: a context manager, closed with `close`."""

    def __init__(self, path: Path) -> None:
        """Raises LedgerUnusable."""
        self._lock = threading.Lock()
        try:
            self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            try:
                for pragma in _PRAGMAS:
                    self._database.execute(f"PRAGMA {pragma}")
                self._prepare()
            except sqlite3.Error:
                self._database.close()
                raise
        except sqlite3.Error as error:
            raise LedgerUnusable(
                f"The ledger {path} cannot be used: {error}. Move it away or mend it, or name "
                "another folder with PULLQUOTE_DISCORD__LEDGER."
            ) from error

    def _prepare(self) -> None:
        """Make the tables that are missing, before anybody else can use them."""

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

    def _empty_journal(self) -> None:
        """What was deleted is gone from the write-ahead log, too, where older pages would stay for a while."""
        with self._lock:
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
