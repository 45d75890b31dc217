"""SIGKILL at random moments while articles are added, changed, removed and indexed: nothing is lost."""

from __future__ import annotations

import multiprocessing
import signal
import time
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext
from pathlib import Path
from random import Random
from typing import NamedTuple

from index.articles import article_files, read_article
from index.building.checking import faults
from index.building.encoder import DEFAULT_MODEL
from index.building.generations import unfinished
from index.building.local import LocalStore
from tests.index.desk import OWL, SEIZED, Desk
from tests.index.killing import take_in, take_in_once_begun

KILLS = 40
MOST_ADDED = 4
"""Articles that stay in the corpus beside those that nobody removes."""
KEPT = ("guns.md", "bridge.md")
"""Articles that nobody changes."""


class Turn(NamedTuple):
    """What is done before a build: files to add, some of them changed since they were added, and files to remove."""

    coming: list[Path]
    going: list[Path]
    full: bool


@dataclass
class Operator:
    """Whoever adds, changes and removes articles.

    `there` holds the last line of each that the corpus is to have, by the name of what it was added from: it tells
    versions apart, and that a file is whole.
    """

    desk: Desk
    inbox: Path
    samples: list[Path]
    random: Random
    there: dict[str, str] = field(default_factory=dict)
    number: int = 0

    def turn(self) -> Turn:
        """The next turn. An article is changed in the corpus by hand before it begins."""
        self.number += 1
        self.desk.write("owl.txt", f"{OWL}\n{self._last_line('owl.txt')}\n")
        coming = {self._write(self.random.choice(self.samples)) for _ in range(2)}
        added = [self.inbox / name for name in self.there if name != "owl.txt"]
        rest = [path for path in added if path not in coming]
        going = self.random.sample(rest, max(0, len(added) - MOST_ADDED))
        for path in going:
            del self.there[path.name]
        return Turn(sorted(coming), going, full=self.number % 4 == 2)

    def _write(self, sample: Path) -> Path:
        path = self.inbox / sample.name
        path.write_text(f"{sample.read_text()}\n{self._last_line(path.name)}\n")
        return path

    def _last_line(self, name: str) -> str:
        self.there[name] = f"This is version {self.number} of {name}."
        return self.there[name]


def last_lines(folder: Path) -> list[str]:
    """The last line of every file below a folder that is an article which changes."""
    files = (path for path in folder.rglob("[!.]*.*") if path.name not in KEPT)
    return sorted(path.read_text().rstrip().rpartition("\n")[2] for path in files)


def texts_there(desk: Desk) -> dict[str, str]:
    """The hash of each article's text in the corpus."""
    files = (path for path in article_files(desk.corpus) if isinstance(path, Path))
    articles = [read_article(path, desk.corpus).article for path in files]
    return {article.id: article.sha256 for article in articles}


def texts_indexed(desk: Desk) -> dict[str, str]:
    """The hash of each article's text in the index."""
    with desk.open() as archive:
        return archive.texts()


def test_at_forty_random_moments(desk: Desk, corpus: Path, tmp_path: Path) -> None:
    processes: ForkServerContext = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.index.killing"])
    samples = sorted(path for path in corpus.glob("*.md") if path.stem != "README" and "gun" not in path.stem)
    operator = Operator(desk, tmp_path / "inbox", samples, random := Random(40))
    operator.inbox.mkdir()
    seconds: dict[bool, float] = {}  # that a turn took with a full build, and with another
    kills = 0
    while kills < KILLS:
        indexed, before = texts_indexed(desk), last_lines(desk.corpus)
        turn = operator.turn()
        every = {*before, *operator.there.values()}
        begun, begin = processes.Pipe(duplex=False)
        arguments = (begin, desk.corpus, desk.data, desk.models, turn.coming, turn.going)
        process = processes.Process(
            target=take_in_once_begun, args=arguments, kwargs={"full": turn.full}, daemon=True
        )
        process.start()
        begun.recv()
        start = time.perf_counter()
        process.join(random.uniform(0, seconds[turn.full]) if turn.full in seconds else None)
        process.kill()
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL)
        if process.exitcode == 0:
            seconds[turn.full] = time.perf_counter() - start
        else:
            kills += 1

        # The last good generation answers, whole, and what is wrong is said.
        assert desk.best(SEIZED) == "386"
        assert texts_indexed(desk) in (indexed, texts_there(desk))
        assert {fault.what for fault in faults(desk.data, DEFAULT_MODEL, LocalStore())} <= {"files"}
        # Every article is whole, and what was replaced or removed is kept.
        there, kept = last_lines(desk.corpus), last_lines(desk.data / "removed")
        assert {*there} <= every
        assert {line for line in before if line.endswith(".md.")} <= {*there, *kept}

        # The next build succeeds, with everything.
        take_in(desk.corpus, desk.data, desk.models, turn.coming, turn.going, full=turn.full)
        assert last_lines(desk.corpus) == sorted(operator.there.values())
        assert texts_indexed(desk) == texts_there(desk)
        assert texts_there(desk).keys() >= {*KEPT}
        assert not unfinished(desk.data)
