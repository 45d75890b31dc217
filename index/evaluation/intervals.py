"""How far a measured figure can be trusted: bootstrap intervals, and exact bounds on a share."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

RESAMPLES = 1_000
COVERED = 95
"""Per cent of resamples that an interval covers."""

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""From weights of shape (resamples, questions), how often each question was drawn, to one value a resample.

A value that a resample does not define, such as a share of nothing, is nan.
"""


class Figure(NamedTuple):
    """A figure and its 95 % bootstrap interval; None where there was nothing to measure it on."""

    value: float | None
    low: float | None
    high: float | None


class Bootstrap:
    """Resamples of a set of questions, the same ones for every figure (Efron's percentile intervals)."""

    def __init__(self, questions: int, seed: int, resamples: int = RESAMPLES) -> None:
        generator = np.random.default_rng(seed)
        even = np.full(questions, 1 / questions)
        self._drawn = generator.multinomial(questions, even, size=resamples).astype(np.float64)

    def figure(self, statistic: Statistic) -> Figure:
        """The statistic of the questions themselves, and the interval over the resamples."""
        (value,) = statistic(np.ones((1, self._drawn.shape[1])))
        if math.isnan(value):
            return Figure(None, None, None)
        low, high = np.nanpercentile(statistic(self._drawn), [50 - COVERED / 2, 50 + COVERED / 2])
        return Figure(float(value), float(low), float(high))


def upper_bound(hits: int, of: int, confidence: float = 0.95) -> float:
    """Clopper and Pearson's one-sided upper bound on a share of which `hits` in `of` were seen (1934)."""
    return 1.0 if hits == of else float(betaincinv(hits + 1, of - hits, confidence))


def exact_interval(hits: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's two-sided interval."""
    one_side = (1 + confidence) / 2
    return 1 - upper_bound(of - hits, of, one_side), upper_bound(hits, of, one_side)
