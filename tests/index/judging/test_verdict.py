"""Verdicts on claims: by the readers that are shipped, over three articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Archive
from index.building.spans import Span
from index.errors import ReaderError
from index.question.claim import claim_model
from index.reading.careful import CarefulReader
from index.reading.claims import ClaimReader
from index.reading.marked import MarkedQuote
from index.reading.reader import MODELS
from tests.index.desk import OPENED, SEEN, SEIZED, Desk

pytestmark = pytest.mark.run_models


@pytest.fixture(scope="module")
def archive(three_articles: Desk) -> Iterator[Archive]:
    with three_articles.open() as archive:
        yield archive


@pytest.mark.parametrize(
    ("claim", "verdict", "said"),
    [
        ("Police seized 386 illegal firearms in London last year, right?", "agrees", "386"),
        ("police seized 500 illegal firearms in london, right?", "differs", "386"),
        # It is decided by the quote itself, not by one that only stands below it.
        ("The Queen opened the Humber Bridge in July 1981.", "agrees", "17 July 1981"),
        # Sure enough for a verdict, too unlikely for an answer without one.
        ("The Humber Bridge's main span is 2,000 metres long.", "differs", "1,410 metres"),
    ],
)
def test_a_claim_gets_a_verdict_above_the_quote_that_decides_it(
    archive: Archive, claim: str, verdict: str, said: str
) -> None:
    answer = archive.ask(claim)
    assert (answer.status, answer.claim) == ("answered", verdict)
    assert said in answer.quotes[0].text
    assert answer.to_json()["claim"] == verdict


@pytest.mark.parametrize(
    "typed",
    [
        SEIZED,
        OPENED,
        SEEN,
        "Was the Humber Bridge closed to lorries in 2019?",
        "Commander Okafor resigned in March 2024.",
    ],
)
def test_a_question_gets_none_nor_does_what_no_article_tells(archive: Archive, typed: str) -> None:
    assert archive.ask(typed).claim is None


def test_what_is_claimed_is_told_from_what_is_asked() -> None:
    model = claim_model()
    for claim in ("Did the mayor resign in 2019?", "The mayor resigned in 2019, didn't he?"):
        assert model.is_claim(claim)
    for asked in ("When did the mayor resign?", "how many guns were seized", "why did he resign in 2019?"):
        assert not model.is_claim(asked)


def test_where_there_are_no_weights_there_is_no_claim_reader(tmp_path: Path) -> None:
    assert ClaimReader.of(tmp_path) is None


def test_weights_that_cannot_be_opened_say_so(tmp_path: Path) -> None:
    (tmp_path / "claims.onnx.gz").write_bytes(b"damaged")
    reader, careful = ClaimReader.of(tmp_path), CarefulReader.of(MODELS)
    assert reader is not None
    assert careful is not None
    with pytest.raises(ReaderError, match="Install Pullquote anew"):
        reader.read("It rained.", MarkedQuote("", "", "", "It rained.", Span(0, 2)), careful)
    careful.close()
