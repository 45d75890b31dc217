"""Watching a folder: real files in it change, and whoever watches is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.adding import watching
from index.adding.watching import changes

TOLD = 60.0
"""Seconds after which a test is taken to hang."""


class Watcher:
    """A thread that watches, and counts how often it is told of a change and of none."""

    def __init__(self, corpus: Path, data: Path) -> None:
        self.stop, self.changed, self.looked = (
            threading.Event(),
            threading.Semaphore(0),
            threading.Semaphore(0),
        )
        self.thread = threading.Thread(target=self._watch, args=(corpus, data))
        self.thread.start()

    def _watch(self, corpus: Path, data: Path) -> None:
        for changed in changes(corpus, data, self.stop):
            (self.changed if changed else self.looked).release()

    def is_told(self) -> bool:
        return self.changed.acquire(timeout=TOLD)

    def is_told_nothing(self) -> bool:
        """Whether some looks pass, the first of which began before now, without a change being told."""
        looked = all(self.looked.acquire(timeout=TOLD) for _ in range(4))
        return looked and not self.changed.acquire(blocking=False)

    def ready(self) -> None:
        """Wait until the folder is watched: a first look has passed."""
        assert self.looked.acquire(timeout=TOLD)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times that nobody waits for."""
    for name in ("GATHERED", "TICK"):
        monkeypatch.setattr(watching, name, 0.1)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


@pytest.fixture
def watcher(corpus: Path, tmp_path: Path) -> Iterator[Watcher]:
    watcher = Watcher(corpus, corpus / "data")
    try:
        assert watcher.is_told()  # that watching has begun
        watcher.ready()
        yield watcher
    finally:
        watcher.stop.set()
        watcher.thread.join(TOLD)
        assert not watcher.thread.is_alive()


def test_what_is_written_changed_moved_and_removed_is_told(
    watcher: Watcher, corpus: Path, tmp_path: Path
) -> None:
    (corpus / "a.md").write_text("Words.")
    assert watcher.is_told()
    (corpus / "a.md").write_text("Other words.")
    assert watcher.is_told()
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.md").write_text("Words.")
    (tmp_path / "more").rename(corpus / "more")
    assert watcher.is_told()
    (corpus / "a.md").unlink()
    assert watcher.is_told()


def test_what_changes_while_nobody_listens_is_told_later(corpus: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    told = changes(corpus, tmp_path / "data", stop)
    assert next(told)
    (corpus / "a.md").write_text("Words.")  # as while a build goes on
    assert any(next(told) for _ in range(100))
    stop.set()
    assert not any(told)


def test_what_is_hidden_or_the_indexs_own_is_not_told(watcher: Watcher, corpus: Path) -> None:
    (corpus / ".adding-x").write_text("Words.")
    (corpus / "data").mkdir()
    (corpus / "data" / "manifest.json").write_text("{}")
    (corpus / ".git").mkdir()
    (corpus / ".git" / "a.md").write_text("Words.")
    assert watcher.is_told_nothing()


def test_a_folder_that_is_taken_away_is_waited_for(watcher: Watcher, corpus: Path, tmp_path: Path) -> None:
    corpus.rename(tmp_path / "away")
    watcher.looked = threading.Semaphore(0)
    watcher.ready()
    (tmp_path / "away" / "a.md").write_text("Words.")
    (tmp_path / "away").rename(corpus)
    assert watcher.is_told()
    watcher.looked = threading.Semaphore(0)
    watcher.ready()
    watcher.ready()
    while watcher.changed.acquire(blocking=False):
        pass
    (corpus / "b.md").write_text("Words.")
    assert watcher.is_told()
