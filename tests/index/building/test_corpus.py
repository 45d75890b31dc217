"""Reading the corpus: what is as it was is not read again, and nothing that changed is taken for what it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.articles import read_bytes
from index.building import corpus as room
from index.building.catalogue import KnownFile
from index.building.corpus import Plan, compare


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read, as they are read; a file's stamp is trusted at once."""
    names: list[str] = []

    def reading(path: Path) -> bytes:
        names.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(room, "read_bytes", reading)
    monkeypatch.setattr(room, "SETTLED", -1e9)
    return names


def look(folder: Path, before: Plan | None = None) -> Plan:
    """The plan for a folder after another one that was carried out."""
    known: dict[str, KnownFile] = before.files if before else {}
    indexed = {article.id for article in before.fresh} | set(before.unchanged) if before else set()
    return compare(folder, known, dict.fromkeys(indexed), lambda *_: None)


def test_a_file_that_is_as_it_was_is_not_read(tmp_path: Path, read: list[str]) -> None:
    for name, content in (("a.txt", "It opened."), ("b.txt", "It closed."), ("c.txt", "It opened.")):
        (tmp_path / name).write_text(content)
    first = look(tmp_path)
    assert [article.id for article in first.fresh] == ["a.txt", "b.txt"]
    read.clear()
    second = look(tmp_path, first)
    assert (second.unchanged, second.files, read) == (["a.txt", "b.txt"], first.files, [])
    assert second.skipped == first.skipped  # the twin is told of again without being read


def test_one_of_the_same_size_and_date_is_read(tmp_path: Path, read: list[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_text("It opened.")
    first = look(tmp_path)
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    file.write_text("It closed.")
    os.utime(file, ns=times)
    assert [article.text for article in look(tmp_path, first).fresh] == ["It closed."]


def test_one_that_changed_just_now_is_read_again_next_time(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "SETTLED", 2.0)
    (tmp_path / "a.txt").write_text("It opened.")
    first = look(tmp_path)
    assert look(tmp_path, first).unchanged == ["a.txt"]
    assert read == ["a.txt", "a.txt"]


def test_one_whose_twin_is_gone_is_read_and_taken(tmp_path: Path, read: list[str]) -> None:
    (tmp_path / "a.txt").write_text("It opened.")
    (tmp_path / "b.txt").write_text("It opened.")
    first = look(tmp_path)
    (tmp_path / "a.txt").unlink()
    assert [article.id for article in look(tmp_path, first).fresh] == ["b.txt"]


def test_what_was_made_of_an_e_mail_stays_and_not_the_e_mail(tmp_path: Path, read: list[str]) -> None:
    (tmp_path / "a.eml").write_text("From: a@rye.example\nSubject: A ferry\n\nIt opened.\n")
    (tmp_path / "ferry.md").write_text("---\ntitle: The new ferry\n---\nIt opened.\n")
    plan = look(tmp_path)
    assert [article.id for article in plan.fresh] == ["ferry.md"]
    assert [(file.path, file.reason) for file in plan.skipped] == [
        ("a.eml", "the same text as ferry.md"),
    ]


def test_a_file_takes_the_place_of_its_twins_below_it_alone(tmp_path: Path, read: list[str]) -> None:
    """What lies in other folders may not be shown to whoever is shown this one."""
    names = [
        "club/a.txt",
        "club/b.txt",
        "club/minutes/a.txt",
        "town/old/deep/a.txt",
        "added/1/a.txt",
        "added/2/a.txt",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("It opened.")
    first = look(tmp_path)
    assert {article.id for article in first.fresh} == {*names} - {"club/b.txt", "club/minutes/a.txt"}
    assert [(file.path, file.reason) for file in first.skipped] == [
        ("club/b.txt", "the same text as club/a.txt"),
        ("club/minutes/a.txt", "the same text as club/a.txt"),
    ]
    second = look(tmp_path, first)
    assert (set(second.unchanged), second.fresh) == ({article.id for article in first.fresh}, [])
    (tmp_path / "a.txt").write_text("It opened.")
    assert (look(tmp_path, first).unchanged, len(look(tmp_path, first).skipped)) == ([], len(names))


def test_one_that_changes_while_it_is_read_is_not_trusted(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("It opened.")

    def changing(path: Path) -> bytes:
        content = read_bytes(path)
        path.write_text("It opened twice.")
        return content

    monkeypatch.setattr(room, "read_bytes", changing)
    first = look(tmp_path)
    assert first.files["a.txt"].stamp == ""
    monkeypatch.setattr(room, "read_bytes", read_bytes)
    assert [article.text for article in look(tmp_path, first).fresh] == ["It opened twice."]


def test_one_that_is_gone_before_it_is_read_is_named(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("It opened.")
    (tmp_path / "b.txt").write_text("It closed.")

    def vanishing(path: Path) -> bytes:
        (tmp_path / "a.txt").unlink(missing_ok=True)
        return read_bytes(path)

    monkeypatch.setattr(room, "read_bytes", vanishing)
    plan = look(tmp_path)
    assert [article.id for article in plan.fresh] == ["b.txt"]
    assert [(skipped.path, "cannot be read" in skipped.reason) for skipped in plan.skipped] == [
        ("a.txt", True)
    ]
