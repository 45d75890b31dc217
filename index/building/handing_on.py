"""Handing files of one generation on to the next."""

from __future__ import annotations

import os
import shutil
import zlib
from pathlib import Path

from index.errors import IndexDamaged

LARGE = 32 * 2**20
"""Bytes from which a file is handed on as a link: copying it would cost more than the change that a build is for.

Below, each generation has files of its own, so that a fault of the disk in one leaves the other whole.
"""


def hand_on(source: Path, target: Path, noted: str | None = None) -> None:
    """Put a file that is never changed in place into the next generation, too.

    A copy must have the checksum that is `noted` of the file, if one is. Raises OSError, IndexDamaged.
    """
    if source.stat().st_size >= LARGE:
        try:
            os.link(source, target)
        except OSError:
            pass  # no links there, or on another disk
        else:
            return
    copy_checked(source, target, noted)


def copy_checked(source: Path, target: Path, noted: str | None) -> None:
    """Copy a file. Raises OSError, and IndexDamaged where the copy has not the checksum that is `noted` of the file."""
    shutil.copyfile(source, target)
    require_sum(target, noted, of=source)


def require_sum(file: Path, noted: str | None, of: Path | None = None) -> None:
    """Raise IndexDamaged where a file has not the checksum that is `noted`, if one is, `of` it or its source."""
    if noted is not None and checksum(file) != noted:
        raise IndexDamaged(
            f"The index is damaged: what is in {of or file} is not what was written.",
            "Run `pullquote index` to build it anew.",
        )


def checksum(file: Path) -> str:
    """A file's CRC-32 in hexadecimal. Raises OSError."""
    value = 0
    with file.open("rb") as content:
        while block := content.read(2**20):
            value = zlib.crc32(block, value)
    return f"{value:08x}"
