"""What autocomplete offers: recent answered questions of channels that the person sees, then titles; publishers.

What is typed is looked for by its words, in any order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from discord import app_commands

from bot.discord.asking.places import channels_seen, home_of
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.markdown import one_line
from index import Selection
from index.building.catalogue import Source

MOST, LONGEST = 25, 100
"""Choices and characters of one, at most: Discord's own limits."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is to be offered of one generation: titles with their articles, by title."""

    generation: str = ""
    titles: tuple[tuple[str, Source], ...] = ()


class Titles:
    """The titles and publishers of the articles in the open generation, read once for each."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known = _Known()
        self._reading: asyncio.Task[None] | None = None

    def containing(self, typed: str, selection: Selection, limit: int = MOST) -> list[str]:
        """Titles in a selection with these words, from memory; a newer generation is read meanwhile."""
        self._look()
        titles = (title for title, source in self._known.titles if selection.admits(source))
        return list(islice(_with_words(typed, titles), limit))

    def publishers(self, typed: str, selection: Selection) -> list[str]:
        """Publishers with these words in their names, likewise."""
        self._look()
        named = {
            one_line(one.publisher or "", LONGEST) for _, one in self._known.titles if selection.admits(one)
        }
        return list(islice(_with_words(typed, sorted(named - {""})), MOST))

    def article_of(self, title: str, selection: Selection) -> str | None:
        """The id of the article that has this title as it is offered; None where none or more than one has."""
        found = [
            source.article
            for known, source in self._known.titles
            if known == title.strip() and selection.admits(source)
        ]
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
        archive = self._client.whole_archive
        generation = archive.generation
        if generation == self._known.generation:
            return self._known
        titles = [
            (title, Source(article.id, article.publisher, article.date, article.tags))
            for article in archive.articles()
            if (title := one_line(article.title, LONGEST))
        ]
        return _Known(generation, tuple(sorted(titles, key=lambda one: (one[0], one[1].article))))


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
    await client.load_place(interaction.guild_id)
    selection = client.places.selection(interaction.guild_id, home_of(interaction.channel))
    recent: list[str] = []
    if interaction.guild_id is not None:
        recent = await client.in_thread(
            client.ledger.recent_questions,
            interaction.guild_id,
            typed,
            channels=channels_seen(interaction),
            limit=MOST,
        )
    offered = [text for text in recent if not client.places.blocks(interaction.guild_id, text)]
    return choices([*offered, *titles.containing(typed, selection)])
