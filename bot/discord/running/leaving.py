"""Servers that the bot comes to and leaves: what is kept of one that removed it is forgotten after a week."""

from __future__ import annotations

import discord
import structlog

from bot.discord.running.client import Client

log = structlog.get_logger(__name__)


def install(client: Client) -> None:
    """Note at each connection, and from then on, which servers the bot is in."""

    async def note() -> None:
        await client.in_thread(client.ledger.note_servers, [guild.id for guild in client.guilds])

    @client.event
    async def on_guild_join(_: discord.Guild) -> None:
        await note()

    @client.event
    async def on_guild_remove(guild: discord.Guild) -> None:
        await client.in_thread(client.ledger.left, guild.id)
        log.info("removed from a server", guild=guild.id)

    client.when_ready.append(note)
