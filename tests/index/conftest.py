"""Desks for the tests of the engine: an empty one, and one with three articles, indexed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.building.encoder import DEFAULT_MODEL, Encoder, export_folder
from index.reading.own.description import READERS
from tests.folders import copy_data, link_folder
from tests.index.desk import BRIDGE, GUNS, OWL, Desk


@pytest.fixture(scope="session")
def encoder(models: Path) -> Encoder:
    """The default encoder, open."""
    return Encoder(export_folder(DEFAULT_MODEL, models))


@pytest.fixture(scope="session")
def three_articles(models: Path, readers: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Three articles, indexed once. Write nothing there."""
    folder = tmp_path_factory.mktemp("desk")
    desk = Desk(folder / "corpus", folder / "data", models)
    for name, content in (("guns.md", GUNS), ("bridge.md", BRIDGE), ("owl.txt", OWL)):
        desk.write(name, content)
    desk.build()
    link_folder(readers, desk.data / READERS)
    return desk


@pytest.fixture
def empty_desk(models: Path, tmp_path: Path) -> Desk:
    """A desk of this test's own, without articles or index."""
    (tmp_path / "corpus").mkdir()
    return Desk(tmp_path / "corpus", tmp_path / "data", models)


@pytest.fixture
def desk(three_articles: Desk, empty_desk: Desk) -> Desk:
    """A desk of this test's own with three articles, indexed."""
    shutil.copytree(three_articles.corpus, empty_desk.corpus, dirs_exist_ok=True)
    copy_data(three_articles.data, empty_desk.data)
    empty_desk.build()  # the corpus lies elsewhere now
    return empty_desk
