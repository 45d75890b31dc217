"""Builds and additions that die: run in a process of their own, which kills itself at a chosen moment or is killed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from index import build
from index.adding.add import Shelf
from index.adding.known import known_sources
from index.adding.removing import articles_called, remove
from index.adding.sources import from_files


def build_and_die(corpus: Path, data: Path, models: Path, moment: int) -> None:
    """Build; at the so-many-th moment, die as if the power had gone. A report of progress is one, too."""
    touch = _die(data, moment)
    build(corpus, data, models=models, progress=lambda *_: touch())


def add_and_die(source: Path, corpus: Path, data: Path, moment: int) -> None:
    """Add a file to a corpus; at the so-many-th moment, die."""
    with known_sources(data) as known:
        shelf = Shelf(corpus, data, known)
        _die(corpus.parent, moment)
        list(shelf.put(from_files([source])))


def take_in(
    corpus: Path, data: Path, models: Path, coming: Iterable[Path], going: Iterable[Path], *, full: bool
) -> None:
    """Add files, remove what was added from others, and build, as `pullquote add`, `remove` and `index` do."""
    with known_sources(data) as known:
        list(Shelf(corpus, data, known).put(from_files(coming)))
        for source in going:
            for article in articles_called(str(source), corpus, data, known):
                remove(article, corpus, data, known)
    build(corpus, data, models=models, full=full)


def take_in_once_begun(begun: Connection, *arguments: Any, full: bool) -> None:
    """Say that all is imported, then take in."""
    begun.send(None)
    take_in(*arguments, full=full)


def _die(folder: Path, moment: int) -> Callable[[], None]:
    """Die at the so-many-th moment from now on; what is to be called at each that is not seen.

    A moment is any touch of a file or folder below `folder` that Python sees (opening, renaming, making, linking,
    removing, listing).
    """
    moments = 0

    def touch() -> None:
        nonlocal moments
        moments += 1
        if moments == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if any(str(argument).removeprefix("file:").startswith(str(folder)) for argument in arguments):
            touch()

    sys.addaudithook(hear)
    return touch
