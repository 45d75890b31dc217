"""`pullquote settings`: every setting, its meaning, its value and where that came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.options import command_line, current_settings, folder_options

if TYPE_CHECKING:
    from bot.setting_origins import Setting


@click.command
@folder_options
@click.pass_context
def settings(ctx: click.Context) -> None:
    """Show every setting with its meaning, its value and where that came from. Secrets are masked.

    A setting comes from the command line, else from an environment variable, else from the file .env in the
    working folder, else from its default.
    """
    from bot.setting_origins import describe
    from bot.terminal import say

    described = list(describe(current_settings(ctx), command_line(ctx)))
    for heading, own in _HEADINGS:
        say(heading)
        for setting in described:
            if setting.name.startswith("discord.") is own:
                _print(setting)
        click.echo()


_HEADINGS = (("The Discord client:", True), ("Asking, in every client:", False))
"""What everybody sets stands last, where a terminal is read first."""


def _print(setting: Setting) -> None:
    from bot.terminal import say

    click.echo(f"  {click.style(setting.name, bold=True)} = {setting.value}")
    say(setting.meaning, label="      ")
    say(f"from: {setting.origin}", label="      ")
