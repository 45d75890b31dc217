"""Anchors: the times and names in a sentence that its figures may belong to."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from index.figures.figure import Moment, Years
from index.figures.read import figures_in
from index.question.support import SURELY_A_NAME, question_words

Class = Literal["time", "name"]


class Anchor(NamedTuple):
    """Words of a sentence that a figure may belong to: a time or a name. `value` is a time's, None of a name."""

    of: Class
    words: str
    value: Moment | Years | None
    start: int
    end: int


@functools.lru_cache(maxsize=512)
def anchors_in(text: str) -> tuple[Anchor, ...]:
    """The times and names of a sentence, each class in order."""
    return (*_times(text), *_names(text))


def _times(text: str) -> Iterator[Anchor]:
    for figure in figures_in(text):
        if isinstance(figure.value, Moment | Years):
            begins = _YEAR_TO.search(text, 0, figure.start)
            start = begins.start() if begins else figure.start
            yield Anchor("time", text[start : figure.end], figure.value, start, figure.end)
    for match in _RELATIVE.finditer(text):
        yield Anchor("time", match.group().lower(), None, *match.span())


_YEAR_TO = re.compile(
    r"\bthe (?:\w+ )?(?:year|months|quarter|season) (?:to|ending|ended|up to|until)(?: in)? \Z", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"\b(?:(?:last|this|the previous|the preceding|the following|the next|the same) (?:year|month|week|season|quarter|"
    r"decade|century|summer|winter|spring|autumn)"
    r"|the (?:\w+ )?(?:year|month|week|season|decade|months|years) (?:before|earlier|after|later)"
    r"|\w+ (?:years?|months?|weeks?|decades?) (?:earlier|before|later|ago)|now|today|currently)\b",
    re.IGNORECASE,
)


def _names(text: str) -> Iterator[Anchor]:
    for match in _NAME.finditer(text):
        if _MONTH.fullmatch(match.group()):
            continue
        first = match.group().split()[0]
        start = match.start()
        if start == _BEGINS.match(text).end() and not _is_name(first):  # type: ignore[union-attr]
            if first == match.group():
                continue
            start += len(first) + 1  # "The Humber Bridge", "In London"
        yield Anchor("name", text[start : match.end()], None, start, match.end())


_CAPITAL = r"[A-Z](?:\.(?=\s+[A-Z])|[\w’'-]*)"
_NAME = re.compile(rf"\b{_CAPITAL}(?:\s+(?:(?:of|the|upon|de|von|van)\s+){{0,2}}{_CAPITAL})*")
_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|It|There|They|He|She|We|I)\b.*"
)
_BEGINS = re.compile(r"\W*")


def _is_name(word: str) -> bool:
    return any(
        known.text == word and known.namehood >= SURELY_A_NAME for known in question_words(f"x {word}")
    )


def is_asked(anchor: Anchor, question: str) -> bool:
    """Whether a question names this time or name."""
    if anchor.value is not None:
        return any(figure.value == anchor.value for figure in figures_in(question))
    asked = set(re.findall(r"\w+", question.lower()))
    words = set(re.findall(r"\w+", re.sub(r"['’]s\b", "", anchor.words.lower()))) - _SMALL
    return bool(words) and words <= asked


_SMALL = {"of", "the", "upon", "a", "an", "de", "von", "van"}
