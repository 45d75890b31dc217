"""Keeping the bot alive: retries with backoff until it is connected, restarts after a crash up to a limit."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

import discord
import structlog

from bot.discord.running.client import Client
from bot.discord.running.reaching import NOT_REACHED, BadToken
from index.errors import PullquoteError

log = structlog.get_logger(__name__)

WINDOW = 600.0
"""Seconds in which crashes are counted."""
LONGEST_WAIT = 300.0

MakeClient = Callable[[bool], Client]
"""Makes a fresh client, with the message-content intent or without."""


class GaveUp(PullquoteError):
    """The bot crashed more often than it may."""


class Supervisor:
    """Runs one client after another until told to stop. `wait` sleeps for so many seconds."""

    def __init__(
        self,
        make_client: MakeClient,
        token: str,
        *,
        message_content: bool,
        restarts: int,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make_client = make_client
        self._token = token
        self._message_content = message_content
        self._restarts = restarts
        self._wait = wait
        self._clock = clock
        self._crashes: deque[float] = deque()
        self._failures = 0
        self.stopping = asyncio.Event()

    def stop(self) -> None:
        """Finish the answers in flight, close, and let `run` return."""
        self.stopping.set()

    async def run(self) -> None:
        """Run until stopped. Raises BadToken or GaveUp."""
        while not self.stopping.is_set():
            client = self._make_client(self._message_content)
            try:
                await self._run_once(client)
            except discord.LoginFailure:
                raise BadToken from None
            except discord.PrivilegedIntentsRequired:
                self._do_without_content()
            except Exception as error:  # noqa: BLE001  (whatever ended the client, it is started again)
                await self._pause(client, error)

    async def _run_once(self, client: Client) -> None:
        """Run a client to its end; returns only when stopped. Answers in flight are finished in any case."""
        running = asyncio.create_task(client.start(self._token))
        stopping = asyncio.create_task(self.stopping.wait())
        try:
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if self.stopping.is_set():
                log.info("stopping", in_flight=client.desk.inside)
                await client.close()  # while the connection is there, so that people in need are told
                return
            await running
            raise ConnectionError("the connection ended without an error")
        finally:
            stopping.cancel()
            running.cancel()
            with suppress(Exception, asyncio.CancelledError):
                await running
            await client.close()

    def _do_without_content(self) -> None:
        if not self._message_content:
            raise GaveUp(
                "Discord refuses intents that the bot did not ask for; its application is set up wrongly."
            )
        self._message_content = False
        log.warning(
            "the message-content intent is not switched on in the developer portal: ask channels and threads "
            "work by mentions only"
        )

    async def _pause(self, client: Client, error: Exception) -> None:
        """Before the next attempt: longer after each failure to connect, and no more after too many crashes."""
        if client.is_ready():
            self._failures = 0
            self._count_crash(error)
        self._failures += 1
        seconds = min(LONGEST_WAIT, 2.0**self._failures) * random.uniform(0.5, 1.0)
        if isinstance(error, NOT_REACHED) and not client.is_ready():
            log.error("cannot connect", retry_in_s=round(seconds, 1), reason=str(error))
        else:
            log.error("crashed", retry_in_s=round(seconds, 1), exc_info=error)
        pause = asyncio.ensure_future(self._wait(seconds))
        stopping = asyncio.create_task(self.stopping.wait())
        await asyncio.wait({pause, stopping}, return_when=asyncio.FIRST_COMPLETED)
        pause.cancel()
        stopping.cancel()

    def _count_crash(self, error: Exception) -> None:
        now = self._clock()
        self._crashes.append(now)
        while self._crashes[0] <= now - WINDOW:
            self._crashes.popleft()
        if len(self._crashes) > self._restarts:
            raise GaveUp(
                f"The bot crashed {len(self._crashes)} times within ten minutes ({type(error).__name__}: {error}); "
                "it is not started again. The log holds each crash."
            ) from error
