"""Forgetting: what is older than it may be kept goes from the ledger, at the start and every six hours.

So does what is kept of servers that removed the bot a week ago.
"""

from __future__ import annotations

import sqlite3

import structlog
from discord.ext import tasks

from bot.discord.running.client import Client

log = structlog.get_logger(__name__)


def install(client: Client) -> None:
    """Purge the ledger from login on, until the client closes."""

    @tasks.loop(hours=6)
    async def forget() -> None:
        try:
            gone = await client.in_thread(client.ledger.purge)
            left = await client.in_thread(client.ledger.forget_left)
        except sqlite3.Error as error:  # a full disk, say; an error would end the loop for good
            log.error("could not forget", reason=str(error))
            return
        for guild in left:
            client.places.forget(guild)
        if gone or left:
            log.info("forgotten", answers=gone, servers=len(left))

    async def begin() -> None:
        forget.start()

    client.on_setup.append(begin)
    client.on_close.append(forget.cancel)
