"""Search: both halves, fused by reciprocal rank."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from index.building.encoder import Encoder
from index.building.halves import DenseHalf, LexicalHalf
from index.building.keywords import KeywordIndex, build_keywords
from index.building.vectors import VectorIndex
from index.question.filters import Scope
from index.reading.search import DEPTH, RANK_CONSTANT, search

PASSAGES = {
    21: "Officers seized 386 illegal firearms in London.",
    22: "The Humber Bridge was opened by the Queen in 1981.",
    23: "Two pairs of barn owls are nesting in Hagg Wood.",
    24: "A pistol was handed in at a police station.",
}

ALL = Scope(None)


@dataclass
class Searched:
    """The parts of an index that are searched."""

    encoder: Encoder
    vectors: DenseHalf
    keywords: LexicalHalf


@pytest.fixture(scope="module")
def index(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Searched:
    return searched(PASSAGES, encoder, tmp_path_factory.mktemp("search"))


def searched(passages: dict[int, str], encoder: Encoder, folder: Path) -> Searched:
    build_keywords(folder / "keywords", passages.items())
    vectors = VectorIndex.empty(encoder.description.dimension)
    vectors.add(list(passages), encoder.encode_passages(list(passages.values())))
    return Searched(encoder, vectors, KeywordIndex(folder / "keywords"))


def test_ranks_are_fused_by_the_sum_of_their_reciprocals(index: Searched) -> None:
    found = search("how many illegal firearms were seized?", index, ALL, 10)
    best = found[0]
    assert (best.passage, best.dense_rank, best.keyword_rank) == (21, 1, 1)
    assert best.fused == pytest.approx(2 / (RANK_CONSTANT + 1))
    for hit in found:
        ranks = [rank for rank in (hit.dense_rank, hit.keyword_rank) if rank is not None]
        assert hit.fused == pytest.approx(sum(1 / (RANK_CONSTANT + rank) for rank in ranks))
        assert (hit.keyword_rank is None) == (hit.keyword == 0)
    assert [hit.fused for hit in found] == sorted((hit.fused for hit in found), reverse=True)


def test_each_half_finds_what_the_other_does_not(index: Searched) -> None:
    found = {hit.passage: hit for hit in search("which guns?", index, ALL, 10)}
    assert found[24].keyword_rank is None
    assert found[24].keyword == 0
    assert found[24].dense_rank in (1, 2)
    assert set(found) == set(PASSAGES)


def test_no_more_than_the_limit(index: Searched) -> None:
    everything = search("owls and firearms", index, ALL, 2 * DEPTH)
    assert search("owls and firearms", index, ALL, 2) == everything[:2]


def test_a_question_of_stop_words_is_left_to_the_dense_half(index: Searched) -> None:
    found = search("the of and", index, ALL, 10)
    assert len(found) == len(PASSAGES)
    assert all(hit.keyword_rank is None for hit in found)
    assert [hit.dense_rank for hit in found] == [1, 2, 3, 4]


def test_what_the_words_alone_found_has_its_cosine_all_the_same(encoder: Encoder, tmp_path: Path) -> None:
    """Sixty passages are nearer to the question than the one that shares its rarest word."""
    near = {number: f"Officers seized {number} illegal guns in London." for number in range(100, 160)}
    passages = {**near, 7: "The recipe of zabaglione calls for eggs, sugar and wine."}
    question = "how many illegal guns did officers seize in London? zabaglione"
    index = searched(passages, encoder, tmp_path)
    found = {hit.passage: hit for hit in search(question, index, ALL, 2 * DEPTH)}
    assert found[7].dense_rank is None
    assert found[7].keyword_rank == 1
    own, asked = encoder.encode_passages([passages[7]])[0], encoder.encode_question(question)
    assert found[7].dense == pytest.approx(float(own @ asked), abs=0.01)
    assert found[7].dense < min(hit.dense for hit in found.values() if hit.dense_rank)
    assert found[7].fused == pytest.approx(1 / (RANK_CONSTANT + 1))


def test_what_is_left_out_takes_no_rank(index: Searched) -> None:
    question = "how many illegal firearms were seized?"
    first, *others = search(question, index, ALL, 10)
    left = search(question, index, Scope(None, without=frozenset({first.passage})), 10)
    assert [hit.passage for hit in left] == [hit.passage for hit in others]
    assert left[0].dense_rank == 1


def test_only_what_it_is_among_is_found(index: Searched) -> None:
    found = search("how many illegal firearms were seized?", index, Scope([22, 23]), 10)
    assert {hit.passage for hit in found} == {22, 23}
    assert sorted(hit.dense_rank or 0 for hit in found) == [1, 2]
