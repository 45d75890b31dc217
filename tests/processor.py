"""What the processor at hand can do: some results hold on some processors only."""

from __future__ import annotations

import pytest

from index.building.processor import instructions

needs_vnni = pytest.mark.skipif(
    instructions() not in ("AMX", "VNNI"), reason="16-bit sums of 8-bit products overflow here"
)
