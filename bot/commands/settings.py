"""`pullquote settings`: every setting, its meaning, its value and where that came from."""

from __future__ import annotations

import click

from bot.options import command_line, current_settings, folder_options


@click.command
@folder_options
@click.pass_context
def settings(ctx: click.Context) -> None:
    """Show every setting with its meaning, its value and where that came from. Secrets are masked.

    A setting comes from the command line, else from an environment variable, else from the file .env in the
    working folder, else from its default.
    """
    from bot.settings import describe, unknown_variables

    for setting in describe(current_settings(ctx), command_line(ctx)):
        click.echo(f"{click.style(setting.name, bold=True)} = {setting.value}")
        click.echo(f"    {setting.meaning}")
        click.echo(f"    from: {setting.origin}")
    for name in unknown_variables():
        click.echo(f"{name} is set, but there is no such setting.", err=True)
