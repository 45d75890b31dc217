"""How telling a word is, and how often it is a name or a noun: a table by stem."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parents[1] / "models" / "words.tsv"


class WordStatistics(NamedTuple):
    """What the table says of one stem: see `training/word_statistics.py`."""

    weight: float
    namehood: float
    nounhood: float


@functools.cache
def table() -> dict[str, WordStatistics]:
    """The table of words, by stem."""
    rows = (
        line.split("\t")
        for line in TABLE.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
    return {stem: WordStatistics(*map(float, figures)) for stem, *figures in rows}
