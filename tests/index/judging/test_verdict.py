"""Verdicts on claims: by the readers that are shipped, over three articles."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index import Archive
from index.building.encoder import Encoder
from index.building.spans import Span
from index.errors import ReaderError
from index.judging.judge import judge
from index.judging.model import judge_model
from index.judging.verdict import decision_on
from index.question.claim import claim_model
from index.question.filters import EVERYTHING
from index.question.question import read_question
from index.reading.careful import LONGEST_QUESTION, CarefulReader
from index.reading.claims import ClaimReader, Stance
from index.reading.marked import MarkedQuote
from index.reading.reader import MODELS
from tests.index.desk import OPENED, SEEN, SEIZED, Desk

pytestmark = pytest.mark.run_models


@pytest.fixture(scope="module")
def archive(three_articles: Desk) -> Iterator[Archive]:
    with three_articles.open() as archive:
        yield archive


SEIZED_386 = "Police seized 386 illegal firearms in London last year, right?"
OPENED_1985 = "The Humber Bridge was opened by the Queen in 1985, right?"


@pytest.mark.parametrize(
    ("claim", "verdict", "said"),
    [
        (SEIZED_386, "agrees", "386"),
        # Too unlikely for an answer without a verdict.
        (OPENED_1985, "differs", "17 July 1981"),
    ],
)
def test_a_claim_gets_a_verdict_above_the_quote_that_decides_it(
    archive: Archive, claim: str, verdict: str, said: str
) -> None:
    answer = archive.ask(claim)
    assert (answer.status, answer.claim) == ("answered", verdict)
    assert said in answer.quotes[0].text
    assert answer.to_json()["claim"] == verdict


def test_a_quote_decides_by_itself_and_not_by_what_stands_before_it(
    archive: Archive, encoder: Encoder
) -> None:
    question = read_question(SEIZED_386, EVERYTHING, None, encoder)
    ranked = judge(archive.gathered(SEIZED_386), judge_model())
    below = next(one for one in ranked if one.evidence.verbatim.startswith("Commander"))
    decision = decision_on(question, [below, *ranked], archive._readers)
    assert decision is not None
    assert decision.by.evidence.verbatim.startswith("Officers seized")


def test_a_claim_is_read_as_the_reader_learnt_without_what_the_article_says_elsewhere(
    archive: Archive, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[MarkedQuote] = []

    def noted(self: ClaimReader, claim: str, quote: MarkedQuote, careful: CarefulReader) -> Stance:
        read.append(quote)
        return known(self, claim, quote, careful)

    known = ClaimReader.read
    monkeypatch.setattr(ClaimReader, "read", noted)
    ranked = judge(archive.gathered(SEIZED_386), judge_model())
    told = [one._replace(evidence=replace(one.evidence, bridge=Span(0, 9))) for one in ranked]
    question = read_question(SEIZED_386, EVERYTHING, None, encoder)
    assert decision_on(question, told, archive._readers) is not None
    assert {quote.bridge for quote in read} == {""}


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


def test_a_text_of_which_only_the_beginning_is_read_gets_no_verdict(archive: Archive) -> None:
    assert archive.ask(f"{'so ' * LONGEST_QUESTION}{OPENED_1985}").claim is None


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
    shutil.copy(MODELS / "claims.npz", tmp_path)
    reader, careful = ClaimReader.of(tmp_path), CarefulReader.of(MODELS)
    assert reader is not None
    assert careful is not None
    with pytest.raises(ReaderError, match="Install Pullquote anew"):
        reader.read("It rained.", MarkedQuote("", "", "", "It rained.", Span(0, 2)), careful)
    careful.close()
