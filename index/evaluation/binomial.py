"""The binomial distribution's lower tail and Clopper and Pearson's bounds, in numpy: asking needs no scipy."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

STEPS = 200
"""Newton steps or halvings at most; eight are usual, and sixty halvings are as exact as a float."""
EXACT = 1e-14
"""A bound is found where a step changes it by no more than this share of it."""


def at_most(hits: int, of: int, share: float) -> float:
    """The probability that `hits` or fewer of `of` come up where each does with probability `share`."""
    if hits >= of or share <= 0:
        return 1.0
    if share >= 1:
        return 0.0
    seen, factorials = np.arange(hits + 1), _log_factorials(of.bit_length())
    ways = factorials[of] - factorials[seen] - factorials[of - seen]
    terms = ways + seen * math.log(share) + (of - seen) * math.log1p(-share)
    return min(1.0, float(np.exp(terms).sum()))


def _exactly(hits: int, of: int, share: float) -> float:
    factorials = _log_factorials(of.bit_length())
    ways = factorials[of] - factorials[hits] - factorials[of - hits]
    return math.exp(ways + hits * math.log(share) + (of - hits) * math.log1p(-share))


@functools.cache
def _log_factorials(bits: int) -> NDArray[np.float64]:
    """The logarithms of the factorials of every number of so many bits."""
    return np.array([math.lgamma(number + 1) for number in range(2**bits)])


@functools.lru_cache(maxsize=100_000)
def upper_bound(hits: int, of: int, confidence: float = 0.95) -> float:
    """Clopper and Pearson's one-sided upper bound on a share of which `hits` in `of` were seen (1934).

    It is the share with which so few hits or fewer come up in 1 - confidence of samples: found by Newton's method on
    the logarithm of that probability, held between bounds that close in on it.
    """
    if hits == of:
        return 1.0
    low, high, share = 0.0, 1.0, (hits + 1) / (of + 1)
    for _ in range(STEPS):
        likely = at_most(hits, of, share)
        low, high = (share, high) if likely > 1 - confidence else (low, share)
        # What one more hit than these would take away: the slope of `at_most` along the share.
        slope = (of - hits) * _exactly(hits, of, share) / (1 - share)
        step = likely / slope * math.log(likely / (1 - confidence)) if likely and slope else math.inf
        before, share = share, share + step
        if not low < share < high:
            share = (low + high) / 2
        if abs(share - before) <= EXACT * share:
            break
    return share


def exact_interval(hits: int, of: int) -> tuple[float, float]:
    """Clopper and Pearson's two-sided 95 % interval."""
    return 1 - upper_bound(of - hits, of, 0.975), upper_bound(hits, of, 0.975)
