"""The link that invites the bot with exactly the permissions it needs."""

from __future__ import annotations

import discord

from bot.discord.running.reaching import talking

NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    add_reactions=True,
)
SCOPES = ("bot", "applications.commands")


async def invite_link(token: str, *, to_account: bool = False) -> str:
    """Ask Discord which application the token belongs to, and make its link; `to_account` adds it to one's own account.

    Raises BadToken, Unreachable.
    """
    async with discord.Client(intents=discord.Intents.none()) as client:
        with talking():
            await client.login(token)
            application = await client.application_info()
    if to_account:
        return f"{discord.utils.oauth_url(application.id, scopes=SCOPES[1:])}&integration_type=1"
    return discord.utils.oauth_url(application.id, permissions=NEEDED, scopes=SCOPES)
