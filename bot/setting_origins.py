"""Where the settings' values came from, and variables that look like settings and are none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from bot.settings import DOTENV, PREFIX, Settings, is_set, variable


class Setting(NamedTuple):
    """One line of `pullquote settings`. `value` is masked where it is secret."""

    name: str
    value: str
    meaning: str
    origin: str


def describe(settings: Settings, command_line: Mapping[str, Any]) -> Iterator[Setting]:
    """Every setting of the tree with its meaning, value and origin."""
    environment, dotenv = _sources()
    worked_out = {
        "data": settings.data_folder,
        "models": settings.models_folder,
        "discord.ledger": settings.ledger_folder,
    }
    for path, meaning, value in _leaves(settings, ()):
        if is_set(command_line, path):
            origin = "command line"
        elif is_set(environment, path):
            origin = f"environment variable {variable(path)}"
        elif is_set(dotenv, path):
            origin = f"{DOTENV} ({variable(path)})"
        else:
            origin = "default"
        name = ".".join(path)
        shown = worked_out.get(name, value)
        yield Setting(name, "not set" if shown is None else str(shown), meaning, origin)


def set_variables() -> set[str]:
    """The names of settings' variables that the environment or the .env file set, if only to nothing."""
    file = DotEnvSettingsSource(Settings, env_ignore_empty=False).env_vars
    return {name.upper() for name in (*os.environ, *file) if name.upper().startswith(PREFIX)}


def unknown_variables() -> Iterator[tuple[str, str]]:
    """Variables that look like settings but name none, most likely misspelt, each with the nearest that there is."""
    from difflib import get_close_matches

    known = [variable(path) for path, _, _ in _leaves(Settings.model_construct(), ())]
    parts = (
        PREFIX + "DISCORD",
        variable(("discord", "private_folders", "")),
    )  # these may be set part by part
    for name in sorted(set_variables().difference(known)):
        if name != parts[0] and not name.startswith((parts[1], *_ELSEWHERE)):
            yield name, get_close_matches(name, known, n=1, cutoff=0)[0]


_ELSEWHERE = (PREFIX + "TEST_", PREFIX + "DISCORD_OPENAPI")
"""How variables begin that are no settings: what tests are told."""


def _sources() -> tuple[dict[str, Any], dict[str, Any]]:
    """What the environment and the .env file set, as nested names."""
    return EnvSettingsSource(Settings)(), DotEnvSettingsSource(Settings)()


def _leaves(model: BaseModel, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _leaves(value, (*path, name))
        else:
            yield (*path, name), field.description or "", value
