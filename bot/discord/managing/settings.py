"""`/pullquote settings`: how the bot behaves in a server and its channels."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.discord.asking.places import WHOLE_SERVER, Place
from bot.discord.managing import blocking, selecting
from bot.discord.managing.channels import ChannelOfPeople, ChannelToWriteIn
from bot.discord.managing.feasible import faults
from bot.discord.managing.rights import ManagersGroup
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.presentation import EMBED_LIMIT, MESSAGE_LIMIT, notice

LONGEST_COOLDOWN = 3_600


def install(client: Client) -> None:
    """Add the group."""
    group = ManagersGroup("pullquote", "How I behave in this server.")

    @group.command(name="settings", description="Show or change how I behave, here or in one channel.")
    @app_commands.describe(
        channel="Only in this channel, forum or category; without it, in the whole server",
        answers="Whether I answer",
        ask_channel="Whether questions, in a forum new posts, are answered without mentioning me",
        private="Whether answers to /ask are shown to the asker only, unless they say otherwise",
        cooldown="Seconds a person waits between two questions",
        threads="Whether I open a thread for each question asked by mentioning me",
        log_channel="Where I tell who of this server changed the articles",
        reset="Back to the defaults first; without a channel, in every channel",
    )
    async def settings(
        interaction: Interaction,
        *,
        channel: app_commands.Transform[int, ChannelOfPeople] | None = None,
        answers: bool | None = None,
        ask_channel: bool | None = None,
        private: bool | None = None,
        cooldown: app_commands.Range[int, 0, LONGEST_COOLDOWN] | None = None,
        threads: bool | None = None,
        log_channel: app_commands.Transform[int, ChannelToWriteIn] | None = None,
        reset: bool = False,
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild, where = interaction.guild_id or 0, channel or WHOLE_SERVER
        given = {
            "answers": answers,
            "ask_channel": ask_channel,
            "private": private,
            "cooldown": cooldown,
            "threads": threads,
        }
        changes = {name: value for name, value in given.items() if value is not None}
        await client.load_place(guild)
        if reset:
            await client.in_thread(client.places.clear, guild, where or None)
        if log_channel is not None:  # it is the server's, whatever the rest is for
            await client.in_thread(client.places.change, guild, WHOLE_SERVER, {"log_channel": log_channel})
        if changes:
            await client.in_thread(client.places.change, guild, where, changes)
        await interaction.edit_original_response(embeds=[*_shown(client, guild), *_warnings(client, guild)])

    @client.event
    async def on_guild_channel_delete(channel: discord.abc.GuildChannel) -> None:
        await client.in_thread(client.places.clear, channel.guild.id, channel.id)

    selecting.add_command(group, client)
    blocking.add_command(group, client)
    client.tree.add_command(group)


def _shown(client: Client, guild: int) -> list[discord.Embed]:
    """The server's settings, then each channel that differs."""
    server = client.places.at(guild, WHOLE_SERVER)
    lines = ["**This server**", *(f"- {line}" for line in described(server))]
    for channel in client.places.channels(guild):
        own = client.places.at(guild, channel)
        different = [
            line for line, usual in zip(described(own), described(server), strict=True) if line != usual
        ]
        if different:
            lines += [f"<#{channel}>", *(f"- {line}" for line in different)]
    return [notice("\n".join(lines))]


def described(place: Place) -> list[str]:
    """Each setting as a phrase, always in the same order."""
    cooldown = f"{place.cooldown} s between two questions" if place.cooldown else "no wait between questions"
    return [
        "I answer" if place.answers else "I do not answer",
        "a question needs no mention" if place.ask_channel else "a question has to mention me",
        "answers to /ask are private" if place.private else "answers to /ask are shown to all",
        cooldown,
        "a thread for each mention" if place.threads else "mentions are answered in the channel",
        f"changes of the articles are told in <#{place.log_channel}>"
        if place.log_channel
        else "changes of the articles are told in no channel",
        f"answers quote {selecting.told(place)}",
        selecting.shared(place),
        f"words that I do not repeat: {len(place.blocked):,}",
    ]


def _warnings(client: Client, guild: int) -> list[discord.Embed]:
    """What the settings ask for and the bot cannot do."""
    found = faults(client, guild)
    told = "\n".join(f"⚠️ {fault}" for fault in found)
    return [notice(told, MESSAGE_LIMIT - EMBED_LIMIT)] if found else []
