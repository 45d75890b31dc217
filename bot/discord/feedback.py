"""👍 and 👎: what people think of an answer; 👎 opens a small form for a comment."""

from __future__ import annotations

import discord

from bot.discord.buttons import FORGOTTEN, pressed
from bot.discord.client import Interaction
from bot.discord.errors import Told, tell
from bot.discord.forms import open_form, sent
from bot.ledger import Entry

MAX_COMMENT = 500


@pressed("helpful")
async def helpful(interaction: Interaction, entry: Entry, _: int) -> None:
    """Keep that the answer was right."""
    await _judge(interaction, entry, helpful=True, comment=None)
    await tell(interaction, "Thank you. Noted as a good answer.")


@pressed("unhelpful")
async def unhelpful(interaction: Interaction, entry: Entry, _: int) -> None:
    """Ask what was wrong."""
    field: discord.ui.TextInput[discord.ui.View] = discord.ui.TextInput(
        label="Comment (optional)",
        placeholder="The wrong sentence, the wrong article, an answer that is there and was not found…",
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=MAX_COMMENT,
    )
    await open_form(interaction, "comment", entry, "What was wrong with the answer?", field)


@sent("comment")
async def comment(interaction: Interaction, entry: Entry, written: str) -> None:
    """Keep what was wrong."""
    await _judge(interaction, entry, helpful=False, comment=written[:MAX_COMMENT].strip() or None)
    await tell(interaction, "Thank you. Noted as a bad answer, for the people who look after me.")


async def _judge(interaction: Interaction, entry: Entry, *, helpful: bool, comment: str | None) -> None:
    ledger = interaction.client.ledger
    kept = await interaction.client.in_thread(
        ledger.judge, entry.id, interaction.user.id, helpful=helpful, comment=comment
    )
    if not kept:
        raise Told(FORGOTTEN, "forgotten")
