"""What only those who run a server may do: Discord hides it from others, and the bot checks again."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord.client import Client
from bot.discord.errors import NotCurating

MANAGERS = discord.Permissions(manage_guild=True)
IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)


def may_manage(interaction: discord.Interaction[Any]) -> bool:
    """Whether the person has Manage Server, as Discord says with the interaction itself."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def check_manager(interaction: discord.Interaction[Any]) -> bool:
    """For commands: raises CheckFailure, which is told as a sentence."""
    if not may_manage(interaction):
        raise app_commands.CheckFailure
    return True


def check_curator(interaction: discord.Interaction[Any]) -> bool:
    """For what changes the articles, which all servers share: also the server must be one that was named for it."""
    check_manager(interaction)
    client = interaction.client
    if not isinstance(client, Client) or interaction.guild_id not in client.settings.discord.curating_guilds:
        raise NotCurating
    return True


class ManagersGroup(app_commands.Group):
    """A group of commands for those with Manage Server."""

    def __init__(self, name: str, description: str) -> None:
        super().__init__(
            name=name, description=description, default_permissions=MANAGERS, allowed_contexts=IN_SERVERS
        )

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        return check_manager(interaction)
