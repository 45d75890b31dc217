"""Fitting the judge: questions with their evidence's signals in, weights or held-out probabilities out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.evaluation.intervals import Floats
from index.evaluation.metrics import Bools

RIDGE = 1.0
"""The penalty on squared coefficients of standardised signals: for a few hundred questions hardly any."""
FOLDS = 10
ROUNDS = 30
"""Newton steps; ten are enough unless a signal separates right from wrong by itself."""


class Asked(NamedTuple):
    """A question of a set, and its evidence: signals of shape (pieces, signals), and which pieces are right.

    `names` are the signals', in their columns' order. `group` names what must not be divided between folds: an
    article, a day, a pair of questions.
    """

    question: str
    kind: str
    answerable: bool
    group: str
    names: tuple[str, ...]
    signals: Floats
    right: Bools
    weight: float = 1.0


class Linear(NamedTuple):
    """An intercept and a coefficient for each column used: `columns` are places among the signals."""

    intercept: float
    coefficients: Floats
    columns: tuple[int, ...]

    def probabilities(self, signals: Floats) -> Floats:
        """Of evidence with these signals (pieces × signals), shape (pieces,)."""
        logits = self.intercept + signals[:, list(self.columns)] @ self.coefficients
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -500, 500))), dtype=np.float64)


def fit(asked: Sequence[Asked], columns: Sequence[int]) -> Linear:
    """Ridge logistic regression over all pieces of evidence, by Newton's method."""
    asked = [one for one in asked if len(one.right)]
    signals = np.concatenate([one.signals[:, list(columns)] for one in asked])
    right = np.concatenate([one.right for one in asked]).astype(np.float64)
    weights = np.concatenate([np.full(len(one.right), one.weight) for one in asked])
    mean, spread = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    inputs = np.column_stack([np.ones(len(signals)), (signals - mean) / spread])
    penalty = np.diag([0.0, *[RIDGE] * len(columns)])
    solution = np.zeros(inputs.shape[1])
    for _ in range(ROUNDS):
        guessed = 1 / (1 + np.exp(-np.clip(inputs @ solution, -30, 30)))
        slope = inputs.T @ (weights * (right - guessed)) - penalty @ solution
        curve = inputs.T @ (inputs * (weights * guessed * (1 - guessed))[:, None]) + penalty
        step = np.linalg.solve(curve + 1e-9 * np.eye(len(curve)), slope)
        solution += step
        if np.abs(step).max() < 1e-6:
            break
    coefficients = solution[1:] / spread
    return Linear(float(solution[0] - coefficients @ mean), coefficients, tuple(columns))


class Held(NamedTuple):
    """What a model that did not see them makes of questions: each of shape (questions,).

    `right` tells whether the likeliest quote is right, `probability` what it is thought to be.
    """

    right: Bools
    probability: Floats


def held_out(asked: Sequence[Asked], columns: Sequence[int], seed: int = 0) -> Held:
    """Judge each question by a model fitted on the other folds; a group is never divided."""
    names = sorted({one.group for one in asked})
    np.random.default_rng(seed).shuffle(names)
    fold_of = {name: place % FOLDS for place, name in enumerate(names)}
    folds = np.array([fold_of[one.group] for one in asked])
    right, probability = np.zeros(len(asked), dtype=np.bool_), np.zeros(len(asked))
    for fold in range(FOLDS):
        held = np.flatnonzero(folds == fold)
        if not len(held):
            continue
        model = fit([one for one, of in zip(asked, folds, strict=True) if of != fold], columns)
        for place in held.tolist():
            if len(asked[place].right):
                guessed = model.probabilities(asked[place].signals)
                best = int(np.argmax(guessed))
                right[place], probability[place] = asked[place].right[best], guessed[best]
    return Held(right, probability)
