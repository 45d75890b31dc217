"""The statistics against hand-computed values, brute force and scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binom, norm

from index.evaluation.binomial import at_most, exact_interval, upper_bound
from index.evaluation.intervals import Bootstrap, Figure, share
from index.evaluation.metrics import (
    area,
    auroc,
    calibration_error,
    mean,
    quantile,
    reliability,
    risk_at,
    risk_coverage,
)

SCORED = st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.integers(0, 3)), min_size=1, max_size=30)


def once(count: int) -> np.ndarray:
    return np.ones((1, count))


@given(SCORED)
def test_auroc_is_the_share_of_pairs_in_order(rows: list[tuple[int, bool, int]]) -> None:
    scores, kinds, weights = (np.array(column) for column in zip(*rows, strict=True))
    ups = [(score, weight) for score, kind, weight in rows if kind]
    downs = [(score, weight) for score, kind, weight in rows if not kind]
    pairs = sum(w * v for _, w in ups for _, v in downs)
    won = sum(w * v * ((up > down) + (up == down) / 2) for up, w in ups for down, v in downs)
    (area,) = auroc(weights[np.newaxis].astype(float), scores.astype(float), kinds)
    assert math.isnan(area) if pairs == 0 else area == pytest.approx(won / pairs)


def test_every_resample_is_measured_by_itself() -> None:
    scores, right = np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])
    weights = np.array([[1.0, 1, 1, 1], [0, 2, 1, 0], [4, 0, 0, 0]])
    areas = auroc(weights, scores, right)
    assert areas[:2].tolist() == [0.75, 0.0]
    assert math.isnan(areas[2])


def test_mean_is_taken_over_those_asked_about() -> None:
    values, among = np.array([1.0, 0, 1, 7]), np.array([True, True, True, False])
    assert mean(once(4), values, among).tolist() == [pytest.approx(2 / 3)]
    assert math.isnan(mean(once(4), values, np.zeros(4, dtype=bool))[0])


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_quantile_is_the_inverse_of_the_distribution(values: list[float], share: float) -> None:
    column = np.array(values)
    expected = np.quantile(column, share, method="inverted_cdf")
    assert quantile(once(len(values)), column, share)[0] == expected


def test_a_quantile_of_a_resample_counts_what_was_drawn_twice() -> None:
    weights = np.array([[1.0, 1, 1], [0, 0, 3], [2, 1, 0]])
    assert quantile(weights, np.array([30.0, 10, 20]), 0.5).tolist() == [20, 20, 30]


def test_calibration_error_by_hand() -> None:
    confidence = np.array([0.95, 0.95, 0.15, 0.15])
    right = np.array([True, False, False, False])
    # Two in the bin of 0.95 with half right, two in the bin of 0.15 with none right.
    assert calibration_error(once(4), confidence, right)[0] == pytest.approx((0.45 + 0.15) / 2)


def test_calibration_error_of_certainty_that_is_right_is_none() -> None:
    assert calibration_error(once(2), np.array([1.0, 0.0]), np.array([True, False]))[0] == 0


def test_reliability_has_the_bins_that_hold_questions() -> None:
    rows = reliability(np.array([1.0, 0.91, 0.30, 0.30]), np.array([True, True, False, True]))
    assert [(row.low, row.high, row.questions, row.right) for row in rows] == [
        (0.3, 0.4, 2, 0.5),
        (0.9, 1.0, 2, 1.0),
    ]
    assert rows[1].confidence == pytest.approx(0.955)
    assert all(row.right_low <= row.right <= row.right_high for row in rows)


def test_risk_counts_the_wrong_among_those_answered() -> None:
    confidence = np.array([0.9, 0.8, 0.8, 0.2])
    right = np.array([True, True, False, False])
    risk = risk_at(confidence, right, 0.8)
    assert risk is not None
    assert (risk.answered, risk.wrong, risk.coverage, risk.risk) == (3, 1, 0.75, 1 / 3)
    assert risk.bound == pytest.approx(beta.ppf(0.95, 2, 2))
    assert risk_at(confidence, right, 0.95) is None


def test_risk_coverage_takes_equally_sure_questions_together() -> None:
    confidence = np.array([0.9, 0.8, 0.8, 0.2])
    right = np.array([True, True, False, False])
    rows = risk_coverage(confidence, right)
    assert [(row.threshold, row.answered, row.wrong) for row in rows] == [
        (0.9, 1, 0),
        (0.8, 3, 1),
        (0.2, 4, 2),
    ]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_risk_coverage_ends_with_everything_answered(rows: list[tuple[float, bool]]) -> None:
    confidence, right = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    last = risk_coverage(confidence, right)[-1]
    assert (last.coverage, last.wrong) == (1, int((~right).sum()))


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_bounds_are_clopper_and_pearsons(counts: tuple[int, int]) -> None:
    hits, of = counts
    expected = 1.0 if hits == of else beta.ppf(0.95, hits + 1, of - hits)
    assert upper_bound(hits, of) == pytest.approx(expected, rel=1e-9)
    if hits < of:
        # At the bound, so few hits or fewer come up in just 5 % of samples.
        assert binom.cdf(hits, of, upper_bound(hits, of)) == pytest.approx(0.05, rel=1e-6)
    assert at_most(hits, of, 0.3) == pytest.approx(binom.cdf(hits, of, 0.3), rel=1e-9)
    low, high = exact_interval(hits, of)
    assert low == pytest.approx(0.0 if hits == 0 else beta.ppf(0.025, hits, of - hits + 1), abs=1e-9)
    assert low <= hits / of <= high


def test_a_bound_on_a_large_set_is_exact() -> None:
    for hits, of in ((0, 100_000), (7, 100_000), (50_000, 100_000), (99_999, 100_000)):
        assert upper_bound(hits, of) == pytest.approx(beta.ppf(0.95, hits + 1, of - hits), rel=1e-9)
    assert [at_most(3, 3, 0.5), at_most(0, 9, 0.0), at_most(2, 9, 1.0)] == [1, 1, 0]


def test_shares_of_all_or_none_have_intervals_that_are_no_points() -> None:
    hits, everything = np.ones(5, dtype=bool), np.ones(5, dtype=bool)
    assert share(hits, everything) == pytest.approx((1, beta.ppf(0.025, 5, 1), 1))
    assert share(~hits, everything) == pytest.approx((0, 0, beta.ppf(0.975, 1, 5)))
    assert share(hits, ~everything) == Figure(None, None, None)
    between = share(np.array([1, 0.5, 0.2, 0, 9]), np.array([True, True, True, True, False]))
    assert between == pytest.approx((1.7 / 4, beta.ppf(0.025, 1, 4), beta.ppf(0.975, 3, 2)))


def test_an_area_of_one_has_an_interval_that_is_no_point() -> None:
    few = area(np.array([0.9, 0.1]), np.array([True, False]))
    # Of one pair the equation is (1 - end)² = z² end (1 - end).
    assert few == pytest.approx((1, 1 / (1 + norm.ppf(0.975) ** 2), 1))
    other = area(np.array([0.1, 0.9]), np.array([True, False]))
    assert other == pytest.approx((0, 0, 1 - few[1]))  # type: ignore[operator]
    assert area(np.array([0.1, 0.9]), np.array([True, True])) == Figure(None, None, None)


def test_the_interval_of_an_area_is_the_bootstraps_where_there_is_much() -> None:
    drawn = np.random.default_rng(0)
    positive = drawn.random(1_000) < 0.6
    scores = drawn.normal(positive * 1.0, 1.0)
    found = area(scores, positive)
    expected = Bootstrap(1_000, seed=1).figure(lambda weights: auroc(weights, scores, positive))
    assert found == pytest.approx(expected, abs=0.006)


def test_an_interval_is_that_of_the_normal_approximation_where_that_holds() -> None:
    hits = np.arange(2_000) < 500
    everything = np.ones(2_000, dtype=bool)
    figure = Bootstrap(2_000, seed=3).figure(lambda weights: mean(weights, hits, everything))
    assert figure.value == 0.25
    spread = 1.96 * math.sqrt(0.25 * 0.75 / 2_000)
    assert figure.low == pytest.approx(0.25 - spread, abs=0.003)
    assert figure.high == pytest.approx(0.25 + spread, abs=0.003)


def test_intervals_repeat_with_the_seed_and_only_with_it() -> None:
    values, everything = np.arange(40.0), np.ones(40, dtype=bool)

    def figure(seed: int) -> Figure:
        return Bootstrap(40, seed).figure(lambda weights: mean(weights, values, everything))

    assert figure(1) == figure(1) != figure(2)


def test_what_cannot_be_measured_has_no_figure() -> None:
    nobody = np.zeros(5, dtype=bool)
    figure = Bootstrap(5, seed=0).figure(lambda weights: mean(weights, nobody, nobody))
    assert figure == Figure(None, None, None)
