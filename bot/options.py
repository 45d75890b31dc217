"""Options that every subcommand takes, before its name or after, and the settings they amount to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from bot.settings import Settings

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def folder_options(command: Decorated) -> Decorated:
    """Add --corpus, --data and --reader, remembered as settings from the command line."""
    command = click.option(
        "--reader",
        callback=remember,
        expose_value=False,
        help="A question-answering model of your own to read with: a folder or a hub id.  [default: the package's]",
    )(command)
    for name, meaning in (
        ("--data", "The folder that holds the index."),
        ("--corpus", "The folder of articles."),
    ):
        command = click.option(
            name,
            type=click.Path(path_type=Path),
            callback=remember,
            expose_value=False,
            help=f"{meaning}  [default: see `pullquote settings`]",
        )(command)
    return command


def keep_option(command: Decorated) -> Decorated:
    """Add --keep, remembered as a setting from the command line."""
    return click.option(
        "--keep",
        type=int,
        callback=remember,
        expose_value=False,
        help="How many generations are kept.  [default: see `pullquote settings`]",
    )(command)


def filter_options(command: Decorated) -> Decorated:
    """Add --since, --before and --source: what `Filter.written` takes."""
    for name, meaning in (
        ("--source", "Ask only articles of a publisher whose name holds this."),
        ("--before", "Ask only articles from before this date."),
        ("--since", "Ask only articles since this date: 2022, 'March 2023' or 2023-05-01."),
    ):
        command = click.option(name, help=meaning)(command)
    return command


def remember(ctx: click.Context, parameter: click.Parameter, value: object) -> object:
    """A click callback: the option is a setting, which this command line sets if the option is given."""
    if value is not None and parameter.name is not None:
        command_line(ctx)[parameter.name] = value
    return value


def command_line(ctx: click.Context) -> dict[str, Any]:
    """The settings that the command line sets, by name; of the group and the subcommand together."""
    settings: dict[str, Any] = ctx.ensure_object(dict)
    return settings


def current_settings(ctx: click.Context) -> Settings:
    """The settings as they stand for this command; what seems misspelt among them is said once. Raises BadSetting."""
    from bot.setting_origins import unknown_variables
    from bot.settings import load_settings
    from bot.terminal import say

    settings = load_settings(**command_line(ctx))
    if not ctx.meta.get(_TOLD):
        ctx.meta[_TOLD] = True
        for name, nearest in unknown_variables():
            say(f"{name} is set, but there is no such setting; {nearest} may be meant.", err=True)
    return settings


_TOLD = f"{__name__}.told"
