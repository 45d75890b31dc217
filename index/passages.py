"""Paragraphs, sentences and passages of a text, as exact character offsets: `text[span.start:span.end]`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import sentencex

SPLITTER = "sentencex-1/2"
"""Names this way of cutting; an index records it, and another value means that it must be built anew."""
PASSAGE_WORDS = 100
OVERLAP_WORDS = 40
MAX_SENTENCE = 4_000
"""Characters. Nothing longer is a sentence (a table, a log, no punctuation at all): it is cut at a space."""


class Span(NamedTuple):
    """Character offsets in an article's text, the end exclusive."""

    start: int
    end: int


class Sentence(NamedTuple):
    """A sentence's offsets, without the white space around it, and its paragraph counted from 0."""

    start: int
    end: int
    paragraph: int


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


def sentences(text: str) -> list[Sentence]:
    """Every sentence of a text in order. They do not overlap, and only white space lies between them."""
    return [
        Sentence(piece.start, piece.end, number)
        for number, paragraph in enumerate(paragraphs(text))
        for sentence in _split(text, paragraph)
        for piece in _cut(text, sentence)
    ]


def _split(text: str, paragraph: Span) -> Iterator[Span]:
    """The sentences of one paragraph. The splitter's pieces are laid end to end, so lengths give the offsets."""
    start = paragraph.start
    for piece in sentencex.segment("en", text[paragraph.start : paragraph.end]):
        span = _stripped(text, Span(start, start + len(piece)))
        start += len(piece)
        if span.start < span.end:
            yield span


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


def passages(text: str, cut: list[Sentence]) -> list[Span]:
    """Runs of whole sentences, about PASSAGE_WORDS words each; the next begins with the last of the one before.

    That overlap keeps "He added that …" beside who he is. There is none where that last sentence has more than
    OVERLAP_WORDS words, or leaves no room for the one after it: a passage alone with it would add nothing.
    """
    spans: list[Span] = []
    lengths = [len(text[sentence.start : sentence.end].split()) for sentence in cut]
    first = 0
    while first < len(cut):
        last, words = first, lengths[first]
        while last + 1 < len(cut) and words + lengths[last + 1] / 2 <= PASSAGE_WORDS:
            last += 1
            words += lengths[last]
        spans.append(Span(cut[first].start, cut[last].end))
        if last + 1 == len(cut):
            break
        fits = lengths[last] <= OVERLAP_WORDS and lengths[last] + lengths[last + 1] / 2 <= PASSAGE_WORDS
        first = last if last > first and fits else last + 1
    return spans


def passage_text(title: str, passage: str) -> str:
    """What search and the reader see of a passage: its article's title comes first, on a line of its own."""
    return f"{title}\n{passage}"
