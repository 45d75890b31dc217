"""Revisions: what an article's text was before it was corrected, by its hash and date, for those who quoted it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from index.building.catalogue import Catalogue


class Revision(NamedTuple):
    """A text that an article had: its hash, the article's date then, and when another replaced it (both ISO 8601)."""

    sha256: str
    date: str | None
    replaced: str


def carry_revisions(catalogue: Catalogue, before: Path | None, fresh: Collection[str]) -> None:
    """Keep what the catalogue in the file `before` knows of texts replaced, and add those that are replaced now.

    `fresh` are the articles that were read anew, by id.
    """
    if before is None:
        return
    now = datetime.now(UTC).isoformat(timespec="seconds")
    # A catalogue of another format, or a damaged one, gives what it can.
    with suppress(sqlite3.DatabaseError), closing(Catalogue.open(before, before.parent)) as old:
        with suppress(sqlite3.OperationalError):
            catalogue.write(
                "INSERT OR IGNORE INTO revisions VALUES (?, ?, ?, ?)", old.read("SELECT * FROM revisions")
            )
        were = _texts(old, fresh)
        are = _texts(catalogue, fresh)
        replaced = [(id, *text, now) for id, text in were.items() if id in are and are[id][0] != text[0]]
        catalogue.write("INSERT OR REPLACE INTO revisions VALUES (?, ?, ?, ?)", replaced)


def _texts(catalogue: Catalogue, ids: Collection[str]) -> dict[str, tuple[str, str | None]]:
    chosen = "SELECT id, sha256, date FROM articles WHERE id IN (SELECT value FROM json_each(?))"
    return {id: (sha256, date) for id, sha256, date in catalogue.read(chosen, [json.dumps(list(ids))])}


def revision_of(catalogue: Catalogue, article: str, sha256: str) -> Revision | None:
    """The text of an article that had this hash, if it was replaced since."""
    chosen = "SELECT sha256, date, replaced FROM revisions WHERE article = ? AND sha256 = ?"
    rows = catalogue.read(chosen, [article, sha256])
    return Revision(*rows[0]) if rows else None
