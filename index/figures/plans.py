"""Plans: what was due, expected or meant to be, which a question for what happened does not ask."""

from __future__ import annotations

import re


def is_only_planned(question: str, sentence: str, start: int) -> bool:
    """Whether a sentence tells what stands at `start` as a plan, where a question asks what happened.

    "It had been due to open in 2018, but opened in 2022": the plan ends at the next clause.
    """
    if not _PAST.search(question) or _PLANNED.search(question):
        return False
    plans = [match.end() for match in _PLANNED.finditer(sentence, 0, start)]
    return bool(plans) and _NEXT_CLAUSE.search(sentence, plans[-1], start) is None


_PAST = re.compile(r"\b(?:did|was|were|has|have|had|\w+ed)\b", re.IGNORECASE)
_PLANNED = re.compile(
    r"\b(?:due|planned|scheduled|expected|supposed|meant|intended|hoped|slated|set)\s+(?:to\s+\w+|for|in|on|by)\b",
    re.IGNORECASE,
)
_NEXT_CLAUSE = re.compile(
    r"[;:]|,?\s(?:but|although|though|yet|and (?:was|were|has|had|\w+ed))\b", re.IGNORECASE
)
