"""Reading: a question and passages to answer spans, with scores that compare across passages."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.building.encoder import TOKENIZER, WEIGHTS
from index.building.passages import Span
from index.building.sessions import WORKERS, inputs_of, single_threaded_session
from index.errors import ReaderError
from index.reading.own.description import ReaderDescription, read_description
from index.reading.own.inputs import Limits, Window, windows
from index.reading.own.layout import layout_of
from index.reading.own.scale import UNSCALED, MarginScale

MODELS = Path(__file__).parents[1] / "models"
MAX_TOKENS = 384
MAX_SPAN_TOKENS = 30
SPANS = 4
"""Spans taken from a passage: the one that the reader likes best may have a rival in the next sentence, or its own."""
NO_TOKENS = -20.0
"""The margin of a passage in which the reader sees nothing at all: no answer, as surely as any (logits)."""


class Text(NamedTuple):
    """A passage to read: its article's title, its own text, and where in that text its sentences begin.

    A span never runs from one sentence into the next; without `sentences` the text counts as one. `context` is what
    stands before the passage: it is read, and never quoted from.
    """

    title: str
    text: str
    sentences: tuple[int, ...] = ()
    context: str = ""


class ReadSpan(NamedTuple):
    """An answer that a passage may give: offsets in the passage's text, and its margin.

    `margin` is the span's score (start logit + end logit) less that of no answer, which stands at the first special
    token: above 0 the reader would rather answer. An empty span has no token that could be one.
    """

    span: Span
    margin: float


class Reader:
    """An extractive reader, open. Thread-safe; see models/README.md for the packaged one.

    `description` says what an operator's own reader is, and is None for the packaged one.
    """

    def __init__(self, folder: Path = MODELS) -> None:
        """Open the packaged reader, or one that was exported into a folder. Raises ReaderError."""
        self.description: ReaderDescription | None = None
        weights, tokenizer = folder / "reader.onnx", folder / "reader-tokenizer.json"
        if folder != MODELS and not weights.exists():
            self.description = _described(folder)
            weights, tokenizer = folder / WEIGHTS, folder / TOKENIZER
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
            self._session = single_threaded_session(weights)
        except Exception as error:
            raise _cannot_be_opened(folder, error) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._inputs = [given.name for given in self._session.get_inputs()]
        own = self.description
        self._layout = own.layout if own else layout_of(self._tokenizer)
        self._limits = Limits.of(own.max_tokens if own else MAX_TOKENS)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="reader")

    @property
    def mark(self) -> str:
        """Names an operator's own reader among all others; empty for the packaged one."""
        return self.description.mark if self.description else ""

    def read(
        self, question: str, passages: Sequence[Text], scale: MarginScale = UNSCALED
    ) -> list[list[ReadSpan]]:
        """For each passage, in their order, its best spans, best first; no two overlap, and there is at least one.

        `scale` puts the margins of an operator's own reader on the packaged one's scale. One passage at a time, several
        side by side: no padding.
        """
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[: self._limits.question]
        return list(self._pool.map(lambda passage: self._read(asked, passage, scale), passages))

    def close(self) -> None:
        """End the reader's threads."""
        self._pool.shutdown()

    def _read(self, question: list[int], passage: Text, scale: MarginScale) -> list[ReadSpan]:
        lead = "\n".join(part for part in (passage.title, passage.context) if part)
        parts = lead, passage.text, passage.sentences
        over = windows(self._tokenizer, self._layout, self._limits, question, *parts)
        spans = [span for window in over for span in self._best(window)]
        kept: list[ReadSpan] = []
        for span in sorted(spans, key=lambda read: -read.margin):
            # Windows share tokens, so that two of them may have found one span.
            if len(kept) < SPANS and not any(_overlap(span.span, other.span) for other in kept):
                kept.append(span)
        return [_scaled(span, scale) for span in kept]

    def _best(self, window: Window) -> list[ReadSpan]:
        ids, segments, _, no_answer = window.filled
        feed = inputs_of(self._inputs, ids, segments)
        (starts,), (ends,) = self._session.run(["start_logits", "end_logits"], feed)
        own = slice(window.first, window.first + len(window.offsets))
        return _best_spans(starts[own], ends[own], float(starts[no_answer] + ends[no_answer]), window)


def _described(folder: Path) -> ReaderDescription:
    try:
        return read_description(folder)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _cannot_be_opened(folder, error) from error


def _cannot_be_opened(folder: Path, error: Exception) -> ReaderError:
    return ReaderError(
        f"The reader in {folder} cannot be opened ({error}). Delete that folder and ask again."
    )


def _scaled(read: ReadSpan, scale: MarginScale) -> ReadSpan:
    """The span with its margin on the packaged reader's scale; that of no token at all is on it already."""
    return read._replace(margin=scale.apply(read.margin)) if read.span.start < read.span.end else read


def _overlap(one: Span, other: Span) -> bool:
    return one == other or one.overlaps(other)


def _best_spans(
    starts: NDArray[np.float32], ends: NDArray[np.float32], no_answer: float, window: Window
) -> list[ReadSpan]:
    """The SPANS best spans that do not overlap, each within one sentence and the best of those that are left."""
    usable = np.array([start < end for start, end in window.offsets], dtype=bool)
    if not usable.any():
        return [ReadSpan(Span(0, 0), NO_TOKENS)]
    scores = starts[:, np.newaxis] + ends[np.newaxis, :]
    ordered = np.triu(np.ones_like(scores, dtype=bool))
    sentence = np.array(window.sentence)
    together = sentence[:, np.newaxis] == sentence[np.newaxis, :]
    words = usable[:, np.newaxis] & usable[np.newaxis, :]
    left = np.where(words & ordered & together & ~np.triu(ordered, MAX_SPAN_TOKENS), scores, -np.inf)
    spans: list[ReadSpan] = []
    while len(spans) < SPANS and np.isfinite(left).any():
        first, last = np.unravel_index(np.argmax(left), left.shape)
        span = Span(window.offsets[first][0], window.offsets[last][1])
        spans.append(ReadSpan(span, float(left[first, last]) - no_answer))
        left[: last + 1, first:] = -np.inf
    return spans
