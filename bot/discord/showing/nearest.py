"""Nearest passage: what came nearest to a question that was refused, for the person who pressed the button."""

from __future__ import annotations

from bot.discord.errors import Told
from bot.discord.running.client import Interaction
from bot.discord.showing.buttons import pressed
from bot.discord.showing.presentation import nearest_sheet
from bot.discord.showing.standing import NOTES, standing
from bot.ledger import Entry


@pressed("nearest")
async def nearest(interaction: Interaction, entry: Entry, _: int) -> None:
    """The one nearest passage, which is not an answer."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    if not entry.answer.nearest:
        raise Told("Nothing in the articles came near the question.", "forgotten")
    client = interaction.client
    archive = await client.archive_in(entry.guild, None)
    state, passage = await client.in_thread(standing, archive, entry.answer.nearest[0])
    sheet = nearest_sheet(passage, NOTES[state])
    await interaction.edit_original_response(embeds=sheet.embeds, attachments=sheet.attachments())
