"""Commands for people wherever they are: installed to a server, or to their own account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import discord
from discord import app_commands

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

IN_SERVERS_ONLY = app_commands.AppInstallationType(guild=True, user=False)
NOT_AMONG_PEOPLE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)


def anywhere(command: Decorated) -> Decorated:
    """A command that people may use in any server and any private conversation, if they have installed the bot."""
    installed = app_commands.allowed_installs(guilds=True, users=True)
    offered = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    return installed(offered(command))


def among_people(interaction: discord.Interaction[Any]) -> bool:
    """Whether others read along: in a server, and wherever people talk to each other."""
    return interaction.guild_id is not None or interaction.context.private_channel
