"""The latency of the gateway, measured from when a heartbeat is sent.

discord.py 2.7 notes that time in a thread that wakes up after the sending. Where Discord answers sooner than that, the
answer is held against the heartbeat before, some 40 seconds ago: a latency, and a warning, that are not true.
"""

from __future__ import annotations

import time
from typing import Any

from discord import gateway


class Heartbeat(gateway.KeepAliveHandler):
    """discord.py's own, with the time noted just before a heartbeat is sent, too."""

    def get_payload(self) -> dict[str, Any]:
        self._last_send = time.perf_counter()
        return super().get_payload()


def install() -> None:
    """Let discord.py's connections use it."""
    gateway.KeepAliveHandler = Heartbeat  # type: ignore[misc]
