"""What was typed, read once: in one spelling of each letter, without what nobody sees, its filters apart."""

from __future__ import annotations

import dataclasses
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import MAX_QUESTION, Filter
from index.building.encoder import Encoder
from index.errors import FilterError, QuestionError
from index.question.filters import EVERYTHING
from index.question.question import Question, checked, plain_letters, read_question
from tests.index.desk import OPENED, Desk, best


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  when was\n the Humber\u00a0Bridge\topened? ", OPENED),
        ("when was the Hum\u200bber\u200d Brid\u00adge opened?\ufeff", OPENED),
        ("\u202ewhen\u202c was the \u2066Humber\u2069 Bridge opened?", OPENED),
        ("ｗｈｅｎ was the Humber Bridge opened？", OPENED),
        ("who is Zoe\u0308?", "who is Zo\u00eb?"),
        ("the eﬃcient oﬃce", "the efficient office"),
        ("is it 5 km²…", "is it 5 km2..."),
        ("what’s “new”?", "what’s “new”?"),
    ],
)
def test_a_question_is_read_as_it_looks(typed: str, read: str) -> None:
    assert checked(typed) == read


@given(st.text(max_size=60))
def test_reading_twice_changes_nothing_more(text: str) -> None:
    plain = plain_letters(text)
    assert not any(unicodedata.category(letter) == "Cf" for letter in plain)
    try:
        read = checked(text)
    except QuestionError:
        assert not any(letter.isalnum() for letter in plain)
        return
    assert checked(read) == read == " ".join(read.split())


@pytest.mark.parametrize("typed", ["", " ", "\u200b\u200d", "?!…", "\ufeff\u00ad.", "😀"])
def test_what_has_no_word_that_can_be_seen_is_no_question(typed: str) -> None:
    with pytest.raises(QuestionError, match="There is no question"):
        checked(typed)


def test_what_nobody_sees_does_not_count_towards_its_length() -> None:
    assert checked("x" * MAX_QUESTION + "\u200b" * 50) == "x" * MAX_QUESTION
    with pytest.raises(QuestionError, match=f"{MAX_QUESTION + 1} characters"):
        checked("x" * (MAX_QUESTION + 1))


# Read


def read(encoder: Encoder, typed: str, within: Filter = EVERYTHING) -> Question:
    return read_question(typed, within, date(2024, 3, 19), encoder)


def test_filters_are_cut_from_the_text_and_kept_in_what_was_typed(encoder: Encoder) -> None:
    question = read(encoder, "how many  guns since:2023 source:Echo were seized?")
    assert question.typed == "how many guns since:2023 source:Echo were seized?"
    assert question.text == "how many guns were seized?"
    assert question.within == Filter(since=date(2023, 1, 1), source="Echo")
    assert {word.text for word in question.words} == {"many", "guns", "seized"} | (
        {"how", "were"} & {word.text for word in question.words}
    )
    assert "2023" not in {word.text for word in question.words}


def test_filters_that_are_typed_narrow_those_beside_the_question(encoder: Encoder) -> None:
    beside = Filter(since=date(2020, 1, 1), source="Echo")
    assert read(encoder, "who won? since:2023", beside).within == Filter(
        since=date(2023, 1, 1), source="Echo"
    )
    assert read(encoder, "who won?", beside).within == beside


@pytest.mark.parametrize("typed", ["since:2023", "source:Echo ?", "before:2020 since:2019"])
def test_filters_alone_are_no_question(encoder: Encoder, typed: str) -> None:
    with pytest.raises(QuestionError):
        read(encoder, typed)


def test_filters_that_are_wrong_are_told(encoder: Encoder) -> None:
    with pytest.raises(FilterError):
        read(encoder, "who won? since:yesterday")


@pytest.mark.parametrize(
    ("typed", "times"),
    [
        ("how many guns were seized in 2023?", ["in 2023"]),
        ("how many since March?", ["since March"]),
        ("how many?", []),
    ],
)
def test_the_times_asked_for_are_read(encoder: Encoder, typed: str, times: list[str]) -> None:
    assert [wanted.words for wanted in read(encoder, typed).times.wanted] == times


def test_a_month_alone_is_the_last_one_before_the_newest_article(encoder: Encoder) -> None:
    (wanted,) = read(encoder, "how many since December?").times.wanted
    assert wanted.days.first == date(2023, 12, 1)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("how many illegal firearms were seized?", "ask"),
        ("any news on the Thames Barrier?", "topic"),
        ("hello, what can you do?", "remark"),
    ],
)
def test_it_is_heard_as_a_question_a_topic_or_a_remark(encoder: Encoder, typed: str, kind: str) -> None:
    assert read(encoder, typed).heard.kind == kind


@pytest.mark.parametrize("typed", ["the of and", "is it?", "it", "x" * 300])
def test_without_a_word_to_look_for_nothing_is_heard_as_a_topic(encoder: Encoder, typed: str) -> None:
    question = read(encoder, typed)
    assert question.words == ()
    assert question.heard.kind != "topic"


def test_a_figure_alone_is_a_word_to_look_for(encoder: Encoder) -> None:
    assert [word.text for word in read(encoder, "in 2023?").words] == ["2023"]


def test_a_question_stays_as_it_was_read(encoder: Encoder) -> None:
    question = read(encoder, OPENED)
    with pytest.raises(dataclasses.FrozenInstanceError):
        question.text = "who?"  # type: ignore[misc]


@pytest.mark.parametrize(
    "typed",
    [
        "when was the Hum\u200bber Bridge opened?",
        "when was the Humber Bridge opened\u00a0?",
        "ｗｈｅｎ was the Humber Bridge opened?",
    ],
)
def test_what_cannot_be_seen_changes_no_answer(three_articles: Desk, typed: str) -> None:
    with three_articles.open() as archive:
        assert best(archive.ask(typed)) == "17 July 1981"


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=30)
def test_whatever_is_typed_is_read_or_told_to_be_no_question(encoder: Encoder, typed: str) -> None:
    try:
        question = read(encoder, typed)
    except (QuestionError, FilterError):
        return
    assert question.text
    assert question.typed == checked(typed)
