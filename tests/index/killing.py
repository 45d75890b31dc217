"""Builds that die: run in a process of its own, which kills itself at a chosen moment."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from index import build


def build_and_die(corpus: Path, data: Path, models: Path, moment: int) -> None:
    """Build; at the so-many-th moment, die as if the power had gone.

    A moment is any touch of a file or folder below `data` that Python sees (opening, renaming, making, linking,
    removing, listing), and any report of progress.
    """
    moments = 0

    def touch() -> None:
        nonlocal moments
        moments += 1
        if moments == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if any(str(argument).removeprefix("file:").startswith(str(data)) for argument in arguments):
            touch()

    sys.addaudithook(hear)
    build(corpus, data, models=models, progress=lambda *_: touch())
