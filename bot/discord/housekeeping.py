"""Forgetting: what is older than it may be kept goes from the ledger, at the start and every six hours."""

from __future__ import annotations

import structlog
from discord.ext import tasks

from bot.discord.client import Client

log = structlog.get_logger(__name__)


def install(client: Client) -> None:
    """Purge the ledger from login on, until the client closes."""

    @tasks.loop(hours=6)
    async def forget() -> None:
        gone = await client.in_thread(client.ledger.purge)
        if gone:
            log.info("forgotten", answers=gone)

    async def begin() -> None:
        forget.start()

    client.on_setup.append(begin)
    client.on_close.append(forget.cancel)
