"""`pullquote chat`: the REPL."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from bot.options import current_settings, filter_options, folder_options

if TYPE_CHECKING:
    from bot.settings import Settings
    from index import Archive, Filter

FAULT = 2


@click.command
@click.option(
    "--json", "as_json", is_flag=True, help="Take a turn a line, write each answer as a line of JSON."
)
@filter_options
@folder_options
@click.pass_context
def chat(ctx: click.Context, /, *, as_json: bool, **within: str | None) -> None:
    """Ask one question after another. /help lists what else can be typed; Ctrl-D leaves.

    Where there is no index yet, it is built first. When standard input is not a terminal, each of its lines
    is taken as typed. With --json, each line is a turn, and its answer is written as `ask --json` writes it; a
    blank line begins a new conversation.
    """
    from bot.building import open_archive
    from bot.repl import Repl
    from index.question.filters import Filter

    settings, asked_of = current_settings(ctx), Filter.written(**within)
    with open_archive(settings) as archive:
        if as_json:
            ctx.exit(_answer_turns(archive, settings, asked_of))
        repl = Repl(archive, settings, asked_of)
        if not sys.stdin.isatty():
            repl.run(line.decode("utf-8-sig", "replace") for line in sys.stdin.buffer)
            return
        from bot.prompt import typed_lines

        repl.greet()
        repl.run(
            typed_lines(settings.history, {name: command.help for name, command in repl.commands.items()})
        )


def _answer_turns(archive: Archive, settings: Settings, within: Filter) -> int:
    """Answer each turn of standard input before the next is read. The exit code: FAULT after any that is none."""
    from bot.commands.ask import text_of
    from bot.conversation import Conversation
    from index.errors import QuestionError

    conversation, code = Conversation(), 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            turn = text_of(line)
            if not turn:
                conversation.reset()
                continue
            answer = conversation.ask(
                archive, turn, top=settings.top, strictness=settings.strictness, within=within
            )
            click.echo(json.dumps(answer.to_json()))
        except QuestionError as error:
            code = FAULT
            click.echo(json.dumps({"line": number, "error": str(error)}))
        sys.stdout.flush()
    return code
