"""Claims: yes/no questions and statements get a quote and whether it agrees, never a yes or a no."""

from __future__ import annotations

import pytest

from bot.discord.presentation import answer_sheet, whole_text
from bot.render import answer_blocks
from index import Archive
from index.claims import read_claim


@pytest.mark.parametrize(
    ("text", "question", "value"),
    [
        ("Is it true that 500 guns were seized?", "how many guns were seized?", "500"),
        ("Did the police seize 500 guns?", "how many guns did the police seize?", "500"),
        ("Didn't the police seize 500 guns?", "how many guns did the police seize?", "500"),
        ("500 guns were seized, right?", "how many guns were seized?", "500"),
        ("500 guns were seized, weren't they?", "how many guns were seized?", "500"),
        ("Police seized 500 guns last year", "Police seized how many guns last year?", "500"),
        ("I heard that twelve people died.", "how many people died?", "12"),
        (
            "Were 500 illegal firearms seized in London?",
            "how many illegal firearms were seized in London?",
            "500",
        ),
        (
            "Were there 196 firearms offences in 2022/23?",
            "how many firearms offences were there in 2022/23?",
            "196",
        ),
        ("Was the Humber Bridge opened in 1981?", "when was the Humber Bridge opened?", "1981"),
        ("The bridge was opened on 17 July 1981, right?", "when was the bridge opened?", "1981-07-17"),
        (
            "Did gun crime fall by 44 per cent in Lambeth?",
            "by what percentage did gun crime fall in Lambeth?",
            "44",
        ),
        ("Did the line cost £19 billion?", "how much did the line cost?", "19000000000"),
        ("Was Tyrese Miller 22 years old?", "how old was Tyrese Miller?", "22"),
        ("Does the barrier measure 520 metres?", "how many metres does the barrier measure?", "520"),
        ("It was cold on Monday. Police seized 500 guns.", "Police seized how many guns?", "500"),
    ],
)
def test_a_claim_is_asked_as_the_question_for_its_figure(text: str, question: str, value: str) -> None:
    claim = read_claim(text)
    assert claim is not None
    assert claim.figure is not None
    assert (claim.question, claim.figure.normalised) == (question, value)


@pytest.mark.parametrize(
    "text",
    [
        "how many guns were seized?",
        "gun crime 2023",
        "firearms seized in 2023",
        "2 bridges london",
        "what about 2019?",
        "tell me about the 386 guns",
        "can you find the 386 guns",
        "could you tell me how many guns were seized?",
        "do you know when the bridge opened?",
        "guns seized in London",
        "in 1981?",
    ],
)
def test_a_question_or_a_search_is_no_claim(text: str) -> None:
    assert read_claim(text) is None


@pytest.mark.parametrize(
    "text", ["Is Paul Brogden a commander?", "Is it true that the police did not seize 500 guns?"]
)
def test_what_claims_no_figure_is_asked_as_it_stands(text: str) -> None:
    claim = read_claim(text)
    assert claim is not None
    assert (claim.question, claim.figure) == (text, None)


@pytest.mark.parametrize(
    ("claim", "verdict", "answer"),
    [
        ("Is it true that 500 guns were seized?", "differs", "386"),
        ("Did the police seize 500 guns?", "differs", "386"),
        ("Police seized 386 guns last year", "agrees", "386"),
        ("Were more than 300 guns seized?", "agrees", "386"),
        ("Were there 196 firearms offences in 2022/23?", "agrees", "196"),
        ("Were there 145 firearms offences in 2022/23?", "differs", "196"),
        ("The Thames Barrier has 12 gates.", "differs", "10"),
        ("Did 500 badgers invade Karachi?", "not found", None),
        ("Did police seize 386 guns in Manchester?", "not found", None),
    ],
)
def test_the_articles_agree_differ_or_say_nothing(
    archive: Archive, claim: str, verdict: str, answer: str | None
) -> None:
    given = archive.ask(claim)
    assert (given.claim, given.answer) == (verdict, answer)
    assert given.to_json()["claim"] == verdict
    assert given.question == claim


def test_a_claim_is_never_answered_with_yes_or_no(archive: Archive) -> None:
    given = archive.ask("Were 386 guns seized?")
    article = archive.article(given.quotes[0].citation.article)
    assert article is not None
    assert given.answer is not None
    assert given.answer in given.quotes[0].text
    assert article.text[given.quotes[0].start : given.quotes[0].end] == given.quotes[0].text


def test_what_cannot_be_told_is_left_to_the_quote(archive: Archive) -> None:
    assert archive.ask("how many guns were seized?").claim is None
    # The articles never speak of smugglers, so that what they say of guns may be something else.
    assert archive.ask("Were 386 guns seized by smugglers?", strictness="lenient").claim in (
        None,
        "not found",
    )
    # Of two figures only one is answered for.
    assert archive.ask("Were 386 guns seized in 15 raids?", strictness="lenient").claim in (None, "not found")


def test_every_surface_says_what_the_article_says_instead(archive: Archive) -> None:
    differs = archive.ask("Did the police seize 500 guns?")
    shown = [block.text for block in answer_blocks(differs)]
    assert "asked as: how many guns did the police seize?" in shown
    assert "differs: the article says 386" in shown
    assert "*differs: the article says* **386**" in whole_text(answer_sheet(differs))
    lost = archive.ask("Did 500 badgers invade Karachi?")
    assert any(block.text.startswith("Not found. No article mentions") for block in answer_blocks(lost))
    assert answer_sheet(lost).embeds[0].title == "Not found in the articles"
