"""Filters on the command line, in the chat and in a conversation: typed in a question or given beside it."""

from __future__ import annotations

import json

import pytest

from bot.conversation import Conversation
from bot.discord.showing.presentation import answer_sheet
from bot.render import answer_blocks
from index import Archive
from index.errors import QuestionError
from tests.bot.conftest import SEIZED, Newsroom
from tests.bot.discord.read_back import whole_text

OPENED = "when was the Humber Bridge opened?"


def test_ask_takes_a_filter_as_options_and_in_the_question(newsroom: Newsroom) -> None:
    options = newsroom.run("ask", "--since", "March 2024", "--before", "2025", "--source", "example", SEIZED)
    typed = newsroom.run("ask", f"{SEIZED} since:2024-03 before:2025 source:example")
    assert options.stdout == typed.stdout
    said = "Only articles published by “example” since 1 March 2024 and before 1 January 2025. 386 "
    assert " ".join(options.stdout.split()).startswith(said)
    assert "\n386\n" in options.stdout
    assert newsroom.run("ask", "--before", "2024", SEIZED).exit_code == 1


@pytest.mark.parametrize(
    "arguments", [("ask", "--since", "gestern", SEIZED), ("chat", "--before", "gestern")]
)
def test_what_is_no_date_is_a_fault_with_a_sentence(newsroom: Newsroom, arguments: tuple[str, ...]) -> None:
    result = newsroom.run(*arguments)
    assert result.exit_code == 2
    assert "“gestern” is no date" in result.stderr


def test_each_line_of_standard_input_may_have_its_own_filter(newsroom: Newsroom) -> None:
    lines = f"{SEIZED} before:2024\n{SEIZED}\n{SEIZED} since:gestern\n"
    answers = [
        json.loads(line) for line in newsroom.run("ask", "--json", "-", given=lines).stdout.splitlines()
    ]
    assert [answer.get("status") for answer in answers] == ["refused", "answered", None]
    assert answers[0]["notes"][0] == "Only articles before 1 January 2024."
    assert answers[1]["notes"] == []
    assert "gestern" in answers[2]["error"]


def test_a_chat_is_held_within_its_filter(newsroom: Newsroom) -> None:
    told = newsroom.run("chat", "--source", "Bridge", given=f"{SEIZED}\n{OPENED}\n").stdout
    assert "No answer." in told
    assert "17 July 1981" in told
    assert told.count("Only articles published by “Bridge”.") == 2
    turns = newsroom.run(
        "chat", "--json", "--since", "2024", given=f"{OPENED} \nbefore:2023 {OPENED}\n"
    ).stdout
    assert [json.loads(line).get("status", "error") for line in turns.splitlines()] == ["refused", "error"]


def test_a_filter_holds_for_follow_ups_and_no_longer(opened: Archive) -> None:
    chat = Conversation()
    first = chat.ask(opened, f"{OPENED} source:Bridge")
    assert first.asked_as == first.question
    follow_up = chat.ask(opened, "How long is its main span?")
    assert "Humber Bridge" in follow_up.asked_as
    assert follow_up.asked_as.endswith('source:"Bridge"')
    assert follow_up.notes == ("Only articles published by “Bridge”.",)
    assert "1,410 metres" in follow_up.quotes[0].text
    assert chat.ask(opened, SEIZED).notes == ()


def test_filters_alone_ask_the_last_question_again(opened: Archive) -> None:
    chat = Conversation()
    with pytest.raises(QuestionError):
        chat.ask(opened, "since:2023")
    chat.ask(opened, SEIZED)
    again = chat.ask(opened, "before:2024")
    assert again.asked_as == f"{SEIZED} before:2024-01-01"
    assert again.status == "refused"
    third = chat.ask(opened, "since:2020")
    assert third.asked_as == f"{SEIZED} since:2020-01-01 before:2024-01-01"
    assert chat.ask(opened, "since:2024").asked_as == f"{SEIZED} since:2024-01-01"


def test_notes_are_shown_in_a_terminal_and_on_discord(opened: Archive) -> None:
    answer = opened.ask(f"{SEIZED} source:Example")
    note = "Only articles published by “Example”."
    assert [block.text for block in answer_blocks(answer)][:2] == [note, "386"]
    assert answer_sheet(answer).content == "**386**"
    assert whole_text(answer_sheet(answer)).startswith(f"-# {note}\n\n> ")
    refusal = opened.ask(f"{OPENED} source:Example")
    assert answer_blocks(refusal)[0].text == note
    assert answer_sheet(refusal).content.endswith(f"\n-# {note}")
