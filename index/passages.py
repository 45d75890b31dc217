"""Paragraphs, sentences and passages of a text, as exact character offsets: `text[span.start:span.end]`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import sentencex

from index.spans import Span as Span

SPLITTER = "sentencex-1/paragraphs-2"
"""Names this way of cutting; an index records it, and another value means that it must be built anew."""
LONGEST = 160
"""Words of a passage. A longer paragraph is cut between sentences: the encoder reads no more."""
SHORT = 20
"""Words up to which a passage is read with what stands before it; alone it says too little."""
CONTEXT = 40
"""Words that are read before a short passage."""
FRAGMENT = 6
"""Words up to which a passage (a list item, a row) is also searched by what stands before it."""
MAX_SENTENCE = 4_000
"""Characters. Nothing longer is a sentence (a table, a log, no punctuation at all): it is cut at a space."""


class Sentence(NamedTuple):
    """A sentence's offsets, without the white space around it, and its paragraph counted from 0.

    `heading` is 1 where its paragraph heads others (a heading, a table's first row), else 0.
    """

    start: int
    end: int
    paragraph: int
    heading: int = 0


def paragraphs(text: str) -> list[Span]:
    """Blocks of text between blank lines, and in a block the lines that stand alone.

    So each way of setting news is read: a blank line between paragraphs, one paragraph a line, and lines
    wrapped to a width, which run on. A line was wrapped if it does not end a sentence and the next word
    would not have fitted into the text's longest line, or begins in lower case.
    """
    width = max(map(len, text.split("\n")))
    return [span for block in _BLOCK.finditer(text) for span in _lines(text, Span(*block.span()), width)]


_BLOCK = re.compile(r"\S(?:.|\n(?![^\S\n]*(?:\n|\Z)))*")
_WORD = re.compile(r"\S+")
_ENDS_SENTENCE = re.compile(r"[.!?:…][\"'”’»)\]]*\s*\Z")


def _lines(text: str, block: Span, width: int) -> Iterator[Span]:
    start = line = block.start
    while (newline := text.find("\n", line, block.end)) != -1:
        next_word = _WORD.search(text, newline, block.end)
        word = next_word.group() if next_word else ""
        # No paragraph begins in lower case, however ragged the lines are.
        fitted = newline - line + 1 + len(word) <= width and not word[:1].islower()
        if fitted or _ENDS_SENTENCE.search(text[line:newline]):
            yield _stripped(text, Span(start, newline))
            start = newline + 1
        line = newline + 1
    yield _stripped(text, Span(start, block.end))


def _stripped(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    return Span(span.start + len(piece) - len(piece.lstrip()), span.end - len(piece) + len(piece.rstrip()))


def sentences(text: str, headings: Collection[int] = ()) -> list[Sentence]:
    """Every sentence of a text in order. They do not overlap, and only white space lies between them.

    `headings` are the offsets at which paragraphs begin that head others.
    """
    return [
        Sentence(piece.start, piece.end, number, int(paragraph.start in headings))
        for number, paragraph in enumerate(paragraphs(text))
        for sentence in _split(text, paragraph)
        for piece in _cut(text, sentence)
    ]


def _split(text: str, paragraph: Span) -> Iterator[Span]:
    """The sentences of one paragraph. The splitter's pieces are laid end to end, so lengths give the offsets."""
    start = end = paragraph.start
    for piece in sentencex.segment("en", text[paragraph.start : paragraph.end]):
        if start < end and _goes_on(text, Span(start, end), piece):
            end += len(piece)
            continue
        yield from _ended(text, Span(start, end))
        start, end = end, end + len(piece)
    yield from _ended(text, Span(start, end))


def _goes_on(text: str, before: Span, piece: str) -> bool:
    """Whether a shortened word stands before its number or month, where the splitter thinks that a sentence ends."""
    if _BEFORE_A_NUMBER.search(text, *before):
        return piece[:1].isdigit()
    return bool(_AFTER_A_DAY.match(piece) and _A_DAY.search(text, *before))


def _ended(text: str, piece: Span) -> Iterator[Span]:
    """The sentences of one piece: it ends, too, after a shortened month or day that no number follows."""
    start = piece.start
    for match in _SHORTENED.finditer(text, piece.start, piece.end):
        yield _stripped(text, Span(start, match.end()))
        start = match.end()
    rest = _stripped(text, Span(start, piece.end))
    if rest.start < rest.end:
        yield rest


_MONTHS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_DAYS = "Mon|Tues?|Weds?|Thu(?:r|rs)?|Fri|Sat|Sun"
_TIMES = f"{_MONTHS}|{_DAYS}"
_SHORTENED = re.compile(
    rf"""\b(?:{_TIMES}|No)\.["'”’)\]]*\s+(?=["'“‘(\[]?(?!(?:{_TIMES})[a-z]*\b)(?:[A-Z][a-z]|[AI]\s))"""
)
_BEFORE_A_NUMBER = re.compile(
    r"\b(?:[Nn]os?|[Vv]ols?|[Cc]h|[Aa]pprox|[Cc]a?|[Pp]p?|[Ff]igs?|[Aa]rts?|[Ss]ect?)\.\s*\Z"
)
_A_DAY, _AFTER_A_DAY = re.compile(rf"\b(?:{_DAYS})\.\s*\Z"), re.compile(rf"(?:{_MONTHS})\b|\d")
"""The splitter takes these for parts of a date or number ("Oct. 3", "No. 5") whatever comes after them."""


def _cut(text: str, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    while sentence.end - start > MAX_SENTENCE:
        space = max(text.rfind(gap, start + 1, start + MAX_SENTENCE) for gap in (" ", "\n", "\t"))
        cut = space if space > start else start + MAX_SENTENCE
        yield _stripped(text, Span(start, cut))
        start = cut
    rest = _stripped(text, Span(start, sentence.end))
    if rest.start < rest.end:
        yield rest


def passages(text: str, cut: Sequence[Sentence]) -> list[Span]:
    """What is indexed and read: each paragraph, list item or table row as its author made it.

    Only a paragraph of more than LONGEST words is cut, between sentences, into parts of about one length. Headings
    answer nothing by themselves; a text that has nothing else is cut as if they were paragraphs.
    """
    body = [sentence for sentence in cut if not sentence.heading] or list(cut)
    return [
        Span(part[0].start, part[-1].end)
        for _, paragraph in groupby(body, key=lambda sentence: sentence.paragraph)
        for part in _parts(text, list(paragraph))
    ]


def _parts(text: str, paragraph: list[Sentence]) -> list[list[Sentence]]:
    lengths = [len(text[sentence.start : sentence.end].split()) for sentence in paragraph]
    count = -(-sum(lengths) // LONGEST)
    parts: list[list[Sentence]] = [[]]
    words = 0
    for sentence, length in zip(paragraph, lengths, strict=True):
        if parts[-1] and words + length / 2 > sum(lengths) * len(parts) / count:
            parts.append([])
        parts[-1].append(sentence)
        words += length
    return parts


class Outline:
    """What stands before each passage of a text: its headings, and where it is short the sentences before it."""

    def __init__(self, text: str, cut: Sequence[Sentence]) -> None:
        """Of a text and its sentences."""
        self._text, self._cut = text, cut
        self._starts = [sentence.start for sentence in cut]
        self._headings = [number for number, sentence in enumerate(cut) if sentence.heading]

    def heading(self, passage: Span) -> str:
        """The headings nearest before a passage, a line each: a section's and, in a table, that of its columns."""
        last = bisect_left(self._headings, self._number(passage)) - 1
        first = last
        while first > 0 and self._headings[first - 1] == self._headings[first] - 1:
            first -= 1
        run = self._headings[first : last + 1] if last >= 0 else []
        return "\n".join(self._text[self._cut[n].start : self._cut[n].end] for n in run)

    def context(self, passage: Span) -> str:
        """What is read before a short passage: whole sentences up to its heading, at most CONTEXT words."""
        if len(self._text[passage.start : passage.end].split()) > SHORT:
            return ""
        start, words = passage.start, 0
        for number in range(self._number(passage) - 1, -1, -1):
            sentence = self._cut[number]
            words += len(self._text[sentence.start : sentence.end].split())
            if sentence.heading or words > CONTEXT:
                break
            start = sentence.start
        return self._text[start : passage.start].strip()

    def searched(self, title: str, passage: Span) -> str:
        """What search sees of a passage: its article's title, its heading, its own words.

        Of a fragment also what stands before it; a longer passage would only be blurred by that.
        """
        own = self._text[passage.start : passage.end]
        before = self.context(passage) if len(own.split()) <= FRAGMENT else ""
        return "\n".join(filter(None, (title, self.heading(passage), before, own)))

    def _number(self, passage: Span) -> int:
        return bisect_left(self._starts, passage.start)
