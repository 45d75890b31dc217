"""Calibrating with a reader that the package does not know: first its margins, then, with those, the thresholds.

The confidence was fitted on the packaged reader's margins. Another reader's may be twice as large, or above zero where
nothing answers. So two numbers are fitted, a slope and a shift that put its margins on the packaged one's scale: the
logistic regression that the confidence is, with all else that it weighs held as it stands.

Thresholds are chosen on confidences that no question had a part in fitting: the questions are cut in two at random, and
each half is asked with the scale that was fitted on the other. The scale that is kept was fitted on all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.archive import Archive
from index.evaluation.intervals import Floats
from index.evaluation.questions import Question
from index.evaluation.run import Outcome, Progress, run
from index.judging.confidence import Strictness
from index.judging.model import judge_model
from index.reading.own.scale import UNSCALED, MarginScale

MARGINS = ("margin",)
"""What the judge weighs that is a margin of the quick reader."""
LEAST_SLOPE = 0.01
"""A scale rises, if ever so little: margins that say nothing weigh nothing, and are never turned round."""
ROUNDS, HALVED = 100, [0.5**n for n in range(40)]
"""Newton steps at most, and the shares of a step that are tried."""
RIDGE = 1.0
"""How strongly a scale is held to the margins as they are, in units of one question; for sets of a few questions."""


class Scaled(NamedTuple):
    """The outcomes with scales that were fitted on other questions, and the scale that was fitted on all."""

    outcomes: list[Outcome]
    scale: MarginScale


def run_with_own_reader(
    archive: Archive, questions: Sequence[Question], strictness: Strictness, progress: Progress | None = None
) -> Scaled:
    """Ask every question twice: with the margins as they are to fit scales, then with the scales.

    Raises BadQuestionSet where a question cannot be asked.
    """
    raw = run(archive.with_margins_on(UNSCALED), questions, strictness, progress)
    places = np.random.default_rng(0).permutation(len(questions))
    halves = places[::2], places[1::2]
    outcomes = list(raw)
    for own, other in (halves, halves[::-1]):
        scaled = archive.with_margins_on(fit_scale([raw[place] for place in other]))
        again = run(scaled, [questions[place] for place in own], strictness, progress)
        for place, outcome in zip(own, again, strict=True):
            outcomes[place] = outcome
    return Scaled(outcomes, fit_scale(raw))


def fit_scale(outcomes: Sequence[Outcome]) -> MarginScale:
    """The scale with which the confidence tells best which first quotes were right, by likelihood.

    The outcomes must be those of margins as they are.
    """
    known = [outcome for outcome in outcomes if outcome.answer.explanation.features]
    if not known:
        return UNSCALED
    features = [outcome.answer.explanation.features for outcome in known]
    model = judge_model().weights(features[0])
    weight = model.coefficients["margin"]
    margins = np.array([sum(model.coefficients[name] * row[name] for name in MARGINS) for row in features])
    rest = np.array(
        [
            model.intercept
            + sum(value * row[name] for name, value in model.coefficients.items() if name not in MARGINS)
            for row in features
        ]
    )
    right = np.array([outcome.first_right for outcome in known], dtype=np.float64)

    slope, shift = likeliest(margins, rest, right)
    if slope < LEAST_SLOPE:
        _, shift = likeliest(np.zeros_like(margins), rest + LEAST_SLOPE * margins, right)
        slope = LEAST_SLOPE
    return MarginScale(slope, shift / weight)


def likeliest(margins: Floats, rest: Floats, right: Floats) -> tuple[float, float]:
    """Slope and shift of the logistic regression of what is right on the margins, beside what else is weighed.

    By Newton's method, each step halved until it betters the likelihood with its ridge, which has one top.
    """
    inputs, held = np.column_stack([margins, np.ones_like(margins)]), np.array([1.0, 0.0])

    def loss(scale: Floats) -> float:
        logit, beside = rest + inputs @ scale, scale - held
        return float(np.logaddexp(0, logit).sum() - right @ logit + RIDGE / 2 * (beside @ beside))

    scale = held
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-np.clip(rest + inputs @ scale, -500, 500)))
        gradient = inputs.T @ (likely - right) + RIDGE * (scale - held)
        curve = (inputs.T * (likely * (1 - likely))) @ inputs + RIDGE * np.eye(2)
        step = np.linalg.solve(curve, gradient)
        size = next((size for size in HALVED if loss(scale - size * step) < loss(scale)), 0.0)
        if not size:
            break
        scale = scale - size * step
    return float(scale[0]), float(scale[1])
