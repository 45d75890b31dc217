"""What autocomplete offers: recent answered questions of channels that the person sees, then titles; publishers.

What is typed is looked for by its words, in any order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import discord
from discord import app_commands

from bot.discord.client import Client, Interaction
from bot.discord.markdown import one_line

MOST, LONGEST = 25, 100
"""Choices and characters of one, at most: Discord's own limits."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is to be offered of one generation: titles with their articles' ids, publishers."""

    generation: str = ""
    titles: tuple[tuple[str, str], ...] = ()
    publishers: tuple[str, ...] = ()


class Titles:
    """The titles and publishers of the articles in the open generation, read once for each."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known = _Known()
        self._reading: asyncio.Task[None] | None = None

    def containing(self, typed: str, limit: int = MOST) -> list[str]:
        """Titles with these words, from memory; a newer generation is read meanwhile for the next time."""
        self._look()
        return list(islice(_with_words(typed, (title for title, _ in self._known.titles)), limit))

    def publishers(self, typed: str) -> list[str]:
        """Publishers with these words in their names, likewise."""
        self._look()
        return list(islice(_with_words(typed, self._known.publishers), MOST))

    def article_of(self, title: str) -> str | None:
        """The id of the article that has this title as it is offered; None where none or more than one has."""
        found = [id for known, id in self._known.titles if known == title.strip()]
        return found[0] if len(found) == 1 else None

    def _look(self) -> None:
        if self._reading is None:
            self._reading = asyncio.create_task(self.read())

    async def read(self) -> None:
        """Read the titles of the open generation, if it is another than the one they were read from."""
        try:
            self._known = await self._client.in_thread(self._read)
        finally:
            self._reading = None

    def _read(self) -> _Known:
        """Blocks, and long while a generation is being opened."""
        archive = self._client.archive
        generation = archive.generation
        if generation == self._known.generation:
            return self._known
        articles = archive.articles()
        titles = sorted((one_line(article.title, LONGEST), article.id) for article in articles)
        publishers = sorted({one_line(article.publisher or "", LONGEST) for article in articles} - {""})
        return _Known(generation, tuple(pair for pair in titles if pair[0]), tuple(publishers))


def _with_words(typed: str, texts: Iterable[str]) -> Iterator[str]:
    words = typed.casefold().split()
    for text in texts:
        folded = text.casefold()
        if all(word in folded for word in words):
            yield text


def choices(texts: Iterable[str]) -> list[app_commands.Choice[str]]:
    """Each once, as far as Discord takes them."""
    fitting = [text for text in dict.fromkeys(texts) if 0 < len(text) <= LONGEST]
    return [app_commands.Choice(name=text, value=text) for text in fitting[:MOST]]


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
    return choices([*recent, *titles.containing(typed)])


def _visible_channels(interaction: Interaction) -> list[int]:
    """Where the person could have read a question."""
    guild, person = interaction.guild, interaction.user
    if guild is None or not isinstance(person, discord.Member):
        return []
    return [channel.id for channel in guild.channels if channel.permissions_for(person).view_channel]
