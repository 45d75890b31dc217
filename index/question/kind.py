"""What kind of thing somebody typed: a question, a topic to hear about, or a remark to the bot.

A logistic regression, fitted in `training/kinds.py`, sees the vector that the encoder makes of the text anyway and
three numbers beside it. It knows no words.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.building.encoder import Encoder, Vectors

Kind = Literal["ask", "topic", "remark"]
MODEL = Path(__file__).parents[1] / "models" / "kinds.npz"

Floats = NDArray[np.float32]


class Read(NamedTuple):
    """What was typed, as probabilities (0 to 1): that it names a topic, is a remark, and wants the newest there is."""

    topic: float
    remark: float
    newest: float

    @property
    def kind(self) -> Kind:
        """What it is taken for: a question, where nothing else is likely enough."""
        if self.remark >= LIKELY:
            return "remark"
        return "topic" if self.topic >= LIKELY else "ask"

    @property
    def is_surely_topic(self) -> bool:
        """Whether it is refused as a topic where no article is about it, and not as a question."""
        return self.topic >= HARDLY_A_QUESTION


LIKELY = 0.6
"""Chosen in folds on questions, topics and remarks of other people: see training/README.md."""
HARDLY_A_QUESTION = 0.9
"""Of 110 topics that other people typed 85 are surer than this, of 610 questions none."""
A_QUESTION = Read(0.0, 0.0, 0.0)


class KindModel(NamedTuple):
    """Two logistic regressions. `encoder` is the model whose vectors they were fitted to.

    `kind` (dimension + 3, 4) and `kind_bias` (4) give a softmax over question, topic, topic of which the newest is
    wanted, and remark. `word` (dimension + 1) and `word_bias` say of one word's vector, and of whether it has a
    capital, if it is part of a topic.
    """

    encoder: str
    kind: Floats
    kind_bias: Floats
    word: Floats
    word_bias: Floats

    def read(self, text: str, vector: Vectors) -> Read:
        """Guess what was typed from its text and its unit vector."""
        out = np.concatenate([vector, shape_of(text)]) @ self.kind + self.kind_bias
        likely = np.exp(out - out.max())
        _, any_time, newest, remark = (float(one) for one in likely / likely.sum())
        topic = any_time + newest
        return Read(topic, remark, newest / topic if topic else 0.0)

    def topical(self, words: Vectors, capitals: Sequence[bool]) -> Floats:
        """For unit vectors of single words, shape (words, dimension): the probability that each is part of a topic.

        `capitals` says which have a capital that does not come of beginning a sentence.
        """
        seen = np.hstack([words, np.array(capitals, dtype=np.float32)[:, np.newaxis]])
        return np.asarray(1 / (1 + np.exp(-(seen @ self.word + self.word_bias))), dtype=np.float32)


def shape_of(text: str) -> Floats:
    """What a vector hardly tells of a text: how long it is, its question mark, and how much of it is figures."""
    words, typed = len(text.split()), text.strip()
    figures = sum(letter.isdigit() for letter in typed) / max(1, len(typed))
    return np.array([min(words, 20) / 10, float(typed.endswith("?")), figures], dtype=np.float32)


@functools.cache
def kind_model() -> KindModel:
    """The model that comes with the package."""
    with np.load(MODEL) as stored:
        arrays = {name: stored[name].astype(np.float32) for name in KindModel._fields[1:]}
        return KindModel(str(stored["encoder"]), **arrays)


def read_kind(text: str, encoder: Encoder) -> Read:
    """Guess what was typed. With an encoder that the model was not fitted to, all is taken for questions."""
    model = kind_model()
    if encoder.description.model != model.encoder:
        return A_QUESTION
    return model.read(text, encoder.encode_question(text))
