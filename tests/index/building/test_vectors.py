"""The dense half: unit vectors by id, found by cosine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.building.encoder import Vectors
from index.building.vectors import VectorIndex


def unit(seed: int, count: int, dimension: int = 32) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def test_the_nearest_come_first_as_an_exact_search_finds_them() -> None:
    vectors = unit(1, 200)
    index = VectorIndex.empty(32)
    index.add(range(1_000, 1_200), vectors)
    (question,) = unit(2, 1)
    cosines = vectors @ question
    found = index.search(question, 10)
    assert [id for id, _ in found] == [1_000 + int(row) for row in np.argsort(-cosines)[:10]]
    assert [cosine for _, cosine in found] == pytest.approx(sorted(cosines, reverse=True)[:10], abs=1e-3)


def test_more_are_asked_for_than_there_are() -> None:
    index = VectorIndex.empty(32)
    (question,) = unit(2, 1)
    assert index.search(question, 10) == []
    index.add([7, 5], unit(1, 2))
    assert sorted(id for id, _ in index.search(question, 10)) == [5, 7]


def test_what_is_removed_is_found_no_more() -> None:
    vectors = unit(1, 3)
    index = VectorIndex.empty(32)
    index.add([1, 2, 3], vectors)
    index.remove([2])
    index.remove([])
    index.add([], vectors[:0])
    assert len(index) == 2
    assert sorted(id for id, _ in index.search(vectors[1], 3)) == [1, 3]


def test_a_saved_index_is_the_same(tmp_path: Path) -> None:
    vectors = unit(1, 50)
    index = VectorIndex.empty(32)
    index.add(range(50), vectors)
    index.save(tmp_path / "vectors.faiss")
    assert VectorIndex.load(tmp_path / "vectors.faiss").search(vectors[7], 5) == index.search(vectors[7], 5)


def test_half_an_index_is_none(tmp_path: Path) -> None:
    index = VectorIndex.empty(32)
    index.add(range(50), unit(1, 50))
    index.save(tmp_path / "vectors.faiss")
    content = (tmp_path / "vectors.faiss").read_bytes()
    (tmp_path / "vectors.faiss").write_bytes(content[: len(content) // 2])
    with pytest.raises(RuntimeError):
        VectorIndex.load(tmp_path / "vectors.faiss")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"vectors\.faiss cannot be written"):
        VectorIndex.empty(32).save(tmp_path / "nowhere" / "vectors.faiss")
