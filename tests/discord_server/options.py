"""Filling in a command's options as Discord's client does, with the data that goes along (`resolved`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from . import message_payloads, payloads
from .commands import (
    BOOLEAN,
    CHAT_INPUT,
    INTEGER,
    MESSAGE,
    NUMBER,
    STRING,
    SUB_COMMAND,
    SUB_COMMAND_GROUP,
    USER,
)
from .errors import Impossible, Json
from .model import Channel, Message, Role, Upload, User

if TYPE_CHECKING:
    from .server import DiscordServer

__all__ = ["CHAT_INPUT", "MESSAGE", "USER", "Resolved", "Value", "aim_at", "fill_in"]

Value = str | int | float | bool | User | Role | Channel | Upload

_TYPES: dict[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    NUMBER: (int, float),
    6: (User,),
    7: (Channel,),
    8: (Role,),
    9: (User, Role),
    11: (Upload,),
}


class Resolved:
    """What the ids in an interaction's data stand for."""

    def __init__(self, server: DiscordServer, channel: Channel) -> None:
        self._server = server
        self._channel = channel
        self.data: Json = {}

    def add(self, value: User | Role | Channel | Message | Upload) -> str:
        """Describe the thing and return the id by which the option refers to it."""
        if isinstance(value, User):
            return self._add_user(value)
        if isinstance(value, Role):
            return self._put("roles", value.id, payloads.role(value))
        if isinstance(value, Channel):
            permissions = payloads.bits(value.permissions_for(self._server.bot))
            return self._put("channels", value.id, payloads.channel(value) | {"permissions": permissions})
        if isinstance(value, Message):
            return self._put("messages", value.id, message_payloads.message_event(value, self._server.bot))
        kept = self._server.keep_file(self._channel, value)
        return self._put("attachments", kept.id, message_payloads.attachment(kept) | {"ephemeral": True})

    def _add_user(self, user: User) -> str:
        guild = self._channel.guild
        if guild and user.id in guild.members:
            permissions = payloads.bits(self._channel.permissions_for(user))
            member = payloads.member(guild.members[user.id], with_user=False) | {"permissions": permissions}
            self._put("members", user.id, member)
        return self._put("users", user.id, payloads.user(user))

    def _put(self, kind: str, key: str, payload: Json) -> str:
        self.data.setdefault(kind, {})[key] = payload
        return key


def fill_in(
    server: DiscordServer,
    channel: Channel,
    command: Json,
    qualified_name: str,
    values: Mapping[str, Value],
    *,
    focused: str | None = None,
) -> Json:
    """The `data` of a slash command: `qualified_name` leads to a sub-command ("articles add").

    With `focused`, that option is being typed and nothing needs to be complete or valid yet.
    """
    resolved = Resolved(server, channel)
    leaf, parents = _descend(command, qualified_name)
    accepted = {option["name"]: option for option in leaf.get("options") or []}
    unknown = set(values) - set(accepted)
    if unknown:
        raise Impossible(f"/{qualified_name} has no option {sorted(unknown)}; it has {sorted(accepted)}")
    missing = [name for name, option in accepted.items() if option.get("required") and name not in values]
    if missing and focused is None:
        raise Impossible(f"/{qualified_name} requires {missing}")
    filled = [_filled(accepted[name], value, resolved, focused) for name, value in values.items()]
    for parent in reversed(parents):
        filled = [{"name": parent["name"], "type": parent["type"], "options": filled}]
    data = _about(command) | {"options": filled}
    return data | {"resolved": resolved.data} if resolved.data else data


def aim_at(server: DiscordServer, channel: Channel, command: Json, target: Message | User) -> Json:
    """The `data` of a context-menu command: the whole content of a target message is always in it."""
    resolved = Resolved(server, channel)
    target_id = resolved.add(target)
    return _about(command) | {"target_id": target_id, "resolved": resolved.data}


def _about(command: Json) -> Json:
    about = {"id": command["id"], "name": command["name"], "type": command["type"]}
    return about | {"guild_id": command["guild_id"]} if "guild_id" in command else about


def _descend(command: Json, qualified_name: str) -> tuple[Json, list[Json]]:
    """The sub-command of this name, and the options that lead to it from the top."""
    parents: list[Json] = []
    leaf = command
    for step in qualified_name.split()[1:]:
        below = {
            o["name"]: o for o in leaf.get("options") or [] if o["type"] in (SUB_COMMAND, SUB_COMMAND_GROUP)
        }
        if step not in below:
            raise Impossible(f"there is no /{qualified_name}; /{leaf['name']} leads to {sorted(below)}")
        leaf = below[step]
        parents.append(leaf)
    if any(o["type"] in (SUB_COMMAND, SUB_COMMAND_GROUP) for o in leaf.get("options") or []):
        raise Impossible(f"/{qualified_name} is only a group: name one of its commands")
    return leaf, parents


def _filled(option: Json, value: Value, resolved: Resolved, focused: str | None) -> Json:
    filled: Json = {"name": option["name"], "type": option["type"]}
    if option["name"] == focused:
        if not option.get("autocomplete"):
            raise Impossible(f"option {focused!r} does not complete itself")
        return filled | {"value": value, "focused": True}
    _check_type(option, value)
    if isinstance(value, (User, Role, Channel, Upload)):
        return filled | {"value": resolved.add(value)}
    if option.get("choices"):
        return filled | {"value": _chosen(option, value)}
    _check_bounds(option, value)
    return filled | {"value": value}


def _check_type(option: Json, value: Value) -> None:
    wanted = _TYPES[option["type"]]
    is_odd_bool = isinstance(value, bool) and option["type"] != BOOLEAN
    if isinstance(value, Channel) and value.type not in (option.get("channel_types") or [value.type]):
        raise Impossible(f"option {option['name']!r} offers no channel of type {value.type!r}")
    if not isinstance(value, wanted) or is_odd_bool:
        raise Impossible(f"option {option['name']!r} is of type {option['type']}, which {value!r} is not")


def _chosen(option: Json, value: str | float) -> str | int | float:
    for choice in option["choices"]:
        if value in (choice["name"], choice["value"]):
            chosen: str | int | float = choice["value"]
            return chosen
    offered = [choice["name"] for choice in option["choices"]]
    raise Impossible(f"option {option['name']!r} offers {offered}, not {value!r}")


def _check_bounds(option: Json, value: str | float) -> None:
    size, low, high = (
        (len(value), "min_length", "max_length")
        if isinstance(value, str)
        else (value, "min_value", "max_value")
    )
    if option.get(low) is not None and size < option[low]:
        raise Impossible(f"option {option['name']!r}: {value!r} is below its {low} of {option[low]}")
    if option.get(high) is not None and size > option[high]:
        raise Impossible(f"option {option['name']!r}: {value!r} is above its {high} of {option[high]}")
    if isinstance(value, str) and len(value) > 6000:
        raise Impossible("Discord lets nobody type more than 6,000 characters into an option")
