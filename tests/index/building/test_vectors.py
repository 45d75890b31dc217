"""The dense half: unit vectors by id, found by cosine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np
import pytest

from index.building import vectors as room
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


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_large_index_is_handed_on_and_what_changed_stands_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "ONE_FILE", 100)
    monkeypatch.setattr(room, "LARGE", 0)  # so that it is mapped
    vectors, more = unit(1, 200), unit(3, 30)
    held: dict[int, Vectors] = dict(enumerate(vectors))
    folders = [tmp_path / str(number) for number in range(4)]
    for folder in folders:
        folder.mkdir()
    index = VectorIndex.empty(32)
    index.add(range(200), vectors)
    index.save(folders[0] / "vectors.faiss")
    assert files(folders[0]) == ["vectors.faiss"]
    for folder, before, added, gone in (
        (folders[1], folders[0], range(200, 205), [7, 12]),
        (folders[2], folders[1], range(205, 208), [13, 201, 9_999]),
        (folders[3], folders[2], range(208, 230), []),
    ):
        index = VectorIndex.load(before / "vectors.faiss")
        index.remove(gone)
        index.add(list(added), more[added.start - 200 : added.stop - 200])
        held |= {id: more[id - 200] for id in added}
        for id in gone:
            held.pop(id, None)
        index.save(folder / "vectors.faiss")
        saved = VectorIndex.load(folder / "vectors.faiss")
        assert len(saved) == len(held)
        assert saved.ids().tolist() == sorted(held)
        assert saved.vectors(list(held)) == pytest.approx(np.array(list(held.values())), abs=1e-3)
        for question in unit(5, 5):
            nearest = sorted(held, key=lambda id: -float(held[id] @ question))
            assert [id for id, _ in saved.search(question, 20)] == nearest[:20]
            among = sorted(held)[::3] + list(gone)
            few = [id for id in nearest if id in among][:5]
            assert [id for id, _ in saved.search(question, 5, among)] == few
    assert files(folders[2]) == ["vectors-added.faiss", "vectors-gone.ids", "vectors.faiss"]
    assert (folders[1] / "vectors.faiss").read_bytes() == (folders[0] / "vectors.faiss").read_bytes()
    assert files(folders[3]) == ["vectors.faiss"]  # more than a tenth had changed


def test_of_very_many_each_takes_a_byte_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = VectorIndex.empty(32)
    vectors = unit(1, 2_000)
    index.add(range(1_500), vectors[:1_500])
    index.save(tmp_path / "half.faiss")
    monkeypatch.setattr(room, "EIGHT_BITS", 2_000)
    grown = VectorIndex.load(tmp_path / "half.faiss")
    grown.add(range(1_500, 2_000), vectors[1_500:])
    grown.save(tmp_path / "eight.faiss")
    assert (tmp_path / "eight.faiss").stat().st_size < (tmp_path / "half.faiss").stat().st_size
    read = VectorIndex.load(tmp_path / "eight.faiss")
    found = 0
    for question in unit(2, 20):
        nearest = np.argsort(-(vectors @ question))[:10].tolist()
        found += len({id for id, _ in read.search(question, 10)} & set(nearest))
    assert found >= 190


def test_a_question_takes_one_thread() -> None:
    """Threads of FAISS that spin for one another made a question six times slower on a busy machine of two cores."""
    index = VectorIndex.empty(32)
    index.add([1, 2, 3], unit(1, 3))

    def threads() -> int:
        faiss.omp_set_num_threads(4)
        index.search(unit(2, 1)[0], 2)
        return int(faiss.omp_get_max_threads())

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(threads).result() == 1
