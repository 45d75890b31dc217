"""Reading: a question and passages to answer spans, with scores that compare across passages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.encoder import WORKERS, single_threaded_session
from index.passages import Span

MODELS = Path(__file__).parent / "models"
MAX_TOKENS = 384
MAX_QUESTION_TOKENS = 96
MAX_TITLE_TOKENS = 48
MAX_CONTEXT_TOKENS = 80
STRIDE = 64
"""Tokens that one window over a long passage shares with the next."""
MAX_SPAN_TOKENS = 30
SPANS = 2
"""Spans taken from a passage: the one that the reader likes best may have a rival in the next sentence."""
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

    `margin` is the span's score (start logit + end logit) less that of no answer, which stands at token 0:
    above 0 the reader would rather answer. An empty span has no token that could be one.
    """

    span: Span
    margin: float


class _Window(NamedTuple):
    """One input of the model: token ids, segments, and where the passage's tokens begin among them.

    `offsets` and `sentence` say of each of the passage's tokens where it stands and which sentence it is in.
    """

    ids: list[int]
    segments: list[int]
    first: int
    offsets: list[tuple[int, int]]
    sentence: list[int]


class Reader:
    """The extractive reader, open. Thread-safe; see models/README.md for what it is."""

    def __init__(self, folder: Path = MODELS) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "reader-tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._session = single_threaded_session(folder / "reader.onnx")
        self._start, self._end = self._token("[CLS]"), self._token("[SEP]")
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="reader")

    def read(self, question: str, passages: Sequence[Text]) -> list[list[ReadSpan]]:
        """For each passage, in their order, its best spans, best first; no two overlap, and there is at least one.

        One passage at a time, several side by side: no padding.
        """
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:MAX_QUESTION_TOKENS]
        return list(self._pool.map(lambda passage: self._read(asked, passage), passages))

    def close(self) -> None:
        """End the reader's threads."""
        self._pool.shutdown()

    def _token(self, token: str) -> int:
        return int(self._tokenizer.token_to_id(token) or 0)

    def _read(self, question: list[int], passage: Text) -> list[ReadSpan]:
        spans = [span for window in self._windows(question, passage) for span in self._best(window)]
        kept: list[ReadSpan] = []
        for span in sorted(spans, key=lambda read: -read.margin):
            # Windows share tokens, so that two of them may have found one span.
            if len(kept) < SPANS and not any(_overlap(span.span, other.span) for other in kept):
                kept.append(span)
        return kept

    def _windows(self, question: list[int], passage: Text) -> list[_Window]:
        title = self._tokenizer.encode(passage.title, add_special_tokens=False).ids[:MAX_TITLE_TOKENS]
        if passage.context:
            before = self._tokenizer.encode(passage.context, add_special_tokens=False)
            title = title + before.ids[-MAX_CONTEXT_TOKENS:]
        body = self._tokenizer.encode(passage.text, add_special_tokens=False)
        head = [self._start, *question, self._end]
        room = MAX_TOKENS - len(head) - len(title) - 1
        windows = []
        for first in range(0, max(1, len(body.ids) - STRIDE), room - STRIDE):
            ids = [*head, *title, *body.ids[first : first + room], self._end]
            segments = [0] * len(head) + [1] * (len(ids) - len(head))
            offsets = body.offsets[first : first + room]
            sentence = [bisect_right(passage.sentences, start) for start, _ in offsets]
            windows.append(_Window(ids, segments, len(head) + len(title), offsets, sentence))
        return windows

    def _best(self, window: _Window) -> list[ReadSpan]:
        feed = {
            "input_ids": np.array([window.ids], dtype=np.int64),
            "attention_mask": np.ones((1, len(window.ids)), dtype=np.int64),
            "token_type_ids": np.array([window.segments], dtype=np.int64),
        }
        (starts,), (ends,) = self._session.run(["start_logits", "end_logits"], feed)
        own = slice(window.first, window.first + len(window.offsets))
        return _best_spans(starts[own], ends[own], float(starts[0] + ends[0]), window)


def _overlap(one: Span, other: Span) -> bool:
    return one == other or (one.start < other.end and other.start < one.end)


def _best_spans(
    starts: NDArray[np.float32], ends: NDArray[np.float32], no_answer: float, window: _Window
) -> list[ReadSpan]:
    """The SPANS best spans that do not overlap, each within one sentence and the best of those that are left."""
    if not window.offsets:
        return [ReadSpan(Span(0, 0), NO_TOKENS)]
    scores = starts[:, np.newaxis] + ends[np.newaxis, :]
    ordered = np.triu(np.ones_like(scores, dtype=bool))
    sentence = np.array(window.sentence)
    together = sentence[:, np.newaxis] == sentence[np.newaxis, :]
    left = np.where(ordered & together & ~np.triu(ordered, MAX_SPAN_TOKENS), scores, -np.inf)
    spans: list[ReadSpan] = []
    while len(spans) < SPANS and np.isfinite(left).any():
        first, last = np.unravel_index(np.argmax(left), left.shape)
        span = Span(window.offsets[first][0], window.offsets[last][1])
        spans.append(ReadSpan(span, float(left[first, last]) - no_answer))
        left[: last + 1, first:] = -np.inf
    return spans
