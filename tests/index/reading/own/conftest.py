"""Tiny readers, made and exported once for all tests."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.reading.own.opening import open_reader
from index.reading.reader import Reader
from tests.index.reading.own.tiny import make_model

MakeTiny = Callable[[str], Path]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> MakeTiny:
    """The folder of a tiny model by the name of its architecture. Write nothing there: copy it."""
    root = tmp_path_factory.mktemp("tiny")
    return functools.cache(lambda architecture: make_model(architecture, root / architecture))


@pytest.fixture(scope="session")
def own(tiny: MakeTiny, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Reader]]:
    """The open export of a tiny model by the name of its architecture."""
    folder = tmp_path_factory.mktemp("readers")
    opened: dict[str, Reader] = {}

    def reader(architecture: str) -> Reader:
        if architecture not in opened:
            opened[architecture] = open_reader(str(tiny(architecture)), folder)
        return opened[architecture]

    yield reader
    for each in opened.values():
        each.close()
