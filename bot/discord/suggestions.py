"""What autocomplete offers: recent answered questions of channels that the person sees, then titles."""

from __future__ import annotations

import asyncio
from itertools import islice

import discord
from discord import app_commands

from bot.discord.client import Client, Interaction
from bot.discord.markdown import one_line

MOST, LONGEST = 25, 100
"""Choices and characters of one, at most: Discord's own limits."""


class Titles:
    """The titles of the articles in the open generation, read once for each."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._generation: str | None = None
        self._titles: list[tuple[str, str]] = []
        self._reading: asyncio.Task[None] | None = None

    def containing(self, part: str, limit: int) -> list[str]:
        """Titles that contain `part`, from memory; a newer generation is read meanwhile for the next time."""
        if self._reading is None:
            self._reading = asyncio.create_task(self.read())
        wanted = part.casefold()
        return list(islice((title for folded, title in self._titles if wanted in folded), limit))

    async def read(self) -> None:
        """Read the titles of the open generation, if it is another than the one they were read from."""
        try:
            self._generation, self._titles = await self._client.in_thread(self._read)
        finally:
            self._reading = None

    def _read(self) -> tuple[str, list[tuple[str, str]]]:
        """The generation, and its titles with their folded forms. Blocks, and long while one is being opened."""
        archive = self._client.archive
        generation = archive.generation
        if generation == self._generation:
            return generation, self._titles
        titles = {one_line(article.title, LONGEST) for article in archive.articles()} - {""}
        return generation, [(title.casefold(), title) for title in sorted(titles)]


async def suggest(interaction: Interaction, titles: Titles, typed: str) -> list[app_commands.Choice[str]]:
    """Choices for what has been typed so far. In a DM, where there is no server, titles only."""
    client = interaction.client
    recent: list[str] = []
    if interaction.guild_id is not None:
        recent = await client.in_thread(
            client.ledger.recent_questions,
            interaction.guild_id,
            typed,
            channels=_visible_channels(interaction),
            limit=MOST,
        )
    offered = dict.fromkeys([*recent, *titles.containing(typed, MOST)])
    fitting = [text for text in offered if 0 < len(text) <= LONGEST]
    return [app_commands.Choice(name=text, value=text) for text in fitting[:MOST]]


def _visible_channels(interaction: Interaction) -> list[int]:
    """Where the person could have read a question."""
    guild, person = interaction.guild, interaction.user
    if guild is None or not isinstance(person, discord.Member):
        return []
    return [channel.id for channel in guild.channels if channel.permissions_for(person).view_channel]
