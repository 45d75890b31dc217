"""👍 and 👎: what people think of an answer; 👎 opens a small form for a comment.

Like the buttons, the form knows its answer by its `custom_id` alone: what is sent after a restart counts, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import discord

from bot.discord.buttons import FORGOTTEN, pressed
from bot.discord.client import Client, Interaction
from bot.discord.errors import Told, report, tell
from bot.ledger import Entry

MAX_COMMENT = 500
_COMMENT = "comment"
_FORM = re.compile(r"pq-comment:([0-9a-f]{16})")


@pressed("helpful")
async def helpful(interaction: Interaction, entry: Entry, _: int) -> None:
    """Keep that the answer was right."""
    await _judge(interaction, entry.id, helpful=True, comment=None)
    await tell(interaction, "Thank you. Noted as a good answer.")


@pressed("unhelpful")
async def unhelpful(interaction: Interaction, entry: Entry, _: int) -> None:
    """Ask what was wrong."""
    form = CommentForm(title="What was wrong with the answer?", custom_id=f"pq-comment:{entry.id}")
    form.stop()  # discord.py need not wait for it: `install` listens for all of them
    await interaction.response.send_modal(form)


class CommentForm(discord.ui.Modal):
    """One optional comment."""

    comment: discord.ui.TextInput[Any] = discord.ui.TextInput(
        label="Comment (optional)",
        placeholder="The wrong sentence, the wrong article, an answer that is there and was not found…",
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=MAX_COMMENT,
        custom_id=_COMMENT,
    )


def install(client: Client) -> None:
    """Take the forms that people send, at any age."""

    @client.event
    async def on_interaction(interaction: Interaction) -> None:
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: Any = interaction.data or {}
        if form := _FORM.fullmatch(data.get("custom_id", "")):
            try:
                comment = "".join(_written(data.get("components", [])))
                await _judge(
                    interaction, form[1], helpful=False, comment=comment[:MAX_COMMENT].strip() or None
                )
                await tell(interaction, "Thank you. Noted as a bad answer, for the people who look after me.")
            except Exception as error:  # noqa: BLE001  (the one handler of what goes wrong in a form)
                await report(interaction, error)


def _written(components: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What stands in the comment's field, in whatever rows or labels it lies."""
    for component in components:
        if component.get("custom_id") == _COMMENT:
            yield component.get("value") or ""
        yield from _written(component.get("components", []))
        if "component" in component:
            yield from _written([component["component"]])


async def _judge(interaction: Interaction, entry: str, *, helpful: bool, comment: str | None) -> None:
    ledger = interaction.client.ledger
    kept = await interaction.client.in_thread(
        ledger.judge, entry, interaction.user.id, helpful=helpful, comment=comment
    )
    if not kept:
        raise Told(FORGOTTEN, "forgotten")
