"""PULLQUOTE_WATCH=1: what changes in the corpus and the feeds is indexed while the bot runs."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path

import structlog

from bot.discord.managing.reindexing import rebuild
from bot.discord.running.client import Client
from bot.watching import follow
from index.adding.add import Outcome
from index.errors import PullquoteError

log = structlog.get_logger(__name__)


class Stopping(PullquoteError):
    """The bot stops, and with it what it was building."""


def install(client: Client) -> None:
    """Watch from login on, until the client closes, where the settings say so."""
    if not client.settings.watch:
        return
    stop = threading.Event()

    async def begin() -> None:
        loop, status = asyncio.get_running_loop(), client.whole_archive.status()

        def built() -> None:
            waiting = asyncio.run_coroutine_threadsafe(_rebuild(client, stop), loop)
            with suppress(CancelledError):
                waiting.result()

        # Nobody waits for it at the end: what it writes it writes whole or not at all.
        threading.Thread(
            target=follow,
            args=(client.settings, Path(status.corpus), Path(status.data), stop),
            kwargs={"build": built, "tell": _tell, "fault": _fault},
            name="watching",
            daemon=True,
        ).start()
        log.info("watching", feeds=len(client.settings.feeds))

    client.on_setup.append(begin)
    client.on_close.append(stop.set)


async def _rebuild(client: Client, stop: threading.Event) -> None:
    """Build after the build that is running, and move to what was built. Raises PullquoteError."""

    def going_on(_stage: str, _done: int, _total: int) -> None:
        if stop.is_set():
            raise Stopping("The bot is being stopped; the index stays as it was.")

    report = await rebuild(client, going_on)
    if report.added or report.changed or report.removed:
        counts = {name: len(getattr(report, name)) for name in ("added", "changed", "removed")}
        log.info("indexed", generation=report.generation, s=round(report.seconds, 1), **counts)


def _tell(outcome: Outcome) -> None:
    log.info("article", what=outcome.what, name=outcome.name, detail=outcome.detail)


def _fault(error: PullquoteError) -> None:
    if not isinstance(error, Stopping):
        unforeseen = error.__cause__ if type(error) is PullquoteError else None
        log.warning("could not follow the articles", reason=str(error), exc_info=unforeseen)
