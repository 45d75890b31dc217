"""Confidence: the probability that a quote answers its question, from what search, the reader and the words say."""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from index.evidence import Evidence
from index.support import Word, unsupported

Strictness = Literal["strict", "normal", "lenient"]
STRICTNESSES: tuple[Strictness, ...] = ("strict", "normal", "lenient")
CALIBRATION = "calibration.json"
"""In a data folder, the thresholds that `pullquote calibrate` chose on the operator's own questions."""
COEFFICIENTS = Path(__file__).parent / "models" / "confidence.json"
MOST_LEAD = 20.0
"""A lead is never counted as more (logits), and a span without a rival has this one."""

Mentions = Callable[[str], int]
"""How many passages of the archive hold a stem."""


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


def thresholds(data: Path) -> dict[str, float]:
    """The confidence from which to answer, by strictness: the package's, or as calibrated for a data folder."""
    try:
        calibrated = json.loads((data / CALIBRATION).read_text(encoding="utf-8"))
        own = {name: float(calibrated[name]) for name in STRICTNESSES if calibrated.get(name) is not None}
    except (OSError, ValueError, TypeError, AttributeError):
        own = {}
    return confidence_model().thresholds | own


def features_of(
    item: Evidence, evidence: Sequence[Evidence], words: Sequence[Word], mentions: Mentions
) -> dict[str, float]:
    """What the confidence in one piece of evidence, among all that was read, is computed from.

    `margin`, `lead` over the best span that says something else, and `agreement` (log of how many passages say
    the same) are the reader's; `dense` is a cosine; the rest sum the weights of the question's words that the
    passage, or the quote, lacks: by kind, as a share of all, and of those that no passage of the archive holds.
    """
    rivals = [other.margin for other in evidence if not _agree(item, other)]
    same = sum(other.margin > 0 and _agree(item, other) for other in evidence)
    lacking, unquoted = unsupported(words, item.nearby), unsupported(words, item.quoted)
    total = sum(word.weight for word in words) or 1.0
    return {
        "margin": item.margin,
        "lead": max(-MOST_LEAD, min(MOST_LEAD, item.margin - max(rivals))) if rivals else MOST_LEAD,
        "agreement": math.log(max(1, same)),
        "dense": item.found.dense or 0.0,
        "names_lacking": sum(word.weight * word.namehood for word in lacking if not word.is_number),
        "words_lacking": sum(word.weight * (1 - word.namehood) for word in lacking if not word.is_number),
        "numbers_lacking": float(sum(word.is_number for word in lacking)),
        "share_lacking": sum(word.weight for word in lacking) / total,
        "share_lacking_in_quote": sum(word.weight for word in unquoted) / total,
        "known_nowhere": sum(word.weight for word in lacking if not mentions(word.stem)),
    }


def _agree(one: Evidence, other: Evidence) -> bool:
    """Whether two spans say the same: equal or one within the other, but for case and what is no letter or digit."""
    first, second = _plain(one.answer), _plain(other.answer)
    return first in second or second in first


def _plain(words: str) -> str:
    return " ".join(["", *re.findall(r"[^\W_]+", words.lower()), ""])
