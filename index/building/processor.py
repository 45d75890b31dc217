"""What the processor at hand offers to models."""

from __future__ import annotations

import os
from pathlib import Path

_INSTRUCTIONS = (
    ("AMX", ("amx_int8",)),
    ("VNNI", ("avx512_vnni", "avx_vnni")),
    ("AVX-512", ("avx512bw",)),
    ("AVX2", ("avx2",)),
    ("I8MM", ("i8mm",)),
    ("DotProd", ("asimddp",)),
)
"""For products of bytes, the fastest first, by the names that Linux gives them; the last two are ARM's."""


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def instructions(told: Path = Path("/proc/cpuinfo")) -> str | None:
    """The fastest instructions for products of bytes that the processor has; None where that is not told.

    `told` is what Linux says of the processor; other systems have no such file.
    """
    try:
        words = set(told.read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        return None
    return next((name for name, flags in _INSTRUCTIONS if words.intersection(flags)), None)
