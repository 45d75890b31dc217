"""The judge's model: signals -> the probability that a quote answers its question."""

from __future__ import annotations

import functools
import json
import math
from pathlib import Path
from typing import NamedTuple

from index.judging.signals import Signals

FILE = Path(__file__).parent.parent / "models" / "judge.json"
FOREIGN = FILE.with_name("foreign.json")


class Weights(NamedTuple):
    """A logistic regression over signals: `intercept` + the sum of `coefficients` times signals, in logits.

    `thresholds` are the probabilities from which to answer, by strictness.
    """

    intercept: float
    coefficients: dict[str, float]
    thresholds: dict[str, float]

    def probability(self, signals: Signals) -> float:
        """The calibrated probability that the quote with these signals answers its question."""
        logit = self.intercept + sum(signals[name] * value for name, value in self.coefficients.items())
        return 1 / (1 + math.exp(-max(-500.0, min(500.0, logit))))


class JudgeModel(NamedTuple):
    """One fit with the careful reader's margin among the signals, one without it, one for other languages.

    The last has no thresholds of its own: those of the first two hold for it.
    """

    both: Weights
    quick: Weights
    foreign: Weights

    def weights(self, signals: Signals) -> Weights:
        """The fit for these signals."""
        if "held" in signals:
            return self.foreign
        return self.both if "careful" in signals else self.quick


@functools.cache
def judge_model(file: Path = FILE) -> JudgeModel:
    """The model that comes with the package, or the one in a file."""
    stored = json.loads(file.read_text(encoding="utf-8"))
    foreign = json.loads(FOREIGN.read_text(encoding="utf-8"))
    both, quick = Weights(**stored["both"]), Weights(**stored["quick"])
    return JudgeModel(both, quick, Weights(**foreign, thresholds={}))
