"""Paragraphs, sentences and passages of a text, as exact character offsets: `text[span.start:span.end]`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate, groupby, pairwise
from types import MappingProxyType
from typing import NamedTuple

import sentencex

from index.articles.text import BLOCK
from index.building.as_read import as_read, columns_of, is_row, joined
from index.building.sentence_ends import SentenceEnds
from index.building.spans import Span as Span

SPLITTER = "sentencex-1/paragraphs-8"
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

    `heading` is 1 where its paragraph heads others (a heading, a table's first row), else 0; `item` how deep in lists
    it stands, 0 outside of any, QUOTATION in what is set apart as a quotation.
    """

    start: int
    end: int
    paragraph: int
    heading: int = 0
    item: int = 0


def paragraphs(text: str) -> list[Span]:
    """Blocks of text between blank lines, and in a block the lines that stand alone.

    So each way of setting news is read: a blank line between paragraphs, one paragraph a line, and lines
    wrapped to a width, which run on. A line was wrapped if it does not end a sentence and the next word
    would not have fitted into the text's longest line, or begins in lower case.
    """
    width = max(map(len, text.split("\n")))
    return [span for block in BLOCK.finditer(text) for span in _lines(text, Span(*block.span()), width)]


_WORD = re.compile(r"\S+")
_DIVIDED = re.compile(r"[^\W\d_]{2}[\u2010\u2011\u00ad\u00ac]\s*\Z| [A-Z][a-z]+-\s*\Z")
"""A line that ends within a word or, by a hyphen that may as well be a dash, within a name."""
_ENDS_SENTENCE = re.compile(r"[.!?:…][\"'”’»)\]]*\s*\Z")


def _lines(text: str, block: Span, width: int) -> Iterator[Span]:
    start = line = block.start
    while (newline := text.find("\n", line, block.end)) != -1:
        next_word = _WORD.search(text, newline, block.end)
        word = next_word.group() if next_word else ""
        # No paragraph begins in lower case, however ragged the lines are, and none ends within a word.
        divided = word[:1].isalpha() and bool(_DIVIDED.search(text, line, newline))
        runs_on = word[:1].islower() or divided
        fitted = newline - line + 1 + len(word) <= width and not runs_on
        if fitted or _ENDS_SENTENCE.search(text[line:newline]):
            yield _stripped(text, Span(start, newline))
            start = newline + 1
        line = newline + 1
    yield _stripped(text, Span(start, block.end))


def _stripped(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    return Span(span.start + len(piece) - len(piece.lstrip()), span.end - len(piece) + len(piece.rstrip()))


def sentences(
    text: str, headings: Collection[int] = (), items: Mapping[int, int] = MappingProxyType({})
) -> list[Sentence]:
    """Every sentence of a text in order. They do not overlap, and only white space lies between them.

    `headings` are the offsets at which paragraphs begin that head others, `items` those of list items with their
    depth, and of quotations set apart. A table's row is one sentence.
    """
    return [
        Sentence(*piece, number, int(paragraph.start in headings), items.get(paragraph.start, 0))
        for number, paragraph in enumerate(paragraphs(text))
        for sentence in ([paragraph] if is_row(text, paragraph) else _split(text, paragraph))
        for piece in _cut(text, sentence)
    ]


def _split(text: str, paragraph: Span) -> Iterator[Span]:
    """The sentences of one paragraph. The splitter's pieces are laid end to end, so lengths give where they begin."""
    pieces = sentencex.segment("en", text[paragraph.start : paragraph.end])
    starts = set(accumulate(map(len, pieces), initial=paragraph.start)) - {paragraph.end}
    for space, is_start in SentenceEnds.load().after_shortened(text, paragraph):
        starts -= set(range(space.start, space.end + 1))
        if is_start:
            starts.add(space.end)
    for start, end in pairwise(sorted({*starts, paragraph.end})):
        sentence = _stripped(text, Span(start, end))
        if sentence.start < sentence.end:
            yield sentence


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
        """The headings nearest before a passage, a line each: a section's and, in a table, that of its columns.

        Of a list item also what announces its list, and the items of which it is a part.
        """
        last = bisect_left(self._headings, self._number(passage)) - 1
        first = last
        while first > 0 and self._headings[first - 1] == self._headings[first] - 1:
            first -= 1
        run = self._headings[first : last + 1] if last >= 0 else []
        return "\n".join(self._words(number) for number in (*run, *self.announced(passage)))

    def announced(self, passage: Span) -> list[int]:
        """The sentences that announce the list in which a passage stands, the outermost first."""
        number = self._number(passage)
        depth = self._cut[number].item if number < len(self._cut) else 0
        found: list[int] = []
        for before in range(number - 1, -1, -1):
            sentence = self._cut[before]
            if depth <= 0 or sentence.heading:
                break
            if sentence.item < depth:
                if sentence.item > 0 or self._words(before).endswith(":"):
                    found.insert(0, before)
                depth = sentence.item
        return found

    def columns(self, passage: Span) -> list[str]:
        """The headings of the columns of the table in which a passage is a row; none where it is no row."""
        rows: list[str] = []
        if not is_row(self._text, passage):
            return rows
        for number in range(self._number(passage) - 1, -1, -1):
            sentence = self._cut[number]
            row = is_row(self._text, Span(*sentence[:2]))
            if (rows and not (row and sentence.heading)) or not (row or sentence.heading):
                break
            if row and sentence.heading:
                rows.insert(0, self._line(sentence))
        return columns_of(rows)

    def context(self, passage: Span) -> str:
        """What is read before a short passage: whole sentences up to its heading, at most CONTEXT words.

        Of a table's row it is the short paragraph above the table.
        """
        if is_row(self._text, passage):
            return self._above_table(passage)
        if len(self._text[passage.start : passage.end].split()) > SHORT:
            return ""
        start, words = passage.start, 0
        for number in range(self._number(passage) - 1, -1, -1):
            sentence = self._cut[number]
            words += len(self._text[sentence.start : sentence.end].split())
            if sentence.heading or words > CONTEXT:
                break
            start = sentence.start
        return joined(self._text[start : passage.start].strip())

    def _above_table(self, passage: Span) -> str:
        """The short paragraph right above the table of a row: what its figures are, or their scale."""
        number = self._number(passage) - 1
        while number >= 0 and is_row(self._text, Span(*self._cut[number][:2])):
            number -= 1
        words = self._words(number) if number >= 0 and not self._cut[number].heading else ""
        return words if len(words.split()) <= SHORT else ""

    def searched(self, title: str, passage: Span) -> str:
        """What search sees of a passage: its article's title, its heading, its own words.

        Of a fragment also what stands before it; a longer passage would only be blurred by that.
        """
        own = as_read(self._text, passage, self.columns(passage)).text
        row = is_row(self._text, passage)
        before = self.context(passage) if row or len(own.split()) <= FRAGMENT else ""
        return "\n".join(filter(None, (title, self.lead(passage), before, own)))

    def lead(self, passage: Span) -> str:
        """The headings of a passage as they are read; a row has those of its columns within it."""
        lines = self.heading(passage).split("\n")
        return "\n".join(line for line in lines if "\t" not in line)

    def _words(self, number: int) -> str:
        return joined(self._text[self._cut[number].start : self._cut[number].end])

    def _line(self, sentence: Sentence) -> str:
        """The whole line of a sentence, with the tabs at its ends."""
        end = self._text.find("\n", sentence.end)
        return self._text[self._text.rfind("\n", 0, sentence.start) + 1 : end if end >= 0 else None]

    def _number(self, passage: Span) -> int:
        return bisect_left(self._starts, passage.start)
