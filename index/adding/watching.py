"""Watching the corpus folder: told when files in it changed, a while after the last of several changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

GATHERED = 1.0
"""Seconds without a change after which those before it are told together."""
LONGEST = 10.0
"""Seconds after which they are told though there are more."""
TICK = 1.0
"""Seconds between two looks at the clock while nothing changes."""


def changes(corpus: Path, data: Path, stop: threading.Event) -> Iterator[bool]:
    """True each time that files of the corpus have changed, False about every second in which none has.

    True, too, when watching has begun: nothing that changes from then on is missed, and what did before is not known.
    Ends when `stop` is set. A folder that is not there, or is replaced by another, is waited for. Changes of hidden
    files, and in the folder `data`, are none.
    """
    while not stop.is_set():
        if corpus.is_dir():
            yield from _while_there(corpus, data, stop)
        else:
            stop.wait(TICK)
            yield False


def _while_there(corpus: Path, data: Path, stop: threading.Event) -> Iterator[bool]:
    """Changes for as long as the folder is the one that it was."""
    from watchfiles import Change, watch  # only who watches pays for it

    apart = _apart(corpus, data)

    def counts(_: Change, path: str) -> bool:
        inside = Path(path)
        for root in (corpus, corpus.resolve()):
            if inside.is_relative_to(root):
                parts = inside.relative_to(root).parts
                return (
                    not any(part.startswith(".") for part in parts) and parts[: len(apart or ("",))] != apart
                )
        return True

    began = _identity(corpus)
    gathered, longest, tick = (int(seconds * 1000) for seconds in (GATHERED, LONGEST, TICK))
    try:
        told = watch(
            corpus,
            watch_filter=counts,
            debounce=longest,
            step=gathered,
            rust_timeout=tick,
            yield_on_timeout=True,
            raise_interrupt=False,
            stop_event=stop,
        )
        begun = True
        for changed in told:
            yield bool(changed) or begun
            begun = False
            if _identity(corpus) != began:
                return
    except FileNotFoundError:
        return


def _apart(corpus: Path, data: Path) -> tuple[str, ...] | None:
    """Where in the corpus the data folder lies, if it does."""
    inside = data.resolve()
    return inside.relative_to(corpus.resolve()).parts if inside.is_relative_to(corpus.resolve()) else None


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
