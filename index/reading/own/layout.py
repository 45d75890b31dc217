"""How a reader wants its input: a question and a passage between the special tokens that it was trained with.

`[CLS] question [SEP] passage [SEP]` for BERT, `<s> question </s></s> passage </s>` for RoBERTa and MPNet, the question
last for XLNet. Nothing here knows a model by name: the order is read off the tokenizer's own post-processing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from tokenizers import Tokenizer

Part = Literal["question", "passage"]


class Piece(NamedTuple):
    """One place of the input: a special token's id or one of the two texts, and the segment (token type) it is of."""

    what: int | Part
    segment: int


class Filled(NamedTuple):
    """One input of the model.

    `ids` and `segments` have a number for each token; the passage's tokens begin at `first`, and what the reader
    gives for *no answer* stands at `no_answer`.
    """

    ids: list[int]
    segments: list[int]
    first: int
    no_answer: int


class Layout(NamedTuple):
    """The places of the input in their order; `no_answer` is that of the token which stands for no answer."""

    pieces: tuple[Piece, ...]
    no_answer: int

    @property
    def specials(self) -> int:
        """How many special tokens there are."""
        return sum(isinstance(piece.what, int) for piece in self.pieces)

    def fill(self, question: Sequence[int], passage: Sequence[int]) -> Filled:
        """The input for these token ids."""
        ids: list[int] = []
        segments: list[int] = []
        first = no_answer = 0
        for place, (what, segment) in enumerate(self.pieces):
            if place == self.no_answer:
                no_answer = len(ids)
            if what == "passage":
                first = len(ids)
            part = passage if what == "passage" else question if what == "question" else [int(what)]
            ids.extend(part)
            segments.extend([segment] * len(part))
        return Filled(ids, segments, first, no_answer)


def layout_of(tokenizer: Tokenizer, no_answer: int | None = None, *, question_first: bool = True) -> Layout:
    """The layout that a tokenizer gives a pair of texts.

    `no_answer` is the id of the token that stands for no answer; without one, or where the input lacks it, the first
    token does. Raises ValueError where the tokenizer does not put two texts together.
    """
    order: tuple[Part, Part] = ("question", "passage") if question_first else ("passage", "question")
    pair = tokenizer.encode("one", "two")
    pieces: list[Piece] = []
    before: int | None = None
    for id, segment, text in zip(pair.ids, pair.type_ids, pair.sequence_ids, strict=True):
        if text is None:
            pieces.append(Piece(id, segment))
        elif text != before:
            pieces.append(Piece(order[text], segment))
        before = text
    if sorted(str(piece.what) for piece in pieces if isinstance(piece.what, str)) != ["passage", "question"]:
        raise ValueError("its tokenizer does not put a question and a passage together")
    tokens = [piece.what for piece in pieces]
    return Layout(tuple(pieces), tokens.index(no_answer) if no_answer in tokens else 0)
