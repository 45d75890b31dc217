"""How far a measured figure can be trusted: exact intervals for shares, bootstrap intervals for all else."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.evaluation.binomial import exact_interval

RESAMPLES = 1_000
COVERED = 95
"""Per cent of resamples that an interval covers."""

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""From weights of shape (resamples, questions), how often each question was drawn, to one value a resample.

A value that a resample does not define, such as a share of nothing, is nan.
"""


class Figure(NamedTuple):
    """A figure and its 95 % interval; None where there was nothing to measure it on."""

    value: float | None
    low: float | None
    high: float | None


NOTHING = Figure(None, None, None)
"""What was measured on nothing."""


def share(values: NDArray[np.bool_] | Floats, among: NDArray[np.bool_]) -> Figure:
    """The share of hits among some of the questions, with Clopper and Pearson's interval (1934, Biometrika 26).

    Resamples of questions that all are hits are all hits, and their interval would be a point; this one is honest
    there: five of five are 47.8 to 100 %. Values between a miss and a hit vary no more than hits with their mean do:
    their sum is rounded outwards.
    """
    of, hits = int(among.sum()), round(float(values[among].sum()), 9)
    if not of:
        return NOTHING
    low, high = exact_interval(math.floor(hits), of)[0], exact_interval(math.ceil(hits), of)[1]
    return Figure(hits / of, low, high)


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
            return NOTHING
        low, high = np.nanpercentile(statistic(self._drawn), [50 - COVERED / 2, 50 + COVERED / 2])
        return Figure(float(value), float(low), float(high))
