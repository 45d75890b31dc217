"""Courtesies around a question are not asked of the articles; what only looks like one is."""

from __future__ import annotations

import pytest

from index import Archive
from index.courtesies import is_courtesy, plainly, with_apostrophes


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("ok so how many guns were seized?", "how many guns were seized?"),
        ("Thanks! How many guns were seized please?", "How many guns were seized?"),
        ("hey, guns seized in london", "guns seized in london"),
        ("ok so who's in charge, thanks", "who's in charge"),
        ("right, and how many guns were seized", "how many guns were seized"),
    ],
)
def test_courtesies_are_not_asked(typed: str, asked: str) -> None:
    assert plainly(typed) == asked


@pytest.mark.parametrize(
    "typed",
    [
        "so far how many guns were seized",
        "right wing parties in Glasgow",
        "Right-wing parties in Glasgow?",
        "no guns were seized",
        "no-fly zone over Libya",
        "well-known bridges",
        "hey jude was written by whom?",
        "Hello Kitty sales in 2023",
        "OK Computer release date",
        "And Then There Were None author",
        "No. 10 Downing Street cat",
        "who played Sam in Cheers?",
        "what is the meaning of thank you?",
        "thanks",
        "ok please",
        "hello",
    ],
)
def test_what_may_be_part_of_the_question_stays(typed: str) -> None:
    assert plainly(typed) == typed


def test_apostrophes_are_put_where_nothing_else_can_be_meant() -> None:
    typed = "ok whats the toll, isnt Scotland in it, hows that? its wants wont do, well"
    meant = "ok what's the toll, isn't Scotland in it, how's that? its wants wont do, well"
    assert with_apostrophes(typed) == meant


@pytest.mark.parametrize("text", ["thanks", "ok, thanks!", "wow lol", "Hello", "really?", "good bot", "no"])
def test_nothing_is_asked(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize("text", ["no guns", "why?", "and Lambeth?", "sure start", "", "thanks to whom?"])
def test_something_may_be_asked(text: str) -> None:
    assert not is_courtesy(text)


def test_wide_letters_are_read(archive: Archive) -> None:
    assert archive.ask("ｈｏｗ ｍａｎｙ ｇｕｎｓ ｗｅｒｅ ｓｅｉｚｅｄ？").answer == "386"


def test_an_answer_says_what_was_asked(archive: Archive) -> None:
    given = archive.ask("ok so how many guns were seized please? since:2024")
    assert given.question == "ok so how many guns were seized please? since:2024"
    assert given.asked_as == "how many guns were seized? since:2024-01-01"
    assert given.answer == "386"
