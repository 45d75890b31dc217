"""The link that invites the bot with exactly the permissions it needs."""

from __future__ import annotations

import discord

from bot.discord.supervisor import BadToken

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


async def invite_link(token: str) -> str:
    """Ask Discord which application the token belongs to, and make its link. Raises BadToken."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
        except discord.LoginFailure:
            raise BadToken from None
        application = await client.application_info()
    return discord.utils.oauth_url(application.id, permissions=NEEDED, scopes=SCOPES)
