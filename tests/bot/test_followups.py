"""What a turn may mean after those before it, and which of its readings the evidence chooses."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import correction
from bot.followups.choosing import (
    LEAST_CHANCE,
    MOST,
    Hearing,
    Likely,
    if_meant,
    is_digest_meant,
    likeliest,
    likeliest_found,
    not_again,
    tell_news,
)
from bot.followups.readings import Reading, Way, readings
from bot.followups.topics import Exchange
from bot.followups.words import phrases_of
from index import Answer, Archive, Excerpt
from index.question.kind import A_QUESTION, Read
from tests.bot.answers import CITATION, answer_of, quote_of


def after(question: str, answer: str | None = None, date: str | None = None) -> list[Exchange]:
    return [Exchange(question, question, answer, article="a.md", date=date)]


BRIDGE = after("When was the Humber Bridge opened?")
FINALS = after("Who won the 2012 NBA Finals?", "Miami Heat", "2012-06-21")
SHOT = after("Who was shot in Croydon?", "shot dead in Croydon")


@pytest.mark.parametrize(
    ("before", "turn", "meant"),
    [
        (BRIDGE, "How long is it?", "How long is the Humber Bridge?"),
        (BRIDGE, "How long is its main span?", "How long is the Humber Bridge's main span?"),
        (BRIDGE, "And the Severn Bridge?", "When was the Severn Bridge opened?"),
        (BRIDGE, "why?", "why was the Humber Bridge opened?"),
        (BRIDGE, "what about the towers?", "the towers? (Humber Bridge opened)"),
        (FINALS, "what about 2013?", "Who won the 2013 NBA Finals?"),
        (FINALS, "and the year before?", "Who won the 2011 NBA Finals?"),
        (FINALS, "where do they play?", "where do Miami Heat play?"),
        (FINALS, "who scored the day after?", "who scored on 22 June 2012? (won NBA Finals)"),
        (FINALS, "what happened in July?", "what happened in July 2012? (won NBA Finals)"),
    ],
)
def test_what_a_turn_means_is_among_its_readings(before: list[Exchange], turn: str, meant: str) -> None:
    assert meant in [reading.text for reading in readings(turn, before)]


def test_a_turn_is_always_read_as_said_too() -> None:
    for turn in ("why?", "How long is it?", "Who won the cricket in Karachi?"):
        assert readings(turn, BRIDGE)[0].text == turn
        assert [reading.text for reading in readings(turn, [])] == [turn]


def test_a_predicate_stands_for_nobody() -> None:
    found = [reading.text for reading in readings("Who is his mother?", SHOT)]
    assert not any("dead" in text or "Croydon's" in text for text in found)


def test_a_name_inside_an_answer_stands_for_somebody() -> None:
    found = readings("How old was he?", after("Who was shot?", "Tyrese Miller, 22"))
    assert "How old was Tyrese Miller?" in [reading.text for reading in found]


def test_a_question_with_a_verb_contracted_fills_no_gap_of_the_last_one() -> None:
    asked = Exchange("how old was he?", "how old was Egan Bernal? (tour de france)", "22")
    found = readings("what's new on volcanoes?", [asked])
    assert not [one.text for one in found if one.way == "asked again"]
    assert [one for one in readings("how tall", [asked]) if one.way == "asked again"]


def test_a_topic_goes_on_through_follow_ups() -> None:
    first = readings("how many saved?", after("A ferry sank in the Red Sea - how many did it carry?"))[-1]
    then = [Exchange("how many saved?", first.text)]
    assert any(
        "ferry" in reading.text and "Red Sea" in reading.text for reading in readings("and lost?", then)
    )


def unheard(turn: str) -> Read:
    return A_QUESTION


@pytest.fixture
def hearing(archive: Archive) -> Hearing:
    return archive.heard


def test_few_readings_are_asked_and_one_where_that_is_sure(hearing: Hearing) -> None:
    for turn in ("why?", "How long is it?", "and in Leeds?", "who were they?"):
        assert 1 <= len(likeliest(turn, FINALS, hearing)) <= MOST
    first = likeliest("When was the Humber Bridge opened?", [], hearing)
    assert [one.reading.way for one in first] == ["said"]


@pytest.mark.parametrize(
    "turn",
    [
        "How many people voted in the Swiss referendum on nuclear power?",
        "Which football club reached the Premier League for the first time in 2006?",
        "Who became prime minister of Portugal in November 2015?",
    ],
)
def test_a_question_that_names_its_own_subject_is_likeliest_as_said(turn: str, hearing: Hearing) -> None:
    assert likeliest(turn, BRIDGE, hearing)[0].reading.way == "said"


@pytest.mark.parametrize("turn", ["any news on whales?", "tell me about Rwanda", "let's talk about football"])
def test_a_topic_is_likelier_as_said_for_being_heard_as_one(turn: str, hearing: Hearing) -> None:
    heard, plain = (likeliest(turn, FINALS, one)[0] for one in (hearing, unheard))
    assert heard.reading.way == "said"
    assert heard.prior > plain.prior


@pytest.mark.parametrize("turn", ["why?", "And the Severn Bridge?", "How long is it?", "and how many?"])
def test_what_leans_on_the_last_question_is_unlikely_as_said(turn: str, hearing: Hearing) -> None:
    assert likeliest(turn, BRIDGE, hearing)[0].reading.way != "said"


FOUND = answer_of(quote_of("He attends his trial for the first time.", (0, 2)))
HIDDEN = answer_of(quote_of("He attends his trial for the first time."), reason="nothing answers")
ELSEWHERE = answer_of(quote_of("Another trial began.", citation=replace(CITATION, article="other.md")))


@pytest.mark.parametrize(
    ("ways", "answers", "place"),
    [
        (("entity", "topic"), (FOUND, HIDDEN), 0),  # its quote is given where the best reading is refused
        (("entity", "topic"), (ELSEWHERE, HIDDEN), 1),  # another quote is no reason to give this one
        (("entity", "asked again"), (FOUND, FOUND), 1),  # what was completed stays so where it is answered
        (("said", "topic"), (FOUND, FOUND), 0),  # but for a topic that needed not be added
    ],
)
def test_of_readings_that_find_one_quote_the_surest_answers(
    ways: tuple[Way, ...], answers: tuple[Answer, ...], place: int
) -> None:
    likely = [Likely(Reading(f"did he attend? {way}", way), 0.5) for way in ways]
    assert likeliest_found(likely, answers, range(len(ways)), len(ways) - 1) == place


def test_what_may_be_about_something_else_is_refused_and_shown() -> None:
    likely = [
        Likely(Reading("did he attend?", "said"), 0.5),
        Likely(Reading("did Karadžić attend?", "entity"), 0.5),
    ]
    assert if_meant(FOUND, likely, LEAST_CHANCE) == FOUND
    assert if_meant(FOUND, likely[:1], 0.0) == FOUND  # nothing else can be meant
    unsure = if_meant(FOUND, likely, LEAST_CHANCE - 0.01)
    assert (unsure.status, unsure.answer, unsure.quotes) == ("refused", None, ())
    assert unsure.nearest == FOUND.quotes[:1]
    assert "something else" in str(unsure.reason)
    assert if_meant(HIDDEN, likely, 0.0) == HIDDEN  # it says why itself
    digest = replace(FOUND, kind="topic")
    assert if_meant(digest, likely, 0.0) == digest


@pytest.mark.parametrize(
    ("way", "prior", "kind", "told"),
    [
        ("said", 0.4, "topic", True),
        ("said", 0.25, "topic", False),
        ("said", 0.4, "ask", False),
        ("topic", 0.4, "topic", False),
    ],
)
def test_a_digest_is_told_where_nothing_is_likelier(
    way: Way, prior: float, kind: Literal["topic", "ask"], told: bool
) -> None:
    said = Likely(Reading("news of it", way), prior)
    assert is_digest_meant(said, replace(FOUND, kind=kind)) is told
    assert is_digest_meant(said, replace(HIDDEN, kind=kind)) is told  # that no article is about it


@pytest.mark.parametrize(
    ("ways", "said", "places"),
    [
        (("said", "topic"), "answered", [0]),  # "tell me about the Thames Barrier": no line for it is added
        (("topic", "said"), "answered", [0, 1]),  # "and Japan?": what was spoken of may be meant
        (("said", "topic"), "refused", [0, 1]),  # the articles have nothing on it
    ],
)
def test_a_topic_that_is_complete_is_told_as_it_was_said(
    ways: tuple[Way, ...], said: Literal["answered", "refused"], places: list[int]
) -> None:
    likely = [Likely(Reading(f"tell me about it {way}", way), 0.5) for way in ways]
    answers = [replace(ELSEWHERE, kind="topic", status=said if way == "said" else "answered") for way in ways]
    assert tell_news(likely, answers, "tell me about it", SHOT) == places


@pytest.mark.parametrize(
    ("turn", "meant"),
    [
        ("No, I meant the Severn Bridge", "the Severn Bridge"),
        ("sorry, I meant: how long is it?", "how long is it?"),
        ("no, in London", "in London"),
        ("I mean the one in Ontario", "the one in Ontario"),
        ("No one knew?", None),
        ("No evidence was found in Leeds?", None),
    ],
)
def test_what_is_corrected(turn: str, meant: str | None) -> None:
    assert correction(turn) == meant


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("When was the Humber Bridge opened?", ["Humber Bridge"]),
        ("Who runs the Bank of England?", ["Bank of England"]),
        ("How big is Hubble’s mirror?", ["Hubble", "mirror"]),
        ("What happened on 3 February 2006?", ["3 February 2006"]),
        ("What does the US make?", ["US"]),
    ],
)
def test_phrases(question: str, named: list[str]) -> None:
    found = [phrase.text for phrase in phrases_of(question)]
    assert [text for text in found if text in named] == named


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4), st.text(max_size=80))
def test_anything_typed_is_read_without_fault(said: list[str], turn: str) -> None:
    before = [Exchange(text, text, text or None, date="2012-06-21") for text in said]
    assert readings(turn, before)[0].text == turn
    assert likeliest(turn, before, unheard)


@given(st.text(max_size=120))
def test_a_phrase_is_its_offsets(question: str) -> None:
    for phrase in phrases_of(question):
        assert question[phrase.start : phrase.end] == phrase.text


@pytest.mark.parametrize("turn", ["ok" + "," * 390 + " why?", "no " * 130, "and " * 90 + "ok", "(" * 400])
def test_no_turn_takes_for_ever(turn: str) -> None:
    began = time.perf_counter()
    readings(turn, after(turn))
    correction(turn)
    assert time.perf_counter() - began < 2


def test_what_is_refused_for_having_been_said_tells_of_nobody() -> None:
    quote = replace(quote_of("She will be paid £54,000.", (17, 24)), about=Excerpt("Ioana leads it.", 40, 55))
    refused = not_again(answer_of(quote, quote_of("It opens in May.")))
    assert (refused.status, refused.quotes) == ("refused", ())
    assert refused.nearest == (replace(quote, about=None),)
