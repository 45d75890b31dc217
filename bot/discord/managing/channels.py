"""A channel as the option of a command."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands


class ChannelToWriteIn(app_commands.Transformer):
    """A channel in which a message can be sent, as the option of a command."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.voice]

    async def transform(self, _interaction: discord.Interaction[Any], value: Any, /) -> int:
        channel: app_commands.AppCommandChannel = value
        return channel.id


class ChannelOfPeople(ChannelToWriteIn):
    """Where people write, or a category for all channels in it; a thread or post has its channel's settings."""

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [
            *super().channel_types,
            discord.ChannelType.forum,
            discord.ChannelType.stage_voice,
            discord.ChannelType.category,
        ]
