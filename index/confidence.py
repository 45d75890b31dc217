"""Confidence: the probability that a quote answers its question, from what search, the reader and the words say."""

from __future__ import annotations

import functools
import hashlib
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from index.evidence import Evidence
from index.opposition import is_contrary
from index.support import Word, missing_strangers, unsupported

Strictness = Literal["strict", "normal", "lenient"]
STRICTNESSES: tuple[Strictness, ...] = ("strict", "normal", "lenient")
CALIBRATION = "calibration.json"
"""In a data folder, the thresholds that `pullquote calibrate` chose on the operator's own questions."""
COEFFICIENTS = Path(__file__).parent / "models" / "confidence.json"
LIGHTEST = 0.3
"""The weight up to which a word ("how", "many", "were", "year") counts for nothing."""


class ConfidenceModel(NamedTuple):
    """Logistic regression from features to the probability that a quote answers; see models/confidence.json."""

    intercept: float
    coefficients: dict[str, float]
    thresholds: dict[str, float]

    def probability(self, features: dict[str, float]) -> float:
        """The calibrated probability that the quote with these features answers its question."""
        logit = self.intercept + sum(self.coefficients[name] * value for name, value in features.items())
        return 1 / (1 + math.exp(-max(-500.0, min(500.0, logit))))


@functools.cache
def confidence_model() -> ConfidenceModel:
    """The model that comes with the package."""
    stored = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    return ConfidenceModel(stored["intercept"], stored["coefficients"], stored["thresholds"])


def model_mark(reader: str = "") -> str:
    """Names the model that comes with the package: thresholds chosen with another one mean nothing with this.

    `reader` is the mark of an operator's own reader: nor do thresholds chosen with another reader.
    """
    return hashlib.sha256(COEFFICIENTS.read_bytes()).hexdigest()[:12] + (f"+{reader}" if reader else "")


def thresholds(data: Path, reader: str = "") -> dict[str, float]:
    """The confidence from which to answer, by strictness: as calibrated for a data folder, else the package's.

    A calibration made with another model or reader is passed over. Stricter never asks for less confidence.
    """
    chosen = confidence_model().thresholds | _calibrated(data, reader)
    return {
        "strict": max(chosen["strict"], chosen["normal"]),
        "normal": chosen["normal"],
        "lenient": min(chosen["lenient"], chosen["normal"]),
    }


def _calibrated(data: Path, reader: str) -> dict[str, float]:
    try:
        stored = json.loads((data / CALIBRATION).read_text(encoding="utf-8"))
        if stored["model"] != model_mark(reader):
            return {}
        return {name: float(stored[name]) for name in STRICTNESSES if stored[name] is not None}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def features_of(question: str, words: Sequence[Word], item: Evidence) -> dict[str, float]:
    """What the confidence in one piece of evidence is computed from; `words` are the question's.

    `margin` is the reader's in the passage, `closer` in the quote and the sentence before it, `dense` a cosine; then
    how many words that the table does not know the article lacks, and what share of the question's words, by weight,
    the quote lacks: the reader is easily taken in by a passage on the right subject. `contrary` (0 or 1) tells a quote
    that says the opposite of what is asked. Tried and left out, as they added nothing: the lead over the next answer,
    how many passages agree, both ranks, BM25, the names and words that the passage lacks, how many words there are,
    whether the answer is of the kind asked for, how long it is, trees for a line.
    """
    unquoted = unsupported(words, item.quoted)
    total = sum(map(heft, words)) or 1.0
    return {
        "margin": item.margin,
        "closer": item.closer,
        "dense": item.found.dense or 0.0,
        "strangers_lacking": float(len(missing_strangers(words, item.source))),
        "share_lacking_in_quote": sum(map(heft, unquoted)) / total,
        "contrary": float(is_contrary(question, item.verbatim, item.answer)),
    }


def heft(word: Word) -> float:
    """How much a word of a question counts: nothing if most questions are made of such words."""
    return 1.0 if word.is_number else max(0.0, word.weight - LIGHTEST) / (1 - LIGHTEST)
