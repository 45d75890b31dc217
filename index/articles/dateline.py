"""Datelines: the day of publication that stands above an article's text, where nothing else says it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

MOST_WORDS = 10
"""Words of a line that may be a byline or a dateline."""
FEWEST_WORDS = 18
"""Words of a paragraph with which an article's text has begun."""


def dateline(paragraphs: Iterable[str]) -> str | None:
    """The only date in a short line above an article's first paragraph, as written; headlines are not to be among them.

    A line that ends a sentence tells news.
    """
    for paragraph in paragraphs:
        if len(paragraph.split()) >= FEWEST_WORDS and "\n" not in paragraph.strip():
            return None
        for line in paragraph.split("\n"):
            if (
                len(line.split()) <= MOST_WORDS
                and len(found := _DATE.findall(line)) == 1
                and not _ENDS.search(line)
            ):
                return str(found[0])
        if len(paragraph.split()) >= FEWEST_WORDS:
            return None
    return None


def is_dateline(line: str) -> bool:
    """Whether a line is hardly more than a date."""
    found = _DATE.search(line)
    return found is not None and 2 * len(found.group().split()) > len(line.split())


_ENDS = re.compile(r"[.!?]\W*\Z")
_MONTH = rf"(?:{'|'.join(calendar.month_name[1:])}|{'|'.join(calendar.month_abbr[1:])}|Sept)\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(rf"\b(?:{_DAY} {_MONTH},? |{_MONTH} {_DAY},? )(?:19|20)\d\d\b", re.IGNORECASE)
