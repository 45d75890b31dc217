"""Search: a question to the passages most likely to answer it, by meaning and by words, fused.

The sentence that answers often says "the firm" or "she", and has none of the question's words. So the article whose
passage has most of them is searched by meaning once more, by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import NamedTuple, Protocol

from index.building.encoder import Encoder, Vectors
from index.building.halves import DenseHalf, Hits, LexicalHalf
from index.question.filters import Scope

DEPTH = 50
"""Passages taken from each half before fusing."""
MOST_LEFT_OUT = 200
"""Passages looked past in each half at most, where some are left out."""
RANK_CONSTANT = 10
"""Reciprocal rank fusion's k (Cormack, Clarke and Büttcher, SIGIR 2009, took 60): of 380 questions over news days the
right paragraph is among the first five for 377 with 10, for 374 with 60."""


ARTICLE_SHARE = 0.5
"""What a rank within the article that the words find first counts beside one of either half. Of 440 questions over 22
pages written for training/, on which nothing is trained, the right passage is among the first ten for 407 (385
without), the first twenty for 421 (410); of 224 over 28 others for 212 (209) and 218 (216); of 255 over news days for
all, with and without."""


class Found(NamedTuple):
    """A passage that search found. Ranks count from 1, None where that half did not return it.

    `dense` is the cosine of question and passage, `keyword` a BM25 score (0 where the words did not find it), `fused`
    the sum of 1 / (RANK_CONSTANT + rank) over both halves, and ARTICLE_SHARE of that within the article.
    """

    passage: int
    fused: float
    dense_rank: int | None
    dense: float
    keyword_rank: int | None
    keyword: float


class Articles(Protocol):
    """Which passages are of one article."""

    def beside(self, passage: int) -> list[int]:
        """The ids of the passages of the article that has this passage, itself among them."""


class Index(Protocol):
    """What is searched: an open generation, for one."""

    encoder: Encoder
    vectors: DenseHalf
    keywords: LexicalHalf

    @property
    def catalogue(self) -> Articles:
        """What tells which passages are of one article."""


def search(question: str, index: Index, scope: Scope, limit: int) -> list[Found]:
    """The passages of a scope for a question, the likeliest first, at most `limit`.

    What the scope is without is left out before anything is ranked.
    """
    depth = DEPTH + min(len(scope.without), MOST_LEFT_OUT)
    vector = index.encoder.encode_question(question)
    dense = _ranked(index.vectors.search(vector, depth, scope.passages), scope.without)
    lexical = _ranked(index.keywords.search(question, depth, scope.passages), scope.without)
    within = _ranked(_within_article(vector, lexical, index, scope), scope.without)
    every = dense | lexical | within
    others = [passage for passage in every if passage not in dense]
    cosines = dict(zip(others, index.vectors.cosines(vector, others), strict=True))
    found = [
        _fuse(
            passage,
            dense.get(passage, (None, cosines.get(passage, 0.0))),
            lexical.get(passage, (None, 0.0)),
            within.get(passage, (None, 0.0))[0],
        )
        for passage in every
    ]
    return sorted(found, key=_order)[:limit]


def _within_article(vector: Vectors, lexical: Iterable[int], index: Index, scope: Scope) -> Hits:
    """The nearest passages of the article that the words find first; none where they find nothing."""
    first = next(iter(lexical), None)
    if first is None:
        return []
    own = set(index.catalogue.beside(first))
    among = own if scope.passages is None else own.intersection(scope.passages)
    return index.vectors.search(vector, DEPTH + min(len(scope.without), MOST_LEFT_OUT), sorted(among))


def _ranked(hits: Hits, without: AbstractSet[int]) -> dict[int, tuple[int, float]]:
    kept = [hit for hit in hits if hit[0] not in without][:DEPTH]
    return {passage: (rank, score) for rank, (passage, score) in enumerate(kept, 1)}


def _order(hit: Found) -> tuple[float, float, float]:
    """Equals are told apart by their ranks, not by ids: an index that grew must answer as one built at once."""
    return -hit.fused, hit.dense_rank or math.inf, hit.keyword_rank or math.inf


_Half = tuple[int | None, float]


def _fuse(passage: int, dense: _Half, lexical: _Half, within: int | None) -> Found:
    fused = sum(1 / (RANK_CONSTANT + rank) for rank, _ in (dense, lexical) if rank)
    if within:
        fused += ARTICLE_SHARE / (RANK_CONSTANT + within)
    return Found(passage, fused, *dense, *lexical)
