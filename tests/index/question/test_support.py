"""Support: the words of a question that matter, and whether a text holds them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.building.words import table
from index.question.support import (
    missing_names,
    missing_numbers,
    question_words,
    unsupported,
    weighty,
)

ARTICLE = (
    "Gun crime in London\nOfficers seized 386 illegal firearms in 2022/23. The mayor of India spoke of 1,410."
)


def words(question: str) -> list[str]:
    return [word.text for word in question_words(question)]


def missing(question: str, text: str = ARTICLE) -> list[str]:
    asked = question_words(question)
    lacking = missing_names(asked, text) + missing_numbers(asked, text)
    return [word.text for word in lacking]


def test_words_come_once_each_in_order_without_stop_words() -> None:
    assert words("is the gun in London, or the guns of LONDON?") == ["gun", "London"]
    assert words("the of and") == []
    assert words("?!") == []


@pytest.mark.parametrize(
    ("question", "stem"),
    [
        ("couldn't", ["could"]),
        ("can’t", ["can"]),
        ("who's", ["who"]),
        ("they've", []),
        ("won't", []),
        ("over 65s", ["over", "65"]),
        ("the 1990s", ["1990s"]),
        ("Leah's", ["leah"]),
    ],
)
def test_what_is_contracted_is_no_word_of_its_own(question: str, stem: list[str]) -> None:
    """ "Couldn't" was two rare words that no article had."""
    assert [word.stem for word in question_words(question)] == stem


def test_the_table_gives_shares() -> None:
    assert len(table()) > 1_000
    assert all(0 <= figure <= 1 for row in table().values() for figure in row)


def test_names_and_numbers_and_rare_nouns_are_weighty() -> None:
    chosen = [
        word.text for word in weighty(question_words("how many firearms were seized in Manchester in 2021?"))
    ]
    assert {"Manchester", "2021"} <= set(chosen)
    assert not {"how", "many", "were"} & set(chosen)


def test_a_word_is_supported_in_any_of_its_forms() -> None:
    lacking = unsupported(question_words("which officer seizes a firearm in LONDON?"), ARTICLE)
    assert not {"officer", "seizes", "firearm", "LONDON"} & {word.text for word in lacking}
    assert [word.text for word in unsupported(question_words("London owls"), ARTICLE)] == ["owls"]


def test_us_is_a_name_only_in_capitals() -> None:
    assert missing("how far from us is London?") == []
    assert missing("Did the US buy firearms from London?") == ["US"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how many guns were seized in London?", []),
        ("how many guns were seized in Manchester?", ["Manchester"]),
        ("how many guns were seized in 2019?", ["2019"]),
        ("how many guns were seized in 2023?", []),
        ("how many guns were seized in 1923?", ["1923"]),
        ("what did the Indian mayor say?", []),
        ("which 12 officers?", []),
        ("who spoke of 1,410?", []),
        ("what do Quuxlers eat?", ["Quuxlers"]),
        ("what do quuxlers eat?", []),
    ],
)
def test_what_another_subject_would_have_to_name(question: str, expected: list[str]) -> None:
    assert missing(question) == expected


def test_a_day_of_the_month_is_no_year() -> None:
    assert missing("in 2019 or 2003?", "2024-03-19") == ["2019", "2003"]


@given(st.text(max_size=80), st.text(max_size=80))
@settings(deadline=None)
def test_any_question_and_text(question: str, text: str) -> None:
    asked = question_words(question)
    lacking = unsupported(asked, text)
    for some in (missing_names, missing_numbers):
        assert set(some(asked, text)) <= set(lacking) <= set(asked)


@pytest.mark.parametrize(
    "text", ["How many guns were seized in London's west?", "£1.5m in 2022/23", "1,410 mètres"]
)
def test_a_text_holds_its_own_words(text: str) -> None:
    assert unsupported(question_words(text), text) == []
