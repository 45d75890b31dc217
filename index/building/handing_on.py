"""Handing files of one generation on to the next."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

LARGE = 32 * 2**20
"""Bytes from which a file is handed on as a link: copying it would cost more than the change that a build is for.

Below, each generation has files of its own, so that a fault of the disk in one leaves the other whole.
"""


def hand_on(source: Path, target: Path) -> None:
    """Put a file that is never changed in place into the next generation, too. Raises OSError."""
    if source.stat().st_size >= LARGE:
        try:
            os.link(source, target)
        except OSError:
            pass  # no links there, or on another disk
        else:
            return
    shutil.copyfile(source, target)
