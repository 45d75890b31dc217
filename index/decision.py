"""Deciding: whether the best span answers the question, how sure that is, and what is missing if not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.articles import Article
from index.keywords import KeywordIndex
from index.passages import Span
from index.search import Found

Strictness = Literal["strict", "normal", "lenient"]


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


@dataclass(frozen=True, slots=True)
class Decision:
    """`order` has the evidence best first; so many of it as `worth_quoting` says may be quoted."""

    answered: bool
    confidence: float
    threshold: float
    reason: str | None
    order: tuple[Evidence, ...]
    worth_quoting: int
    features: dict[str, float]
    unsupported: tuple[str, ...]


def decide(
    question: str, evidence: Sequence[Evidence], keywords: KeywordIndex, strictness: Strictness
) -> Decision:
    """Weigh what was read."""
    order = tuple(sorted(evidence, key=lambda item: -item.margin))
    confidence = 1 / (1 + math.exp(-order[0].margin)) if order else 0.0
    answered = confidence >= 0.5
    return Decision(
        answered, confidence, 0.5, None if answered else "The articles do not answer this.",
        order, sum(item.margin > 0 for item in order), {}, (),
    )
