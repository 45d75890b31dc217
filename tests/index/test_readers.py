"""Several readers, one builder: a copy answers, and is left as it is, while the original is built anew."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

from index import Archive
from index.building.generations import building
from index.errors import BuildBusy
from tests.index.desk import GUNS, OPENED, SEIZED, Desk, best


def as_it_is(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and when it was changed."""
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in (folder, *sorted(folder.rglob("*")))
    }


def protect(folder: Path) -> None:
    """Let nobody write there; root can, so that tests look at what is there as well."""
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)


def test_a_copy_answers_while_the_original_is_built(desk: Desk, tmp_path: Path) -> None:
    copy = shutil.copytree(desk.data, tmp_path / "copy", symlinks=True)
    protect(copy)
    before = as_it_is(copy)
    with Archive.open(copy, readers=tmp_path / "readers") as reader:
        for number in (401, 402, 403):
            desk.write("guns.md", GUNS.replace("386", str(number)))
            desk.build()
            assert best(reader.ask(SEIZED)) == "386"
        assert best(reader.ask(OPENED)) == "17 July 1981"
        assert as_it_is(copy) == before

        # Published as the README says: the new directory under a hidden name, then the name by which it is known.
        generations = copy / "generations"
        generations.chmod(0o755)
        arriving = shutil.copytree(desk.generation, generations / ".arriving")
        assert best(reader.ask(SEIZED)) == "386"
        arriving.rename(generations / desk.generation.name)
        assert best(reader.ask(SEIZED)) == "403"
        assert reader.generation == desk.generation.name


def test_a_second_builder_is_told_who_builds(desk: Desk) -> None:
    with building(desk.data), pytest.raises(BuildBusy) as told:
        desk.build()
    assert f"process {os.getpid()} on {socket.gethostname()}, since " in str(told.value)
    desk.write("guns.md", GUNS.replace("386", "387"))
    desk.build()
    assert not (desk.data / "build.holder.json").exists()
