"""Search: both halves, fused by reciprocal rank."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.encoder import Encoder
from index.keywords import KeywordIndex, build_keywords
from index.search import DEPTH, RANK_CONSTANT, search
from index.vectors import VectorIndex

PASSAGES = {
    21: "Officers seized 386 illegal firearms in London.",
    22: "The Humber Bridge was opened by the Queen in 1981.",
    23: "Two pairs of barn owls are nesting in Hagg Wood.",
    24: "A pistol was handed in at a police station.",
}


@pytest.fixture(scope="module")
def halves(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> tuple[VectorIndex, KeywordIndex]:
    folder: Path = tmp_path_factory.mktemp("search") / "keywords"
    build_keywords(folder, PASSAGES.items())
    vectors = VectorIndex.empty(encoder.description.dimension)
    vectors.add(list(PASSAGES), encoder.encode_passages(list(PASSAGES.values())))
    return vectors, KeywordIndex(folder)


def test_ranks_are_fused_by_the_sum_of_their_reciprocals(
    encoder: Encoder, halves: tuple[VectorIndex, KeywordIndex]
) -> None:
    found = search("how many illegal firearms were seized?", encoder, *halves, limit=10)
    best = found[0]
    assert (best.passage, best.dense_rank, best.keyword_rank) == (21, 1, 1)
    assert best.fused == pytest.approx(2 / (RANK_CONSTANT + 1))
    for hit in found:
        ranks = [rank for rank in (hit.dense_rank, hit.keyword_rank) if rank is not None]
        assert hit.fused == pytest.approx(sum(1 / (RANK_CONSTANT + rank) for rank in ranks))
        assert (hit.dense_rank is None) == (hit.dense is None)
        assert (hit.keyword_rank is None) == (hit.keyword is None)
    assert [hit.fused for hit in found] == sorted((hit.fused for hit in found), reverse=True)


def test_each_half_finds_what_the_other_does_not(
    encoder: Encoder, halves: tuple[VectorIndex, KeywordIndex]
) -> None:
    found = {hit.passage: hit for hit in search("which guns?", encoder, *halves, limit=10)}
    assert found[24].keyword is None
    assert found[24].dense_rank in (1, 2)
    assert set(found) == set(PASSAGES)


def test_no_more_than_the_limit(encoder: Encoder, halves: tuple[VectorIndex, KeywordIndex]) -> None:
    everything = search("owls and firearms", encoder, *halves, limit=2 * DEPTH)
    assert search("owls and firearms", encoder, *halves, limit=2) == everything[:2]


def test_a_question_of_stop_words_is_left_to_the_dense_half(
    encoder: Encoder, halves: tuple[VectorIndex, KeywordIndex]
) -> None:
    found = search("the of and", encoder, *halves, limit=10)
    assert len(found) == len(PASSAGES)
    assert all(hit.keyword_rank is None for hit in found)
    assert [hit.dense_rank for hit in found] == [1, 2, 3, 4]
