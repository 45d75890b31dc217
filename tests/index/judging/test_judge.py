"""The judge: one order, by probability, and what of it may be quoted."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.judging.judge import Judged, judge, worthy
from index.judging.model import FILE, JudgeModel, Weights, judge_model
from index.judging.signals import signals_of
from index.question.support import question_words
from index.reading.evidence import Evidence
from tests.index.pieces import ALIKE, asked, piece

TEXT = "Officers seized 386 illegal firearms in London last year."
PLAIN, NEWEST = asked("how many guns were seized?"), asked("what is the latest number of guns seized?")


def weights(**coefficients: float) -> Weights:
    return Weights(0.0, coefficients, {"strict": 0.9, "normal": 0.5, "lenient": 0.1})


MODEL = JudgeModel(both=weights(careful=1.0), quick=weights(margin=1.0), foreign=weights(held=1.0))
"""Each fit weighs one reader, and nothing else."""


def judged(probability: float, day: str | None = None, margin: float = 0.0) -> Judged:
    return Judged(piece(TEXT, "386", day=day, margin=margin), probability, {})


# Order


@given(st.lists(st.integers(-30, 30), max_size=6))
def test_the_likeliest_comes_first_and_all_come(margins: list[int]) -> None:
    ranked = judge([piece(TEXT, "386", margin=margin) for margin in margins], MODEL)
    assert [one.evidence.margin for one in ranked] == sorted(margins, reverse=True)
    assert all(one.probability == pytest.approx(1 / (1 + math.exp(-one.evidence.margin))) for one in ranked)


def test_where_the_careful_reader_has_read_it_decides() -> None:
    pieces = [piece(TEXT, "386", margin=9.0, careful=-1.0), piece(TEXT, "386", margin=-9.0, careful=2.0)]
    assert [one.evidence.careful for one in judge(pieces, MODEL)] == [2.0, -1.0]


def test_equals_are_told_apart_by_margin_and_closeness() -> None:
    nothing = JudgeModel(weights(), weights(), weights())
    pieces = [
        piece(TEXT, "386", margin=margin, found=ALIKE._replace(dense=dense))
        for margin, dense in ((0.0, 0.5), (5.0, 0.5), (0.0, 0.99))
    ]
    ranked = [one.evidence for one in judge(pieces, nothing)]
    assert ranked == sorted(pieces, key=lambda item: -item.worth)
    assert ranked[-1] is pieces[0]


def test_each_is_told_with_the_signals_that_it_was_judged_by() -> None:
    pieces = [piece(TEXT, "386", margin=margin) for margin in (1.0, 2.0)]
    assert [one.signals for one in judge(pieces, MODEL)] == signals_of(pieces[::-1])


# The model


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_probability_is_one_however_wild_the_signals_are(value: float) -> None:
    assert 0.0 <= weights(margin=3.0).probability({"margin": value}) <= 1.0


def test_the_model_in_the_package_fits_the_signals_that_there_are() -> None:
    model, quick = judge_model(), signals_of([piece(TEXT, "386")])[0]
    careful = signals_of([piece(TEXT, "386", careful=1.0)])[0]
    foreign = signals_of([piece(TEXT, "386", careful=1.0)], question_words("wie viele Waffen"))[0]
    for signals, fit in ((quick, model.quick), (careful, model.both), (foreign, model.foreign)):
        assert model.weights(signals) is fit
        assert set(fit.coefficients) == set(signals)
        assert fit.coefficients["margin"] > 0  # what the readers hold likelier is likelier
    for fit in (model.quick, model.both):
        strict, normal, lenient = (fit.thresholds[level] for level in ("strict", "normal", "lenient"))
        assert 0 <= lenient <= normal <= strict <= 1
    assert model.both.coefficients["careful"] > 0


def test_a_model_is_read_from_a_file(tmp_path: Path) -> None:
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    stored["quick"]["intercept"] = -1.5
    (tmp_path / "judge.json").write_text(json.dumps(stored))
    assert judge_model(tmp_path / "judge.json").quick.intercept == -1.5


# What may be quoted


def kept(question: object, threshold: float, *ranked: Judged) -> list[float]:
    chosen = worthy(NEWEST if question is NEWEST else PLAIN, ranked, threshold)
    return [one.probability for one in chosen]


@pytest.mark.parametrize(
    ("threshold", "probabilities", "expected"),
    [
        (0.5, [], []),
        (0.5, [0.49], []),
        (0.5, [0.5], [0.5]),
        (0.5, [0.9, 0.6, 0.49], [0.9, 0.6]),
        (0.2, [0.9, 0.45, 0.44, 0.3], [0.9, 0.45]),  # half as sure is enough, less is not
        (0.2, [0.3, 0.25, 0.19], [0.3, 0.25]),
    ],
)
def test_what_is_sure_enough_and_at_least_half_as_sure_as_the_surest(
    threshold: float, probabilities: list[float], expected: list[float]
) -> None:
    assert kept(PLAIN, threshold, *map(judged, probabilities)) == expected


@given(st.lists(st.floats(0, 1), max_size=8), st.floats(0, 1), st.floats(0, 1))
def test_a_lower_threshold_never_keeps_less(probabilities: list[float], one: float, other: float) -> None:
    ranked = [judged(probability) for probability in sorted(probabilities, reverse=True)]
    low, high = sorted((one, other))
    laxer, stricter = kept(PLAIN, low, *ranked), kept(PLAIN, high, *ranked)
    assert laxer[: len(stricter)] == stricter
    assert all(probability >= high for probability in stricter)
    assert laxer == sorted(laxer, reverse=True)


DATED = (judged(0.9, "2010-06-01"), judged(0.8, "2023-06-01"), judged(0.7), judged(0.6, "2015-01-01"))


def test_the_newest_comes_first_where_it_is_asked_for() -> None:
    assert kept(PLAIN, 0.5, *DATED) == [0.9, 0.8, 0.7, 0.6]
    assert kept(NEWEST, 0.5, *DATED) == [0.8, 0.6, 0.9, 0.7]  # and what has no date last


def test_of_one_day_the_surer_comes_first_and_what_is_new_must_be_sure_enough() -> None:
    day = "2024-01-01"
    assert kept(NEWEST, 0.5, judged(0.9, day), judged(0.8, day), judged(0.4, "2025-01-01")) == [0.9, 0.8]


def test_the_order_of_the_evidence_given_does_not_matter() -> None:
    pieces: list[Evidence] = [piece(TEXT, "386", margin=margin) for margin in (1.0, 2.0, 3.0)]
    orders = [[one.evidence for one in judge(order, MODEL)] for order in itertools.permutations(pieces)]
    assert all(order == orders[0] for order in orders)
