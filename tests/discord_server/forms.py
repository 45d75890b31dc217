"""Using components as Discord's client does: clicking buttons, choosing from menus, filling in modals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .components import ACTION_ROW, BUTTON, LABEL, STRING_SELECT, TEXT_DISPLAY, TEXT_INPUT
from .errors import Impossible, Json
from .interactions import Modal
from .model import Message, Select, User, walk
from .options import Resolved

if TYPE_CHECKING:
    from .server import DiscordServer

USER_SELECT = 5


def click(message: Message, button: str) -> Json:
    """The `data` of a click on the button with this custom_id or label."""
    for found in message.buttons:
        if button in (found.custom_id, found.label):
            if found.custom_id is None:
                raise Impossible(f"{found} only opens a link")
            if found.disabled:
                raise Impossible(f"{found} is disabled")
            return {"component_type": BUTTON, "custom_id": found.custom_id, "id": found.component_id}
    raise Impossible(f"{message!r} has no button {button!r}; it has {message.buttons}")


def select(server: DiscordServer, message: Message, menu: str, values: tuple[str | User, ...]) -> Json:
    """The `data` of a choice from the menu with this custom_id or placeholder."""
    found = next((s for s in message.selects if menu in (s.custom_id, s.placeholder)), None)
    if found is None:
        raise Impossible(f"{message!r} has no menu {menu!r}; it has {message.selects}")
    if found.disabled:
        raise Impossible(f"{found} is disabled")
    if not found.min_values <= len(values) <= found.max_values:
        raise Impossible(f"{found} takes {found.min_values} to {found.max_values} values, not {len(values)}")
    resolved = Resolved(server, message.channel)
    chosen = [_chosen(found, value, resolved) for value in values]
    data: Json = {
        "component_type": found.type,
        "custom_id": found.custom_id,
        "id": found.component_id,
        "values": chosen,
    }
    return data | {"resolved": resolved.data} if resolved.data else data


def _chosen(menu: Select, value: str | User, resolved: Resolved) -> str:
    if isinstance(value, User):
        if menu.type != USER_SELECT:
            raise Impossible(f"{menu} does not pick users")
        return resolved.add(value)
    for label, option in menu.options:
        if value in (label, option):
            return option
    raise Impossible(f"{menu} does not offer {value!r}")


def submit(modal: Modal, values: Mapping[str, str]) -> Json:
    """The `data` of a filled-in modal. Inputs not named keep the value they came with.

    Text inputs and string menus (one value each) are known; another kind of input raises `Impossible`.
    """
    form = _Filling(values)
    components = [form.fill(component) for component in modal.components]
    left = set(values) - form.used
    if left:
        raise Impossible(f"the modal {modal.title!r} has no input {sorted(left)}; it has {form.seen}")
    return {"custom_id": modal.custom_id, "components": components}


class _Filling:
    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.used: set[str] = set()
        self.seen: list[str] = []

    def fill(self, component: Json, label: str = "") -> Json:
        kind = component["type"]
        same: Json = {"type": kind, "id": component["id"]}
        if kind == ACTION_ROW:
            return same | {"components": [self.fill(inner) for inner in component["components"]]}
        if kind == LABEL:
            return same | {"component": self.fill(component["component"], component["label"])}
        if kind == TEXT_DISPLAY:
            return same
        custom_id = component["custom_id"]
        label = label or component.get("label") or ""
        self.seen.append(f"{custom_id} ({label})")
        key = custom_id if custom_id in self._values else label
        value = self._values.get(key, component.get("value") or "")
        self.used.add(key)
        return same | {"custom_id": custom_id} | _entered(component, label, value)


def _entered(component: Json, label: str, value: str) -> Json:
    required = component.get("required", True)
    if required and not value:
        raise Impossible(f"the modal's {label!r} is required")
    if component["type"] == TEXT_INPUT:
        low, high = component.get("min_length") or 0, component.get("max_length") or 4000
        if value and not low <= len(value) <= high:
            raise Impossible(f"the modal's {label!r} takes {low} to {high} characters, not {len(value)}")
        return {"value": value}
    if component["type"] == STRING_SELECT:
        offered = {o["label"]: o["value"] for o in component["options"]}
        if value and value not in (*offered, *offered.values()):
            raise Impossible(f"the modal's {label!r} offers {sorted(offered)}, not {value!r}")
        return {"values": [offered.get(value, value)] if value else []}
    raise Impossible(f"this harness cannot fill in a component of type {component['type']}")


def number(components: list[Json]) -> None:
    """Give every component an integer id, as Discord does with those that come without (or with 0)."""
    taken = {component.get("id") for component in walk(components)}
    free = (n for n in range(1, 10_000) if n not in taken)
    for component in walk(components):
        if not component.get("id"):
            component["id"] = next(free)
