"""Lines typed by a person at a terminal, with editing, completion and a history kept between runs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory, History, InMemoryHistory


def typed_lines(history: Path, commands: Mapping[str, str]) -> Iterator[str]:
    """Each line as it is entered. `commands` are offered for completion, each with its meaning.

    Ctrl-C clears the line, and on an empty one says how to leave; Ctrl-D leaves.
    """
    session: PromptSession[str] = PromptSession(
        history=open_history(history),
        completer=command_completer(commands),
        complete_while_typing=True,
    )
    while True:
        try:
            yield session.prompt("? ")
        except KeyboardInterrupt:
            if not session.default_buffer.text:
                print("Ctrl-D or /quit leaves.")  # noqa: T201
        except EOFError:
            return


def command_completer(commands: Mapping[str, str]) -> WordCompleter:
    """Completes a line that begins as a command does; a question is left alone."""
    return WordCompleter(list(commands), meta_dict=commands, sentence=True)


def open_history(path: Path) -> History:
    """The history in a file that only its owner can read; in memory where that cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600))
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
