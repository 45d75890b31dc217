"""Fitting the judge on made questions: what decides gets the weight, and nothing is judged by what it was fitted on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from index.evaluation.fitting import Asked, fit, held_out
from index.evaluation.intervals import Floats

NAMES = ("decides", "noise")
PIECES = 4


def questions(count: int, seed: int = 0, *, noise_only: bool = False) -> list[Asked]:
    """Questions of which one piece of evidence is right, or none: that whose first signal is high."""
    random = np.random.default_rng(seed)
    made = []
    for number in range(count):
        answerable = number % 3 > 0
        right = np.arange(PIECES) == (random.integers(PIECES) if answerable else -1)
        decides = random.normal(0, 1, PIECES) + 4 * right * (not noise_only)
        signals = np.column_stack([decides, random.normal(0, 1, PIECES)])
        made.append(Asked(f"q{number}", "made", answerable, f"g{number // 2}", NAMES, signals, right))
    return made


def share_right(asked: list[Asked], right: object) -> float:
    return float(np.mean(np.asarray(right)[[one.answerable for one in asked]]))


def test_what_decides_gets_the_weight_and_noise_next_to_none() -> None:
    linear = fit(questions(300), (0, 1))
    decides, noise = linear.coefficients
    assert decides > 1
    assert abs(noise) < decides / 5
    assert linear.columns == (0, 1)


def test_probabilities_are_calibrated_on_questions_that_the_fit_has_not_seen() -> None:
    linear, fresh = fit(questions(600), (0, 1)), questions(600, seed=1)
    given = np.concatenate([linear.probabilities(one.signals) for one in fresh])
    right = np.concatenate([one.right for one in fresh])
    assert given.min() >= 0
    assert given.max() <= 1
    assert given.mean() == pytest.approx(right.mean(), abs=0.03)
    sure = given > 0.8
    assert sure.sum() > 100
    assert right[sure].mean() == pytest.approx(given[sure].mean(), abs=0.05)


def test_only_the_columns_named_are_looked_at() -> None:
    asked = questions(100)
    linear = fit(asked, (0,))
    changed = [one._replace(signals=one.signals * [1, 1_000]) for one in asked]
    assert np.allclose(fit(changed, (0,)).coefficients, linear.coefficients)
    assert np.array_equal(linear.probabilities(changed[0].signals), linear.probabilities(asked[0].signals))


@pytest.mark.parametrize("scale", [lambda signals: signals * 100, lambda signals: signals + 50])
def test_the_unit_of_a_signal_changes_no_probability(scale: Callable[[Floats], Floats]) -> None:
    asked = questions(200)
    scaled = [one._replace(signals=scale(one.signals)) for one in asked]
    for one, other in zip(asked[:20], scaled[:20], strict=True):
        before = fit(asked, (0, 1)).probabilities(one.signals)
        assert np.allclose(fit(scaled, (0, 1)).probabilities(other.signals), before, atol=1e-6)


def test_a_question_of_weight_two_counts_as_two() -> None:
    asked = questions(60)
    doubled = fit([*asked, *asked[:20]], (0, 1))
    weighed = fit([one._replace(weight=2.0) if n < 20 else one for n, one in enumerate(asked)], (0, 1))
    assert weighed.coefficients == pytest.approx(doubled.coefficients, rel=0.02, abs=0.01)
    assert weighed.intercept == pytest.approx(doubled.intercept, rel=0.02)


def test_what_separates_right_from_wrong_by_itself_is_fitted_all_the_same() -> None:
    signals = np.array([[5.0, 0.0], [-5.0, 0.0]])
    asked = [Asked(f"q{n}", "", True, str(n), NAMES, signals, np.array([True, False])) for n in range(40)]
    likely, unlikely = fit(asked, (0, 1)).probabilities(signals)
    assert np.isfinite(likely)
    assert likely > 0.9
    assert unlikely < 0.1


def test_questions_held_out_are_judged_by_what_decides() -> None:
    asked = questions(300)
    held = held_out(asked, (0, 1))
    assert share_right(asked, held.right) > 0.9
    answerable = np.array([one.answerable for one in asked])
    assert held.probability[answerable].mean() > held.probability[~answerable].mean() + 0.3
    assert not held.right[~answerable].any()


def test_by_noise_they_come_out_as_by_chance() -> None:
    asked = questions(600)
    assert share_right(asked, held_out(asked, (1,)).right) == pytest.approx(1 / PIECES, abs=0.08)


def test_no_group_is_judged_by_what_was_fitted_on_it() -> None:
    """A signal that is a group's own number tells nothing of another one, however well it fits."""
    asked = []
    for number in range(80):
        marks = np.zeros((2, 40))
        marks[0, number // 2] = 1.0
        right = np.array([True, False])
        asked.append(
            Asked(f"q{number}", "", True, f"g{number // 2}", tuple(map(str, range(40))), marks, right)
        )
    seen = fit(asked, range(40)).probabilities(asked[0].signals)
    assert seen[0] > 0.7
    assert held_out(asked, range(40)).probability.max() < 0.5


def test_a_question_without_evidence_is_never_right() -> None:
    nothing = Asked("q", "", True, "alone", NAMES, np.empty((0, 2)), np.empty(0, dtype=np.bool_))
    held = held_out([*questions(60), nothing], (0, 1))
    assert not held.right[-1]
    assert held.probability[-1] == 0.0


def test_folds_are_drawn_from_the_seed() -> None:
    asked = questions(90, noise_only=True)
    first, again, other = (held_out(asked, (0, 1), seed).probability for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
