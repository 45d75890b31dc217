"""Generations that are kept: what is known of them, going back to one, and one that answers for a damaged one."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import pytest

from index.building import generations, opened
from index.building.checking import faults, repair
from index.building.encoder import DEFAULT_MODEL
from index.building.history import history, roll_back
from index.building.local import LocalStore
from index.building.opened import NewestGeneration, OpenGeneration
from index.building.selection import Selection
from index.errors import IndexDamaged, IndexMissing, NothingToRestore
from tests.index.desk import GUNS, OPENED, OWL, SEIZED, Desk, best


def back(desk: Desk, to: str | None = None, keep: int = 5) -> str:
    return roll_back(desk.data, DEFAULT_MODEL, LocalStore(), to, keep)


@pytest.fixture
def three(desk: Desk) -> Desk:
    """A desk with three generations, in which 386, 400 and 401 guns were seized."""
    desk.forget()
    for number in ("400", "401"):
        desk.write("guns.md", GUNS.replace("386", number))
        desk.build(keep=5)
    return desk


def test_going_back_step_by_step_and_forward_by_name(three: Desk) -> None:
    names = [folder.name for folder in three.generations()]
    with three.open() as archive:
        back(three)
        assert archive.refresh()  # whoever has it open goes back, too
        assert archive.generation == three.generation.name
        assert archive.ask(SEIZED).generation == three.generation.name
    assert three.best(SEIZED) == "400"
    back(three)
    assert three.best(SEIZED) == "386"
    with pytest.raises(NothingToRestore, match="PULLQUOTE_KEEP"):
        back(three)
    back(three, str(int(names[2][:6])))
    assert three.best(SEIZED) == "401"
    with pytest.raises(NothingToRestore, match="No generation 77 is kept"):
        back(three, "77")
    told = history(three.data)
    assert [entry.restored for entry in told[:3]] == [names[2], names[0], names[1]]
    assert [entry.state for entry in told[:2]] == ["current", "kept"]


def test_a_build_after_going_back_takes_in_what_the_corpus_holds(three: Desk) -> None:
    back(three)
    report = three.build()
    assert report.changed == ("guns.md",)
    assert three.best(SEIZED) == "401"
    assert len(three.generations()) == 2


def test_fewer_are_kept_though_nothing_changed(three: Desk) -> None:
    assert len(three.generations()) == 3
    three.build(keep=1)
    assert len(three.generations()) == 1


def test_the_history_tells_what_changed_and_what_is_gone(three: Desk) -> None:
    three.write("new.txt", "The ferry\n\nThe ferry to Grantley sails again.")
    (three.corpus / "bridge.md").unlink()
    three.build()
    log = three.data / generations.LOG
    log.write_text(log.read_text() + '{"generation": "0000')  # as a build that died leaves it
    told = history(three.data)
    assert told[0].changes == {"added": 1, "changed": 0, "removed": 1}
    assert (told[0].articles, told[0].state) == (3, "current")
    assert [entry.state for entry in told] == ["current", "kept", "gone", *(["gone"] * (len(told) - 3))]
    assert told[2].bytes > 10_000
    shutil.rmtree(three.data)
    with pytest.raises(IndexMissing):
        history(three.data)


def test_a_line_of_the_log_that_was_cut_short_takes_no_other_with_it(three: Desk) -> None:
    log = three.data / generations.LOG
    log.unlink()
    names: list[str] = []
    for cut in (b'{"generation": "0000', b'{"generation": "\xc3', b'7\n{"generation": 7}', b""):
        three.write("guns.md", GUNS.replace("386", str(500 + len(names))))
        three.build(keep=1)
        names.append(three.generation.name)
        log.write_bytes(log.read_bytes() + cut)
    assert [entry.generation for entry in history(three.data)] == names[::-1]
    whole = json.loads(log.read_bytes().splitlines()[-1])
    log.write_bytes(log.read_bytes() + json.dumps(whole | {"generation": "strange"}).encode() + b"\n")
    log.write_bytes(log.read_bytes() + json.dumps(whole | {"generation": 8}).encode() + b"\n")
    assert [entry.generation for entry in history(three.data)] == names[::-1]


def test_whichever_file_is_damaged_the_last_good_generation_answers_and_the_next_build_mends_it(
    three: Desk,
) -> None:
    folder = three.generation
    good = three.generations()[1].name
    files = [file for file in sorted(folder.rglob("*")) if file.is_file() and file.suffix != ".lock"]
    assert len(files) > 8
    for number, file in enumerate(files):
        content, middle = file.read_bytes(), file.stat().st_size // 2
        flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        file.write_bytes(content[:middle] if number % 2 else flipped)
        with closing(NewestGeneration(three.data, None, LocalStore())) as newest, newest.borrow() as lent:
            assert lent.trouble is not None, file.name
            assert folder.name in lent.trouble
            assert lent.name == good
        file.write_bytes(content)
    with three.open() as archive:
        assert archive.trouble is None
    files[0].write_bytes(b"x")
    with three.open() as archive:
        answer = archive.ask(OPENED)
        assert answer.generation == good
        assert "is damaged" in answer.notes[0]
        assert history(three.data)[0].state == "damaged"
        report = three.build()
        assert [folder.name in warning for warning in report.warnings] == [True]
        assert report.changed == ("guns.md",)  # from the generation before: nothing else is encoded
        assert archive.ask(OPENED).notes == ()
    assert three.best(SEIZED) == "401"


def test_a_damaged_newcomer_is_passed_over_and_told_of(three: Desk) -> None:
    with three.open() as archive:
        before = archive.generation
        three.write("guns.md", GUNS)
        three.build()
        (three.generation / "manifest.json").write_text("{")
        answer = archive.ask(SEIZED)
        assert answer.generation == before
        assert "is damaged" in answer.notes[0]
        assert "manifest" in str(archive.trouble)


def test_where_all_are_damaged_it_is_said(three: Desk) -> None:
    for folder in three.generations():
        (folder / "vectors.faiss").write_bytes(b"x")
    with pytest.raises(IndexDamaged, match=r"vectors\.faiss has 1 bytes"):
        three.open()
    three.build()
    assert three.best(SEIZED) == "401"


@contextmanager
def unreadable(file: Path) -> Iterator[None]:
    """The system refuses to open that file for as long as the context lasts."""
    aside = file.with_name(f"{file.name}.aside")
    file.rename(aside)
    file.symlink_to(file)  # a loop: it is refused to whoever runs the tests, root among them
    try:
        yield
    finally:
        aside.replace(file)


@pytest.mark.parametrize("name", [generations.CATALOGUE, generations.MANIFEST])
def test_a_generation_that_cannot_be_read_is_not_taken_for_damaged(
    three: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "FIRST_PAUSE", 0.0)
    newest, before = three.generation, three.generations()
    three.write("owl.txt", "The ferry\n\nThe ferry to Grantley sails again.")
    with unreadable(newest / name):
        with pytest.raises(IndexDamaged, match=f"cannot be read: {name}: Too many levels") as told:
            generations.check_contents(newest, generations.read_manifest(newest))
        assert told.value.is_unreadable
        assert isinstance(told.value.__cause__, OSError)
        assert history(three.data)[0].state == "unreadable"
        assert not any(fault.mendable for fault in faults(three.data, DEFAULT_MODEL, LocalStore()))
        for work in (lambda: repair(three.data, DEFAULT_MODEL, LocalStore()), three.build):
            with pytest.raises(IndexDamaged, match="cannot be read"):
                work()
        assert three.generations() == before
        archive = three.open()
        answer = archive.ask(SEIZED)
        assert (best(answer), answer.generation) == ("400", before[1].name)
        assert "cannot be read" in answer.notes[0]
        assert "cannot be read" in str(archive.trouble)
    with archive:  # once it can be read, it is
        answer = archive.ask(SEIZED)
        assert (best(answer), answer.notes, archive.trouble) == ("401", (), None)


def test_what_is_missing_is_damage_and_no_error_of_the_system(three: Desk) -> None:
    (three.generation / generations.CATALOGUE).unlink()
    with pytest.raises(IndexDamaged, match="is missing") as told:
        generations.read_manifest(three.generation)
    assert not told.value.is_unreadable


def test_however_little_is_checked_the_catalogue_is(three: Desk) -> None:
    folder = three.generation
    for name, refused in ((generations.VECTORS, False), (generations.CATALOGUE, True)):
        file = folder / name
        content, middle = file.read_bytes(), file.stat().st_size // 2
        file.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        with pytest.raises(IndexDamaged) if refused else nullcontext():
            OpenGeneration(folder, three.data, None, LocalStore(), most=1).close()
        file.write_bytes(content)


def test_of_a_catalogue_that_cannot_be_used_no_file_stays_open(three: Desk) -> None:
    folder = three.generation
    for table in ("copies", "passages"):
        with closing(sqlite3.connect(folder / generations.CATALOGUE)) as catalogue:
            catalogue.execute(f"DROP TABLE {table}")
        manifest = json.loads((folder / generations.MANIFEST).read_text())
        manifest |= {"files": generations.files_of(folder), "checksums": generations.checksums_of(folder)}
        (folder / generations.MANIFEST).write_text(json.dumps(manifest))
        with pytest.raises(IndexDamaged, match=f"no such table: {table}") as told:
            OpenGeneration(folder, three.data, None, LocalStore())
        assert str(folder / generations.CATALOGUE) not in open_files()
        del told  # until here, it held whatever was left open


def open_files() -> set[str]:
    """The files that this process has open, as far as the system tells."""
    return {os.path.realpath(entry.path) for entry in os.scandir("/proc/self/fd")} if PROC.is_dir() else set()


PROC = Path("/proc/self/fd")


def test_a_part_says_that_an_older_generation_answers_as_long_as_it_does(three: Desk) -> None:
    three.write("club/secret.md", OWL)
    three.build()
    with three.open() as archive:
        part = archive.limited(Selection(hidden=frozenset({"club"})))
        before = archive.generation
        assert part.ask(SEIZED).notes == ()
        three.write("guns.md", GUNS)
        three.build()
        (three.generation / generations.VECTORS).write_bytes(b"x")
        assert "is damaged" in part.ask(SEIZED).notes[0]
        repair(three.data, DEFAULT_MODEL, LocalStore())
        assert three.generation.name == before
        assert part.ask(SEIZED).notes == ()
        assert archive.trouble is None
