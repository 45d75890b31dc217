"""Claims: yes/no questions and statements get a quote and whether it agrees, never a yes or a no."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.discord.presentation import answer_sheet, whole_text
from bot.render import answer_blocks
from index import Archive
from index.claims import read_claim
from tests.index.desk import Desk


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
    ("text", "question"),
    [
        ("Is Paul Brogden a commander?", "Is Paul Brogden a commander?"),
        ("Is it true that the police did not seize 500 guns?", "the police did not seize 500 guns?"),
        ("is it true that the line was finished on time?", "was the line finished on time?"),
        ("So is it really a fact that the line was late?", "was the line late?"),
        ("Am I right in thinking that the line was late?", "was the line late?"),
        ("The man who was shot has died, right?", "The man who was shot has died?"),
        ("England won the final, correct?", "England won the final?"),
    ],
)
def test_what_claims_no_figure_is_asked_without_what_frames_it(text: str, question: str) -> None:
    claim = read_claim(text)
    assert claim is not None
    assert (claim.question, claim.figure) == (question, None)


@pytest.mark.parametrize(
    "claim",
    ["is it true that the ferry was finished on time?", "The ferry was finished on time, isn't that right?"],
)
def test_what_frames_a_claim_is_nothing_that_the_articles_could_lack(archive: Archive, claim: str) -> None:
    given = archive.ask(claim)
    assert "true" not in (given.reason or "")
    assert "right" not in (given.reason or "")
    assert not {"true", "right"} & set(given.explanation.unsupported)


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


LENSES = """---
title: The Orrin telescope a year on
date: 2022-07-12
---

The Orrin telescope has sent its first pictures home.

It is named after a clerk. The telescope was launched on 25 December 2021 from a raft at sea.

Calder, which was launched in April 1990 and circles the Earth, has a mirror of 2.4 metres.

The Wenning is about 215 miles long, which makes it the longest river of the valley.
"""
RIVERS = """---
title: Barges return to the Lathkin
date: 2023-02-03
---

The Lathkin is the longest river of all, at about 220 miles, a little ahead of the Wenning.
"""


@pytest.fixture(scope="module")
def others(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive in which each thing has another beside it with a figure of its own."""
    folder = tmp_path_factory.mktemp("others")
    desk = Desk(folder / "corpus", folder / "data", models)
    desk.write("lenses.md", LENSES)
    desk.write("rivers.md", RIVERS)
    desk.build()
    with desk.open() as archive:
        yield archive


@pytest.mark.parametrize(
    ("claim", "verdict", "quoted"),
    [
        ("Is it true that Orrin was launched in 2020?", "differs", "The telescope was launched"),
        ("Is it true that Calder was launched in 2020?", "differs", "Calder, which"),
        ("Is it true that the Wenning is 215 miles long?", "agrees", "The Wenning is"),
        ("The Lathkin is 220 miles long, right?", "agrees", "The Lathkin is"),
    ],
)
def test_a_verdict_rests_on_what_the_claim_names(
    others: Archive, claim: str, verdict: str, quoted: str
) -> None:
    given = others.ask(claim)
    assert (given.claim, len(given.figures)) == (verdict, 1)
    assert given.quotes[0].text.startswith(quoted)


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


@pytest.mark.parametrize(
    "claim",
    [
        "Does London have 8.8 million residents?",  # 8,799,800
        "Was the Severn Bridge opened in 1996?",  # the second crossing was
        "did the Prince of Wales open the Severn Bridge?",
        "does the Elizabeth line have 70 stations?",  # 70 trains
        "is it true that about 60 million people lived in England and Wales?",  # not in Wales alone
    ],
)
def test_no_verdict_is_better_than_a_false_one(archive: Archive, claim: str) -> None:
    given = archive.ask(claim)
    assert given.claim in (None, "not found") or given.answer == "41"


@pytest.mark.parametrize(
    "claim", ["was the Humber Bridge opened in 1998?", "did the Elizabeth line open in 2018?"]
)
def test_a_false_figure_is_not_given_back_because_it_stands_somewhere(archive: Archive, claim: str) -> None:
    given = archive.ask(claim)
    assert given.answer in ("17 July 1981", "24 May 2022")


def test_when_something_fell_is_not_claimed() -> None:
    claim = read_claim("did firearms offences fall in 2022/23?")
    assert claim is not None
    assert (claim.question, claim.figure) == ("did firearms offences fall in 2022/23?", None)
