"""Files that one generation hands on to the next: what was damaged meanwhile is not taken for what was written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.building import generations, handing_on, vectors
from index.building.handing_on import checksum, hand_on
from index.errors import IndexDamaged
from tests.index.desk import GUNS, OWL, SEIZED, Desk

NEW = f"{OWL}\nA third pair came on Sunday.\n"


def no_links(source: object, target: object) -> None:
    """As on a file system that has no hard links."""
    raise OSError(f"{source} cannot be linked to {target}")


def flip(file: Path) -> None:
    """Change one bit in the middle of a file."""
    content, middle = file.read_bytes(), file.stat().st_size // 2
    file.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])


def test_a_copy_has_the_checksum_that_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"words" * 1_000)
    noted = checksum(source)
    hand_on(source, tmp_path / "copy", noted)
    assert (tmp_path / "copy").read_bytes() == source.read_bytes()
    flip(source)
    with pytest.raises(IndexDamaged, match=r"source is not what was written.*`pullquote index`"):
        hand_on(source, tmp_path / "other", noted)
    monkeypatch.setattr(handing_on, "LARGE", 1)
    hand_on(source, tmp_path / "linked", noted)  # whose checksum is taken over as it is noted
    assert (tmp_path / "linked").samefile(source)
    monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(IndexDamaged, match="source is not what was written"):
        hand_on(source, tmp_path / "third", noted)


@pytest.fixture(params=[True, False], ids=["written at once", "kept beside"])
def large(desk: Desk, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Desk:
    """A desk as if its files were so large that opening does not read them; with two generations, 386 and 387 guns."""
    monkeypatch.setattr(generations, "CHECKED", 1)
    monkeypatch.setattr(vectors, "ONE_FILE", 40_000 if request.param else 0)
    monkeypatch.setattr(vectors, "MOST_BESIDE", 9)
    monkeypatch.setattr(handing_on, "LARGE", 1)
    monkeypatch.setattr(os, "link", no_links)
    desk.forget()
    desk.write("guns.md", GUNS.replace("386", "387"))
    desk.build()
    return desk


def test_a_build_goes_on_from_the_last_whole_generation_where_damage_shows_as_it_is_copied(
    large: Desk,
) -> None:
    whole, damaged = large.generations()
    flip(damaged / generations.VECTORS)
    large.write("new.txt", NEW)
    report = large.build()
    assert (report.added, report.changed, len(report.unchanged)) == (("new.txt",), ("guns.md",), 2)
    (warning,) = report.warnings
    assert warning.startswith(f"{damaged.name} was passed over: ")
    assert "what is in vectors.faiss is not what was written" in warning
    assert whole not in large.generations()
    generations.check_contents(large.generation, generations.read_manifest(large.generation))
    assert large.best(SEIZED) == "387"
    assert large.build().warnings == ()


def test_where_none_is_whole_a_build_begins_anew_and_gives_no_new_checksum_to_what_was_damaged(
    large: Desk,
) -> None:
    for folder in large.generations():
        flip(folder / generations.VECTORS)
    large.write("new.txt", NEW)
    report = large.build()
    assert (len(report.added), report.unchanged, len(report.warnings)) == (4, (), 2)
    generations.check_contents(large.generation, generations.read_manifest(large.generation))
    assert large.best(SEIZED) == "387"
