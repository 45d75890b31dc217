"""What those who run a server may do.

Discord itself hides and refuses these commands to everybody without Manage Server, unless the server has named other
roles or people for one in its own settings (Integrations). The bot leaves that to Discord: a check of its own would
know only the permission.
"""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord.errors import NotCurating
from bot.discord.running.client import Client

MANAGERS = discord.Permissions(manage_guild=True)
IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)


def check_curator(interaction: discord.Interaction[Any]) -> bool:
    """For what changes the articles, which all servers share: the server must be one that was named for it."""
    client = interaction.client
    if not isinstance(client, Client) or interaction.guild_id not in client.settings.discord.curating_guilds:
        raise NotCurating
    return True


class ManagersGroup(app_commands.Group):
    """A group of commands for those with Manage Server, or whom the server named instead."""

    def __init__(self, name: str, description: str) -> None:
        super().__init__(
            name=name, description=description, default_permissions=MANAGERS, allowed_contexts=IN_SERVERS
        )
