"""Deciding: what must hold whatever the confidence was fitted to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from index import Archive
from index.decision import decide, rate
from index.evidence import Evidence
from index.support import question_words
from tests.index.desk import OPENED, SEIZED, Desk


@pytest.fixture(scope="module")
def opened(three_articles: Desk) -> Iterator[Archive]:
    with three_articles.open() as archive:
        yield archive


def evidence(archive: Archive, question: str) -> list[Evidence]:
    return archive.read(question)


def nothing_known(stem: str) -> int:
    """The passages that hold a stem, in an archive that holds none."""
    return 0


def everything_known(stem: str) -> int:
    """The passages that hold a stem, in an archive that holds every word."""
    return 1


def test_the_best_evidence_comes_first(opened: Archive) -> None:
    found = evidence(opened, OPENED)
    decided = decide(OPENED, found, everything_known, threshold=0.0)
    assert decided.answered
    assert decided.reason is None
    assert decided.order[0].answer == "17 July 1981"
    assert sorted(map(id, decided.order)) == sorted(map(id, found))
    assert decided.worthy == decided.order[: len(decided.worthy)]


def test_what_is_less_than_half_as_sure_is_no_second_answer(opened: Archive) -> None:
    found = evidence(opened, OPENED)
    decided = decide(OPENED, found, everything_known, threshold=0.0)
    sure = [one.confidence for one in rate(OPENED, found) if one.evidence in decided.worthy]
    rest = [one.confidence for one in rate(OPENED, found) if one.evidence not in decided.worthy]
    assert rest
    assert min(sure) >= max(sure) / 2 > max(rest)


def test_a_threshold_divides_what_may_be_quoted(opened: Archive) -> None:
    found = evidence(opened, OPENED)
    sure = decide(OPENED, found, everything_known, threshold=0.0).confidence
    assert decide(OPENED, found, everything_known, threshold=sure).worthy[0].answer == "17 July 1981"
    refused = decide(OPENED, found, everything_known, threshold=min(1.0, sure + 1e-9))
    assert not refused.answered
    assert refused.worthy == ()
    assert refused.reason
    assert refused.confidence == sure


def test_no_evidence_is_refused() -> None:
    refused = decide(SEIZED, [], nothing_known, threshold=0.0)
    assert (refused.answered, refused.confidence, refused.order) == (False, 0.0, ())
    assert refused.reason is not None
    assert "No article mentions" in refused.reason


def test_words_that_name_nothing_get_a_reason_too() -> None:
    assert (
        decide("the of and", [], nothing_known, threshold=0.0).reason
        == "Nothing in the articles is near to this."
    )


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("how many illegal firearms were seized in Manchester?", "Manchester"),
        ("how many illegal firearms were seized in London in 2019?", "2019"),
        ("when was the Sydney Bridge opened?", "Sydney"),
        ("which walker saw the zorbles?", "zorbles"),
    ],
)
def test_another_place_or_year_is_refused_by_its_name(opened: Archive, question: str, named: str) -> None:
    answer = opened.ask(question, strictness="lenient")
    assert answer.status == "refused"
    assert answer.reason is not None
    assert f"“{named}”" in answer.reason
    assert named in answer.explanation.unsupported


def test_a_better_margin_is_never_less_sure(opened: Archive) -> None:
    (first, *others) = evidence(opened, OPENED)
    confidences = [
        decide(OPENED, [replace(first, margin=margin), *others], everything_known, 0.0).confidence
        for margin in (first.margin, first.margin + 1, first.margin + 5)
    ]
    assert confidences == sorted(confidences)


def test_many_missing_words_are_named_up_to_a_few() -> None:
    question = "Ada Bertha Clara Dora Emma Frieda Greta Hilda?"
    assert len(question_words(question)) == 8
    reason = decide(question, [], nothing_known, threshold=0.0).reason
    assert reason is not None
    assert reason.count("“") <= 4


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When did the Thames Barrier open?", "8 May 1984"),
        ("When was the Humber Bridge opened?", "17 July 1981"),
        ("How long is the River Severn?", "220 miles"),
        ("How long is the Humber Bridge's main span?", "1,410 metres"),
        ("how long is the main span of the humber bridge", "1,410 metres"),
        ("What is the main span of the Humber Bridge?", "1,410 metres"),
        ("how wide is the thames barrier", "520 metres"),  # not the length of the Thames
        ("What was the population of England in 2021?", "56,489,800"),
        ("What was the population of Wales in 2021?", "3,107,500"),  # not that of England and Wales
        ("What was the population of England and Wales in 2021?", "59,597,300"),
    ],
)
def test_a_figure_of_another_bridge_comes_second_and_one_beside_other_names_does_not(
    archive: Archive, question: str, answer: str
) -> None:
    assert archive.ask(question).answer == answer


def test_two_boroughs_are_nearer_than_a_third_where_neither_is_alone(empty_desk: Desk) -> None:
    empty_desk.write("one.txt", "Knives\n\nOfficers seized 412 knives in Lambeth and Southwark in 2023.")
    empty_desk.write("two.txt", "Croydon\n\nOfficers in Croydon seized 77 knives in 2023.")
    empty_desk.build()
    with empty_desk.open() as archive:
        assert archive.ask("How many knives were seized in Lambeth in 2023?").answer == "412"
    empty_desk.write("three.txt", "Lambeth\n\nIn Lambeth alone, officers seized 203 knives in 2023.")
    empty_desk.build()
    with empty_desk.open() as archive:
        assert archive.ask("How many knives were seized in Lambeth in 2023?").answer == "203"
