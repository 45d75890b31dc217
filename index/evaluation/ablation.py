"""Ablation: each signal of the judge left out in turn, the model refitted in folds, what that helps and hurts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.archive import Archive
from index.evaluation.fitting import Asked, Held, held_out
from index.evaluation.intervals import Bootstrap, Figure
from index.evaluation.metrics import Bools, auroc, mean
from index.evaluation.questions import BadQuestionSet, Question
from index.evaluation.rightness import is_right
from index.evaluation.run import Progress
from index.judging.signals import signals_of
from index.question.support import Word
from index.reading.citing import quote_of
from index.reading.evidence import Evidence

KEPT = 8
"""Pieces of evidence a question: the others are never first."""
STAGES = {
    "careful reader": ("careful", "lead"),
    "both readers": ("margin", "careful", "lead"),
}
"""Signals that are left out together: what a whole stage gives."""


class Without(NamedTuple):
    """What leaving signals out does to questions that the fit has not seen.

    `first` counts answerable questions whose likeliest quote is right, `right` the questions that end right at the
    best threshold; `helped` and `hurt` those that end right only with the signals, or only without them. `gain` is the
    signals' share of questions won, with its interval; `area` the area under ROC of right first quotes.
    """

    left_out: str
    first: int
    right: int
    helped: int
    hurt: int
    gain: Figure
    area: float


def ask_all(archive: Archive, questions: Sequence[Question], progress: Progress | None = None) -> list[Asked]:
    """Every question of a set with its evidence's signals, in their names' order."""
    asked = []
    for number, question in enumerate(questions, 1):
        asked.append(asked_with(question, archive.gathered(question.text)))
        if progress is not None:
            progress("asking", number, len(questions))
    return asked


def asked_with(question: Question, evidence: Sequence[Evidence], foreign_words: Sequence[Word] = ()) -> Asked:
    """A question with its evidence's signals, in their names' order; `foreign_words` as `signals_of` takes them."""
    best = sorted(evidence, key=lambda item: -item.worth)[:KEPT]
    signals = signals_of(best, foreign_words)
    names = sorted(signals[0]) if signals else []
    right = [question.answerable and is_right(quote_of(item), question) for item in best]
    return Asked(
        question.text,
        "",
        question.answerable,
        question.article or question.text,
        tuple(names),
        np.array([[one[name] for name in names] for one in signals], dtype=np.float64),
        np.array(right, dtype=np.bool_),
    )


def ablate(asked: Sequence[Asked], *, seed: int = 0) -> list[Without]:
    """The model with all signals, then without each and without each stage; questions without evidence are wrong.

    Raises BadQuestionSet where there are too few questions to leave any out of a fit.
    """
    if len({one.group for one in asked if len(one.right)}) < 2:
        told = "The judge is refitted without the questions that it is held against"
        raise BadQuestionSet(
            f"{told}: that takes questions on two articles at least for which passages are found."
        )
    names = next((one.names for one in asked if one.names), ())
    everything = held_out(asked, range(len(names)), seed)
    whole = _ends_right(asked, everything)
    bootstrap = Bootstrap(len(asked), seed)
    parts = {**{name: (name,) for name in names}, **STAGES}
    rows = [_row("nothing", asked, everything, whole, whole, bootstrap)]
    for title, left_out in parts.items():
        kept = [place for place, name in enumerate(names) if name not in left_out]
        if 0 < len(kept) < len(names):
            held = held_out(asked, kept, seed)
            rows.append(_row(title, asked, held, whole, _ends_right(asked, held), bootstrap))
    return rows


def _ends_right(asked: Sequence[Asked], held: Held) -> Bools:
    """Which questions end right, answered or refused, at the threshold at which most do."""
    answerable = np.array([one.answerable for one in asked])
    order = np.argsort(-held.probability, kind="stable")
    gains = np.cumsum(np.where(held.right[order], 1, -(~answerable[order]).astype(int)))
    given = np.zeros(len(asked), dtype=np.bool_)
    if gains.max(initial=0) > 0:
        given[order[: int(np.argmax(gains)) + 1]] = True
    return np.where(given, held.right, ~answerable)


def _row(
    title: str, asked: Sequence[Asked], held: Held, whole: Bools, right: Bools, bootstrap: Bootstrap
) -> Without:
    difference = whole.astype(float) - right.astype(float)
    everything = np.ones(len(asked), dtype=np.bool_)
    area = auroc(np.ones((1, len(asked))), held.probability, held.right)
    return Without(
        left_out=title,
        first=int(held.right.sum()),
        right=int(right.sum()),
        helped=int((difference > 0).sum()),
        hurt=int((difference < 0).sum()),
        gain=bootstrap.figure(lambda weights: mean(weights, difference, everything)),
        area=float(area[0]),
    )
