"""The judge: a question set in, measured figures out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from index.archive import Archive
from index.evaluation.funnel import CUTS, ORDERS
from index.evaluation.intervals import NOTHING, RESAMPLES, Bootstrap, Figure, Floats, share
from index.evaluation.metrics import (
    Bin,
    Bools,
    Risk,
    area,
    calibration_error,
    quantile,
    reliability,
    risk_at,
    risk_coverage,
)
from index.evaluation.questions import Question
from index.evaluation.run import Outcome, Progress, run
from index.judging.confidence import Strictness


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one question set.

    answered            share of all questions that got an answer
    right_of_given      share of the answers given whose first quote is right
    first_right         share of the questions with an answer that got a right first quote
    any_right           the same, any of the first three quotes right
    exact_match, f1     the short answer's, over the questions with an answer; a refusal counts 0
    forced_…            the same as if every question had been answered, by a refusal's nearest passages
    refusal_precision   share of the refusals that were due, there being no answer
    refusal_recall      share of the questions without an answer that were refused
    auroc_right         how often, of two questions, the one whose first quote (given or forced) is right has
                        the higher confidence; a question without an answer is never right
    auroc_answerable    the same for questions with an answer against those without
    calibration_error   expected calibration error of confidence as the probability of a right first quote;
                        these three over the questions that the judge decided
    latency_p50, _p95   milliseconds an answer took, one asked at a time
    """

    answered: Figure
    right_of_given: Figure
    first_right: Figure
    any_right: Figure
    exact_match: Figure
    f1: Figure
    forced_first_right: Figure
    forced_any_right: Figure
    forced_exact_match: Figure
    forced_f1: Figure
    refusal_precision: Figure
    refusal_recall: Figure
    auroc_right: Figure
    auroc_answerable: Figure
    calibration_error: Figure
    latency_p50: Figure
    latency_p95: Figure


class Recall(NamedTuple):
    """How often one order has the gold paragraph within its first `at` passages; see `funnel.gold_ranks`."""

    order: str
    at: int
    answerable: Figure
    unanswerable: Figure


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured. `in_use` is risk at the threshold asked with, None where nothing would be answered.

    `judged` are the questions that the judge decided, by its confidence and that threshold: risk and reliability are
    theirs alone. What was taken for a remark or a topic is none of them; where all was, there is no threshold.
    `recall` is empty where the questions name no paragraphs.
    """

    questions: int
    answerable: int
    judged: int
    strictness: Strictness
    threshold: float | None
    figures: Figures
    in_use: Risk | None
    risk_coverage: tuple[Risk, ...]
    reliability: tuple[Bin, ...]
    recall: tuple[Recall, ...]
    outcomes: tuple[Outcome, ...]

    def to_json(self) -> dict[str, Any]:
        """The figures as JSON, without the answers they came from."""
        return {
            "questions": self.questions,
            "answerable": self.answerable,
            "judged": self.judged,
            "strictness": self.strictness,
            "threshold": self.threshold,
            "figures": {name: figure._asdict() for name, figure in asdict(self.figures).items()},
            "in_use": self.in_use and self.in_use._asdict(),
            "risk_coverage": [row._asdict() for row in self.risk_coverage],
            "reliability": [row._asdict() for row in self.reliability],
            "recall": [
                row._asdict()
                | {"answerable": row.answerable._asdict(), "unanswerable": row.unanswerable._asdict()}
                for row in self.recall
            ],
        }


def evaluate(
    archive: Archive,
    questions: Sequence[Question],
    *,
    strictness: Strictness = "normal",
    seed: int = 0,
    resamples: int = RESAMPLES,
    progress: Progress | None = None,
) -> Evaluation:
    """Ask every question and measure what comes back, with 95 % intervals; the bootstrap's are drawn from `seed`."""
    outcomes = run(archive, questions, strictness, progress)
    return measure(outcomes, strictness, Bootstrap(len(outcomes), seed, resamples))


def measure(outcomes: Sequence[Outcome], strictness: Strictness, bootstrap: Bootstrap) -> Evaluation:
    """The figures of questions that were asked; at least one."""
    marks = marks_of(outcomes)
    confidence, right = marks.confidence[marks.judged], marks.first_right[marks.judged]
    threshold = next((one.answer.explanation.threshold for one in outcomes if one.judged), None)
    return Evaluation(
        questions=len(outcomes),
        answerable=int(marks.answerable.sum()),
        judged=len(confidence),
        strictness=strictness,
        threshold=threshold,
        figures=_figures(marks, bootstrap),
        in_use=None if threshold is None else risk_at(confidence, right, threshold),
        risk_coverage=tuple(risk_coverage(confidence, right)),
        reliability=tuple(reliability(confidence, right)),
        recall=tuple(_recall(outcomes, marks)),
        outcomes=tuple(outcomes),
    )


class Marks(NamedTuple):
    """The outcomes as columns, each of shape (questions,)."""

    answerable: Bools
    answered: Bools
    judged: Bools
    first_right: Bools
    any_right: Bools
    exact_match: Floats
    f1: Floats
    confidence: Floats
    milliseconds: Floats


def marks_of(outcomes: Sequence[Outcome]) -> Marks:
    """Outcomes as columns."""
    return Marks(
        answerable=np.array([outcome.question.answerable for outcome in outcomes], dtype=np.bool_),
        answered=np.array([outcome.answered for outcome in outcomes], dtype=np.bool_),
        judged=np.array([outcome.judged for outcome in outcomes], dtype=np.bool_),
        first_right=np.array([outcome.first_right for outcome in outcomes], dtype=np.bool_),
        any_right=np.array([outcome.any_right for outcome in outcomes], dtype=np.bool_),
        exact_match=np.array([outcome.exact_match for outcome in outcomes], dtype=np.float64),
        f1=np.array([outcome.f1 for outcome in outcomes], dtype=np.float64),
        confidence=np.array([outcome.answer.confidence for outcome in outcomes], dtype=np.float64),
        milliseconds=np.array([outcome.answer.elapsed_ms for outcome in outcomes], dtype=np.float64),
    )


def _figures(marks: Marks, bootstrap: Bootstrap) -> Figures:
    everything = np.ones_like(marks.answered)
    judged, confidence, right = marks.judged, marks.confidence[marks.judged], marks.first_right[marks.judged]

    def error(weights: Floats) -> Floats:
        return calibration_error(weights[:, judged], confidence, right)

    def latency(part: float) -> Figure:
        return bootstrap.figure(lambda weights: quantile(weights, marks.milliseconds, part))

    return Figures(
        answered=share(marks.answered, everything),
        right_of_given=share(marks.first_right, marks.answered),
        first_right=share(marks.first_right & marks.answered, marks.answerable),
        any_right=share(marks.any_right & marks.answered, marks.answerable),
        exact_match=share(marks.exact_match * marks.answered, marks.answerable),
        f1=share(marks.f1 * marks.answered, marks.answerable),
        forced_first_right=share(marks.first_right, marks.answerable),
        forced_any_right=share(marks.any_right, marks.answerable),
        forced_exact_match=share(marks.exact_match, marks.answerable),
        forced_f1=share(marks.f1, marks.answerable),
        refusal_precision=share(~marks.answerable, ~marks.answered),
        refusal_recall=share(~marks.answered, ~marks.answerable),
        auroc_right=area(confidence, right),
        auroc_answerable=area(confidence, marks.answerable[judged]),
        calibration_error=bootstrap.figure(error) if judged.any() else NOTHING,
        latency_p50=latency(0.50),
        latency_p95=latency(0.95),
    )


def _recall(outcomes: Sequence[Outcome], marks: Marks) -> list[Recall]:
    known = np.array([outcome.ranks is not None for outcome in outcomes], dtype=np.bool_)
    if not known.any():
        return []
    rows = []
    for place, order in enumerate(ORDERS):
        ranks = [(outcome.ranks[place] if outcome.ranks else None) or np.inf for outcome in outcomes]
        for cut in CUTS:
            reached = np.array(ranks, dtype=np.float64) <= cut
            kinds = (known & marks.answerable, known & ~marks.answerable)
            rows.append(Recall(order, cut, *(share(reached, kind) for kind in kinds)))
    return rows
