"""A real Milvus that finds what FAISS finds, and dies in the middle of questions and of a build."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import Archive, Milvus, build
from index.errors import IndexServerError
from tests.index.desk import GUNS, OPENED, SEIZED, Desk, best
from tests.index.test_milvus import collections
from tests.milvus_server import MilvusServer, milvus_command

pytestmark = pytest.mark.server

QUESTIONS = (
    "how many guns were seized?",
    "when was the Humber Bridge opened?",
    "who won the final?",
    "how many people live in England and Wales?",
    "why were the tolls on the bridge abolished?",
    "what did the telescope see?",
    "which boroughs had no gun murder?",
    "what do the new trains look like?",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    """A real Milvus, running when a test begins."""
    server = MilvusServer(milvus_command(), tmp_path_factory.mktemp("milvus"))
    server.start()
    yield server
    server.kill()


def test_it_finds_what_faiss_finds(
    server: MilvusServer, archive: Archive, corpus: Path, models: Path, tmp_path: Path
) -> None:
    milvus = Milvus(server.uri)
    build(corpus, tmp_path, models=models, milvus=milvus)
    with Archive.open(tmp_path, milvus=milvus) as other:
        kept = 0
        for question in QUESTIONS:
            own = [passage[1:] for passage, _ in archive.retrieve(question, 10)]
            kept += len(set(own) & {passage[1:] for passage, _ in other.retrieve(question, 10)})
            first, second = archive.ask(question), other.ask(question)
            assert [quote.text for quote in first.quotes] == [quote.text for quote in second.quotes]
        assert kept >= 0.99 * 10 * len(QUESTIONS)


def test_it_dies_in_the_middle_of_questions(server: MilvusServer, desk: Desk) -> None:
    milvus = Milvus(server.uri)
    desk.build(milvus=milvus)

    with Archive.open(desk.data, milvus=milvus) as archive:
        assert best(archive.ask(SEIZED)) == "386"

        def ask(number: int) -> str:
            if number == 3:
                server.kill()
            try:
                return best(archive.ask(SEIZED))
            except IndexServerError:
                return "away"

        with ThreadPoolExecutor(2) as pool:
            said = list(pool.map(ask, range(8)))
        assert said[0] == "386"
        assert said[-1] == "away"
        assert set(said) == {"386", "away"}
        assert archive.status().articles == 3  # what needs no search goes on
        server.start()
        assert best(archive.ask(SEIZED)) == "386"
        assert best(archive.ask(OPENED)) == "17 July 1981"


def test_it_dies_in_the_middle_of_a_build(server: MilvusServer, desk: Desk) -> None:
    milvus = Milvus(server.uri)
    desk.build(milvus=milvus)
    before, known = desk.generations(), set(collections(milvus).values())
    desk.write("guns.md", GUNS.replace("386", "387"))

    def kill_when_writing(stage: str, done: int, total: int) -> None:
        if stage == "writing":
            server.kill()

    with pytest.raises(IndexServerError, match="Nothing in it is changed"):
        desk.build(milvus=milvus, progress=kill_when_writing)
    assert desk.generations() == before
    server.start()
    with Archive.open(desk.data, milvus=milvus) as archive:
        assert best(archive.ask(SEIZED)) == "386"
        assert desk.build(milvus=milvus).changed == ("guns.md",)
        assert best(archive.ask(SEIZED)) == "387"
    # The two that are kept, and nothing of the build that failed.
    assert len(set(collections(milvus).values()) - known) == 1
