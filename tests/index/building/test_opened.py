"""The newest generation: opened while questions go on, by one thread at a time, and not over and over."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from index.building import generations
from index.building import opened as opened_module
from index.building.catalogue import Catalogue
from index.building.local import LocalStore
from index.building.opened import FIRST_PAUSE, LONGEST_PAUSE, NewestGeneration
from index.errors import ArchiveClosed
from tests.index.building.test_history import open_files, unreadable
from tests.index.desk import GUNS, SEIZED, Desk, best


class Held:
    """Openings of generations, counted and kept waiting at the door until they may go on, or fail there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, fails: bool = False) -> None:
        self.begun, self.go_on, self.openings = threading.Event(), threading.Event(), 0
        read = generations.read_manifest

        def held(folder: Path) -> generations.Manifest:
            self.openings += 1
            self.begun.set()
            assert self.go_on.wait(60)
            if fails:
                generations.unopened(folder, "one of its files", PermissionError(13, "Permission denied"))
            return read(folder)

        monkeypatch.setattr(generations, "read_manifest", held)


@contextmanager
def opening(newest: NewestGeneration, held: Held) -> Iterator[list[bool]]:
    """A thread of its own refreshes, and is held at that within the context; afterwards, whether it moved."""
    moved: list[bool] = []
    thread = threading.Thread(target=lambda: moved.append(newest.refresh()))
    thread.start()
    try:
        assert held.begun.wait(60)
        yield moved
    finally:
        held.go_on.set()
        thread.join(60)


@pytest.fixture
def newest(desk: Desk) -> Iterator[NewestGeneration]:
    """A desk's generation, open, beside which a newer one was published."""
    with closing(NewestGeneration(desk.data, None, LocalStore(), clock=lambda: 0.0)) as opened:
        desk.write("guns.md", GUNS.replace("386", "387"))
        desk.build()
        yield opened


class Door:
    """The lock of those that open, which says when a second one wants it."""

    def __init__(self) -> None:
        self._lock, self.wanted = threading.Lock(), threading.Event()

    def acquire(self, *, timeout: float) -> bool:
        if self._lock.locked():
            self.wanted.set()
        return self._lock.acquire(timeout=timeout)

    def release(self) -> None:
        self._lock.release()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


@pytest.mark.parametrize(("patience", "meanwhile"), [(0.0, "386"), (60.0, "387")])
def test_a_question_waits_for_an_opening_that_has_just_begun_and_for_no_longer(
    patience: float, meanwhile: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened_module, "PATIENCE", patience)
    with desk.open() as archive, ThreadPoolExecutor(2) as pool:
        door = Door()
        monkeypatch.setattr(archive._newest, "_opening", door)
        desk.write("guns.md", GUNS.replace("386", "387"))
        desk.build()
        held = Held(monkeypatch)
        first = pool.submit(archive.ask, SEIZED)
        assert held.begun.wait(60)
        second = pool.submit(archive.ask, SEIZED)
        try:
            assert door.wanted.wait(60)
            if not patience:
                assert best(second.result(60)) == meanwhile  # while the first is still at it
        finally:
            held.go_on.set()
        assert [best(one.result(60)) for one in (first, second)] == ["387", meanwhile]
        assert best(archive.ask(SEIZED)) == "387"
    assert held.openings == 1


def test_who_wants_the_newest_waits_for_whoever_is_opening_it(
    newest: NewestGeneration, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    monkeypatch.setattr(opened_module, "PATIENCE", 0.0)
    with opening(newest, held) as moved, ThreadPoolExecutor(1) as pool:
        assert not newest.refresh(wait=False)
        waiting = pool.submit(newest.refresh)
        held.go_on.set()
        assert not waiting.result(60)  # it was done by the other one
    assert moved == [True]
    assert held.openings == 1
    with newest.borrow() as opened:
        assert opened.name == desk.generation.name


def test_closing_waits_for_an_opening_and_leaves_no_file_open(
    newest: NewestGeneration, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, store_closed = Held(monkeypatch), threading.Event()
    monkeypatch.setattr(newest._store, "close", store_closed.set)
    catalogues: list[Catalogue] = []  # which are not closed by being forgotten
    open_it = Catalogue.open

    def kept(path: Path, corpus: Path) -> Catalogue:
        catalogues.append(open_it(path, corpus))
        return catalogues[-1]

    def ask() -> None:
        while True:
            with newest.borrow():
                pass

    monkeypatch.setattr(Catalogue, "open", kept)
    with opening(newest, held) as moved, ThreadPoolExecutor(1) as pool:
        closing_it = pool.submit(newest.close)
        with pytest.raises(ArchiveClosed):
            ask()
        assert not store_closed.is_set()  # the opening needs it still
        held.go_on.set()
        closing_it.result(60)
    assert moved == [False]
    assert store_closed.is_set()
    assert len(catalogues) == 1
    assert not any(str(desk.data) in file for file in open_files())
    assert not newest.refresh()


def test_an_opening_that_fails_leaves_the_next_one_free(
    newest: NewestGeneration, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, opening(newest, Held(patch, fails=True)) as moved:
        pass
    assert moved == [False]
    with newest.borrow() as opened:
        assert "Permission denied" in str(opened.trouble)
    desk.write("guns.md", GUNS)
    desk.build()
    assert newest.refresh()  # another one, for which there is no pause
    with newest.borrow() as opened:
        assert opened.trouble is None


def test_one_that_cannot_be_read_is_tried_again_after_longer_and_longer_pauses(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    with closing(NewestGeneration(desk.data, None, LocalStore(), clock=lambda: now)) as newest:
        desk.write("guns.md", GUNS.replace("386", "387"))
        desk.build()
        held = Held(monkeypatch)
        held.go_on.set()
        tries: list[float] = []
        with unreadable(desk.generation / generations.CATALOGUE):
            for second in range(200):
                now, before = 100.0 + second, held.openings
                assert not newest.refresh()
                tries += [second] * (held.openings - before)
        pauses = [later - sooner for sooner, later in pairwise(tries)]
        assert pauses == [min(FIRST_PAUSE * 2**turn, LONGEST_PAUSE) for turn in range(len(pauses))]
        assert pauses[-1] == LONGEST_PAUSE
        assert not newest.refresh()  # it can be read by now
        now += LONGEST_PAUSE
        assert newest.refresh()
