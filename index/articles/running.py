"""Running lines: what a printed page repeats above or below its text (a paper's name, the day, the page's number)."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple


class Pages(NamedTuple):
    """A text without its running lines, and those lines, each as its columns."""

    text: str
    left_out: tuple[tuple[str, ...], ...]


def without_running_lines(text: str) -> Pages:
    """Take the running lines out of a text copied from pages: the sentence that they cut in two is whole again.

    One is a line of two columns alone among lines without columns, of which one column comes again in another
    such line, or stands above the text as a line of its own; or the line nearest to a page's break that is the same,
    but for numbers, at another break; or one that says which of how many pages it is on. In a text that has some, a
    line that is nothing but a number is a page's.
    """
    lines = text.split("\n")
    running = _alone_in_columns(lines) | _at_breaks(lines)
    if running:
        running |= {place for place, line in enumerate(lines) if _PAGE_NUMBER.fullmatch(line.strip("\f"))}
    running |= {place for place, line in enumerate(lines) if _PAGE_OF.fullmatch(line.strip("\f "))}
    if not running:
        return Pages(text.replace("\f", "\n"), ())
    left_out = tuple(tuple(_columns(lines[place])) for place in sorted(running))
    running |= _blank_around(lines, running)
    kept = [line.replace("\f", "") for place, line in enumerate(lines) if place not in running]
    return Pages("\n".join(kept), left_out)


def _blank_around(lines: list[str], running: set[int]) -> set[int]:
    """The empty lines around running lines within a sentence: what comes after them goes on in lower case."""
    blank: set[int] = set()
    last = -1
    for place in sorted(running):
        if place <= last:
            continue  # of a run that was looked at
        first = last = place
        while first > 0 and (first - 1 in running or not lines[first - 1].strip("\f ")):
            first -= 1
        while last + 1 < len(lines) and (last + 1 in running or not lines[last + 1].strip("\f ")):
            last += 1
        before = lines[first - 1].rstrip() if first else ""
        after = "".join(lines[last + 1 : last + 2]).lstrip()
        if before and before[-1] not in ".!?:" and after[:1].islower():
            blank.update(range(first, last + 1))
    return blank


MASTHEAD = 3
"""Lines at the beginning of a text in which a paper's name and day may stand."""
_COLUMNS = re.compile(r" {3,}|\t+")
_PAGE_OF = re.compile(
    r"(?:.{0,80}?(?:\s{2,}|\s[|.·–—-]\s*))?page \d{1,4} of \d{1,4}(?:(?:\s{2,}|\s*[|·–—]\s).{0,40})?",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"\s*(?:[-–—|]\s*)?\d{1,4}(?:\s*[-–—|])?\s*")


def _columns(line: str) -> list[str]:
    return [part.strip() for part in _COLUMNS.split(line.strip("\f ")) if part.strip()]


def _alone_in_columns(lines: list[str]) -> set[int]:
    """Lines of two or three columns, no such line next to them, that share a column but for its numbers.

    They share it with each other, or with one of the first lines of the text.
    """
    split = [_columns(line) for line in lines]
    alone = {
        place: {blotted(column) for column in columns if re.search(r"[^\W\d_]{3}", column)}
        for place, columns in enumerate(split)
        if 2 <= len(columns) <= 3
        and not any(len(split[near]) > 1 for near in (place - 1, place + 1) if 0 <= near < len(lines))
    }
    first = [columns for columns in split if columns][:MASTHEAD]
    above = {blotted(columns[0]) for columns in first if len(columns) == 1}
    seen = Counter([*above, *(column for columns in alone.values() for column in columns)])
    return {place for place, columns in alone.items() if any(seen[column] > 1 for column in columns)}


def _at_breaks(lines: list[str]) -> set[int]:
    """The lines nearest to form feeds, before and after, that come again at another one."""
    near: dict[int, str] = {}
    for place, line in enumerate(lines):
        if "\f" not in line:
            continue
        for step, at in ((-1, place - 1), (1, place)):
            while 0 <= at < len(lines) and not lines[at].strip("\f "):
                at += step
            if 0 <= at < len(lines):
                near[at] = blotted(lines[at].strip("\f "))
    seen = Counter(near.values())
    return {place for place, line in near.items() if seen[line] > 1}


def blotted(line: str) -> str:
    """A line with its numbers blotted out, by which it is known on another page."""
    return re.sub(r"\d+", "#", " ".join(line.split()))
