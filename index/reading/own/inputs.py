"""A passage as the reader's inputs: one, or several that overlap where it is long, and where each token stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tokenizers import Tokenizer

from index.reading.own.layout import Filled, Layout


class Limits(NamedTuple):
    """Tokens at most: of the whole input, the question, what leads up to the passage; and shared by two windows."""

    whole: int
    question: int
    lead: int
    stride: int

    @classmethod
    def of(cls, whole: int) -> Limits:
        """The usual shares of an input: 384 tokens have a question of 96 at most, a lead of 128, a stride of 64."""
        return cls(whole, whole // 4, whole // 3, whole // 6)


class Window(NamedTuple):
    """One input of the model, and of each of the passage's tokens in it, from `first`, where it stands.

    `offsets` are in the passage's text, white space at the ends left out; `sentence` says which one a token is in.
    A token of white space alone has an empty offset, and no span begins or ends with it.
    """

    filled: Filled
    first: int
    offsets: list[tuple[int, int]]
    sentence: list[int]


def windows(
    tokenizer: Tokenizer,
    layout: Layout,
    limits: Limits,
    question: Sequence[int],
    lead: str,
    text: str,
    sentences: Sequence[int],
) -> Iterator[Window]:
    """The windows over a text; `lead` stands before it, is read with it and is never part of a span.

    `question` holds token ids, cut to the limit; `sentences` says where in the text they begin.
    """
    leading, ids, offsets = _tokens(tokenizer, lead, text)
    leading = leading[: limits.lead]
    room = limits.whole - layout.specials - len(question) - len(leading)
    for begin in range(0, max(1, len(ids) - limits.stride), room - limits.stride):
        filled = layout.fill(question, [*leading, *ids[begin : begin + room]])
        within = offsets[begin : begin + room]
        sentence = [bisect_right(sentences, start) for start, _ in within]
        yield Window(filled, filled.first + len(leading), within, sentence)


def _tokens(tokenizer: Tokenizer, lead: str, text: str) -> tuple[list[int], list[int], list[tuple[int, int]]]:
    """The ids of the lead, those of the text, and where the latter stand in it.

    Both are encoded as one text: to a byte-level tokenizer the first word of a text that stands after another is
    not that of one which stands alone.
    """
    whole = f"{lead} {text}" if lead else text
    begins = len(whole) - len(text)
    encoding = tokenizer.encode(whole, add_special_tokens=False)
    ids, offsets = encoding.ids, encoding.offsets
    first = next((place for place, (_, end) in enumerate(offsets) if end > begins), len(ids))
    inside = [_trimmed(text, max(0, start - begins), end - begins) for start, end in offsets[first:]]
    return ids[:first], ids[first:], inside


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends, which byte-level tokens begin with."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, max(start, end)
