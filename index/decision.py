"""Deciding: which evidence answers the question, whether that is sure enough, and what is missing where it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.confidence import confidence_model, features_of
from index.evidence import Evidence
from index.support import SURELY_A_NAME, Word, question_words, strangers, unsupported, weighty

Mentions = Callable[[str], int]
"""How many passages of the archive hold a stem."""

MOST_NAMED = 4
"""Words that a reason names at most."""


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


class Rated(NamedTuple):
    """A piece of evidence, the confidence in it, and what that was computed from."""

    evidence: Evidence
    confidence: float
    features: dict[str, float]


def decide(question: str, evidence: Sequence[Evidence], mentions: Mentions, threshold: float) -> Decision:
    """Rate every piece of evidence; answer with the best if confidence in it reaches the threshold, else say why."""
    words = question_words(question)
    rated = rate(words, evidence)
    if not rated:
        return Decision(
            answered=False,
            confidence=0.0,
            threshold=threshold,
            reason=_nothing_found(words, mentions),
            order=(),
            worthy=(),
            features={},
            unsupported=(),
        )
    best = rated[0]
    missing = strangers(words, best.evidence.source) or unsupported(weighty(words), best.evidence.nearby)
    answered = best.confidence >= threshold
    return Decision(
        answered=answered,
        confidence=best.confidence,
        threshold=threshold,
        reason=None if answered else _reason(missing, mentions),
        order=tuple(one.evidence for one in rated),
        worthy=tuple(one.evidence for one in rated if one.confidence >= threshold),
        features=best.features,
        unsupported=tuple(word.text for word in missing),
    )


def rate(words: Sequence[Word], evidence: Sequence[Evidence]) -> list[Rated]:
    """Every piece of evidence with the confidence in it, the surest first.

    There is none in evidence from an article that lacks a name, a year or an unknown word of the question: it is
    about something else, whatever the reader makes of it.
    """
    strange = {
        id: bool(strangers(words, source))
        for id, source in {i.article.id: i.source for i in evidence}.items()
    }
    rated = []
    for item in evidence:
        features = features_of(item, words)
        confidence = 0.0 if strange[item.article.id] else confidence_model().probability(features)
        rated.append(Rated(item, confidence, features))
    return sorted(rated, key=lambda one: (-one.confidence, -one.evidence.margin))


def _reason(missing: Sequence[Word], mentions: Mentions) -> str:
    """What no article mentions, else what the nearest one does not, else that it is beside the point."""
    if nowhere := [word for word in missing if not mentions(word.stem)]:
        return f"No article mentions {_listed(nowhere)}."
    if names := [word for word in missing if word.is_number or word.namehood > SURELY_A_NAME]:
        return f"What comes nearest does not mention {_listed(names)}."
    return "The articles come near to the subject, but nothing in them answers this."


def _nothing_found(words: Sequence[Word], mentions: Mentions) -> str:
    nowhere = [word for word in weighty(words) if not mentions(word.stem)]
    return (
        f"No article mentions {_listed(nowhere)}." if nowhere else "Nothing in the articles is near to this."
    )


def _listed(words: Sequence[Word]) -> str:
    shown = [f"“{word.text}”" for word in words[:MOST_NAMED]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
