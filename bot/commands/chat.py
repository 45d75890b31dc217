"""`pullquote chat`: the REPL."""

from __future__ import annotations

import sys

import click

from bot.options import current_settings, folder_options


@click.command
@folder_options
@click.pass_context
def chat(ctx: click.Context) -> None:
    """Ask one question after another. /help lists what else can be typed; Ctrl-D leaves.

    Where there is no index yet, it is built first. When standard input is not a terminal, each of its lines
    is taken as typed.
    """
    from bot.building import open_archive
    from bot.repl import Repl

    settings = current_settings(ctx)
    with open_archive(settings) as archive:
        repl = Repl(archive, settings)
        if not sys.stdin.isatty():
            repl.run(line.decode("utf-8-sig", "replace") for line in sys.stdin.buffer)
            return
        from bot.prompt import typed_lines

        repl.greet()
        repl.run(
            typed_lines(settings.history, {name: command.help for name, command in repl.commands.items()})
        )
