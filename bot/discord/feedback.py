"""👍 and 👎: what people think of an answer; 👎 opens a small form for a comment."""

from __future__ import annotations

from typing import Any

import discord

from bot.discord.buttons import FORGOTTEN, pressed
from bot.discord.client import Client, Interaction
from bot.discord.errors import Told, report, tell
from bot.ledger import Entry

MAX_COMMENT = 500


@pressed("helpful")
async def helpful(interaction: Interaction, entry: Entry, _: int) -> None:
    """Keep that the answer was right."""
    await _judge(interaction, entry.id, helpful=True, comment=None)
    await tell(interaction, "Thank you. Noted as a good answer.")


@pressed("unhelpful")
async def unhelpful(interaction: Interaction, entry: Entry, _: int) -> None:
    """Ask what was wrong."""
    await interaction.response.send_modal(CommentForm(entry.id))


class CommentForm(discord.ui.Modal, title="What was wrong with the answer?"):
    """One optional comment."""

    comment: discord.ui.TextInput[Any] = discord.ui.TextInput(
        label="Comment (optional)",
        placeholder="The wrong sentence, the wrong article, an answer that is there and was not found…",
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=MAX_COMMENT,
    )

    def __init__(self, entry: str) -> None:
        super().__init__(timeout=15 * 60)  # with an id of its own: two people may fill it in at once
        self._entry = entry

    async def on_submit(self, interaction: discord.Interaction[Client], /) -> None:  # type: ignore[override]
        await _judge(interaction, self._entry, helpful=False, comment=self.comment.value.strip() or None)
        await tell(interaction, "Thank you. Noted as a bad answer, for the people who look after me.")

    async def on_error(  # type: ignore[override]  # as discord.py's own Modal has it
        self, interaction: discord.Interaction[Any], error: Exception, /
    ) -> None:
        await report(interaction, error)


async def _judge(interaction: Interaction, entry: str, *, helpful: bool, comment: str | None) -> None:
    ledger = interaction.client.ledger
    kept = await interaction.client.in_thread(
        ledger.judge, entry, interaction.user.id, helpful=helpful, comment=comment
    )
    if not kept:
        raise Told(FORGOTTEN, "forgotten")
