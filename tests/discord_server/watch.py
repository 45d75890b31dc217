"""Waiting for the server's state to become something, woken by each change and never by the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from .errors import NeverHappened

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds that a wait lasts unless told otherwise: generous, since only a failing test reaches it."""


class Watch:
    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def changed(self) -> None:
        """Wake everybody who waits, to look again."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def until(
        self,
        look: Callable[[], T | None],
        what: str,
        *,
        within: float = PATIENCE,
        instead: Callable[[], str] = lambda: "",
    ) -> T:
        """Return the first thing that `look` finds (not None, not False).

        Raises `NeverHappened` after `within` seconds, with `what` was awaited and what was there `instead`.
        """
        try:
            async with asyncio.timeout(within):
                while (found := look()) is None or found is False:
                    future = asyncio.get_running_loop().create_future()
                    self._waiting.append(future)
                    await future
                return found
        except TimeoutError:
            raise NeverHappened(f"{what}: not within {within:g} s.\n{instead()}".rstrip()) from None
