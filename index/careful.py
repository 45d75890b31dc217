"""The careful reader: a question held against one quote, its span marked; one number out, whether that answers."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tokenizers import Tokenizer

from index.encoder import WORKERS, single_threaded_session
from index.passages import Span

MAX_TOKENS = 192
LONGEST_BEFORE = 240
"""Characters of what stands before the quote that are read: what "he" or "the fire" is stands in its end."""
LONGEST_QUESTION = 300
"""Characters of a question that are read."""
LONGEST_SIDE = 360
"""Characters of the quote that are read on either side of the span."""


class MarkedQuote(NamedTuple):
    """A quote with the words that may answer: `text[span.start:span.end]`.

    `title` and `date` (ISO 8601, or empty) are its article's, `before` the sentence before it or its heading.
    """

    title: str
    date: str
    before: str
    text: str
    span: Span


def as_read(quote: MarkedQuote) -> str:
    """The text that the careful reader is given beside the question, the span between « and »."""
    said = _said(quote.date)
    head = " · ".join(part for part in (quote.title, said) if part)
    before = _end_of(quote.before, LONGEST_BEFORE)
    left = _end_of(quote.text[: quote.span.start], LONGEST_SIDE)
    right = quote.text[quote.span.end : quote.span.end + LONGEST_SIDE]
    marked = f"{left}« {quote.text[quote.span.start : quote.span.end]} »{right}"
    return "\n".join(part for part in (head, f"{before} {marked}".strip()) if part)


def _said(iso: str) -> str:
    """A date as articles write it: "30 July 2009"."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return ""
    return f"{day.day} {day:%B %Y}"


def _end_of(text: str, limit: int) -> str:
    """The end of a text, from the beginning of a word."""
    return text if len(text) <= limit else text[-limit:].partition(" ")[2]


class CarefulReader:
    """The careful reader, open. Thread-safe; see models/README.md for what it is."""

    def __init__(self, weights: Path, tokenizer: Path) -> None:
        """Open its ONNX file and its tokenizer."""
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        self._session = single_threaded_session(weights)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="careful")

    @classmethod
    def of(cls, folder: Path) -> CarefulReader | None:
        """The one in a folder, or None where there is none."""
        weights, tokenizer = folder / "careful.onnx", folder / "careful-tokenizer.json"
        return cls(weights, tokenizer) if weights.is_file() else None

    def read(self, question: str, quotes: Sequence[MarkedQuote]) -> list[float]:
        """For each quote, in their order, how much likelier it is to answer than not (logit)."""
        return list(self._pool.map(lambda quote: self._read(question, quote), quotes))

    def close(self) -> None:
        """End the reader's threads."""
        self._pool.shutdown()

    def _read(self, question: str, quote: MarkedQuote) -> float:
        ids = self._tokenizer.encode(question[:LONGEST_QUESTION], as_read(quote)).ids
        feed = {
            "input_ids": np.array([ids], dtype=np.int64),
            "attention_mask": np.ones((1, len(ids)), dtype=np.int64),
        }
        (logit,) = self._session.run(["logit"], feed)[0]
        return float(logit)
