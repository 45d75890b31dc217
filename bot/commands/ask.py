"""`pullquote ask`: one question from the command line, or one a line from standard input."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import click

from bot.options import current_settings, filter_options, folder_options, remember

if TYPE_CHECKING:
    from bot.settings import Settings
    from index import Answer, Archive, Filter

REFUSED, FAULT = 1, 2


@click.command
@click.argument("question", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option(
    "--top", type=int, callback=remember, expose_value=False, help="How many quotes to show at most."
)
@click.option(
    "--explain", is_flag=True, help="Show what was found, with scores, why, and how long each stage took."
)
@filter_options
@folder_options
@click.pass_context
def ask(
    ctx: click.Context, /, question: tuple[str, ...], *, as_json: bool, explain: bool, **within: str | None
) -> None:
    """Ask the articles a question; quotes answer it, or a refusal says what they lack.

    Where there is no index yet, it is built first. Filters may stand in the question, too: since:2023
    before:2024-05 source:"Daily Echo". With - for the question, each line of standard input is
    one, and each answer is written as soon as it is known: a line each with --json.

    Exit codes: 0 answered, 1 refused, 2 wrong usage or a fault. With -, 0 when every line was a question that
    could be asked, answered or not, and 2 when one was not.
    """
    from bot.building import open_archive
    from index.question.filters import Filter

    settings, asked_of = current_settings(ctx), Filter.written(**within)
    with open_archive(settings) as archive:
        if question == ("-",):
            ctx.exit(_ask_each_line(archive, settings, asked_of, as_json=as_json, explain=explain))
        text = text_of(os.fsencode(" ".join(question)))
        answer = archive.ask(text, top=settings.top, strictness=settings.strictness, within=asked_of)
        _show(answer, as_json=as_json, explain=explain)
        ctx.exit(0 if answer.status == "answered" else REFUSED)


def text_of(raw: bytes) -> str:
    """A question as it was typed. Raises QuestionError where it is no text."""
    from index.errors import QuestionError

    try:
        return raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise QuestionError("The question is not UTF-8 text.") from None


def _ask_each_line(
    archive: Archive, settings: Settings, within: Filter, *, as_json: bool, explain: bool
) -> int:
    """Answer each line of standard input before the next is read. The exit code: FAULT after any bad line."""
    from bot.terminal import say
    from index.errors import QuestionError

    if sys.stdin.isatty():
        click.echo("One question a line; Ctrl-D ends.", err=True)
    code = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            question = text_of(line)
            answer = archive.ask(question, top=settings.top, strictness=settings.strictness, within=within)
            _show(answer, as_json=as_json, explain=explain, heading=True)
        except QuestionError as error:
            code = FAULT
            if as_json:
                click.echo(json.dumps({"line": number, "error": str(error)}))
            else:
                say(f"Line {number}: {error}")
                click.echo()
        sys.stdout.flush()
    return code


def _show(answer: Answer, *, as_json: bool, explain: bool, heading: bool = False) -> None:
    """Print one answer: one line of JSON, in ASCII so that no terminal or encoding minds, or for people."""
    if as_json:
        click.echo(json.dumps(answer.to_json(explain=explain)))
        return
    from bot.explanation import print_explanation
    from bot.terminal import console_on, print_answer, print_question

    console = console_on(sys.stdout)
    if heading:
        print_question(console, answer.question)
    print_answer(console, answer)
    if explain:
        console.print()
        print_explanation(console, answer)
    if heading:
        console.print()
