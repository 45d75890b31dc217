"""Datelines: the day of publication that stands above an article's text, where nothing else says it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from itertools import islice

FEWEST_WORDS = 18
"""Words of a paragraph with which an article's text has begun."""
DEEPEST = 4
"""Paragraphs below the title in which the day may stand."""
MOST_WORDS = 14
"""Words of a line that says it."""
LONGEST = 200
"""Characters of such a line."""


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
            for day, label in _set_apart(line):
                if not _UPDATED.search(label):
                    return day
                updated = updated or day
    return updated


def _set_apart(line: str) -> Iterator[tuple[str, str]]:
    """The dates in a line that are set apart from the other words there, each with what stands before it."""
    if len(line) > LONGEST or len(line.split()) > MOST_WORDS or _SENTENCE.search(line):
        return
    dates = list(_DATE.finditer(line))
    if len(dates) > 1 and not _PUBLISHED.search(line):
        return  # from one day to another, it may be
    end = 0
    for found in dates:
        label, after = line[end : found.start()], line[found.end() :]
        if (_ALONE.search(label) and _AFTER.match(after)) or (_BEHIND.search(label) and _LAST.match(after)):
            yield found.group(), label
        end = found.end()


_MONTH = rf"(?:{'|'.join((*calendar.month_name[1:], *calendar.month_abbr[1:], 'Sept'))})\.?"
_DAY, _YEAR = r"\d{1,2}(?:st|nd|rd|th)?", r"(?:199|20\d)\d"
_DATE = re.compile(
    rf"(?<!\w)(?:(?:{_DAY} {_MONTH},? |{_MONTH} {_DAY},? |\d{{1,2}}([/.])\d{{1,2}}\1){_YEAR}|{_YEAR}-\d\d-\d\d)(?!\w)",
    re.IGNORECASE,
)
_LABEL = "published|posted|updated"
_WEEKDAY = rf"(?:(?:{'|'.join((*calendar.day_name, *calendar.day_abbr))})\.?,? )?"
_TIME = r"(?:,? ?[|·–—-]? ?(?:at )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?)?"
_ALONE = re.compile(
    rf"(?:\A|[|·•–—-] ?|\b(?:{_LABEL})(?: on)?:? |\Aby (?:[^\W\d_]\S* ){{2,5}}){_WEEKDAY}\Z",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"\A[^:]*, {_WEEKDAY}\Z", re.IGNORECASE)
"""Behind the name of the paper and a comma, with which a line ends."""
_AFTER = re.compile(rf"{_TIME}(?: ?[,|·•–—-]| by |\Z)", re.IGNORECASE)
_LAST = re.compile(r" ?(?:[|·•]|\Z)")
_PUBLISHED = re.compile(rf"\b(?:{_LABEL})\b", re.IGNORECASE)
_UPDATED = re.compile(r"\bupdated\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<! [ap]\.m)[.!?]\Z", re.IGNORECASE)
