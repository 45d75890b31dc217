"""The lexical half: BM25 over English stems."""

from __future__ import annotations

import shutil
import tempfile
import threading
from itertools import chain, repeat
from pathlib import Path

import pytest

from index.building import keywords as room
from index.building.keywords import KeywordIndex, build_keywords, can_grow, grow_keywords, stems
from index.errors import DataNotWritable

PASSAGES = [
    (11, "Gun crime\nOfficers seized 386 illegal firearms in London."),
    (12, "Bridges\nThe Humber Bridge was opened in 1981. Bridges like it are rare."),
    (13, "Owls\nTwo pairs of owls were seen near the café bridge."),
]


@pytest.fixture
def keywords(tmp_path: Path) -> KeywordIndex:
    build_keywords(tmp_path / "keywords", iter(PASSAGES))
    return KeywordIndex(tmp_path / "keywords")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The gun was seized", ["gun", "seiz"]),
        ("BRIDGES, bridge; Bridge's", ["bridg", "bridg", "bridg", "s"]),
        ("Café £1.5m 2022/23", ["cafe", "1", "5m", "2022", "23"]),
        ("the of and", []),
        ("?! …", []),
        ("x" * 100, []),
        ("你好", ["你好"]),
    ],
)
def test_stems(text: str, expected: list[str]) -> None:
    assert stems(text) == expected


def test_stems_from_many_threads() -> None:
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: found.extend(stems("The guns seized") for _ in range(500)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["gun", "seiz"]] * 2_000


def test_passages_that_share_stems_come_by_score(keywords: KeywordIndex) -> None:
    found = keywords.search("when did the bridge open?", 10)
    assert [id for id, _ in found] == [12, 13]
    assert found[0][1] > found[1][1] > 0
    assert keywords.search("bridge", 1) == keywords.search("bridge", 10)[:1]


def test_the_title_is_searched_too(keywords: KeywordIndex) -> None:
    assert [id for id, _ in keywords.search("crime", 10)] == [11]


@pytest.mark.parametrize(
    "question", ["the of and", "?!", "Karachi", "x" * 2_000, "AND OR NOT", '"', "text:bridge*"]
)
def test_no_question_is_a_query_language(keywords: KeywordIndex, question: str) -> None:
    assert [id for id, _ in keywords.search(question, 10)] in ([], [12, 13])


def test_how_many_passages_hold_a_stem(keywords: KeywordIndex) -> None:
    assert [keywords.count(stem) for stem in ("bridg", "386", "karachi", "bridges")] == [2, 1, 0, 0]


def test_a_folder_without_an_index(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=r"."):
        KeywordIndex(tmp_path / "empty")


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A keyword index in whose folder no lock can be taken, as on a read-only mount; temporary files go to "tmp"."""
    folder = tmp_path / "keywords"
    build_keywords(folder, iter(PASSAGES))
    for lock in folder.glob(".*.lock"):
        lock.unlink()
    (folder / ".tantivy-meta.lock").mkdir()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return folder


def test_a_read_only_folder_is_searched_and_nothing_left_behind(read_only: Path, tmp_path: Path) -> None:
    for _ in range(40):  # tantivy locks again on a thread of its own, now and then as the links are removed
        assert [id for id, _ in KeywordIndex(read_only).search("the Humber bridge", 5)] == [12, 13]
    assert list((tmp_path / "tmp").iterdir()) == []


def test_links_that_cannot_be_removed_at_once_are_removed_then(
    read_only: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where tantivy locks once more between the emptying of the folder and its removal."""
    really, tries = shutil.rmtree, chain([False], repeat(True))  # tantivy itself may lock once more
    monkeypatch.setattr(
        shutil, "rmtree", lambda folder, **given: really(folder, **given) if next(tries) else None
    )
    assert [id for id, _ in KeywordIndex(read_only).search("the Humber bridge", 5)] == [12, 13]
    assert list((tmp_path / "tmp").iterdir()) == []


def test_where_nothing_can_be_written_it_says_so(read_only: Path, tmp_path: Path) -> None:
    (tmp_path / "tmp").rmdir()
    with pytest.raises(DataNotWritable, match="is read-only"):
        KeywordIndex(read_only)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="Not a directory"):
        build_keywords(tmp_path / "file" / "keywords", [])


def test_an_index_that_grew_finds_what_one_written_anew_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {
        number: f"Report {number}\nThe council of {town} met and agreed a plan for road {number % 7}."
        for number, town in enumerate(["Leeds", "York", "Hull", "Derby"] * 25)
    }
    folder = tmp_path / "0"
    build_keywords(folder, texts.items())
    assert not can_grow(folder, 0)  # so few are written anew
    monkeypatch.setattr(room, "WRITTEN_ANEW", 50)
    for step in range(1, 11):
        assert can_grow(folder, 0)
        added = {1_000 + step: f"Special {step}\nThe harbour at Hull was dredged for the {step}th time."}
        gone = [] if step % 5 else [step, 999_999]
        before, folder = folder, tmp_path / str(step)
        grow_keywords(folder, before, added.items(), gone)
        texts |= added
        for id in gone:
            texts.pop(id, None)
    assert not can_grow(folder, 10)  # more than a twentieth would be gone
    grown = KeywordIndex(folder)
    build_keywords(tmp_path / "anew", texts.items())
    anew = KeywordIndex(tmp_path / "anew")
    assert len(grown) == len(anew) == len(texts)
    for question in ("harbour dredged in Hull", "report 12", "plan for road 3 in York"):
        one, other = dict(grown.search(question, 200)), dict(anew.search(question, 200))
        assert one.keys() == other.keys()
        assert all(one[id] == pytest.approx(other[id], rel=0.05) for id in one)
    assert len(list(folder.iterdir())) < 40  # small parts were merged, and are not left lying about
