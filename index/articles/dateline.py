"""Datelines: the day of publication that stands above an article's text, where nothing else says it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from itertools import islice

FEWEST_WORDS = 18
"""Words of a paragraph with which an article's text has begun."""
DEEPEST = 4
"""Paragraphs below the title in which the day may stand."""
MOST_WORDS = 14
"""Words of a line that says it."""


def dateline(paragraphs: Iterable[str]) -> str | None:
    """The date, as written, in the first line above an article's first paragraph that says when it appeared.

    Such a line has few words, is no sentence, and sets the date apart: "Published 8 May 2019", "The Echo, 8 May 2019",
    "By Ida Roe | 8 May 2019 | News". What says when the text was put right last is taken where nothing else is there.
    """
    updated = None
    for paragraph in islice(paragraphs, DEEPEST):
        if len(paragraph.split()) >= FEWEST_WORDS:
            break
        for line in map(str.strip, paragraph.split("\n")):
            if (found := _set_apart(line)) is None:
                continue
            if not _UPDATED.search(line):
                return found
            updated = updated or found
    return updated


def _set_apart(line: str) -> str | None:
    """The date in a line that is set apart from the other words there, if it has others."""
    if len(line.split()) > MOST_WORDS or line.endswith((".", "!", "?")):
        return None
    for found in _DATE.finditer(line):
        before, after = line[: found.start()], line[found.end() :]
        if _BEFORE.search(before) and _AFTER.match(after):
            return found.group()
    return None


_MONTH = rf"(?:{'|'.join((*calendar.month_name[1:], *calendar.month_abbr[1:], 'Sept'))})\.?"
_DAY, _YEAR = r"\d{1,2}(?:st|nd|rd|th)?", r"(?:199|20\d)\d"
_DATE = re.compile(
    rf"(?<!\w)(?:(?:{_DAY} {_MONTH},? |{_MONTH} {_DAY},? |\d{{1,2}}([/.])\d{{1,2}}\1){_YEAR}|{_YEAR}-\d\d-\d\d)(?!\w)",
    re.IGNORECASE,
)
_WEEKDAY = rf"(?:{'|'.join((*calendar.day_name, *calendar.day_abbr))})\.?,?"
_BEFORE = re.compile(
    rf"(?:\A|[,|·•–—-] ?|\b(?:published|posted|updated)(?: on)?:? |\Aby (?:[^\W\d_]\S* ){{2,5}})(?:{_WEEKDAY} )?\Z",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:,? ?[|·–—-]? ?(?:at )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?)?(?: ?[,|·•–—-]| by |\Z)",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"\bupdated\b", re.IGNORECASE)
