"""What the processor at hand can do: some results hold on some processors only."""

from __future__ import annotations

from pathlib import Path

import pytest


def _has_vnni() -> bool:
    """Whether it adds products of bytes in 32 bits; where that is not told, it does not."""
    told = Path("/proc/cpuinfo")
    return told.exists() and "_vnni" in told.read_text(encoding="utf-8")


needs_vnni = pytest.mark.skipif(not _has_vnni(), reason="16-bit sums of 8-bit products overflow here")
