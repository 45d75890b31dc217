"""Slips in spelling, read as what the articles write."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.keywords import KeywordIndex, build_keywords
from index.spelling import respelt
from tests.index.desk import Desk

PASSAGES = {
    1: "The Elizabeth line opened in May, and Commander Paul Brogden took the first train to Abbey Wood.",
    2: "Officers seized firearms in Hackney. The population of the borough has grown.",
    3: "Café owners in Beşiktaş protested against the government. Forty of them were on the Forth Road Bridge.",
    4: "Harrow has a barrier, and Robin Stadler lost his purse in Spain.",
}


def read(question: str, tmp_path: Path) -> str:
    build_keywords(tmp_path / "keywords", PASSAGES.items())
    keywords = KeywordIndex(tmp_path / "keywords")
    return respelt(
        question, keywords.count, lambda word, slips: [PASSAGES[id] for id in keywords.alike(word, slips)]
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("when did the elizabth line open", "when did the elizabeth line open"),
        ("When did the Elizabth line open?", "When did the Elizabeth line open?"),
        ("WHO IS PAUL BROGDAN", "WHO IS PAUL BROGDEN"),
        ("were fireams seized", "were firearms seized"),
        ("were fierarms seized", "were firearms seized"),
        ("the populaton's growth", "the population's growth"),
        ("hackneyy?", "hackney?"),
        ("what did the besiktsa owners do", "what did the beşiktaş owners do"),
        ("where is Beşşiktaş", "where is Beşiktaş"),
        ("the forht road bridge", "the forth road bridge"),  # "forty" has two slips
        ("is it a govrenmnet matter", "is it a government matter"),  # two slips in a long word
    ],
)
def test_a_slip_is_read_as_the_articles_word(typed: str, meant: str, tmp_path: Path) -> None:
    assert read(typed, tmp_path) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "when did the elizabeth line open",
        "when did the Jubilee line open",  # known, though no article has it
        "who is in Manchester, and is the boroughs' team there",
        "is there an abby",  # too short: one letter is too much of it
        "is it xlizabeth",  # the first letter is hit
        "is it elzbth",  # too many slips
        "who is Brogxxn",
        "how many of these, and with their own",  # stop words
        "who is Statler",  # may be another
        "which boroughs besides Harlow have barristers, nurse",  # known, though no article has them
        "who won the Spian race",  # Spain or span
        "is it a Govermnent",  # a name is none of the articles' words
        "sorce:hackneyy since:hackneyy @hackneyy www.hackneyy.org/hackneyy #hackneyy hackneyy-born",
        "fireamss populatonn hackneyyy elizabthh brogdenn besikttas govrnmentt are seven",  # no question with slips
        "386 fire-arms in 2022/23?",
        "你好吗你好吗",
    ],
)
def test_what_is_known_or_not_nearly_a_word_of_the_articles_is_left(typed: str, tmp_path: Path) -> None:
    assert read(typed, tmp_path) == typed


def test_a_question_with_a_slip_is_answered_and_says_how_it_was_read(three_articles: Desk) -> None:
    with three_articles.open() as archive:
        slip = archive.ask("how many fireams were seized?")
        right = archive.ask("how many firearms were seized?")
    assert slip.asked_as == "how many firearms were seized?"
    assert slip.question == "how many fireams were seized?"
    assert slip.status == "answered"
    assert slip.quotes == right.quotes


def test_another_name_is_read_where_its_neighbour_says_so(tmp_path: Path) -> None:
    assert read("who is robin statler", tmp_path) == "who is robin stadler"


def test_a_slip_in_a_claims_name_is_mended_before_the_claim_is_read(three_articles: Desk) -> None:
    with three_articles.open() as archive:
        slip = archive.ask("did the queen open the Humbre Bridge in 1981?")
        right = archive.ask("did the queen open the Humber Bridge in 1981?")
    assert (slip.claim, slip.asked_as, slip.quotes) == (right.claim, right.asked_as, right.quotes)
    assert right.claim


def test_a_word_that_no_article_comes_near_to_is_named_as_typed(three_articles: Desk) -> None:
    with three_articles.open() as archive:
        answer = archive.ask("how many blorgfels were seized?")
    assert answer.status == "refused"
    assert answer.reason == "No article mentions “blorgfels”."
    assert answer.asked_as == answer.question
