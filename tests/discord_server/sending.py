"""How often the bot may write to one channel: Discord's bucket for sent messages."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .routing import Request
    from .server import DiscordServer

_SENDING = re.compile(r"/channels/(\d+)/messages")


class SendBuckets:
    """The room that is left in each channel. Answers to interactions have none of these limits."""

    def __init__(self, server: DiscordServer) -> None:
        self._server = server
        self._windows: dict[str, tuple[float, int]] = {}
        """By channel: when its window began, by `time.monotonic()`, and the messages sent in it."""

    def take(self, request: Request) -> tuple[int, int, float] | None:
        """Count a message that is sent: how many a window takes, how many are left, seconds until the next one.

        Fewer than none are left where this one is too many. None for a request that sends none.
        """
        found = _SENDING.fullmatch(request.path) if request.method == "POST" else None
        channel = self._server.channels.get(found[1]) if found else None
        if channel is None:
            return None
        rules = self._server.rules
        most, seconds = rules.sends if channel.guild else rules.dm_sends
        now = time.monotonic()
        began, sent = self._windows.get(channel.id, (now, 0))
        if now - began >= seconds:
            began, sent = now, 0
        self._windows[channel.id] = began, sent + (sent < most)
        return most, most - sent - 1, began + seconds - now
