"""👍 and 👎: what people think of an answer; 👎 opens a small form for a comment."""

from __future__ import annotations

import discord

from bot.discord.asking.forms import Written, choice_of, open_form, sent
from bot.discord.errors import Told, tell
from bot.discord.running.client import Interaction
from bot.discord.showing.buttons import FORGOTTEN, pressed
from bot.ledger import Entry

MAX_COMMENT = 500
WHYS = {
    "sentence": "The wrong sentence",
    "article": "The wrong article",
    "outdated": "Out of date",
    "missing": "The answer is there and was not found",
    "other": "Something else",
}
"""What can be wrong with an answer."""


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
        placeholder="What would have been right, or where it stands",
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=MAX_COMMENT,
    )
    wrong = choice_of("What was wrong?", WHYS)
    await open_form(interaction, "comment", entry, "What was wrong with the answer?", field, choice=wrong)


@sent("comment")
async def comment(interaction: Interaction, entry: Entry, written: Written) -> None:
    """Keep what was wrong."""
    said, why = written.text[:MAX_COMMENT].strip(), written.choice if written.choice in WHYS else None
    await _judge(interaction, entry, helpful=False, comment=said or None, why=why)
    await tell(interaction, "Thank you. Noted as a bad answer, for the people who look after me.")


async def _judge(
    interaction: Interaction, entry: Entry, *, helpful: bool, comment: str | None, why: str | None = None
) -> None:
    ledger = interaction.client.ledger
    kept = await interaction.client.in_thread(
        ledger.judge, entry.id, interaction.user.id, helpful=helpful, comment=comment, why=why
    )
    if not kept:
        raise Told(FORGOTTEN, "forgotten")
