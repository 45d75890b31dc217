"""Deciding: which evidence answers the question, whether that is sure enough, and what is missing where it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.confidence import confidence_model, features_of, heft
from index.evidence import Evidence
from index.keywords import stems
from index.support import Word, missing_names, missing_numbers, question_words, unsupported, weighty

Mentions = Callable[[str], int]
"""How many passages of the archive hold a stem."""

NEAR = 0.3
"""The cosine to the nearest passage below which a question is not even near to the articles' subjects."""
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
    answered = best.confidence >= threshold
    return Decision(
        answered=answered,
        confidence=best.confidence,
        threshold=threshold,
        reason=None if answered else _reason(words, best.evidence, mentions),
        order=tuple(one.evidence for one in rated),
        worthy=tuple(one.evidence for one in rated if one.confidence >= threshold),
        features=best.features,
        unsupported=tuple(word.text for word in unsupported(weighty(words), best.evidence.nearby)),
    )


def rate(words: Sequence[Word], evidence: Sequence[Evidence]) -> list[Rated]:
    """Every piece of evidence with the confidence in it, the surest first.

    There is none in evidence that is about something else, whatever the reader makes of it, and none in any
    where the question is about nothing.
    """
    rated = []
    for item in evidence:
        features = features_of(item, words)
        idle = is_about_nothing(words) or about_something_else(words, item)
        rated.append(Rated(item, 0.0 if idle else confidence_model().probability(features), features))
    return sorted(rated, key=lambda one: (-one.confidence, -one.evidence.margin))


def is_about_nothing(words: Sequence[Word]) -> bool:
    """Whether a question is made only of words that most questions are made of: "how many?", "what is it?"."""
    return not any(map(heft, words))


def about_something_else(words: Sequence[Word], item: Evidence) -> list[Word]:
    """The names of the question that the article lacks, and the numbers that the quote and what leads up to it lack.

    An article that never says Manchester does not answer for Manchester; a figure near which the year asked for
    does not stand is not that year's.
    """
    return missing_names(words, item.source) + missing_numbers(words, item.led_up_to)


def _reason(words: Sequence[Word], best: Evidence, mentions: Mentions) -> str:
    """What no article mentions, else what the nearest passage does not, else that it is near or far."""
    if is_about_nothing(words):
        return "The question does not say what it is about."
    missing = about_something_else(words, best) or unsupported(weighty(words), best.nearby)
    if nowhere := _known_nowhere(missing, mentions):
        return f"No article mentions {_listed(nowhere)}."
    if elsewhere := about_something_else(words, best):
        return f"What comes nearest does not mention {_listed(elsewhere)}."
    if (best.found.dense or 0.0) < NEAR:
        return "Nothing in the articles is near to this."
    return "The articles come near to the subject, but nothing in them answers this."


def _nothing_found(words: Sequence[Word], mentions: Mentions) -> str:
    nowhere = _known_nowhere(weighty(words), mentions)
    return (
        f"No article mentions {_listed(nowhere)}." if nowhere else "Nothing in the articles is near to this."
    )


def _known_nowhere(words: Sequence[Word], mentions: Mentions) -> list[Word]:
    """Those of the words that no passage holds; a figure such as 1,410 is indexed in its parts."""
    return [word for word in words if not mentions(word.stem) and not all(map(mentions, stems(word.text)))]


def _listed(words: Sequence[Word]) -> str:
    shown = [f"“{word.text}”" for word in words[:MOST_NAMED]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
