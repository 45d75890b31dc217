"""The buttons below an answer. All they know is in their `custom_id`: what to do, which answer, a number.

So a button outlives the bot's restarts: Discord sends the `custom_id` back, the ledger knows the answer.
What a button does is registered by the feature that does it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self

import discord

from bot.discord.client import Client, Interaction
from bot.discord.errors import Told, report
from bot.ledger import Entry
from index.answers import Answer

Handler = Callable[[Interaction, Entry, int], Awaitable[None]]
_HANDLERS: dict[str, Handler] = {}

FORGOTTEN = (
    "I do not have that answer any more: they are kept for a limited time. Ask again, and I look anew."
)


def pressed(action: str) -> Callable[[Handler], Handler]:
    """Register what the button with this action does; it gets the answer and the button's number."""

    def register(handler: Handler) -> Handler:
        _HANDLERS[action] = handler
        return handler

    return register


class AnswerButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"pq:(?P<action>[a-z]+):(?P<entry>[0-9a-f]{16}):(?P<number>[0-9]+)",
):
    """One button of one answer."""

    def __init__(
        self,
        action: str,
        entry: str,
        number: int = 0,
        *,
        label: str | None = None,
        emoji: str | None = None,
        strong: bool = False,
        disabled: bool = False,
    ) -> None:
        style = discord.ButtonStyle.primary if strong else discord.ButtonStyle.secondary
        custom_id = f"pq:{action}:{entry}:{number}"
        super().__init__(
            discord.ui.Button(label=label, emoji=emoji, style=style, disabled=disabled, custom_id=custom_id)
        )
        self.action, self.entry, self.number = action, entry, number

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # the client is always ours
        cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["action"], match["entry"], int(match["number"]), label="…")

    async def callback(self, interaction: Interaction) -> None:  # type: ignore[override]
        try:
            entry = await interaction.client.in_thread(interaction.client.ledger.entry, self.entry)
            if entry is None or self.action not in _HANDLERS:
                raise Told(FORGOTTEN, "forgotten")
            await _HANDLERS[self.action](interaction, entry, self.number)
        except Exception as error:  # noqa: BLE001  (the one handler of what goes wrong in a button)
            await report(interaction, error)


def buttons(entry: str, answer: Answer, shown: int) -> discord.ui.View:
    """The row below an answer that shows `shown` quotes."""
    row: list[AnswerButton] = []
    if answer.status == "answered":
        row += [
            AnswerButton("more", entry, shown, label="More quotes"),
            AnswerButton("context", entry, label="Context"),
        ]
    if answer.kind != "remark":
        row.append(AnswerButton("why", entry, label="Why?"))
    row += [
        AnswerButton("helpful", entry, emoji="👍"),
        AnswerButton("unhelpful", entry, emoji="👎"),
    ]
    return view_of(row)


def view_of(row: list[AnswerButton]) -> discord.ui.View:
    """A row of buttons that never times out."""
    view = discord.ui.View(timeout=None)
    for button in row:
        view.add_item(button)
    return view


def install(client: Client) -> None:
    """Let the client answer buttons of any age."""
    client.add_dynamic_items(AnswerButton)
