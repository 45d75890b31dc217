"""The catalogue of what is indexed now, for those who change the corpus."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.building import generations
from index.building.catalogue import Catalogue
from index.errors import UnusableIndex


@contextmanager
def catalogue_of(data: Path, corpus: Path) -> Iterator[Catalogue | None]:
    """The current generation's catalogue; None where there is none, or none that can be read."""
    folder, catalogue = generations.current(data), None
    if folder is not None:
        with suppress(UnusableIndex, sqlite3.DatabaseError):
            generations.read_manifest(folder)
            catalogue = Catalogue.open(folder / generations.CATALOGUE, corpus)
    try:
        yield catalogue
    finally:
        if catalogue is not None:
            catalogue.close()
