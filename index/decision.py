"""Deciding: which span answers the question, how sure that is, and what is missing where none does."""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from index.articles import Article
from index.keywords import KeywordIndex
from index.passages import Span
from index.search import Found
from index.support import Word, question_words, unsupported, weighty

Strictness = Literal["strict", "normal", "lenient"]
COEFFICIENTS = Path(__file__).parent / "models" / "confidence.json"
NO_RIVAL = 20.0
"""The lead that a span without a rival is given; a lead is never counted as more (logits)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage as found and read: its best span and the quote around it, all as offsets in the article."""

    found: Found
    article: Article
    passage: Span
    span: Span
    quote: Span
    paragraph: int
    margin: float

    @property
    def answer(self) -> str:
        """The best span's words."""
        return self.article.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided. `order` has the evidence best first; `worthy` is that part of it which may be quoted."""

    answered: bool
    confidence: float
    threshold: float
    reason: str | None
    order: tuple[Evidence, ...]
    worthy: tuple[Evidence, ...]
    features: dict[str, float]
    unsupported: tuple[str, ...]


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


def decide(question: str, evidence: Sequence[Evidence], keywords: KeywordIndex, strictness: Strictness) -> Decision:
    """Rate every piece of evidence, and answer with the best one if it is sure enough."""
    model, words = confidence_model(), question_words(question)
    threshold = model.thresholds[strictness]
    rated = _rate(words, evidence, keywords, model)
    if not rated:
        return Decision(False, 0.0, threshold, _nothing_found(words, keywords), (), (), {}, ())
    best = rated[0]
    worthy = tuple(one.evidence for one in rated if one.confidence >= threshold)
    missing = tuple(word.text for word in _missing(words, best.evidence))
    return Decision(
        answered=bool(worthy),
        confidence=best.confidence,
        threshold=threshold,
        reason=None if worthy else _reason(words, best.evidence, keywords),
        order=tuple(one.evidence for one in rated),
        worthy=worthy,
        features=best.features,
        unsupported=missing,
    )


class _Rated(NamedTuple):
    confidence: float
    features: dict[str, float]
    evidence: Evidence


def _rate(
    words: Sequence[Word], evidence: Sequence[Evidence], keywords: KeywordIndex, model: ConfidenceModel
) -> list[_Rated]:
    rated = []
    for item in evidence:
        features = _features(words, item, evidence, keywords)
        rated.append(_Rated(model.probability(features), features, item))
    return sorted(rated, key=lambda one: -one.confidence)


def _features(
    words: Sequence[Word], item: Evidence, evidence: Sequence[Evidence], keywords: KeywordIndex
) -> dict[str, float]:
    """What the confidence in one piece of evidence is computed from. Sums of weights are over words it lacks."""
    text = item.article.text
    near = f"{item.article.title}\n{text[item.passage.start : item.passage.end]}"
    lacking = unsupported(words, near)
    in_quote = unsupported(words, f"{item.article.title}\n{text[item.quote.start : item.quote.end]}")
    total = sum(word.weight for word in words) or 1.0
    same = [other for other in evidence if _agree(item, other)]
    rivals = [other.margin for other in evidence if not _agree(item, other)]
    return {
        "margin": item.margin,
        "lead": max(-NO_RIVAL, min(NO_RIVAL, item.margin - max(rivals))) if rivals else NO_RIVAL,
        "agreement": math.log(max(1, sum(other.margin > 0 for other in same))),
        "dense": item.found.dense or 0.0,
        "names_lacking": sum(word.weight * word.namehood for word in lacking if not word.is_number),
        "words_lacking": sum(word.weight * (1 - word.namehood) for word in lacking if not word.is_number),
        "numbers_lacking": float(sum(word.is_number for word in lacking)),
        "share_lacking": sum(word.weight for word in lacking) / total,
        "share_lacking_in_quote": sum(word.weight for word in in_quote) / total,
        "known_nowhere": sum(word.weight for word in lacking if not keywords.count(word.stem)),
    }


def _agree(one: Evidence, other: Evidence) -> bool:
    """Whether two spans say the same: equal or one within the other, but for case and what is no letter or digit."""
    first, second = _plain(one.answer), _plain(other.answer)
    return first in second or second in first


def _plain(words: str) -> str:
    return " ".join(["", *re.findall(r"[^\W_]+", words.lower()), ""])


def _missing(words: Sequence[Word], item: Evidence) -> list[Word]:
    near = f"{item.article.title}\n{item.article.text[item.passage.start : item.passage.end]}"
    return unsupported(weighty(words), near)


def _reason(words: Sequence[Word], best: Evidence, keywords: KeywordIndex) -> str:
    """Why the nearest evidence is no answer: what no article mentions, what it lacks, or that it is beside the point."""
    missing = _missing(words, best)
    nowhere = [word.text for word in missing if not keywords.count(word.stem)]
    if nowhere:
        return f"No article mentions {_listed(nowhere)}."
    names = [word.text for word in missing if word.is_number or word.namehood > 0.5]
    if names:
        return f"The nearest passage does not mention {_listed(names)}."
    return "The articles come near to the subject, but nothing in them answers this."


def _nothing_found(words: Sequence[Word], keywords: KeywordIndex) -> str:
    nowhere = [word.text for word in weighty(words) if not keywords.count(word.stem)]
    return f"No article mentions {_listed(nowhere)}." if nowhere else "Nothing in the articles is near to this."


def _listed(words: Sequence[str]) -> str:
    shown = [f"“{word}”" for word in words[:4]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
