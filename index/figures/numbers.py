"""Numbers in a text: digits with separators, words by text2num, and "1.2m", "two and a half million", "a dozen"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple
from unicodedata import category

from index.articles.characters import UNSEEN


class Number(NamedTuple):
    """What `text[start:end]` is worth; `worded` where it is written in words."""

    value: Decimal
    start: int
    end: int
    worded: bool = False


_MAGNITUDES = {"k": 1_000, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "tn": 10**12}
_MAGNITUDES |= {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 10**6}
_MAGNITUDES |= {"billion": 10**9, "trillion": 10**12}
_PARTS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "three-quarters": Decimal("0.75")}
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
_LARGE = ("hundred", "thousand", "million", "billion", "trillion")
NUMBER_WORDS = frozenset(_SMALL) | frozenset(_LARGE)
_WORD = "|".join([*sorted(_SMALL, key=len, reverse=True), *_LARGE])
_MARKS = f"[{UNSEEN}]*"
_GROUPED = rf"\d{{1,3}}(?:{_MARKS}[,\u00a0\u2007\u2009\u202f]{_MARKS}\d{{3}})+"
_DIGITS = rf"(?<![\w.,/:#])(?<![-–−])(?:{_GROUPED}|(?!0\d)\d+)(?:\.\d+)?(?![\d/:]|[.,]\d|-\d)"
_WORDED = rf"(?<![\w-])(?:{_WORD})(?:(?:\s+and)?[\s-]+(?:{_WORD}))*(?![\w])"
_NUMBER = re.compile(rf"(?P<digits>{_DIGITS})|(?P<words>{_WORDED})", re.IGNORECASE)
_MAGNITUDE = re.compile(
    r"(?:\s+and\s+a\s+(?P<part>half|quarter))?"
    r"(?:[\s-]+(?P<word>dozen|hundred|thousand|million|billion|trillion)\b"
    r"|\s?(?P<sign>k|m|mn|mln|bn|tn)\b(?!\s+(?:long|tall|high|wide|deep|thick|away|above|below)\b))?",
    re.IGNORECASE,
)
_BEFORE_A_MARK = re.compile(r"\s?(?P<sign>k|m|mn|mln|bn|tn)(?=[⁰¹²³⁴-⁹])", re.IGNORECASE)
"""The sign of a sum of money with the mark of a footnote behind it."""
_ALONE = re.compile(
    r"(?<![\w-])(?:(?:an?|half\s+an?|(?:an?\s+)?quarter\s+of\s+an?|three[\s-]quarters\s+of\s+an?)\s+"
    r"|half\s+)(?P<word>dozen|hundred|thousand|million|billion|trillion)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(r"\b(?:few|several|many|couple\s+of)\s+\Z", re.IGNORECASE)
_AND = re.compile(r"\band(?:\s+an?)?\s+\Z", re.IGNORECASE)
_LOOK_BACK = 12


def numbers_in(text: str) -> list[Number]:
    """The numbers of a text in order. They do not overlap."""
    alone = [*_alone(text)]
    found: list[Number] = []
    end = 0  # of the last one: the magnitude after a number is no number of its own
    for match in _NUMBER.finditer(text):
        if match.start() < end or any(one.start < match.end() and match.start() < one.end for one in alone):
            continue
        for number in _digits(match) if match["digits"] else _words(match):
            if number.start >= end:
                found.append(_with_magnitude(text, number))
                end = found[-1].end
    return sorted([*alone, *found], key=lambda number: number.start)


def with_whole_numbers(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets of a piece of text with the whole of each number that it has a part of: "forty-six" for "six"."""
    for number in numbers_in(text):
        begins_a_word = re.match(r"-[^\W\d_]", text[number.end :])  # twenty five-pound notes
        if number.start < end and start < number.end and not begins_a_word:
            start, end = min(start, number.start), max(end, number.end)
    return start, end


def is_currency(sign: str) -> bool:
    """Whether a character is the sign of a currency."""
    return sign != "" and category(sign) == "Sc"


def _alone(text: str) -> Iterator[Number]:
    """A hundred, half a million, a quarter of a million, half a dozen."""
    for match in _ALONE.finditer(text):
        if _AND.search(text, max(0, match.start() - _LOOK_BACK), match.start()):
            continue  # two and a half million
        before = re.sub(r"\s", "-", match.group().lower())
        # In reverse, as three-quarters have a quarter in them.
        part = next((value for word, value in reversed(_PARTS.items()) if word in before), Decimal(1))
        yield Number(part * _MAGNITUDES[match["word"].lower()], *match.span(), worded=True)


def _digits(match: re.Match[str]) -> Iterator[Number]:
    yield Number(Decimal(re.sub(r"[^\d.]", "", match.group())), *match.span())


def _words(match: re.Match[str]) -> Iterator[Number]:
    from text_to_num import find_numbers  # only texts with number words pay for it

    tokens = [_Token(token.group(), *token.span()) for token in re.finditer(r"\w+", match.group())]
    at = match.start()
    for number in find_numbers(tokens, "en", threshold=0):
        first, last = tokens[number.start], tokens[number.end - 1]
        if first.word.lower() in _LARGE and _VAGUE.search(match.string, max(0, at - _LOOK_BACK), at):
            continue
        if first.word.lower() not in _LARGE:
            yield Number(Decimal(str(number.value)), at + first.start, at + last.end, worded=True)


class _Token(NamedTuple):
    """A word as text2num takes it."""

    word: str
    start: int
    end: int

    def text(self) -> str:
        return self.word

    def nt_separated(self, previous: _Token) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return False


def _with_magnitude(text: str, number: Number) -> Number:
    """The number with " and a half", " million" or "m" after it, where that follows."""
    after = _MAGNITUDE.match(text, number.end)
    before = text[max(0, number.start - 3) : number.start].rstrip()
    if not (after and after.group()) and is_currency(before[-1:]):
        after = _BEFORE_A_MARK.match(text, number.end)
    if after is None or not after.group():
        return number
    found = after.groupdict()
    part, word, sign = found.get("part"), found.get("word"), found["sign"]
    if part is None and sign and number.worded:
        return number
    value = number.value + _PARTS.get((part or "").lower(), Decimal(0))
    times = _MAGNITUDES[(word or sign).lower()] if word or sign else 1
    return number._replace(value=value * times, end=after.end())
