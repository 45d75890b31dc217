"""How far a measured figure can be trusted: bootstrap intervals."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
