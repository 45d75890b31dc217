"""Remarks to the bot: answered with what it does, what it has and what can be asked, and with no quote."""

from __future__ import annotations

import re

import pytest

from index import Archive
from tests.index.desk import Desk


@pytest.mark.parametrize(
    "text", ["hi there", "what can you do?", "how many articles do you have?", "you are useless"]
)
def test_a_remark_is_told_what_the_bot_does_and_gets_no_quote(text: str, archive: Archive) -> None:
    answer = archive.ask(text)

    assert (answer.kind, answer.status, answer.quotes, answer.nearest) == ("remark", "refused", (), ())
    assert answer.reason is not None
    assert "There are 11 articles, from 17 December 2018 to 8 May 2024" in answer.reason
    assert "Forty years on, the Thames Barrier" in answer.reason
    form = answer.to_json()
    assert (form["kind"], form["reason"], form["quotes"], form["answer"]) == (
        "remark",
        answer.reason,
        [],
        None,
    )


def test_every_example_of_the_card_is_answered(archive: Archive) -> None:
    reason = archive.ask("help").reason
    assert reason is not None
    examples = re.findall(r"“([^”]*\?)”", reason)

    assert len(examples) == 3
    for example in examples:
        answer = archive.ask(example)
        assert (answer.kind, answer.status) == ("topic", "answered"), example


def test_the_card_tells_of_a_newer_generation(empty_desk: Desk) -> None:
    empty_desk.write(
        "old.md", "---\ntitle: Owls return\ndate: 2023-05-03\n---\n\nTwo owls nest in Hagg Wood.\n"
    )
    empty_desk.build()
    with empty_desk.open() as archive:
        before = archive.ask("help").reason
        empty_desk.write(
            "new.md", "---\ntitle: Owls leave\ndate: 2023-06-03\n---\n\nThe owls of Hagg Wood left.\n"
        )
        empty_desk.build()
        after = archive.ask("help").reason

    assert before is not None
    assert after is not None
    assert "There is 1 article, of 3 May 2023; the newest is “Owls return”." in before
    assert "There are 2 articles, from 3 May 2023 to 3 June 2023; the newest is “Owls leave”." in after


def test_an_example_is_a_whole_name_and_no_part_of_one(empty_desk: Desk) -> None:
    text = "Several Saudi Arabian officials met the Prime Minister's envoys in Riyadh, and the talks went on."
    empty_desk.write("talks.md", f"---\ntitle: Talks go on\ndate: 2023-05-03\n---\n\n{text}\n")
    empty_desk.build()
    with empty_desk.open() as archive:
        card = archive.ask("help").reason
    assert card is not None
    assert "“Any news on Riyadh?”" in card
    assert "Saudi Arabian?" not in card
