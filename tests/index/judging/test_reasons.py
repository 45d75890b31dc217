"""Reasons: what a refusal says, and that the passage shown under it never contradicts it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.building.encoder import Encoder
from index.judging.judge import Judged
from index.judging.reasons import MOST_NAMED, NEAR, is_mentioned, reason
from index.question.support import held_stems, question_words
from index.reading.evidence import Evidence
from tests.index.pieces import ALIKE, asked, mentions_of, piece

GUNS = "Officers seized 386 illegal firearms in London last year. Leeds had 1,410 in 2022."
OTHERS = "The mayor of Manchester opened a hospital in 2019 and met Ada Okafor there."
EVERYWHERE = mentions_of(GUNS, OTHERS)


def told(question: str, *pieces: Evidence) -> str:
    return reason(asked(question), [Judged(item, 0.05, {}) for item in pieces], EVERYWHERE)


NEAREST = piece(GUNS, "386", title="Gun crime falls", publisher="The Example", day="2024-03-19")


@pytest.mark.parametrize("question", ["the of and", "what?", "how many were there?"])
def test_a_question_about_nothing(question: str) -> None:
    assert told(question, NEAREST) == "The question does not say what it is about."


def test_a_name_that_no_article_has_is_named() -> None:
    assert told("how many firearms were seized in Karachi?", NEAREST) == "No article mentions “Karachi”."
    assert told("how many firearms were seized in Karachi?") == "No article mentions “Karachi”."


def test_a_number_that_no_article_has_is_named() -> None:
    assert told("who seized 9,753 firearms?", NEAREST) == "No article mentions “9,753”."


def test_a_small_number_is_no_reason_and_neither_is_half_a_year() -> None:
    assert "24" not in told("how many firearms were seized in 2022/24?", NEAREST)
    assert "31" not in told("did 31 officers seize firearms?", NEAREST)


def test_a_figure_is_mentioned_in_its_parts() -> None:
    (word,) = question_words("1,410")
    assert is_mentioned(word, EVERYWHERE)


def test_several_are_named_in_one_sentence_and_not_too_many() -> None:
    question = "how were firearms seized in Karachi, Lima, Oslo, Perth, Quito and Riga?"
    said = told(question, NEAREST)
    assert said == "No article mentions “Karachi”, “Lima”, “Oslo” or “Perth”."
    assert len(re.findall("“", said)) == MOST_NAMED


def test_a_common_word_that_no_article_has_is_no_reason_of_its_own() -> None:
    assert "wonderful" not in told("which wonderful firearms were seized in London?", NEAREST)


def test_a_name_that_other_articles_have_is_what_the_nearest_lacks() -> None:
    said = told("how many firearms were seized in Manchester?", NEAREST)
    assert said == "What comes nearest does not mention “Manchester”."


@pytest.mark.parametrize("known_from", ["title", "publisher", "text"])
def test_a_name_that_the_nearest_article_has_anywhere_is_not_called_missing(known_from: str) -> None:
    item = piece(
        f"{GUNS}\n\nNobody in Manchester objected." if known_from == "text" else GUNS,
        "386",
        title="Manchester today" if known_from == "title" else "News",
        publisher="The Manchester Post" if known_from == "publisher" else None,
    )
    assert "Manchester" not in told("how many firearms were seized in Manchester?", item)


def test_a_time_that_other_articles_tell_is_told_with_the_nearests_own() -> None:
    said = told("how many firearms were seized in London in 2019?", NEAREST)
    assert said == "Nothing near to this is tied to “2019”: what comes nearest says “last year” (2023)."


def test_what_is_far_from_everything_is_near_to_nothing() -> None:
    far = piece(GUNS, "386", found=ALIKE._replace(dense=NEAR / 2))
    assert told("which hospital did the mayor open?", far) == "Nothing in the articles is near to this."
    likely = reason(asked("which hospital did the mayor open?"), [Judged(far, 0.4, {})], EVERYWHERE)
    assert likely == "The articles come near to the subject, but nothing in them answers this."
    assert told("which hospital did the mayor open?") == "Nothing in the articles is near to this."


def test_what_is_near_may_still_not_answer() -> None:
    said = told("why were firearms seized in London?", NEAREST)
    assert said == "The articles come near to the subject, but nothing in them answers this."


def test_another_language_is_not_told_as_a_list_of_its_words() -> None:
    said = told("wie viele Waffen wurden gestern beschlagnahmt?", NEAREST)
    assert said == "The question seems to be in another language than the articles."


def test_the_likeliest_decides_not_those_after_it() -> None:
    other = piece(OTHERS, "Manchester")
    question = "how many firearms were seized in Manchester?"
    assert "Manchester" in told(question, NEAREST, other)
    assert "Manchester" not in told(question, other, NEAREST)


_WORDS = (
    "Manchester",
    "London",
    "Karachi",
    "2019",
    "386",
    "firearms",
    "seized",
    "who",
    "mayor",
    "how many",
    "in",
)


@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=6), st.sampled_from((GUNS, OTHERS)))
@settings(deadline=None)
def test_no_reason_is_contradicted_by_what_is_shown_under_it(words: list[str], text: str) -> None:
    item = piece(text, text.split()[0], title="Of Manchester" if "Manchester" in words else "News")
    question = " ".join(words) + "?"
    said = told(question, item)
    assert said.endswith(".")
    if "mention" in said:
        held = held_stems(f"{item.article.title}\n{item.article.text}")
        named = {word.stem for word in question_words(" ".join(re.findall("“(.*?)”", said)))}
        assert named
        assert not named & held


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("how many firearms did Greece seize?", "Greek police seized 386 firearms.", "Somali police"),
        ("what did the US seize?", "The United States seized 386 firearms.", "Greece seized"),
        ("what was seized in Kiev?", "Police came to Kyiv. They seized 386 firearms.", "Police in Lima"),
        ("how many firearms did Scotland seize?", "Scottish police seized 386 firearms.", "England seized"),
    ],
)
def test_a_name_in_another_form_is_not_called_missing(
    question: str, text: str, other: str, encoder: Encoder
) -> None:
    everywhere = mentions_of(question)

    def said(shown: str) -> str:
        return reason(asked(question), [Judged(piece(shown, "386"), 0.1, {})], everywhere, encoder)

    assert "mention" not in said(text)
    assert "mention" in said(f"{other} 386 firearms.")


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("Chi è la sindaca di Valdorsa?", True),
        ("¿Quién dirige el museo del ferrocarril de Alcorín?", True),
        ("Hoeveel passagiers vervoerde de rederij vorig jaar?", True),
        ("Wie viele Menschen starben in Lindau?", True),
        ("Ile kosztował remont muzeum?", True),
        ("Who is Zorblax Quibnar of Flemwick?", False),
        ("how old is Oyelaran Marchand?", False),
        ("explosion at Fallbeck quarry", False),
    ],
)
def test_what_asks_in_another_language_is_not_named_as_missing(question: str, foreign: bool) -> None:
    assert ("No article mentions" in told(question, NEAREST)) is not foreign
    known = reason(asked(question), [Judged(NEAREST, 0.1, {})], lambda _: True)
    assert ("mention" in known) is not foreign


def test_a_single_letter_is_not_named_as_missing() -> None:
    assert "mention" not in told("how many firearms w/ london police seized", NEAREST)
