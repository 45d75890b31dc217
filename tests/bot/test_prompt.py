"""Typing at the chat's prompt: the keys that people press, through prompt-toolkit's own pipe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.prompt import command_completer, open_history, typed_lines

CTRL_C, CTRL_D, ENTER, UP = "\x03", "\x04", "\r", "\x1b[A"
COMMANDS = {"/sources": "the articles", "/help": "this list"}


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


def typed(keys: PipeInput, history: Path, text: str) -> list[str]:
    keys.send_text(text + CTRL_D)
    return list(typed_lines(history, COMMANDS))


def test_lines_are_entered_until_ctrl_d(keys: PipeInput, tmp_path: Path) -> None:
    assert typed(keys, tmp_path / "history", f"one{ENTER}two{ENTER}") == ["one", "two"]


def test_ctrl_c_clears_the_line(keys: PipeInput, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(keys, tmp_path / "history", f"wrong{CTRL_C}right{ENTER}") == ["right"]
    assert capsys.readouterr().out == ""


def test_ctrl_c_on_an_empty_line_says_how_to_leave(
    keys: PipeInput, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(keys, tmp_path / "history", f"{CTRL_C}still here{ENTER}") == ["still here"]
    assert capsys.readouterr().out == "Ctrl-D or /quit leaves.\n"


@pytest.mark.parametrize(
    ("line", "offered"), [("/so", ["/sources"]), ("/", ["/sources", "/help"]), ("so", []), ("who /so", [])]
)
def test_commands_are_offered_for_completion(line: str, offered: list[str]) -> None:
    completions = command_completer(COMMANDS).get_completions(Document(line), CompleteEvent())
    assert [completion.text for completion in completions] == offered


def test_history_is_kept_between_runs_for_its_owner_alone(keys: PipeInput, tmp_path: Path) -> None:
    history = tmp_path / "state" / "history"
    assert typed(keys, history, f"first question{ENTER}") == ["first question"]
    assert history.stat().st_mode & 0o077 == 0
    assert typed(keys, history, f"{UP}{ENTER}") == ["first question"]


def test_a_history_that_cannot_be_written_is_kept_in_memory(keys: PipeInput, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    history = tmp_path / "file" / "history"
    assert isinstance(open_history(history), InMemoryHistory)
    assert typed(keys, history, f"a{ENTER}") == ["a"]
