"""The terminal chat, line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.repl import Repl
from bot.settings import Settings
from index import Archive
from tests.bot.conftest import GUNS, SEIZED, UNKNOWN, Newsroom


@pytest.fixture
def repl(newsroom: Newsroom, opened: Archive, models: Path) -> Repl:
    return Repl(opened, Settings(corpus=newsroom.corpus, data=newsroom.data, models=models, top=2))


@pytest.fixture
def say(repl: Repl, capsys: pytest.CaptureFixture[str]) -> Say:
    return Say(repl, capsys)


class Say:
    """Type lines, read what comes back."""

    def __init__(self, repl: Repl, capsys: pytest.CaptureFixture[str]) -> None:
        self.repl, self.capsys = repl, capsys

    def __call__(self, *lines: str) -> str:
        self.repl.run(lines)
        return self.capsys.readouterr().out


def test_a_question_is_answered_and_kept(say: Say) -> None:
    shown = say(SEIZED)
    assert shown.startswith("386\n")
    assert "**386**" in shown
    assert [turn.question for turn in say.repl.conversation.turns] == [SEIZED]


def test_a_topic_is_quoted_and_a_remark_is_told_what_can_be_asked(say: Say) -> None:
    shown = say("any news on the Humber Bridge?")
    assert "[1] " in shown
    assert "Humber" in shown
    told = say("what articles do you have?")
    assert told.startswith("I answer questions about news articles by quoting them")
    assert "No answer" not in told
    assert "[1]" not in told


def test_sources_of_the_last_reply(say: Say) -> None:
    say(SEIZED)
    shown = say("/sources")
    assert "[1] Gun crime falls in the capital · The Example · 19 March 2024" in shown
    assert "https://example.org/guns" in shown


def test_context_is_the_paragraph_and_its_neighbours(say: Say) -> None:
    say(SEIZED)
    for command in ("/context 1", "/context", "/CONTEXT  1"):
        before, quote, after = say(command).strip().split("\n\n")
        assert "145 firearms offences" in before
        assert "**386** illegal firearms" in quote
        assert "no gun-related murder" in after


@pytest.mark.parametrize("number", ["0", "9", "two", "-1", "²"])
def test_context_of_a_quote_that_is_not_there(say: Say, number: str) -> None:
    say(SEIZED)
    assert "takes the number of a quote" in say(f"/context {number}")


def test_context_of_an_article_that_changed_since(say: Say, newsroom: Newsroom) -> None:
    say(SEIZED)
    (newsroom.corpus / "guns.md").write_text(GUNS.replace("Two boroughs", "Three boroughs"))
    assert "0 added, 1 changed, 0 removed, 2 unchanged" in say("/reindex")
    assert "has changed since it was quoted" in say("/context 1")
    (newsroom.corpus / "guns.md").unlink()
    say("/reindex")
    assert "no longer in the index" in say("/context 1")


def test_reindexing_serves_the_next_question(say: Say, newsroom: Newsroom) -> None:
    assert say(SEIZED).startswith("386\n")
    (newsroom.corpus / "guns.md").write_text(GUNS.replace("386", "412"))
    say("/reindex")
    assert say(SEIZED).startswith("412\n")


def test_explain_shows_the_question_the_decision_and_what_was_found(say: Say) -> None:
    say(UNKNOWN)
    shown = say("/explain")
    assert shown.startswith(f"Asked: {UNKNOWN}\nRefused because the confidence, 0.")
    assert "guns.md · dense" in shown


@pytest.mark.parametrize("command", ["/sources", "/context 1", "/explain"])
def test_before_any_question_there_is_nothing_to_tell(say: Say, command: str) -> None:
    assert say(command) == "Nothing has been asked yet.\n\n"


@pytest.mark.parametrize("typed", ["/help", "help", "Help", "?"])
def test_help_lists_every_command(say: Say, typed: str) -> None:
    shown = say(typed)
    assert all(name in shown and command.help in shown for name, command in say.repl.commands.items())


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("/sorces", "Did you mean /sources?"),
        ("/so", "Did you mean /sources?"),
        ("/xyzzy", "/help lists what there is."),
    ],
)
def test_a_command_that_is_not_there(say: Say, typed: str, hint: str) -> None:
    assert say(typed) == f"There is no command {typed}. {hint}\n\n"


def test_a_question_that_cannot_be_asked_ends_nothing(say: Say) -> None:
    assert "There is no question to answer" in say("?!")
    assert say(SEIZED).startswith("386\n")


@pytest.mark.parametrize("leave", ["/quit", "quit", "exit", " /QUIT "])
def test_leaving(say: Say, leave: str) -> None:
    assert say(leave, SEIZED) == ""


def test_blank_lines_are_passed_over(say: Say) -> None:
    assert say("", "  ", "\t") == ""


def test_the_greeting_tells_what_is_here(repl: Repl, capsys: pytest.CaptureFixture[str]) -> None:
    repl.greet()
    assert capsys.readouterr().out.startswith("3 articles, the newest of 19 March 2024. Ask a question")


def test_ctrl_c_stops_only_this_line(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("bot.repl.build_index", interrupted)
        assert say("/reindex") == "Stopped.\n\n"
    assert say(SEIZED).startswith("386\n")


def test_lines_from_a_pipe_are_taken_as_typed(newsroom: Newsroom) -> None:
    result = newsroom.run("chat", given=f"{SEIZED}\n/sources\n/quit\n{UNKNOWN}\n")
    assert result.exit_code == 0
    assert result.stdout.startswith("386\n")
    assert "https://example.org/guns" in result.stdout
    assert "No answer" not in result.stdout


def test_a_line_that_is_not_utf_8_ends_nothing(newsroom: Newsroom) -> None:
    result = newsroom.run("chat", given=b"\xff\xfe who\n" + SEIZED.encode())
    assert result.exit_code == 0
    assert "386" in result.stdout
