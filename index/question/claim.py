"""Whether somebody claims something, or asks for yes or no, rather than for words that the articles have.

A logistic regression over a text's words, pairs of words, beginning and end, fitted in `training/claims.py`.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MODEL = Path(__file__).parents[1] / "models" / "claims.npz"
BUCKETS = 2**14
"""Features are told apart by a hash (CRC-32) modulo this, as in Weinberger et al. 2009."""


class ClaimModel(NamedTuple):
    """The regression, `weights` (BUCKETS,) and `bias`, and the probabilities from which something is taken for sure.

    From `claimed` on a text is a claim; from `agrees` or `differs` on the verdict of the claim reader is given.
    """

    weights: NDArray[np.float32]
    bias: float
    claimed: float
    agrees: float
    differs: float

    def is_claim(self, text: str) -> bool:
        """Whether a text is surely a claim or a question for yes or no."""
        logit = self.bias + float(self.weights[buckets_of(text)].sum())
        return bool(1 / (1 + np.exp(-logit)) >= self.claimed)


def buckets_of(text: str) -> list[int]:
    """The features of a text as numbers below BUCKETS, each once."""
    return sorted({zlib.crc32(feature.encode()) % BUCKETS for feature in _features(text)})


def _features(text: str) -> Iterator[str]:
    words = re.findall(r"[\w'’]+|[?.!,]", text.lower())
    yield from (f"word {word}" for word in words)
    yield from (f"pair {first} {second}" for first, second in pairwise(words))
    yield from (f"begins {' '.join(words[:count])}" for count in (1, 2))
    yield from (f"ends {' '.join(words[-count:])}" for count in (1, 3))


@functools.cache
def claim_model() -> ClaimModel:
    """The model that comes with the package."""
    with np.load(MODEL) as stored:
        numbers = (float(stored[name]) for name in ClaimModel._fields[1:])
        return ClaimModel(stored["weights"].astype(np.float32), *numbers)
