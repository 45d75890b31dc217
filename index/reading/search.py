"""Search: a question to the passages most likely to answer it, by meaning and by words, fused."""

from __future__ import annotations

import math
from collections.abc import Set as AbstractSet
from typing import NamedTuple, Protocol

from index.building.encoder import Encoder
from index.building.halves import DenseHalf, Hits, LexicalHalf
from index.question.filters import Scope

DEPTH = 50
"""Passages taken from each half before fusing."""
MOST_LEFT_OUT = 200
"""Passages looked past in each half at most, where some are left out."""
RANK_CONSTANT = 10
"""Reciprocal rank fusion's k (Cormack, Clarke and Büttcher, SIGIR 2009, took 60): of 380 questions over news days the
right paragraph is among the first five for 377 with 10, for 374 with 60."""


class Found(NamedTuple):
    """A passage that search found. Ranks count from 1, None where that half did not return it.

    `dense` is the cosine of question and passage, `keyword` a BM25 score (0 where the words did not find it), `fused`
    the sum of 1 / (RANK_CONSTANT + rank) over both halves.
    """

    passage: int
    fused: float
    dense_rank: int | None
    dense: float
    keyword_rank: int | None
    keyword: float


class Index(Protocol):
    """What is searched: an open generation, for one."""

    encoder: Encoder
    vectors: DenseHalf
    keywords: LexicalHalf


def search(question: str, index: Index, scope: Scope, limit: int) -> list[Found]:
    """The passages of a scope for a question, the likeliest first, at most `limit`.

    What the scope is without is left out before anything is ranked.
    """
    depth = DEPTH + min(len(scope.without), MOST_LEFT_OUT)
    vector = index.encoder.encode_question(question)
    dense = _ranked(index.vectors.search(vector, depth, scope.passages), scope.without)
    lexical = _ranked(index.keywords.search(question, depth, scope.passages), scope.without)
    by_words = [passage for passage in lexical if passage not in dense]
    cosines = dict(zip(by_words, index.vectors.cosines(vector, by_words), strict=True))
    found = [
        _fuse(
            passage, dense.get(passage, (None, cosines.get(passage, 0.0))), lexical.get(passage, (None, 0.0))
        )
        for passage in dense | lexical
    ]
    return sorted(found, key=_order)[:limit]


def _ranked(hits: Hits, without: AbstractSet[int]) -> dict[int, tuple[int, float]]:
    kept = [hit for hit in hits if hit[0] not in without][:DEPTH]
    return {passage: (rank, score) for rank, (passage, score) in enumerate(kept, 1)}


def _order(hit: Found) -> tuple[float, float, float]:
    """Equals are told apart by their ranks, not by ids: an index that grew must answer as one built at once."""
    return -hit.fused, hit.dense_rank or math.inf, hit.keyword_rank or math.inf


_Half = tuple[int | None, float]


def _fuse(passage: int, dense: _Half, lexical: _Half) -> Found:
    fused = sum(1 / (RANK_CONSTANT + rank) for rank, _ in (dense, lexical) if rank)
    return Found(passage, fused, *dense, *lexical)
