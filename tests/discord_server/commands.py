"""The registry of application commands, and Discord's rules for their definitions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .errors import Form, Json, Path, api_error

if TYPE_CHECKING:
    from .state import Rules

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
SUB_COMMAND, SUB_COMMAND_GROUP, STRING, INTEGER, BOOLEAN = 1, 2, 3, 4, 5
NUMBER = 10

_NAME = re.compile(r"[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}")
_AT_MOST = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
_DEFAULTS: Json = {
    "description": "",
    "default_member_permissions": None,
    "contexts": None,
    "nsfw": False,
}

Scope = str | None
"""A guild's id, or None for the global commands."""
Key = tuple[int, str]


class Commands:
    """What the bot has registered, globally and for each guild."""

    def __init__(
        self,
        application_id: str,
        new_id: Callable[[], str],
        rules: Rules,
        installs: Callable[[], tuple[int, ...]],
    ) -> None:
        self._application_id = application_id
        self._new_id = new_id
        self._rules = rules
        self._installs = installs
        self._registered: dict[Scope, dict[Key, Json]] = {}
        self.creates: dict[Scope, int] = {}
        """Commands created so far; updating one of the same name is free."""

    def listed(self, scope: Scope) -> list[Json]:
        return list(self._registered.get(scope, {}).values())

    def names(self, guild_id: str | None) -> list[str]:
        """What people in the guild (or, for None, in a DM) can find, by name."""
        return [command["name"] for scope in {guild_id, None} for command in self.listed(scope)]

    def find(self, guild_id: str | None, kind: int, name: str) -> Json | None:
        """The command people get by this name: the guild's own before the global one."""
        own = self._registered.get(guild_id, {}).get((kind, name))
        return own or self._registered.get(None, {}).get((kind, name))

    def by_id(self, scope: Scope, command_id: str) -> Json:
        for command in self.listed(scope):
            if command["id"] == command_id:
                return command
        raise api_error(10063)

    def overwrite(self, scope: Scope, definitions: list[Json]) -> list[Json]:
        """PUT: these and no others; a command that keeps its name and type keeps its id."""
        form = Form()
        seen: set[Key] = set()
        for place, definition in enumerate(definitions):
            self._check(form, (place,), definition)
            key = _key(definition)
            if key in seen:
                form.problem(
                    (place,),
                    "APPLICATION_COMMANDS_DUPLICATE_NAME",
                    "Application command names must be unique",
                )
            seen.add(key)
        form.check()
        before = self._registered.get(scope, {})
        self._check_counts(scope, seen, before)
        self._registered[scope] = {
            _key(definition): self._complete(scope, definition, before.get(_key(definition)))
            for definition in definitions
        }
        return self.listed(scope)

    def upsert(self, scope: Scope, definition: Json) -> tuple[Json, bool]:
        """POST: add one, or replace the one of that name; also tells whether it is new."""
        form = Form()
        self._check(form, (), definition)
        form.check()
        before = self._registered.setdefault(scope, {})
        key = _key(definition)
        self._check_counts(scope, {*before, key}, before)
        is_new = key not in before
        before[key] = self._complete(scope, definition, before.get(key))
        return before[key], is_new

    def edit(self, scope: Scope, command_id: str, changes: Json) -> Json:
        """PATCH: a command may take another name, but no other type."""
        before = self.by_id(scope, command_id)
        merged = before | changes | {"type": before["type"]}
        form = Form()
        self._check(form, (), merged)
        form.check()
        self.delete(scope, command_id)
        self._registered[scope][_key(merged)] = merged | {"version": self._new_id()}
        return merged

    def delete(self, scope: Scope, command_id: str) -> None:
        command = self.by_id(scope, command_id)
        del self._registered[scope][_key(command)]

    def _check(self, form: Form, path: Path, definition: Json) -> None:
        """What a command itself must be, and that the application is set up for how it is installed."""
        _check_command(form, path, definition)
        for place, kind in enumerate(definition.get("integration_types") or []):
            form.choice((*path, "integration_types", place), kind, self._installs())

    def _complete(self, scope: Scope, definition: Json, before: Json | None) -> Json:
        given = {key: value for key, value in definition.items() if value is not None}
        installs = {"integration_types": list(self._installs())}
        command = _DEFAULTS | installs | {"type": CHAT_INPUT} | given
        permissions = command["default_member_permissions"]
        command |= {
            "id": before["id"] if before else self._new_id(),
            "version": self._new_id(),
            "application_id": self._application_id,
            "default_member_permissions": None if permissions is None else str(permissions),
        }
        return command | {"guild_id": scope} if scope else command

    def _check_counts(self, scope: Scope, keys: set[Key], before: dict[Key, Json]) -> None:
        for kind, most in _AT_MOST.items():
            if sum(key[0] == kind for key in keys) > most:
                raise api_error(30032)
        created = self.creates.get(scope, 0) + len(keys - set(before))
        if created > self._rules.command_creates:
            raise api_error(30034)
        self.creates[scope] = created


def _key(definition: Json) -> Key:
    return definition.get("type") or CHAT_INPUT, definition.get("name", "")


def _check_command(form: Form, path: Path, command: Json) -> None:
    kind = command.get("type") or CHAT_INPUT
    if kind == CHAT_INPUT:
        _check_name(form, path, command)
        form.length((*path, "description"), command.get("description"), 1, 100)
        _check_options(form, path, command.get("options") or [])
        if _characters(command) > 8000:
            problem = "Command exceeds maximum size (8000)"
            form.problem(path, "APPLICATION_COMMAND_TOO_LARGE", problem)
        return
    form.length((*path, "name"), command.get("name"), 1, 32)
    if command.get("description"):
        problem = "Context menu commands cannot have description"
        form.problem((*path, "description"), "APPLICATION_COMMAND_INVALID_DESCRIPTION", problem)
    if command.get("options"):
        problem = "Context menu commands cannot have options"
        form.problem((*path, "options"), "APPLICATION_COMMAND_INVALID_OPTIONS", problem)


def _check_name(form: Form, path: Path, named: Json) -> None:
    name = named.get("name") or ""
    form.length((*path, "name"), named.get("name"), 1, 32)
    if name and (not _NAME.fullmatch(name) or name != name.lower()):
        problem = "Command name is invalid"
        form.problem((*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", problem)


def _check_options(form: Form, path: Path, options: list[Json], *, depth: int = 0) -> None:
    form.length((*path, "options"), options, 0, 25)
    names: set[str] = set()
    optional_seen = False
    for place, option in enumerate(options):
        here = (*path, "options", place)
        _check_name(form, here, option)
        form.length((*here, "description"), option.get("description"), 1, 100)
        if option.get("name") in names:
            form.problem(
                here, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists"
            )
        names.add(option.get("name", ""))
        if option.get("required") and optional_seen:
            problem = "Required options must be placed before non-required options"
            form.problem(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", problem)
        optional_seen = optional_seen or not option.get("required")
        _check_option(form, here, option, depth)


def _check_option(form: Form, path: Path, option: Json, depth: int) -> None:
    kind = option.get("type")
    if not form.choice((*path, "type"), kind, tuple(range(1, 12))):
        return
    if kind in (SUB_COMMAND, SUB_COMMAND_GROUP):
        if depth > 1 or (kind == SUB_COMMAND_GROUP and depth > 0):
            form.problem(
                (*path, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command nested too deep"
            )
        _check_options(form, path, option.get("options") or [], depth=depth + 1)
    choices = option.get("choices") or []
    check_choices(form, (*path, "choices"), choices)
    if choices and option.get("autocomplete"):
        problem = "Options cannot have both choices and autocomplete"
        form.problem(path, "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", problem)
    for key, low in (("min_length", 0), ("max_length", 1)):
        bound = option.get(key)
        if bound is not None and (kind != STRING or not low <= bound <= 6000):
            form.problem((*path, key), "NUMBER_TYPE_MAX", f"{key} needs a string option and {low}-6000")


def check_choices(form: Form, path: Path, choices: list[Json]) -> None:
    """Choices of an option, or the suggestions of an autocomplete: the same rules."""
    form.length(path, choices, 0, 25)
    for place, choice in enumerate(choices):
        form.length((*path, place, "name"), choice.get("name"), 1, 100)
        value: Any = choice.get("value")
        if value is None or isinstance(value, str):
            form.length((*path, place, "value"), value, 1, 100)


def _characters(node: Json) -> int:
    """Discord adds up names, descriptions and string values over the whole command."""
    own = len(node.get("name", "")) + len(node.get("description") or "")
    value = node.get("value")
    own += len(value) if isinstance(value, str) else 0
    return own + sum(
        _characters(child) for child in (node.get("options") or []) + (node.get("choices") or [])
    )
