"""Folders that tests share: what is large and never changed in place is linked rather than copied."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from index.building.encoder import ENCODERS
from index.reading.own.description import READERS


def copy_data(source: Path, target: Path) -> None:
    """A data folder of a test's own. Its generations may be damaged there; what it encodes and reads with is linked."""
    linked = str(source / ENCODERS), str(source / READERS)
    shutil.copytree(
        source,
        target,
        copy_function=lambda one, other: (
            link(one, other) if str(one).startswith(linked) else shutil.copy2(one, other)
        ),
    )


def link_folder(source: Path, target: Path) -> None:
    """The files of a folder in another one, too, where they are not there already."""
    target.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        if not (target / file.name).exists():
            link(str(file), str(target / file.name))


def link(source: str, target: str) -> None:
    """A hard link, or a copy where a file system has none."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def shut(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that may not be looked into, whoever runs the tests: the system says so of it and all below it."""
    within, itself = ("stat", "lstat", "statvfs", "mkdir"), ("scandir", "listdir")
    for name in (*within, *itself):
        monkeypatch.setattr(os, name, _refusing(getattr(os, name), folder, itself=name in itself))
    return folder


def _refusing(call: Any, folder: Path, *, itself: bool) -> Any:
    def refusing(path: Any = ".", *rest: Any, **named: Any) -> Any:
        place = Path(os.path.abspath(path)) if isinstance(path, str | Path) else Path()  # noqa: PTH100
        if folder in place.parents or (itself and place == folder):
            raise PermissionError(13, "Permission denied", str(path))
        return call(path, *rest, **named)

    return refusing
