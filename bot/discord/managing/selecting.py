"""`/pullquote sources`: which articles a server or a channel quotes from, and who sees what the server adds."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from discord import app_commands

from bot.discord.asking.places import WHOLE_SERVER, Place
from bot.discord.managing.channels import ChannelOfPeople
from bot.discord.managing.rights import check_curator
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.markdown import escape, one_line
from bot.discord.showing.presentation import notice
from index import Archive
from index.building.catalogue import Source
from index.building.counted import counted

ALL = "*"
"""What is typed for all publishers, folders or tags, where the server has set one."""
_MOST, _LONGEST = 25, 100
_OF = ("publisher", "folder", "tag")

Complete = Callable[[Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]


def add_command(group: app_commands.Group, client: Client) -> None:
    """Add the command to the group."""

    @group.command(name="sources", description="Show or choose the articles that I quote from here.")
    @app_commands.describe(
        channel="Only in this channel, forum or category; without it, in the whole server",
        publisher=f"Only articles of a publisher whose name holds this; {ALL} for all",
        folder=f"Only articles in this folder; {ALL} for all",
        tag=f"Only articles with this tag; {ALL} for all",
        own_only="Whether what this server adds is hidden from all other servers",
    )
    async def sources(
        interaction: Interaction,
        *,
        channel: app_commands.Transform[int, ChannelOfPeople] | None = None,
        publisher: app_commands.Range[str, 1, _LONGEST] | None = None,
        folder: app_commands.Range[str, 1, _LONGEST] | None = None,
        tag: app_commands.Range[str, 1, _LONGEST] | None = None,
        own_only: bool | None = None,
    ) -> None:
        if own_only:
            check_curator(interaction)  # where nothing can be added, there is nothing to keep to itself
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild, where = interaction.guild_id or 0, channel or WHOLE_SERVER
        given = {"publisher": publisher, "folder": folder and folder.strip("/ "), "tag": tag}
        changes = {name: "" if value == ALL else value.strip() for name, value in given.items() if value}
        await client.load_place(guild)
        if changes:
            await client.in_thread(client.places.change, guild, where, changes)
        if own_only is not None:
            await client.in_thread(client.places.change, guild, WHOLE_SERVER, {"own_only": own_only})
        lines = await sources_shown(client, guild)
        await interaction.edit_original_response(embed=notice("\n".join(lines)))

    for name in _OF:
        sources.autocomplete(name)(_completing(client, name))


def _completing(client: Client, name: str) -> Complete:
    async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        archive = await client.archive_in(interaction.guild_id, None)
        known = await client.in_thread(_known, archive, name)
        fitting = [
            value for value in known if typed.casefold() in value.casefold() and len(value) <= _LONGEST
        ]
        return [app_commands.Choice(name=value, value=value) for value in fitting[:_MOST]]

    return complete


def _known(archive: Archive, name: str) -> list[str]:
    """The publishers, folders or tags that there are. Blocks."""
    found: set[str] = set()
    for source in archive.sources():
        found.update(_named(source, name))
    return [ALL, *sorted(found, key=str.casefold)]


def _named(source: Source, name: str) -> Iterable[str]:
    if name == "tag":
        return source.tags
    if name == "publisher":
        return [source.publisher] if source.publisher else []
    parts = source.article.split("/")[:-1]
    return ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


async def sources_shown(client: Client, guild: int) -> list[str]:
    """What the server quotes from, then each channel that differs, with how many articles that leaves."""
    server = client.places.at(guild, WHOLE_SERVER)
    different = [
        channel
        for channel in client.places.channels(guild)
        if told(client.places.at(guild, channel)) != told(server)
    ]
    return [
        f"**This server** quotes from {await _with_count(client, guild, WHOLE_SERVER)}",
        *[f"<#{each}> quotes from {await _with_count(client, guild, each)}" for each in different[:_MOST]],
        f"{shared(server).capitalize()}.",
    ]


async def _with_count(client: Client, guild: int, channel: int) -> str:
    archive = await client.archive_in(guild, channel)
    count = (await client.in_thread(archive.status)).articles
    number = counted(count, "article", "articles") if count else "**no article**: nothing can be answered"
    return f"{told(client.places.at(guild, channel))}: {number}"


def told(place: Place) -> str:
    """The articles that a place quotes from, in words."""
    parts = [
        f"published by “{_written(place.publisher)}”" if place.publisher else "",
        f"in the folder “{_written(place.folder)}”" if place.folder else "",
        f"tagged “{_written(place.tag)}”" if place.tag else "",
    ]
    named = " ".join(filter(None, parts))
    return f"articles {named}" if named else "all articles that it may see"


def shared(place: Place) -> str:
    """Who sees what the server adds."""
    return f"what this server adds is shown in {'no other server' if place.own_only else 'all servers'}"


def _written(text: str) -> str:
    return escape(one_line(text, _LONGEST))
