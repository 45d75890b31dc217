"""The statistics themselves, each over many resamples at once; risk against coverage; reliability."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.evaluation.binomial import exact_interval, upper_bound
from index.evaluation.intervals import NOTHING, Figure, Floats

BINS = 10
"""Bins of equal width for calibration."""
DECILES = tuple(tenth / 10 for tenth in range(1, 11))

Bools = NDArray[np.bool_]


def mean(weights: Floats, values: ArrayLike, among: Bools) -> Floats:
    """The mean of values, shape (questions,), over those `among`; nan where there are none."""
    values = np.asarray(values, dtype=np.float64)
    return _quotient(weights @ np.where(among, values, 0.0), weights @ among.astype(np.float64))


def auroc(weights: Floats, scores: Floats, positive: Bools) -> Floats:
    """The area under the ROC curve: how often a positive has the higher score of two, a tie counted as half.

    nan where only one kind was drawn.
    """
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.diff(scores[order], prepend=-np.inf))
    drawn, kind = weights[:, order], positive[order]
    up = np.add.reduceat(drawn * kind, starts, axis=1)
    down = np.add.reduceat(drawn * ~kind, starts, axis=1)
    below = np.cumsum(down, axis=1) - down / 2
    return _quotient((up * below).sum(axis=1), up.sum(axis=1) * down.sum(axis=1))


def area(scores: Floats, positive: Bools) -> Figure:
    """The area under the ROC curve with Newcombe's interval (2006, Statistics in Medicine 25, 559 to 573, method 5).

    Hanley and McNeil's variance, made symmetrical and taken at the ends of the interval, not at the area that was
    seen: where that is 1, it is 0, and would make a point of the interval.
    """
    ups, downs = int(positive.sum()), int((~positive).sum())
    if not ups or not downs:
        return NOTHING
    seen, half = float(auroc(np.ones((1, len(scores))), scores, positive)[0]), (ups + downs) / 2 - 1

    def reaches(end: float) -> bool:
        spread = 1 + half * (1 - end) / (2 - end) + half * end / (1 + end)
        return (seen - end) ** 2 <= _NORMAL**2 * end * (1 - end) * spread / (ups * downs)

    return Figure(seen, _end(0.0, seen, reaches), _end(1.0, seen, reaches))


_NORMAL = NormalDist().inv_cdf(0.975)
_HALVINGS = 60
"""As exact as a float."""


def _end(outside: float, inside: float, reaches: Callable[[float], bool]) -> float:
    """Where an interval that holds `inside` ends on the way to `outside`, a bound of what can be at all."""
    for _ in range(_HALVINGS):
        between = (outside + inside) / 2
        outside, inside = (outside, between) if reaches(between) else (between, inside)
    return inside


def calibration_error(weights: Floats, confidence: Floats, right: Bools) -> Floats:
    """The expected calibration error: |confidence - share right| by bin, weighted by its size."""
    member = np.arange(BINS) == _bin_of(confidence)[:, np.newaxis]
    gap = (confidence - right)[:, np.newaxis] * member
    return _quotient(np.abs(weights @ gap).sum(axis=1), weights.sum(axis=1))


def quantile(weights: Floats, values: Floats, share: float) -> Floats:
    """The smallest value that at least that share of the drawn ones do not exceed."""
    order = np.argsort(values)
    reached = np.cumsum(weights[:, order], axis=1)
    place = np.argmax(reached >= share * reached[:, -1:], axis=1)
    return np.asarray(values[order][place], dtype=np.float64)


def _quotient(top: Floats, bottom: Floats) -> Floats:
    quotient: Floats = np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)
    return quotient


def _bin_of(confidence: Floats) -> NDArray[np.intp]:
    return np.minimum((confidence * BINS).astype(np.intp), BINS - 1)


class Risk(NamedTuple):
    """What answering from a threshold on would mean.

    `coverage` is the share of the questions that get an answer, `risk` the share of these answers that is
    wrong, `bound` the 95 % upper bound on that share (Clopper and Pearson).
    """

    threshold: float
    coverage: float
    answered: int
    wrong: int
    risk: float
    bound: float


def risk_at(confidence: Floats, right: Bools, threshold: float) -> Risk | None:
    """Risk where everything at least as sure as the threshold is answered; None where that is nothing."""
    given = confidence >= threshold
    answered, wrong = int(given.sum()), int((given & ~right).sum())
    if not answered:
        return None
    bound = upper_bound(wrong, answered)
    return Risk(float(threshold), answered / len(confidence), answered, wrong, wrong / answered, bound)


def risk_coverage(confidence: Floats, right: Bools, coverages: Sequence[float] = DECILES) -> list[Risk]:
    """Risk at the thresholds that reach these coverages, each once. Equally sure ones go together."""
    if not len(confidence):
        return []
    falling = np.sort(confidence)[::-1]
    thresholds = {
        float(falling[max(math.ceil(share * len(falling) - 1e-9), 1) - 1]): None for share in coverages
    }
    rows = [risk_at(confidence, right, threshold) for threshold in thresholds]
    return [row for row in rows if row is not None]


class Bin(NamedTuple):
    """Questions whose confidence lies from `low` to `high`: its mean; the share right, with interval."""

    low: float
    high: float
    questions: int
    confidence: float
    right: float
    right_low: float
    right_high: float


def reliability(confidence: Floats, right: Bools) -> list[Bin]:
    """The bins that hold questions, from the least sure to the surest."""
    held = _bin_of(confidence)
    return [
        _bin(number, confidence[held == number], right[held == number]) for number in np.unique(held).tolist()
    ]


def _bin(number: int, confidence: Floats, right: Bools) -> Bin:
    hits, of = int(right.sum()), len(right)
    interval = exact_interval(hits, of)
    return Bin(number / BINS, (number + 1) / BINS, of, float(confidence.mean()), hits / of, *interval)
