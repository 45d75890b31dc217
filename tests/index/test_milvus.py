"""An archive whose passages are in Milvus: the same answers, builds that stay whole, and what happens without it."""

from __future__ import annotations

import json
import socket
from contextlib import closing
from pathlib import Path

import pytest

from index import Archive, Milvus
from index.building.checking import faults, repair
from index.building.encoder import DEFAULT_MODEL
from index.building.history import roll_back
from index.building.milvus.connection import Connection
from index.building.milvus.store import MilvusStore
from index.errors import IndexDamaged, IndexMismatch, IndexServerError
from tests.index.desk import GUNS, OPENED, OWL, SEEN, SEIZED, Desk, best

QUESTIONS = (
    SEIZED,
    OPENED,
    SEEN,
    "how long is the bridge?",
    "who leads the police?",
    "what happened in 1962?",
)


@pytest.fixture
def lite(tmp_path: Path) -> Milvus:
    """A file of milvus-lite."""
    pytest.importorskip("milvus_lite")
    return Milvus(str(tmp_path / "passages.db"))


@pytest.fixture
def nowhere() -> Milvus:
    """The address of a Milvus that does not run."""
    pytest.importorskip("pymilvus")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Milvus(f"http://127.0.0.1:{free.getsockname()[1]}", token="root:secret")


def collections(milvus: Milvus) -> dict[str, str]:
    """Every collection of a Milvus, and what each alias stands for."""
    from pymilvus import MilvusClient

    client = MilvusClient(milvus.file or milvus.uri)
    names = client.list_collections()
    aliases = [alias for name in names for alias in client.list_aliases(name)["aliases"]]
    told = {name: name for name in names}
    told |= {alias: client.describe_alias(alias)["collection_name"] for alias in aliases}
    client.close()
    return told


def manifest(desk: Desk) -> dict[str, object]:
    read: dict[str, object] = json.loads((desk.generation / "manifest.json").read_text())
    return read


def test_the_same_questions_get_the_same_quotes(three_articles: Desk, empty_desk: Desk, lite: Milvus) -> None:
    for article in three_articles.corpus.iterdir():
        empty_desk.write(article.name, article.read_bytes())
    empty_desk.build(milvus=lite)
    with three_articles.open() as here, Archive.open(empty_desk.data, milvus=lite) as there:
        for question in QUESTIONS:
            own, other = here.ask(question), there.ask(question)
            assert [quote.text for quote in own.quotes] == [quote.text for quote in other.quotes]
            assert own.status == other.status
            assert own.confidence == pytest.approx(other.confidence, abs=0.01)
            found, again = here.retrieve(question, 10), there.retrieve(question, 10)
            assert [passage[1:] for passage, _ in found] == [passage[1:] for passage, _ in again]
        assert there.status().passages == 7


def test_a_build_takes_along_what_did_not_change(desk: Desk, lite: Milvus) -> None:
    stages: list[str] = []
    report = desk.build(milvus=lite, progress=lambda stage, _, total: stages.append(f"{stage} {total}"))
    assert len(report.unchanged) == 3  # moved as it is, not encoded anew
    assert "encoding 7" not in stages
    assert not (desk.generation / "vectors.faiss").exists()
    names = []
    for number in range(3):
        desk.write("guns.md", GUNS.replace("386", str(400 + number)))
        assert desk.build(milvus=lite).changed == ("guns.md",)
        names.append(str(manifest(desk)["collection"]))
        with Archive.open(desk.data, milvus=lite) as archive:
            assert best(archive.ask(SEIZED)) == str(400 + number)
            assert best(archive.ask(OPENED)) == "17 July 1981"
    told = collections(lite)
    (alias,) = told.keys() - set(told.values())
    assert told[alias] == names[-1]
    assert set(told.values()) == set(names[-2:])  # of those before, what an older reader may still ask
    assert desk.build(milvus=lite).generation == desk.generation.name  # nothing to do


def test_an_open_archive_moves_to_the_next_generation(desk: Desk, lite: Milvus) -> None:
    desk.build(milvus=lite)
    with Archive.open(desk.data, milvus=lite) as archive:
        assert best(archive.ask(SEIZED)) == "386"
        desk.write("guns.md", GUNS.replace("386", "401"))
        desk.build(milvus=lite)
        assert best(archive.ask(SEIZED)) == "401"


def test_an_index_that_is_kept_elsewhere_is_a_mismatch_that_a_build_mends(desk: Desk, lite: Milvus) -> None:
    with pytest.raises(IndexMismatch, match=r"is kept there, but PULLQUOTE_INDEX_URI is .*pullquote index"):
        Archive.open(desk.data, milvus=lite)
    desk.build(milvus=lite)
    with pytest.raises(IndexMismatch, match="PULLQUOTE_INDEX_URI is not set"):
        desk.open()
    desk.build()
    assert desk.best(SEIZED) == "386"


def test_a_collection_that_is_gone_is_named_and_built_anew(desk: Desk, lite: Milvus) -> None:
    desk.build(milvus=lite)
    gone = str(manifest(desk)["collection"])
    from pymilvus import MilvusClient

    client = MilvusClient(lite.file)
    for alias in client.list_aliases(gone)["aliases"]:
        client.drop_alias(alias)
    client.drop_collection(gone)
    client.close()
    with (
        Archive.open(desk.data, milvus=lite) as archive,
        pytest.raises(IndexDamaged, match=f"no collection '{gone}' any more.*pullquote index --full"),
    ):
        archive.ask(SEIZED)
    desk.forget()
    assert len(desk.build(milvus=lite).added) == 3
    with Archive.open(desk.data, milvus=lite) as archive:
        assert best(archive.ask(SEIZED)) == "386"


def test_without_its_server_an_archive_says_so_and_does_the_rest(
    desk: Desk, lite: Milvus, nowhere: Milvus
) -> None:
    desk.build(milvus=lite)
    before = desk.generations()
    with Archive.open(desk.data, milvus=nowhere) as archive:
        with pytest.raises(IndexServerError, match=f"{nowhere.uri}, which cannot be used now") as told:
            archive.ask(SEIZED)
        assert "secret" not in str(told.value)
        assert archive.status().articles == 3
        assert archive.article("guns.md") is not None
        assert archive.ask("hello").reason == archive.help()
    desk.write("new.txt", OWL)
    for options in ({}, {"full": True}, {"dry_run": True}):
        with pytest.raises(IndexServerError, match="Nothing in it is changed"):
            desk.build(milvus=nowhere, **options)
    assert desk.generations() == before
    assert not list(desk.data.glob("generations/.*"))
    desk.build(milvus=lite)
    with Archive.open(desk.data, milvus=lite) as archive:
        assert best(archive.ask(SEEN)) == "Joan Little"


def test_a_collection_that_is_not_as_the_catalogue_says_is_told_of(desk: Desk, lite: Milvus) -> None:
    desk.build(milvus=lite)
    collection = str(manifest(desk)["collection"])
    with closing(MilvusStore(lite)) as store:
        with store._connection.client(collection) as client:
            (vector,) = client.query(collection, ids=[1], output_fields=["vector"])
            client.delete(collection, ids=[1, 2])
            client.insert(collection, [{"passage": 901, "article": "guns.md", "vector": vector["vector"]}])
        (short,) = faults(desk.data, DEFAULT_MODEL, store)
        assert (short.what, short.mendable) == ("passages", False)
        assert "has 6 passages, not 7" in short.sentence
        with pytest.raises(IndexDamaged, match="has 6 passages, not 7"):
            roll_back(desk.data, DEFAULT_MODEL, store, desk.generation.name)
        with store._connection.client(collection) as client:
            client.insert(collection, [{"passage": 902, "article": "guns.md", "vector": vector["vector"]}])
        (strange,) = faults(desk.data, DEFAULT_MODEL, store)
        assert strange.sentence.startswith(
            "2 passages have no vector, 2 vectors have no passage. Run `pullquote index"
        )
        assert repair(desk.data, DEFAULT_MODEL, store) == []
        desk.build(milvus=lite, full=True)
        assert list(faults(desk.data, DEFAULT_MODEL, store)) == []


def test_a_call_that_is_refused_ends_no_other(lite: Milvus) -> None:
    with closing(Connection(lite)) as connection, connection.client() as held:
        held.create_collection("some", dimension=4)
        for _ in range(2):
            with pytest.raises(IndexServerError), connection.client("some") as client:
                client.query("some", filter="no such (( filter", timeout=5)
            assert held.list_collections(timeout=5) == ["some"]  # as somebody else's call, meanwhile
            with connection.client("some") as client:
                assert client is held


def test_a_connection_that_is_lost_is_made_anew(lite: Milvus) -> None:
    from milvus_lite.server_manager import server_manager_instance

    with closing(Connection(lite)) as connection:
        with connection.client() as lost:
            lost.create_collection("some", dimension=4)
        server_manager_instance.release_server(lite.file)
        with pytest.raises(IndexServerError), connection.client() as client:
            client.list_collections(timeout=1)
        with connection.client() as client:
            assert client is not lost
            assert client.list_collections(timeout=5) == ["some"]


@pytest.mark.parametrize("uri", ["passages", "localhost:19530", "ftp://host", "http://", "http://host:many"])
def test_what_is_no_address(uri: str) -> None:
    with pytest.raises(ValueError, match=r"neither|[Pp]ort"):
        Milvus(uri)


def test_no_password_is_shown() -> None:
    milvus = Milvus("https://root:secret@example.org:19530", token="secret")
    assert milvus.shown == "https://example.org:19530"
    assert "secret" not in repr(milvus).replace(milvus.uri, "")
