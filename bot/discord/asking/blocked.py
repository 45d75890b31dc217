"""Words that a server does not want to read repeated, as one pattern, made when its settings are read."""

from __future__ import annotations

import re
from collections.abc import Sequence


def pattern_of(words: Sequence[str]) -> re.Pattern[str] | None:
    """What finds any of these words, written as in AutoMod, in a text; None where there are none."""
    return re.compile("|".join(map(_one, words)), re.IGNORECASE) if words else None


def _one(word: str) -> str:
    begins = "" if word.startswith("*") else r"(?<!\w)"
    ends = "" if word.endswith("*") else r"(?!\w)"
    return begins + r"\s+".join(map(re.escape, word.strip("*").split())) + ends
