"""Forms with one field, about an answer. Like a button, a form knows its answer by its `custom_id` alone.

So what is sent after a restart counts, too. What becomes of a form is registered by the feature that opens it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

import discord

from bot.discord.buttons import entry_for
from bot.discord.client import Client, Interaction
from bot.discord.errors import report
from bot.ledger import Entry

Handler = Callable[[Interaction, Entry, str], Awaitable[None]]
_HANDLERS: dict[str, Handler] = {}
_FIELD = "field"
_FORM = re.compile(r"pq-form:([a-z]+):([0-9a-f]{16})")


def sent(action: str) -> Callable[[Handler], Handler]:
    """Register what becomes of the forms with this action; it gets the answer and what was written."""

    def register(handler: Handler) -> Handler:
        _HANDLERS[action] = handler
        return handler

    return register


async def open_form(
    interaction: Interaction, action: str, entry: Entry, title: str, field: discord.ui.TextInput[Any]
) -> None:
    """Show a form to the person who pressed a button."""
    field.custom_id = _FIELD
    form = discord.ui.Modal(title=title, custom_id=f"pq-form:{action}:{entry.id}")
    form.add_item(field)
    form.stop()  # discord.py need not wait for it: `install` listens for all of them
    await interaction.response.send_modal(form)


def install(client: Client) -> None:
    """Take the forms that people send, at any age."""

    @client.event
    async def on_interaction(interaction: Interaction) -> None:
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: Any = interaction.data or {}
        form = _FORM.fullmatch(data.get("custom_id", ""))
        if form is None or form[1] not in _HANDLERS:
            return
        try:
            entry = await entry_for(interaction, form[2])
            await _HANDLERS[form[1]](interaction, entry, "".join(_written(data.get("components", []))))
        except Exception as error:  # noqa: BLE001  (the one handler of what goes wrong in a form)
            await report(interaction, error)


def _written(components: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What stands in the field, in whatever rows or labels it lies."""
    for component in components:
        if component.get("custom_id") == _FIELD:
            yield component.get("value") or ""
        yield from _written(component.get("components", []))
        if "component" in component:
            yield from _written([component["component"]])
