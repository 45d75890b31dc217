"""The terminal chat: questions are asked; a line that begins with a slash is a command."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import NamedTuple

from rich.console import Console

from bot.building import build_index, report_lines
from bot.context import context_blocks
from bot.conversation import Conversation, is_new_topic
from bot.explanation import print_explanation
from bot.render import source_blocks, written_date
from bot.settings import Settings
from bot.terminal import console_on, print_answer, print_blocks, say
from index import Answer, Archive, Quote
from index.building.counted import counted
from index.errors import PullquoteError
from index.question.filters import EVERYTHING, Filter


class Command(NamedTuple):
    """What a slash command does, given the rest of its line, and its line of help."""

    run: Callable[[str], None]
    help: str


class Repl:
    """A chat with one archive."""

    def __init__(self, archive: Archive, settings: Settings, within: Filter = EVERYTHING) -> None:
        self.archive = archive
        self.settings = settings
        self.within = within
        self.conversation = Conversation()
        self.commands = {
            "/sources": Command(self._sources, "the articles behind the last answer"),
            "/context": Command(
                self._context, "/context N: the paragraph around quote N, and its neighbours"
            ),
            "/explain": Command(
                self._explain, "what was found for the last question, and why it was answered or not"
            ),
            "/reset": Command(self._reset, "begin anew: forget what was asked, as “new topic” does"),
            "/reindex": Command(self._reindex, "bring the index up to date with the articles"),
            "/help": Command(self._help, "this list"),
            "/quit": Command(lambda _: None, "leave, as Ctrl-D does"),
        }

    def run(self, lines: Iterable[str]) -> None:
        """Take each line as typed until they end or one says to leave."""
        for line in map(str.strip, lines):
            if line.lower() in ("/quit", "quit", "exit"):
                break
            if line:
                self._respond(line)
                self._console.print()
            sys.stdout.flush()

    def greet(self) -> None:
        """Say what is here to be asked, and how."""
        held = self.archive.status()
        newest = written_date(held.newest.date) if held.newest is not None else None
        what = counted(held.articles, "article", "articles")
        until = f", the newest of {newest}" if newest else ""
        say(f"{what}{until}. Ask a question; /help lists commands, Ctrl-D leaves.")

    def _respond(self, line: str) -> None:
        """Obey a command or answer a question; a fault or Ctrl-C ends only this line."""
        try:
            if line.startswith("/"):
                self._obey(line)
            elif line.lower() in ("help", "?"):
                self._help("")
            elif is_new_topic(line):
                self._reset("")
            else:
                print_answer(self._console, self._ask(line))
        except PullquoteError as error:
            say(str(error))
        except KeyboardInterrupt:
            say("Stopped.")

    def _ask(self, question: str) -> Answer:
        settings = self.settings
        return self.conversation.ask(
            self.archive, question, top=settings.top, strictness=settings.strictness, within=self.within
        )

    @property
    def _console(self) -> Console:
        """A console for standard output, as wide as the terminal is now."""
        return console_on(sys.stdout)

    def _obey(self, line: str) -> None:
        name, _, rest = line.partition(" ")
        if name.lower() in self.commands:
            self.commands[name.lower()].run(rest.strip())
            return
        begun = [command for command in self.commands if command.startswith(name.lower())]
        near = begun or get_close_matches(name.lower(), self.commands, n=1)
        hint = f"Did you mean {near[0]}?" if near else "/help lists what there is."
        say(f"There is no command {name}. {hint}")

    def _sources(self, _: str) -> None:
        quotes = _shown(self._last_answer())
        if not quotes:
            say("The last reply showed no quotes.")
        for source in source_blocks(quotes):
            print_blocks(self._console, [source])
            if source.link:
                say(source.link, label="      ")

    def _context(self, rest: str) -> None:
        quotes = _shown(self._last_answer())
        number = int(rest or 1) if (rest or "1").isdecimal() else 0
        if not 1 <= number <= len(quotes):
            count = len(quotes)
            say(f"/context takes the number of a quote of the last reply, which showed {count or 'none'}.")
            return
        print_blocks(self._console, context_blocks(self.archive, quotes[number - 1]))

    def _explain(self, _: str) -> None:
        print_explanation(self._console, self._last_answer())

    def _last_answer(self) -> Answer:
        if not self.conversation.turns:
            raise NothingAsked("Nothing has been asked yet.")
        return self.conversation.turns[-1].answer

    def _reset(self, _: str) -> None:
        self.conversation.reset()
        say("A new conversation: what was asked before is forgotten.")

    def _reindex(self, _: str) -> None:
        for line in report_lines(build_index(self.settings)):
            say(line)
        self.archive.refresh()

    def _help(self, _: str) -> None:
        say("Type a question, or a command:")
        for name, command in self.commands.items():
            say(command.help, label=f"  {name:<10}")
        say('Filters go into a question: since:2023 before:2024-05 source:"Daily Echo"')


class NothingAsked(PullquoteError):
    """A command about the last answer came before any question."""


def _shown(answer: Answer) -> tuple[Quote, ...]:
    """The quotes on the screen: those that answer, or the nearest passages of a refusal."""
    return answer.quotes or answer.nearest
