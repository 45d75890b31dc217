"""Claims about a name: the articles give that name, another one, or leave it open."""

from __future__ import annotations

import pytest

from index import Archive
from index.claimed_names import Named
from index.claims import read_claim


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "Did Beth Mead score the winning goal?",
            Named("who did score the winning goal?", "Beth Mead", sole=True),
        ),
        (
            "Is it true that Kelly scored the first goal?",
            Named("who scored the first goal?", "Kelly", sole=True),
        ),
        ("Did Beth Mead score a goal?", Named("who did score a goal?", "Beth Mead", sole=False)),
        ("Is Sadiq Khan the Mayor of London?", Named("who is the Mayor of London?", "Sadiq Khan", sole=True)),
        (
            "Was the bridge opened by the Queen?",
            Named("who was the bridge opened by?", "the Queen", sole=True),
        ),
        ("Did the Duke of Kent open it?", Named("who did open it?", "the Duke of Kent", sole=False)),
        (
            "Is the Humber Bridge the longest bridge?",
            Named("what is the longest bridge?", "the Humber Bridge", sole=False),
        ),
    ],
)
def test_a_claim_about_a_name_asks_for_it(text: str, named: Named) -> None:
    claim = read_claim(text)
    assert claim is not None
    assert claim.named == named
    assert (claim.question == named.question) == named.sole


@pytest.mark.parametrize(
    "text",
    [
        "Did the police find the owner?",  # nobody by name
        "Was it opened by mistake?",
        "Did it close on Monday?",
        "Did Monday bring rain?",
        "Did Chloe Kelly not score the winning goal?",  # what is denied is claimed of nobody
        "Did Chloe Kelly score 2 goals?",  # a claim about a figure
    ],
)
def test_what_claims_nothing_of_a_name(text: str) -> None:
    claim = read_claim(text)
    assert claim is not None
    assert claim.named is None


@pytest.mark.parametrize(
    ("claim", "verdict", "answer"),
    [
        ("Is it true that Chloe Kelly scored the winning goal?", "agrees", "Chloe Kelly"),
        ("Did Beth Mead score the winning goal?", "differs", "Chloe Kelly"),
        ("Was the Thames Barrier opened by Prince Charles?", "differs", "Queen Elizabeth II"),
        ("Was the Thames Barrier opened by Queen Elizabeth?", "agrees", "Queen Elizabeth II"),
        ("Did the Queen open the Thames Barrier?", "agrees", "Queen Elizabeth II"),
        ("Is Boris Johnson the mayor of London?", "differs", "Sadiq Khan"),
    ],
)
def test_the_articles_give_the_name_or_another(
    archive: Archive, claim: str, verdict: str, answer: str
) -> None:
    given = archive.ask(claim)
    assert (given.claim, given.answer) == (verdict, answer)
    assert given.answer is not None
    assert given.answer in given.quotes[0].text


@pytest.mark.parametrize(
    "claim",
    [
        "Did Germany win Euro 2022?",
        "Did England beat Spain in the World Cup final?",
        "Did Prince Charles open the Thames Barrier?",
        "Did Boris Johnson visit Lambeth?",
    ],
)
def test_what_is_false_is_never_agreed_to(archive: Archive, claim: str) -> None:
    assert archive.ask(claim, strictness="lenient").claim in (None, "not found", "differs")
