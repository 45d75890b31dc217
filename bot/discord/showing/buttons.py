"""The buttons below an answer. All they know is in their `custom_id`: what to do, which answer, a number.

So a button outlives the bot's restarts: Discord sends the `custom_id` back, the ledger knows the answer.
What a button does is registered by the feature that does it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self

import discord

from bot.discord.errors import Told, report
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.visible import visible
from bot.followups.at_hand import is_about_quote
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
        row: int | None = None,
    ) -> None:
        style = discord.ButtonStyle.primary if strong else discord.ButtonStyle.secondary
        custom_id = f"pq:{action}:{entry}:{number}"
        super().__init__(
            discord.ui.Button(label=label, emoji=emoji, style=style, disabled=disabled, custom_id=custom_id),
            row=row,
        )
        self.action, self.entry, self.number = action, entry, number

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # the client is always ours
        cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["action"], match["entry"], int(match["number"]), label="…")

    async def callback(self, interaction: Interaction) -> None:  # type: ignore[override]
        try:
            entry = await entry_for(interaction, self.entry)
            if self.action not in _HANDLERS:
                raise Told(FORGOTTEN, "forgotten")
            await _HANDLERS[self.action](interaction, entry, self.number)
        except Exception as error:  # noqa: BLE001  (the one handler of what goes wrong in a button)
            await report(interaction, error)


async def entry_for(interaction: Interaction, id: str) -> Entry:
    """The answer with this id, for somebody in its server, or in the private channel that shows it. Raises Told.

    It is without what its server may not see any more; in private, without what only some servers see: who presses
    the button may have left them.
    """
    client = interaction.client
    entry = await client.in_thread(client.ledger.entry, id)
    if entry is None or not _is_here(interaction, entry):
        raise Told(FORGOTTEN, "forgotten")
    here = entry._replace(guild=interaction.guild_id)
    await client.load_place(here.guild)
    return visible(here, client.places.selection(here.guild, None))


def _is_here(interaction: Interaction, entry: Entry) -> bool:
    if interaction.guild_id is not None:
        return interaction.guild_id == entry.guild
    return entry.shown_in in (None, interaction.channel_id)


def buttons(entry: str, answer: Answer, shown: int, *, post: bool = False) -> discord.ui.View:
    """Below an answer that shows `shown` quotes: a row that tells more, and one about the answer itself.

    In a `post` of a forum, also one for who posted it.
    """
    telling: list[AnswerButton] = []
    if answer.kind != "remark":
        telling.append(AnswerButton("follow", entry, label="Follow up", strong=True, row=0))
    if answer.status == "answered":
        if answer.further or shown < len(answer.quotes):
            telling.append(AnswerButton("more", entry, shown, label="More quotes", row=0))
        telling.append(AnswerButton("context", entry, label="Context", row=0))
    elif answer.nearest:
        telling.append(AnswerButton("nearest", entry, label="Nearest passage", row=0))
    if answer.kind != "remark":
        telling.append(AnswerButton("why", entry, label="Why?", row=0))
    if may_be_answered_later(answer):
        telling.append(AnswerButton("await", entry, label="Tell me when this is answered", row=0))
    resolved = [AnswerButton("resolved", entry, label="Resolved", emoji="✅", row=1)] if post else []
    about = [
        *resolved,
        AnswerButton("helpful", entry, emoji="👍", row=1),
        AnswerButton("unhelpful", entry, emoji="👎", row=1),
        AnswerButton("delete", entry, emoji="🗑️", row=1),
    ]
    return view_of(telling + about)


def may_be_answered_later(answer: Answer) -> bool:
    """Whether articles that are yet to come could answer it."""
    return answer.status == "refused" and answer.kind != "remark" and not is_about_quote(answer)


def view_of(row: list[AnswerButton]) -> discord.ui.View:
    """Buttons that never time out."""
    view = discord.ui.View(timeout=None)
    for button in row:
        view.add_item(button)
    return view


def install(client: Client) -> None:
    """Let the client answer buttons of any age."""
    client.add_dynamic_items(AnswerButton)
