"""Files that one generation hands on to the next: what was damaged meanwhile is not taken for what was written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.building import generations, handing_on, vectors
from index.building.handing_on import checksum, hand_on
from index.building.opened import OpenGeneration
from index.errors import IndexDamaged
from tests.index.desk import OWL, SEIZED, Desk


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
    with pytest.raises(IndexDamaged, match=r"source is not what was written.*--full"):
        hand_on(source, tmp_path / "other", noted)
    monkeypatch.setattr(handing_on, "LARGE", 1)
    hand_on(source, tmp_path / "linked", noted)  # whose checksum is taken over as it is noted
    assert (tmp_path / "linked").samefile(source)
    monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(IndexDamaged, match="source is not what was written"):
        hand_on(source, tmp_path / "third", noted)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_build_gives_no_new_checksum_to_what_was_damaged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    desk.forget()
    before = desk.generations()
    # As it is with an index so large that opening it does not read the vectors.
    monkeypatch.setattr(OpenGeneration.__init__, "__kwdefaults__", {"most": 1})
    monkeypatch.setattr(vectors, "ONE_FILE", 40_000 if at_once else 0)
    monkeypatch.setattr(vectors, "MOST_BESIDE", 9)
    monkeypatch.setattr(handing_on, "LARGE", 1)
    monkeypatch.setattr(os, "link", no_links)
    flip(desk.generation / generations.VECTORS)
    desk.write("new.txt", OWL + "\nA third pair came on Sunday.\n")
    with pytest.raises(IndexDamaged, match=r"vectors\.faiss is not what was written"):
        desk.build()
    assert desk.generations() == before
    desk.build(full=True)
    assert desk.best(SEIZED) == "386"
