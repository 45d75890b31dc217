"""The `pullquote` command: its subcommands, each imported when it is used, and what becomes of an error."""

from __future__ import annotations

import importlib
import io
import os
import shutil
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple, NoReturn

import click

from bot import __version__
from bot.options import folder_options
from index.errors import PullquoteError

MOST_COLUMNS = 100
FAULT, INTERRUPTED, BROKEN_PIPE = 2, 130, 141
"""Exit codes. The last two are what a shell gives for SIGINT and SIGPIPE."""


class Entry(NamedTuple):
    """A subcommand: where its click command is, as `module:name`, and its line in the help."""

    target: str
    help: str


SUBCOMMANDS = {
    "ask": Entry("bot.commands.ask:ask", "Ask the articles a question."),
    "chat": Entry("bot.commands.chat:chat", "Ask one question after another."),
    "add": Entry("bot.commands.add:add", "Add articles: pages, feeds, files, mailboxes."),
    "remove": Entry("bot.commands.remove:remove", "Take articles out."),
    "watch": Entry("bot.commands.watch:watch", "Index what changes in the corpus, as it changes."),
    "index": Entry("bot.commands.index:index", "Bring the index up to date with the articles."),
    "log": Entry("bot.commands.log:log", "List the generations of the index."),
    "status": Entry("bot.commands.status:status", "Show what is indexed."),
    "verify": Entry("bot.commands.verify:verify", "Check quotes against the articles as they are now."),
    "eval": Entry("bot.commands.eval:evaluate", "Measure the answers to a question set."),
    "calibrate": Entry(
        "bot.commands.calibrate:calibrate", "Choose how sure to be, on questions of your own."
    ),
    "ablation": Entry("bot.commands.ablation:ablation", "Measure what each signal of the judge gives."),
    "discord": Entry("bot.commands.discord:discord", "Run the Discord bot."),
    "doctor": Entry("bot.commands.doctor:doctor", "Check the index, and all that the Discord bot needs."),
    "settings": Entry("bot.commands.settings:settings", "Show every setting and where it comes from."),
}


class Subcommands(click.Group):
    """A group that imports a subcommand only to run it, and turns every error into a sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the subcommand of that name."""
        if name not in SUBCOMMANDS:
            return None
        module, _, attribute = SUBCOMMANDS[name].target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of subcommands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in SUBCOMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the subcommand; where there is none of that name, say which may have been meant."""
        name = args[0]
        if name not in SUBCOMMANDS and not name.startswith("-"):
            raise click.UsageError(f"No such command {name!r}. {_meant(args)}", ctx)
        return super().resolve_command(ctx, args)

    def main(  # type: ignore[override]  # only told apart by `standalone_mode` in click
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line. Help and what is said of an error fit the terminal, and break at words."""
        extra.setdefault("terminal_width", help_width())
        if not standalone_mode:
            return super().main(args, prog_name, standalone_mode=False, **extra)
        try:
            code = super().main(args, prog_name, standalone_mode=False, **extra)
        except click.ClickException as error:
            _show(error)
            code = error.exit_code
        except click.Abort:
            click.echo("Stopped.", err=True)
            code = INTERRUPTED
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a subcommand. The one place that turns an error into a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, KeyboardInterrupt):
            raise
        except PullquoteError as error:
            raise _Fault(str(error)) from error
        except BrokenPipeError:
            _discard_output()
            ctx.exit(BROKEN_PIPE)
        except Exception as error:
            if ctx.params.get("traceback"):
                raise
            what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            raise _Fault(f"This should not have happened ({what}). --traceback shows where.") from error


def help_width() -> int:
    """Columns for the help: as the terminal has, and no more than can be read with ease."""
    return min(shutil.get_terminal_size().columns, MOST_COLUMNS) - 2


def _meant(args: list[str]) -> str:
    """What somebody may have meant whose first word is no subcommand."""
    from difflib import get_close_matches

    if near := get_close_matches(args[0].lower(), SUBCOMMANDS, n=1):
        return f"Did you mean `pullquote {near[0]}`?"
    return 'To ask a question: pullquote ask "how many guns were seized?"'


def _show(error: click.ClickException) -> None:
    """Write click's words for an error, or the help that stands in for them."""
    from bot.terminal import say

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    shown = io.StringIO()
    error.show(shown)
    for line in shown.getvalue().splitlines():
        words = line.lstrip(" ")
        say(words, label=line.removesuffix(words), err=True)


class _Fault(click.ClickException):
    exit_code = FAULT


def _discard_output() -> None:
    """Nobody reads standard output any more: what is still buffered must not raise at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    cls=Subcommands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": MOST_COLUMNS},
)
@click.version_option(__version__, prog_name="pullquote")
@click.option("--traceback", is_flag=True, help="Show where an unforeseen error came from.")
@folder_options
def pullquote(traceback: bool) -> None:  # noqa: FBT001  (read by Subcommands.invoke)
    """Answer questions from a folder of news articles, in the articles' own words.

    Exit codes: 0 answered or done, 1 refused, 2 wrong usage or a fault.
    """


def main() -> NoReturn:
    """The command's entry point."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show “ ” shows a question mark and carries on.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    pullquote()
    raise AssertionError("click ends the process")
