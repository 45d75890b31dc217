"""Numbers of things for people."""

from __future__ import annotations


def counted(count: int, one: str, several: str) -> str:
    """ "1 passage has", "1,204 passages have": the number before the words for one, or for several."""
    return f"{count:,} {one if count == 1 else several}"
