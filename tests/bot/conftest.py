"""A small newsroom on disk, indexed once; every test gets its own copy of the folders."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import pullquote
from index import Archive, build
from index.reading.own.description import READERS
from tests.folders import copy_data, link_folder

ROOT = Path(__file__).parents[2]

GUNS = """---
title: Gun crime falls in the capital
publisher: The Example
date: 2024-03-19
url: https://example.org/guns
---

There were 145 firearms offences in London in the year to March.

Officers seized 386 illegal firearms in London last year, police said.

Two boroughs recorded no gun-related murder at all.
"""
BRIDGE = """---
title: The Humber Bridge at forty
publisher: Bridge Weekly
date: 2021-07-17
---

The Humber Bridge was opened by the Queen on 17 July 1981.

Its main span measures 1,410 metres, which was then the longest in the world.
"""
ODD = (
    "Odd marks at the harbour\n\nThe lighthouse was painted \x1b[31mred\x1b[0m by Ada \u202eOkafor in 1962.\n"
)
SEIZED = "how many guns were seized?"
UNKNOWN = "who won the cricket in Karachi?"


@dataclass(frozen=True)
class Newsroom:
    """A corpus with its index, and the command run on them, as `pullquote` is in a terminal of its own."""

    corpus: Path
    data: Path
    environment: dict[str, str]

    def run(self, *arguments: str, given: str | bytes = "") -> Result:
        """The command in this process, its standard output and error apart."""
        environment = {name: None for name in os.environ if name.startswith("PULLQUOTE_")}
        runner = CliRunner(env={**environment, **self.environment})
        return runner.invoke(pullquote, arguments, input=given)

    def spawn(self, *arguments: str, **options: object) -> subprocess.Popen[str]:
        """The command in a process of its own, on pipes unless `options` say otherwise."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PULLQUOTE_")}
        settings: dict[str, object] = {
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "text": True,
            "env": {**kept, **self.environment, "PYTHONPATH": str(ROOT)},
            "cwd": self.corpus.parent,
        }
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.Popen(command, **(settings | options))  # type: ignore[call-overload, no-any-return]


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory, models: Path, readers: Path) -> Path:
    """A folder with `corpus` and its index in `data`, made once."""
    folder = tmp_path_factory.mktemp("newsroom")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in (("guns.md", GUNS), ("bridge.md", BRIDGE), ("odd.txt", ODD)):
        (corpus / name).write_text(text)
    build(corpus, folder / "data", models=models)
    link_folder(readers, folder / "data" / READERS)
    return folder


@pytest.fixture
def newsroom(indexed: Path, models: Path, tmp_path: Path) -> Newsroom:
    """A corpus with its index, this test's own."""
    shutil.copytree(indexed / "corpus", tmp_path / "corpus")
    copy_data(indexed / "data", tmp_path / "data")
    environment = {
        "PULLQUOTE_CORPUS": str(tmp_path / "corpus"),
        "PULLQUOTE_DATA": str(tmp_path / "data"),
        "PULLQUOTE_MODELS": str(models),
        "PULLQUOTE_HISTORY": str(tmp_path / "history"),
        "HOME": str(tmp_path),
        "NO_COLOR": "",
        "TERM": "xterm-256color",
    }
    return Newsroom(tmp_path / "corpus", tmp_path / "data", environment)


@pytest.fixture
def opened(newsroom: Newsroom) -> Iterator[Archive]:
    """The newsroom's archive, open."""
    with Archive.open(newsroom.data) as archive:
        yield archive
