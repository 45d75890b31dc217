"""What is done whenever the articles have changed: looked for after each build, and every minute for others' builds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from bot.discord.running.client import Client
from bot.discord.running.logs import what_went_wrong

log = structlog.get_logger(__name__)

EVERY = 60.0
"""Seconds after which the index is looked at, even if nobody here has built it."""
_SEEN = "generation"
"""Begins the name of each job's note: the generation after which it was done."""


class Later(Exception):
    """It cannot be done now; it is tried again at the next look."""


def install(client: Client) -> None:
    """Look from the first connection on, until the client closes."""
    looking: list[asyncio.Task[None]] = []

    async def begin() -> None:
        if not looking:
            looking.append(asyncio.create_task(_watch(client)))

    def end() -> None:
        for task in looking:
            task.cancel()

    client.when_ready.append(begin)
    client.on_close.append(end)


async def _watch(client: Client) -> None:
    while True:
        client.built.clear()
        await look(client)
        with suppress(TimeoutError):
            async with asyncio.timeout(EVERY):
                await client.built.wait()


async def look(client: Client) -> None:
    """Do what is to be done after a build, if there was one since; then what is to be done at every look."""
    try:
        async with client.looking:
            await _look(client)
    except Exception as error:  # noqa: BLE001  (whatever it is, the next look comes)
        log.error("could not look for new articles", **what_went_wrong(error, in_full=False))


async def _look(client: Client) -> None:
    generation = await client.in_thread(_newest, client)
    for name, job in client.after_build.items():
        seen = f"{_SEEN} {name}"
        if generation != await client.in_thread(client.ledger.note, seen) and await _done(client, job):
            await client.in_thread(client.ledger.set_note, seen, generation)
    for job in client.at_each_look:
        await _done(client, job)


def _newest(client: Client) -> str:
    """The generation that is newest. Blocks, and long while one is being opened."""
    client.whole_archive.refresh()
    return client.whole_archive.generation


async def _done(client: Client, job: Callable[[], Awaitable[None]]) -> bool:
    """Whether a job is done with, well or badly, and need not be tried again."""
    try:
        await job()
    except Later as reason:
        log.info("tried again in a minute", reason=str(reason))
        return False
    except Exception as error:  # noqa: BLE001  (one job's trouble is not the others')
        log.error("after a build", **what_went_wrong(error, in_full=client.settings.discord.log_questions))
    return True
