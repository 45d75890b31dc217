"""The careful reader: a question held against one quote, its span marked; one number out, whether that answers."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from index.encoder import WORKERS, single_threaded_session
from index.passages import Span

WEIGHTS = "careful.onnx"
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

    def __init__(self, weights: Path, tokenizer: Path, kept: Path | None = None) -> None:
        """Open its ONNX file, unpacked into the folder `kept` if that is given, and its tokenizer.

        The weights are opened beside whatever comes next: search and the quick reader need them to be there only later.
        """
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="careful")
        self._session = self._pool.submit(_opened, weights, kept)

    @classmethod
    def of(cls, folder: Path, kept: Path | None = None) -> CarefulReader | None:
        """The one in a folder, or None where there is none; unpacked into the folder `kept`, if that is given."""
        weights, tokenizer = folder / WEIGHTS, folder / "careful-tokenizer.json"
        return cls(weights, tokenizer, kept) if weights.is_file() else None

    def read(self, question: str, quotes: Sequence[MarkedQuote]) -> list[float]:
        """For each quote, in their order, how much likelier it is to answer than not (logit).

        Raises RuntimeError where the weights cannot be opened.
        """
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
        (logit,) = self._session.result().run(["logit"], feed)[0]
        return float(logit)


def _opened(weights: Path, kept: Path | None) -> onnxruntime.InferenceSession:
    return single_threaded_session(unpacked(weights, kept) if kept else weights)


def unpacked(packed: Path, kept: Path) -> Path:
    """The weights as they run, made of those as they are kept and put into a folder, once.

    In the package half of the weights have four bits: unpacking them takes some seconds. Where nothing can be written,
    the packed ones, which are then unpacked at every opening.
    """
    about = packed.stat()
    file = kept / f"careful-{about.st_size:x}-{about.st_mtime_ns:x}.onnx"
    if file.is_file():
        return file
    try:
        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept) as folder:
            new = Path(folder) / file.name
            options = onnxruntime.SessionOptions()
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
            options.optimized_model_filepath = str(new)
            options.log_severity_level = 3
            onnxruntime.InferenceSession(str(packed), options, providers=["CPUExecutionProvider"])
            for older in kept.glob("careful-*.onnx"):
                older.unlink(missing_ok=True)
            new.replace(file)
    except (OSError, RuntimeError):
        return packed
    return file
