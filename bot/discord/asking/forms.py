"""Forms with a field, and perhaps a menu, about an answer, which a form knows by its `custom_id` as a button does.

So what is sent after a restart counts, too. What becomes of a form is registered by the feature that opens it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import discord

from bot.discord.errors import report
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.buttons import entry_for
from bot.ledger import Entry


class Written(NamedTuple):
    """What somebody filled in: the field, and what was chosen from the menu where the form has one."""

    text: str
    choice: str = ""


Handler = Callable[[Interaction, Entry, Written], Awaitable[None]]
_HANDLERS: dict[str, Handler] = {}
_FIELD, _CHOICE = "field", "choice"
_FORM = re.compile(r"pq-form:([a-z]+):([0-9a-f]{16})")


def sent(action: str) -> Callable[[Handler], Handler]:
    """Register what becomes of the forms with this action; it gets the answer and what was written."""

    def register(handler: Handler) -> Handler:
        _HANDLERS[action] = handler
        return handler

    return register


async def open_form(
    interaction: Interaction,
    action: str,
    entry: Entry,
    title: str,
    field: discord.ui.TextInput[Any],
    *,
    choice: discord.ui.Label[Any] | None = None,
) -> None:
    """Show a form to the person who pressed a button; `choice` is a labelled menu above its field."""
    field.custom_id = _FIELD
    form = discord.ui.Modal(title=title, custom_id=f"pq-form:{action}:{entry.id}")
    if choice is not None:
        form.add_item(choice)
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
            await _HANDLERS[form[1]](interaction, entry, _written(data.get("components", [])))
        except Exception as error:  # noqa: BLE001  (the one handler of what goes wrong in a form)
            await report(interaction, error)


def choice_of(label: str, options: Mapping[str, str]) -> discord.ui.Label[Any]:
    """A menu from which one is chosen; `options` are what is shown by what it stands for."""
    menu: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=_CHOICE,
        options=[discord.SelectOption(label=told, value=value) for value, told in options.items()],
    )
    return discord.ui.Label(text=label, component=menu)


def _written(components: Iterable[dict[str, Any]]) -> Written:
    filled = {part["custom_id"]: part for part in _inputs(components)}
    chosen = filled.get(_CHOICE, {}).get("values") or [""]
    return Written(filled.get(_FIELD, {}).get("value") or "", chosen[0])


def _inputs(components: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What can be filled in, in whatever rows or labels it lies."""
    for component in components:
        if "custom_id" in component:
            yield component
        yield from _inputs(component.get("components", []))
        if "component" in component:
            yield from _inputs([component["component"]])
