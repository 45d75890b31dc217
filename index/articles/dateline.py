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


def dateline(paragraphs: Iterable[str]) -> str | None:
    """The date, as written, in the first line above an article's first paragraph that says when it appeared.

    Such a line is no more than a date with its weekday, time, "Published" or "By Ida Roe".
    """
    for paragraph in islice(paragraphs, DEEPEST):
        if len(paragraph.split()) >= FEWEST_WORDS:
            return None
        for line in paragraph.split("\n"):
            if found := _LINE.fullmatch(line.strip()):
                return found["date"]
    return None


_MONTH = rf"(?:{'|'.join((*calendar.month_name[1:], *calendar.month_abbr[1:], 'Sept'))})\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = rf"(?P<date>(?:{_DAY} {_MONTH},? |{_MONTH} {_DAY},? )(?:199|20\d)\d)"
_WEEKDAY = rf"(?:{'|'.join((*calendar.day_name, *calendar.day_abbr))})\.?,?"
_TIME = r"\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?"
_LINE = re.compile(
    rf"(?:by (?:[^\W\d_]\S*,? ){{2,5}}[|·–—-]? ?|(?:(?:first|last) )?(?:published|posted|updated)(?: on)?:? )?"
    rf"(?:{_WEEKDAY} )?{_DATE}(?:,? ?[|·–—-]? ?(?:at )?{_TIME})?(?: ?[|·] ?[\w. ]{{1,20}})?",
    re.IGNORECASE,
)
