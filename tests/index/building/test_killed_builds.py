"""A build may die at any moment: the last generation still answers, and the next build succeeds and cleans up."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
from collections.abc import Callable
from multiprocessing.context import ForkServerContext

import pytest

from index.errors import IndexMissing
from tests.index.desk import BRIDGE, GUNS, OPENED, OWL, SEIZED, Desk
from tests.index.killing import build_and_die

Kill = Callable[[Desk, int], bool]


@pytest.fixture(scope="module")
def kill() -> Kill:
    """Builds a desk's index in a process that dies at a moment; false where the build was done before."""
    processes: ForkServerContext = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.index.killing"])

    def kill(desk: Desk, moment: int) -> bool:
        process = processes.Process(
            target=build_and_die, args=(desk.corpus, desk.data, desk.models, moment), daemon=True
        )
        process.start()
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL)
        return process.exitcode != 0

    return kill


def left_over(desk: Desk) -> list[str]:
    """What a build made below the data folder and nobody needs."""
    unfinished = (*desk.data.glob(".*"), *desk.data.glob("*/.*"), *desk.data.rglob("*.sqlite-*"))
    return [path.relative_to(desk.data).as_posix() for path in unfinished]


def test_the_last_generation_still_answers(desk: Desk, kill: Kill) -> None:
    moment, killed = 1, True
    while killed:
        desk.write("owl.txt", OWL + f"\nThat was on day {moment}.\n")
        killed = kill(desk, moment)
        assert desk.best(SEIZED) == "386"
        moment += 4
    assert moment > 40
    desk.write("guns.md", GUNS.replace("386", "387"))
    desk.build()
    assert desk.best(SEIZED) == "387"
    assert left_over(desk) == []
    assert len(desk.generations()) == 2


def test_a_first_build_that_dies_is_made_good_by_the_next(empty_desk: Desk, kill: Kill) -> None:
    empty_desk.write("guns.md", GUNS)
    empty_desk.write("bridge.md", BRIDGE)
    moment, killed = 1, True
    while killed:
        killed = kill(empty_desk, moment)
        try:
            assert empty_desk.best(SEIZED) == "386"
        except IndexMissing:
            assert killed
        empty_desk.build()
        assert empty_desk.best(OPENED) == "17 July 1981"
        assert left_over(empty_desk) == []
        assert len(empty_desk.generations()) == 1
        shutil.rmtree(empty_desk.data)
        moment += 5
    assert moment > 40
