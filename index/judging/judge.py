"""Judging: evidence in the one order in which it is shown, each with the probability that it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.judging.model import JudgeModel
from index.judging.signals import Signals, signals_of
from index.question.question import Question
from index.question.support import Word
from index.reading.evidence import Evidence


class Judged(NamedTuple):
    """A piece of evidence, the probability that its quote answers, and the signals from which that was computed."""

    evidence: Evidence
    probability: float
    signals: Signals


def judge(
    evidence: Sequence[Evidence], model: JudgeModel, foreign_words: Sequence[Word] = ()
) -> list[Judged]:
    """All of the evidence, the likeliest first; `foreign_words` are those of a question in another language."""
    judged = [
        Judged(item, model.weights(signals).probability(signals), signals)
        for item, signals in zip(evidence, signals_of(evidence, foreign_words), strict=True)
    ]
    return sorted(judged, key=lambda one: (-one.probability, -one.evidence.worth))


def worthy(question: Question, ranked: Sequence[Judged], threshold: float) -> list[Judged]:
    """What may be quoted, in its order: what is sure enough, and at least half as sure as the surest.

    Half as sure is no second answer beside it. Where the newest is asked for, the newest article's comes first.
    """
    if not ranked or ranked[0].probability < threshold:
        return []
    least = max(threshold, ranked[0].probability / 2)
    kept = [one for one in ranked if one.probability >= least]
    if question.times.newest_first:
        kept.sort(key=lambda one: one.evidence.article.date or "", reverse=True)
    return kept
