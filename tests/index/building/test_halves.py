"""The contract of a store: whichever keeps the halves of a generation, its passages are found alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.articles import Article
from index.building import generations
from index.building.catalogue import Catalogue
from index.building.encoder import Vectors
from index.building.halves import DenseHalf, Halves, Store
from index.building.local import LocalStore
from index.building.milvus.address import Milvus
from index.building.milvus.store import MilvusStore
from index.building.passages import SPLITTER, passages, sentences
from tests.milvus_server import MilvusServer, milvus_command

BRIDGE = "The Humber Bridge was opened by the Queen in 1981.\n\nIts main span measures 1,410 metres."
OWLS = "Two pairs of barn owls are nesting in Hagg Wood.\n\nA walker saw the owls from a bridge."
GUNS = "Officers seized 386 illegal firearms in London.\n\nThe owls of the city were not asked."
DIMENSION = 24


class Room:
    """A data folder whose generations hold given articles with vectors made up at random: a build in small."""

    def __init__(self, data: Path, store: Store) -> None:
        self.data, self.store = data, store
        self.vectors: dict[int, Vectors] = {}
        self._chance = np.random.default_rng(7)
        self._before: Path | None = None

    def publish(self, added: dict[str, str], removed: tuple[str, ...] = ()) -> Halves:
        """Publish the generation before with these articles taken out and these added; its halves."""
        with generations.building(self.data):
            previous = None if self._before is None else self.open(self._before).dense
            with generations.draft(self.data) as folder:
                with closing(self._begun(folder / generations.CATALOGUE)) as catalogue:
                    collection = self._write(folder, catalogue, added, removed, previous)
                    count = catalogue.counts()
                manifest = generations.Manifest(
                    generations.FORMAT,
                    *(SPLITTER, "none", "", DIMENSION, "corpus", "2024-03-19", *count),
                    files=generations.files_of(folder),
                    collection=collection,
                )
                self._before = generations.publish(self.data, folder, manifest)
                self.store.published(self.data)
        return self.open(self._before)

    def open(self, folder: Path) -> Halves:
        """The halves of a published generation."""
        return self.store.open(folder, generations.read_manifest(folder))

    def nearest(self, vector: Vectors) -> list[int]:
        """All passages by brute force, nearest first."""
        return sorted(self.vectors, key=lambda id: -float(self.vectors[id] @ vector))

    def random(self, count: int) -> Vectors:
        """Unit vectors, shape (count, DIMENSION)."""
        vectors = self._chance.normal(size=(count, DIMENSION)).astype(np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def _begun(self, path: Path) -> Catalogue:
        if self._before is None:
            return Catalogue.create(path, self.data)
        return Catalogue.copy(self._before / generations.CATALOGUE, path, self.data)

    def _write(
        self,
        folder: Path,
        catalogue: Catalogue,
        added: dict[str, str],
        removed: tuple[str, ...],
        previous: DenseHalf | None,
    ) -> str:
        draft = self.store.begin(self.data, DIMENSION, previous)
        gone = [passage for article in removed for passage in catalogue.remove(article)]
        draft.remove(gone)
        ids = [id for name, text in added.items() for id in _add(catalogue, name, text)]
        vectors = self.random(len(ids))
        draft.add(ids, vectors)
        catalogue.commit()
        left = {id: vector for id, vector in self.vectors.items() if id not in gone}
        self.vectors = left | dict(zip(ids, vectors, strict=True))
        return draft.save(folder, catalogue)


def _add(catalogue: Catalogue, name: str, text: str) -> list[int]:
    article = Article(name, f"corpus/{name}", f"Report of {name}", None, "2024-03-19", None, text, name, name)
    cut = sentences(text)
    return catalogue.add(article, cut, passages(text, cut))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    """A real Milvus, which these tests share."""
    server = MilvusServer(milvus_command(), tmp_path_factory.mktemp("milvus"))
    server.start()
    yield server
    server.kill()


STORES = (
    "folder",
    "milvus-lite",
    "milvus-lite with its words",
    pytest.param("milvus", marks=pytest.mark.server),
)


@pytest.fixture(params=STORES)
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    """A data folder with each store in turn."""
    if request.param == "folder":
        store: Store = LocalStore()
    elif request.param.startswith("milvus-lite"):
        pytest.importorskip("milvus_lite")
        # What a server since 2.5 is asked for; milvus-lite does it well enough for a few passages.
        bm25 = True if "words" in request.param else None
        store = MilvusStore(Milvus(str(tmp_path / "passages.db")), bm25=bm25)
    else:
        store = MilvusStore(Milvus(request.getfixturevalue("server").uri))
    with closing(store):
        yield Room(tmp_path / "data", store)


def ids(hits: list[tuple[int, float]]) -> list[int]:
    return [id for id, _ in hits]


def test_what_is_nearest_is_found_with_its_cosine(room: Room) -> None:
    found = room.publish({"bridge": BRIDGE, "owls": OWLS, "guns": GUNS})
    (question,) = room.random(1)
    nearest = room.nearest(question)
    assert len(found.dense) == 6
    assert sorted(found.dense.ids().tolist()) == sorted(room.vectors)
    hits = found.dense.search(question, 4)
    assert ids(hits) == nearest[:4]
    cosines = [float(room.vectors[id] @ question) for id in nearest]
    assert [score for _, score in hits] == pytest.approx(cosines[:4], abs=2e-3)
    backwards = nearest[::-1]
    assert found.dense.cosines(question, backwards) == pytest.approx(cosines[::-1], abs=2e-3)
    assert found.dense.cosines(question, []) == []
    assert len(found.dense.search(question, 50)) == 6


def test_vectors_are_given_back_in_the_order_asked_for(room: Room) -> None:
    found = room.publish({"bridge": BRIDGE, "owls": OWLS})
    wanted = sorted(room.vectors, reverse=True)
    expected = np.array([room.vectors[id] for id in wanted])
    assert found.dense.vectors(wanted) == pytest.approx(expected, abs=1e-3)
    assert found.dense.vectors([]).shape == (0, DIMENSION)


def test_both_halves_find_only_what_they_may(room: Room) -> None:
    found = room.publish({"bridge": BRIDGE, "owls": OWLS, "guns": GUNS})
    (question,) = room.random(1)
    among = sorted(room.vectors)[1:5]
    assert ids(found.dense.search(question, 6, among)) == [id for id in room.nearest(question) if id in among]
    everywhere = dict(found.lexical.search("owls on a bridge", 6))
    allowed = dict(found.lexical.search("owls on a bridge", 6, among))
    assert allowed.keys() == everywhere.keys() & set(among)
    assert allowed == pytest.approx({id: everywhere[id] for id in allowed})
    assert found.dense.search(question, 6, []) == found.lexical.search("owls", 6, []) == []


def test_words_are_found_by_their_stems(room: Room) -> None:
    found = room.publish({"bridge": BRIDGE, "owls": OWLS, "guns": GUNS})
    first, *others = found.lexical.search("which owl was nesting?", 6)
    passages = sorted(room.vectors)
    assert first[0] == passages[2]
    assert first[1] > others[0][1] > 0
    assert ids(found.lexical.search("386", 6)) == [passages[4]]
    assert found.lexical.search("the of and", 6) == found.lexical.search("", 6) == []
    assert len(found.lexical.search("owls", 1)) == 1
    counts = [found.lexical.count(stem) for stem in ("bridg", "owl", "386", "karachi")]
    assert counts == [3, 3, 1, 0]  # with the titles
    assert [found.lexical.count("owl", among) for among in (passages[:2], passages[2:], [])] == [0, 3, 0]


@pytest.mark.parametrize("question", ['AND OR "', "owl~2 ^ * ?", "text:owl", "') or passage > 0 --", "{owl}"])
def test_no_question_is_a_query_language(room: Room, question: str) -> None:
    found = room.publish({"owls": OWLS, "guns": GUNS})
    assert len(found.lexical.search(question, 9)) in (0, 3)
    assert found.lexical.count(question) == 0


def test_a_generation_grows_from_the_one_before_and_leaves_it_alone(room: Room) -> None:
    first = room.publish({"bridge": BRIDGE, "owls": OWLS})
    before = dict(room.vectors)
    second = room.publish({"guns": GUNS, "owls": "Two pairs of barn owls left Hagg Wood."}, ("owls",))
    (question,) = room.random(1)
    assert ids(second.dense.search(question, 9)) == room.nearest(question)
    assert len(second.dense) == 5
    assert second.lexical.count("walker") == 0
    assert second.lexical.count("firearm") == 1
    assert sorted(ids(first.dense.search(question, 9))) == sorted(before)
    assert first.lexical.count("walker") == 1


def test_many_passages_are_found_by_a_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("milvus_lite")
    monkeypatch.setattr("index.building.milvus.store.EXACT", 3)
    with closing(MilvusStore(Milvus(str(tmp_path / "passages.db")))) as store:
        room = Room(tmp_path / "data", store)
        found = room.publish({"bridge": BRIDGE, "owls": OWLS, "guns": GUNS})
        (question,) = room.random(1)
        assert ids(found.dense.search(question, 4)) == room.nearest(question)[:4]
        among = sorted(room.vectors)[::2]
        expected = [id for id in room.nearest(question) if id in among]
        assert ids(found.dense.search(question, 4, among)) == expected
