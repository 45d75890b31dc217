"""Choosing the confidence from which to answer, so that few of the answers given are wrong, with a guarantee.

The guarantee: with 95 % confidence, at most the allowed share of the answers given to questions *like these*
has a first quote that does not answer. Taking the best of many thresholds and then quoting its bound would
promise too much, so thresholds are tried by fixed-sequence testing, the simplest case of "learn then test"
(Angelopoulos, Bates, Candès, Jordan and Lei, 2021). The thresholds are fixed beforehand, 1.00, 0.99, … 0.00,
and are tried in that order. At each the hypothesis "more than the allowed share would be wrong" is rejected
if Clopper and Pearson's one-sided 95 % upper bound is within it. The first that is not rejected ends the
trying; the last rejected is chosen. Only the first true hypothesis of the sequence could be rejected falsely,
which happens in at most 5 % of question sets: no correction for the number of thresholds is needed.

Where to begin is settled by counting questions, never by looking at what was right: at the first threshold
that gives enough answers for the test to pass with three of them wrong, or with fewer where that would take
more than a fifth of the questions. Beginning with fewer answers would let one unlucky question end it all.
Since that looks at confidences, the 5 % hold where risk does not fall as confidence falls, which is what
a confidence is for.

The three levels are tested apart, each with its own 95 %. One that is laxer takes a stricter one's threshold
where that is lower, since what keeps 5 % keeps 10 %. (Passing the stricter test while breaking the laxer
promise has a chance of 0.9 ** 59 at most, so that this adds 0.2 % to its 5 %.)
"""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.building.generations import not_writable
from index.evaluation.binomial import at_most, upper_bound
from index.evaluation.intervals import Floats
from index.evaluation.metrics import Bools, Risk, risk_at
from index.evaluation.run import Outcome
from index.judging.confidence import CALIBRATION, MARGINS, model_mark
from index.reading.own.scale import MarginScale

ALLOWED = {"strict": 0.05, "normal": 0.10, "lenient": 0.20}
"""The share of wrong answers among those given that each level allows."""
THRESHOLDS = tuple(percent / 100 for percent in range(100, -1, -1))
SPARE = 3
"""Wrong answers with which the test should still be able to pass where it begins."""
MOST = 10_000
"""Questions beyond which nobody is told to write more."""


@dataclass(frozen=True, slots=True)
class Level:
    """What was chosen for one strictness.

    `threshold` is None where none can be guaranteed. Then `needed` says about how many questions like these
    would do, or is None where more of the same would not help: even the surest answers are wrong too often.
    """

    name: str
    allowed: float
    threshold: float | None
    risk: Risk | None
    needed: int | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """The levels chosen on a question set, by the questions of it that the judge decided; `made` is ISO 8601."""

    levels: tuple[Level, ...]
    questions: int
    answerable: int
    judged: int
    made: str


def calibrate(outcomes: Sequence[Outcome]) -> Calibration:
    """Choose a threshold for each level from answered questions."""
    judged = [outcome for outcome in outcomes if outcome.judged]
    confidence = np.array([outcome.answer.confidence for outcome in judged], dtype=np.float64)
    right = np.array([outcome.first_right for outcome in judged], dtype=np.bool_)
    return Calibration(
        levels=_levels(confidence, right),
        questions=len(outcomes),
        answerable=sum(outcome.question.answerable for outcome in outcomes),
        judged=len(judged),
        made=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _levels(confidence: Floats, right: Bools) -> tuple[Level, ...]:
    """The levels from strict to lenient, each answering wherever a stricter one does."""
    levels: list[Level] = []
    stricter: Risk | None = None
    for name, allowed in ALLOWED.items():
        own = choose(confidence, right, allowed)
        chosen = min(
            (risk for risk in (own, stricter) if risk), key=lambda risk: risk.threshold, default=None
        )
        needed = None if chosen else questions_needed(confidence, right, allowed)
        levels.append(Level(name, allowed, chosen and chosen.threshold, chosen, needed))
        stricter = chosen
    return tuple(levels)


def choose(confidence: Floats, right: Bools, allowed: float) -> Risk | None:
    """The lowest threshold that the sequence of tests reaches, and what it gives; None if not one."""
    chosen: Risk | None = None
    enough = _answers_to_begin(len(confidence), allowed)
    for threshold in THRESHOLDS:
        risk = risk_at(confidence, right, threshold)
        if risk is None or risk.answered < enough:
            continue
        if risk.bound > allowed:
            break
        chosen = risk
    return chosen


def _answers_to_begin(questions: int, allowed: float) -> int:
    """How many answers the first test wants; the more the questions, the more wrong ones it can bear."""
    wanted = [answers_to_pass(wrong, allowed) for wrong in range(SPARE + 1)]
    return max((answers for answers in wanted if answers <= questions / 5), default=wanted[0])


def answers_to_pass(wrong: int, allowed: float) -> int:
    """The fewest answers of which so many may be wrong and the bound still be within what is allowed."""
    answers = wrong + 1
    while upper_bound(wrong, answers) > allowed:
        answers += 1
    return answers


def questions_needed(confidence: Floats, right: Bools, allowed: float) -> int | None:
    """About how many questions would do if further ones come out as these did; None where no number would."""
    risks = [risk for risk in (risk_at(confidence, right, at) for at in THRESHOLDS) if risk is not None]
    least = answers_to_pass(0, allowed)
    told = [risk for risk in risks if risk.answered >= min(least, len(confidence)) / 2]
    needed = [
        math.ceil(answers / risk.coverage)
        for risk in told
        if (answers := _answers_at(risk.risk, allowed, least)) is not None
    ]
    return min((count for count in needed if count <= MOST), default=None)


def _answers_at(risk: float, allowed: float, least: int) -> int | None:
    """The fewest answers that pass the test where this share of them is wrong."""
    if risk >= allowed:
        return None
    answers = np.arange(least, MOST)
    wrong = np.ceil(risk * answers - 1e-9).astype(int)
    for few in np.unique(wrong):
        alike = answers[wrong == few]
        # The bound is within what is allowed where so few wrong ones would come up in 5 % of sets at most.
        if at_most(few, int(alike[-1]), allowed) <= 0.05:  # the more answers with so few wrong, the better
            return next(int(of) for of in alike if at_most(few, int(of), allowed) <= 0.05)
    return None


def save(calibration: Calibration, data: Path, *, reader: str = "", scale: MarginScale | None = None) -> Path:
    """Write the thresholds to the data folder, whole or not at all; the file. Raises DataNotWritable.

    The form: {"strict": p or null, "normal": …, "lenient": …, "questions": n, "made": ISO 8601,
    "model": the confidence model and reader they hold for}. With the mark of an operator's own `reader` goes its
    `scale`: "margins": [slope, shift].
    """
    chosen = {level.name: level.threshold for level in calibration.levels}
    told = {"questions": calibration.questions, "made": calibration.made, "model": model_mark(reader)}
    stored = {**chosen, **told, **({} if scale is None else {MARGINS: list(scale)})}
    file = data / CALIBRATION
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=data, prefix=f".{CALIBRATION}-", delete=False) as draft:
            draft.write(json.dumps(stored, indent=2) + "\n")
        Path(draft.name).replace(file)
    except OSError as error:
        raise not_writable(data, error) from error
    return file
