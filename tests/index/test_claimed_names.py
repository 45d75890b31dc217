"""Claims about a name: the articles give that very name, or the quote speaks alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Archive
from index.claimed_names import Named
from index.claims import read_claim
from tests.index.desk import Desk


@pytest.mark.parametrize(
    ("text", "question", "name"),
    [
        ("Did Beth Mead score the winning goal?", "who did score the winning goal?", "Beth Mead"),
        ("Is it true that Kelly scored the first goal?", "who scored the first goal?", "Kelly"),
        ("Is Sadiq Khan the mayor?", "who is the mayor?", "Sadiq Khan"),
        ("Was the bridge opened by the Queen?", "who was the bridge opened by?", "the Queen"),
        ("The bridge was opened by Ada Lowe, right?", "who was The bridge opened by?", "Ada Lowe"),
        ("Did the Duke of Kent open it?", "who did open it?", "the Duke of Kent"),
        ("Is the Humber Bridge the longest of all?", "what is the longest of all?", "the Humber Bridge"),
    ],
)
def test_a_claim_about_a_name_asks_for_it(text: str, question: str, name: str) -> None:
    claim = read_claim(text)
    assert claim is not None
    assert claim.named == Named(question, name)
    assert claim.question != question  # what is asked of the articles is the claim itself


@pytest.mark.parametrize(
    "text",
    [
        "Did the police find the owner?",  # nobody by name
        "Was it opened by mistake?",
        "Was it finished by Christmas?",
        "Did it close on Monday?",
        "Did Monday bring rain?",
        "Did Chloe Kelly not score the winning goal?",  # what is denied is claimed of nobody
        "Did Chloe Kelly score 2 goals?",  # a claim about a figure
        "Did Penrith beat Carlisle?",  # either may be taken for the other
        "Is the Elizabeth line the newest line?",  # a name that goes on as a noun
        "Did Transport for London open the first station?",
    ],
)
def test_what_claims_nothing_of_one_name(text: str) -> None:
    claim = read_claim(text)
    assert claim is not None
    assert claim.named is None


SHOW = """---
title: Guide to the Whaling Museum is out
date: 2023-05-02
---

The Whaling Museum at Skerrow was opened on Friday by Dame Ida Marsh, with the actor Hugh Penrose at her side.

Khan, the author of the first guide to its collection, thanked the volunteers. Anna Khan lives in Skerrow.

Carlow Rovers beat Penrith in the county final there.
"""


@pytest.fixture(scope="module")
def show(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("show")
    desk = Desk(folder / "corpus", folder / "data", models)
    desk.write("show.md", SHOW)
    desk.build()
    with desk.open() as archive:
        yield archive


@pytest.mark.parametrize(
    ("claim", "answer"),
    [
        ("Is it true that Chloe Kelly scored the winning goal?", "Chloe Kelly"),
        ("Was the Thames Barrier opened by Queen Elizabeth?", "Queen Elizabeth II"),
        ("Did the Queen open the Thames Barrier?", "Queen Elizabeth II"),
    ],
)
def test_the_articles_agree(archive: Archive, claim: str, answer: str) -> None:
    given = archive.ask(claim, strictness="lenient")
    assert (given.claim, given.answer) == ("agrees", answer)
    assert answer in given.quotes[0].text


@pytest.mark.parametrize(
    "claim",
    [
        "Did Germany win Euro 2022?",
        "Did England beat Spain in the World Cup final?",
        "Did Beth Mead score the winning goal?",
        "Did Prince Charles open the Thames Barrier?",
        "Was Boris Johnson the Mayor of London?",
        "Is the Thames Barrier run by Tritton?",
        "Did Boris Johnson visit Lambeth?",
        "Has London gun crime fallen?",  # crime in London has; nothing is said of London itself
    ],
)
def test_what_the_samples_do_not_say_is_neither_agreed_to_nor_denied(archive: Archive, claim: str) -> None:
    assert archive.ask(claim, strictness="lenient").claim in (None, "not found")


@pytest.mark.parametrize(
    "claim",
    [
        "Did Penrith beat Carlow Rovers in the county final?",
        "The Whaling Museum was opened by Hugh Penrose, right?",
        "Did Jemima Khan write the first guide to the collection?",
    ],
)
def test_a_name_in_another_part_is_no_agreement(show: Archive, claim: str) -> None:
    assert show.ask(claim, strictness="lenient").claim in (None, "not found")


def test_the_name_in_its_own_part_is(show: Archive) -> None:
    given = show.ask("The Whaling Museum was opened by Ida Marsh, right?", strictness="lenient")
    assert given.claim == "agrees"
