"""Word lists, one entry a line."""

from __future__ import annotations

from pathlib import Path


def lines(name: str) -> tuple[str, ...]:
    """The entries of the list with this name."""
    return tuple((Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines())
