"""What is told of the processor, and what is made of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.building.processor import instructions
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("flags", "fastest"),
    [
        ("fpu sse2 avx2 avx512bw avx512_vnni amx_int8", "AMX"),
        ("fpu sse2 avx2 avx_vnni", "VNNI"),
        ("fpu sse2 avx2 avx512f avx512bw", "AVX-512"),
        ("fpu sse2 avx avx2", "AVX2"),
        ("fp asimd asimddp", "DotProd"),
        ("fpu sse2", None),
    ],
)
def test_the_fastest_instructions_of_a_processor(tmp_path: Path, flags: str, fastest: str | None) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\nflags\t\t: {flags}\nbugs\t\t: none\n")
    assert instructions(tmp_path / "cpuinfo") == fastest
    assert instructions(tmp_path / "no such file") is None


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs Linux's affinity")
def test_there_are_as_many_workers_as_cores_that_may_be_used() -> None:
    """A container may be held to one core of a machine of many."""
    core = min(os.sched_getaffinity(0))
    pin = f"import os; os.sched_setaffinity(0, [{core}])"
    pinned = f"{pin}\nfrom index.building.sessions import WORKERS; print(WORKERS)"
    done = subprocess.run(
        [sys.executable, "-c", pinned], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "1\n"
