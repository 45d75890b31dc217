"""Context: the paragraphs around a quote, shown to the person who pressed the button."""

from __future__ import annotations

import discord

from bot.context import ContextLost, context_blocks
from bot.discord.errors import Told
from bot.discord.running.client import Interaction
from bot.discord.showing.buttons import AnswerButton, pressed, view_of
from bot.discord.showing.presentation import Sheet, passage_sheet
from bot.discord.showing.standing import NOTES, standing
from bot.ledger import Entry
from index import Archive
from index.answers import Quote

_MOST = 5
"""Quotes that have a button of their own; Discord puts so many in a row."""


@pressed("context")
async def context(interaction: Interaction, entry: Entry, number: int) -> None:
    """The paragraphs around quote `number` (from 0)."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    await _show(interaction, entry, number)


@pressed("around")
async def around(interaction: Interaction, entry: Entry, number: int) -> None:
    """The same for another quote, in place of what is shown."""
    await interaction.response.defer()
    await _show(interaction, entry, number)


async def _show(interaction: Interaction, entry: Entry, number: int) -> None:
    quotes = entry.answer.quotes
    if number >= len(quotes):
        raise Told("That quote is no longer part of the answer.", "forgotten")
    archive = await interaction.client.archive_in(entry.guild, None)
    sheet = await interaction.client.in_thread(context_sheet, archive, quotes[number])
    await interaction.edit_original_response(
        embeds=sheet.embeds, attachments=sheet.attachments(), view=_others(entry, number)
    )


def context_sheet(archive: Archive, quote: Quote) -> Sheet:
    """What stands around the quote now; only the quote itself where the article has moved on. Blocks."""
    state, now = standing(archive, quote)
    if state in ("same", "changed"):
        try:
            text, highlights = _around(archive, now)
            return passage_sheet("**In its context**", text, highlights, now, NOTES[state])
        except ContextLost:  # a newer index was published this very moment
            state = "lost"
    return passage_sheet("", quote.text, quote.highlights, quote, NOTES[state])


def _around(archive: Archive, quote: Quote) -> tuple[str, list[tuple[int, int]]]:
    """The paragraphs as one text, and where the quote is in it."""
    text, highlights = "", []
    for block in context_blocks(archive, quote):
        text += "\n\n" if text else ""
        for segment in block.segments:
            if segment.style == "strong":
                highlights.append((len(text), len(text) + len(segment.text)))
            text += segment.text
    return text or quote.text, highlights


def _others(entry: Entry, number: int) -> discord.ui.View | None:
    count = min(len(entry.answer.quotes), _MOST)
    if count < 2:
        return None
    return view_of(
        [
            AnswerButton("around", entry.id, other, label=f"Quote {other + 1}", disabled=other == number)
            for other in range(count)
        ]
    )
