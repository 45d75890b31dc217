"""Boilerplate: the paragraphs of an article's file that are none of its news, as sign-ups and sponsors' texts are.

Two logistic regressions, fitted in `training/boilerplate.py`. The first sees words and pairs of words and costs nearly
nothing; what it does not wave through is encoded, and the second sees the vector, too.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.building.as_read import is_row, joined
from index.building.encoder import Encoder
from index.building.passages import Sentence, Span, passages

MODEL = Path(__file__).parents[1] / "models" / "boilerplate.npz"
BUCKETS = 2**15
"""Words and pairs of words are told apart by a hash (CRC-32) modulo this, as in Weinberger et al. 2009."""
SHAPE = 6
"""Numbers beside the words: see `shape_of`."""

Floats = NDArray[np.float32]


class BoilerplateModel(NamedTuple):
    """The two regressions: `encoder` is the model to whose vectors the second was fitted.

    `words` (BUCKETS + SHAPE,) and `word_bias` are the first one's, `all` (BUCKETS + SHAPE + dimension,) and `bias` the
    second one's. What has at least `doubtful` logits in the first is left to the second, and is boilerplate where it
    has at least `sure` there.
    """

    encoder: str
    words: Floats
    word_bias: Floats
    all: Floats
    bias: Floats
    doubtful: Floats
    sure: Floats

    def is_doubtful(self, text: str) -> bool:
        """Whether a paragraph's words do not speak clearly for news."""
        return bool(_times(self.words, text) + self.word_bias >= self.doubtful)

    def is_likely(self, text: str) -> bool:
        """Whether a paragraph is rather boilerplate than news, by its words alone."""
        return bool(_times(self.words, text) + self.word_bias >= 0)

    def is_sure(self, text: str, vector: Floats) -> bool:
        """Whether a paragraph is boilerplate, by its words and its unit vector."""
        return bool(_times(self.all, text) + vector @ self.all[BUCKETS + SHAPE :] + self.bias >= self.sure)


def without_boilerplate(
    text: str, cut: Sequence[Sentence], encoder: Encoder
) -> tuple[list[Span], list[Span]]:
    """The passages of a text that are news, and those that are boilerplate; `cut` are its sentences.

    A list's item that is no sentence is what the line above the list is, and a table's row with a headline in it what
    the heading above the table is; other rows are news. With an encoder that the model was not fitted to, all is.
    """
    found, model = passages(text, cut), boilerplate_model()
    if encoder.description.model != model.encoder:
        return found, []
    announced = _announced(text, cut)
    read = _to_be_read(text, found, announced)
    doubtful = [span for span, words in read.items() if model.is_doubtful(words)]
    vectors = encoder.encode_passages([read[span] for span in doubtful])
    sure = {span for span, vector in zip(doubtful, vectors, strict=True) if model.is_sure(read[span], vector)}
    gone = set(_of(sure, found, read, announced))
    return [span for span in found if span not in gone], [span for span in found if span in gone]


def words_of_news(text: str, cut: Sequence[Sentence]) -> int:
    """How many words of a text stand in passages that the first step, which knows words alone, takes for news."""
    found, model, announced = passages(text, cut), boilerplate_model(), _announced(text, cut)
    read = _to_be_read(text, found, announced)
    likely = {span for span, words in read.items() if model.is_likely(words)}
    gone = set(_of(likely, found, read, announced))
    return sum(len(_words_of(text, span).split()) for span in found if span not in gone)


def _to_be_read(text: str, found: Sequence[Span], announced: Mapping[int, Span]) -> dict[Span, str]:
    """The words of what is judged by itself: no table's row, and of a list what stands above it and whole sentences."""
    read = {
        span: _words_of(text, span)
        for span in found
        if not is_row(text, span) and (span.start not in announced or _is_sentence(_words_of(text, span)))
    }
    return read | {span: _words_of(text, span) for span in set(announced.values())}


def _of(
    judged: Collection[Span], found: Sequence[Span], read: Mapping[Span, str], announced: Mapping[int, Span]
) -> Iterator[Span]:
    """The passages that are among those judged, or that a line among them announces."""
    return (span for span in found if (span if span in read else announced.get(span.start)) in judged)


SENTENCE = 8
"""Words of a list's item that may be a sentence of its own."""


def _is_sentence(words: str) -> bool:
    return len(words.split()) >= SENTENCE and words.rstrip("\"'”’)")[-1:] in (".", "!", "?")


def _announced(text: str, cut: Sequence[Sentence]) -> dict[int, Span]:
    """By where items of lists and rows of tables begin, the sentence above the list, the heading above the table."""
    announced: dict[int, Span] = {}
    above = None
    for sentence in cut:
        place = Span(sentence.start, sentence.end)
        in_table = is_row(text, place)
        if not in_table and sentence.item <= 0:
            above = sentence
        elif above is not None and (not in_table or (above.heading and _has_headline(text, place))):
            announced[sentence.start] = Span(above.start, above.end)
    return announced


HEADLINE = 4
"""Words of a table's cell that may be a headline, and is no value."""


def _has_headline(text: str, row: Span) -> bool:
    return any(len(cell.split()) >= HEADLINE for cell in text[row.start : row.end].split("\t"))


def _words_of(text: str, span: Span) -> str:
    return joined(text[span.start : span.end])


@functools.cache
def boilerplate_model(file: Path = MODEL) -> BoilerplateModel:
    """The model that comes with the package, or the one in a file."""
    with np.load(file) as stored:
        arrays = {name: stored[name].astype(np.float32) for name in BoilerplateModel._fields[1:]}
        return BoilerplateModel(str(stored["encoder"]), **arrays)


def buckets_of(text: str) -> list[int]:
    """The buckets of a text's words, signs and pairs of these; figures count by their length alone."""
    words = ["^", *_WORD.findall(re.sub(r"\d", "0", text.lower())), "$"]
    return sorted({zlib.crc32(gram.encode()) % BUCKETS for gram in (*words, *map(" ".join, pairwise(words)))})


_WORD = re.compile(r"\w+|[@|:!?·“\"]")


def shape_of(text: str) -> list[float]:
    """What its words hardly tell of a paragraph, each from 0 to 1 or 2.

    How long it is, whether it ends as sentences do, its shares of capitals and of figures, and whether it holds an
    address or a divider of menus.
    """
    words = text.split()
    capitals = sum(word[0].isupper() for word in words) / max(1, len(words))
    figures = sum(letter.isdigit() for letter in text) / max(1, len(text))
    return [
        min(len(words), 60) / 30,
        float(text.rstrip()[-1:] in tuple('.!?"”’')),
        capitals,
        min(1.0, 10 * figures),
        float(any(mark in text for mark in ("@", "://", "www."))),
        float("|" in text or "·" in text),
    ]


def _times(weights: Floats, text: str) -> float:
    """The product of weights with a text's words, as a unit vector, and its shape."""
    buckets = buckets_of(text)
    words = weights[buckets].sum() / np.sqrt(len(buckets))
    return float(words + weights[BUCKETS : BUCKETS + SHAPE] @ np.array(shape_of(text), dtype=np.float32))
