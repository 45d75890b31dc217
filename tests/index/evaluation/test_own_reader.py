"""Calibrating with another reader: its margins are put on the packaged one's scale, and kept for it alone."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize

from index import Answer, Archive
from index.evaluation.calibrate import Calibration, Level, calibrate, save
from index.evaluation.own_reader import LEAST_SLOPE, RIDGE, fit_scale, likeliest, run_with_own_reader
from index.evaluation.questions import Question
from index.evaluation.run import Outcome, mark, run
from index.judging.confidence import (
    CALIBRATION,
    StoredCalibration,
    model_mark,
    read_calibration,
    thresholds,
)
from index.judging.model import judge_model
from index.reading.own.scale import UNSCALED, MarginScale
from tests.index.desk import OPENED, SEEN, SEIZED, Desk
from tests.index.reading.own.tiny import make_model

SET = [
    Question(SEIZED, ("386",)),
    Question(OPENED, ("17 July 1981",)),
    Question(SEEN, ("Joan Little",)),
    Question("who won the cup?", ()),
    Question("when was the tunnel closed?", ()),
]
WEIGHTS = judge_model().quick


@pytest.fixture(scope="module")
def outcome(three_articles: Desk) -> Outcome:
    """One outcome, to make others of."""
    with Archive.open(three_articles.data) as archive:
        return mark(SET[0], archive.ask(SET[0].text))


def outcomes_on(outcome: Outcome, scale: MarginScale, count: int, luck: float = 0.0) -> list[Outcome]:
    """Outcomes of a reader whose margins, on this scale, are what the confidence was fitted for.

    `luck` is the share of them whose rightness has nothing to do with the confidence.
    """
    random = np.random.default_rng(0)
    made = []
    for _ in range(count):
        margin = float(random.normal(0, 6))
        rest = {name: 0.5 for name in WEIGHTS.coefficients if name != "margin"}
        likely = WEIGHTS.probability({"margin": margin, **rest})
        right = random.random() < (0.5 if random.random() < luck else likely)
        own = {"margin": (margin - scale.shift) / scale.slope}
        explanation = dataclasses.replace(outcome.answer.explanation, features=own | rest)
        answer = dataclasses.replace(outcome.answer, explanation=explanation)
        made.append(dataclasses.replace(outcome, answer=answer, first_right=bool(right)))
    return made


@pytest.mark.parametrize("scale", [UNSCALED, MarginScale(0.2, -3.0), MarginScale(4.0, 2.0)])
def test_the_scale_is_found_again(outcome: Outcome, scale: MarginScale) -> None:
    found = fit_scale(outcomes_on(outcome, scale, 20_000))
    assert found.slope == pytest.approx(scale.slope, rel=0.15)
    assert found.shift == pytest.approx(scale.shift, abs=0.5)


@pytest.mark.parametrize(("count", "spread"), [(3, 1.0), (40, 0.01), (400, 5.0), (400, 400.0)])
def test_the_likeliest_scale_is_what_an_optimiser_finds(count: int, spread: float) -> None:
    random = np.random.default_rng(count)
    margins, rest = random.normal(0, spread, count), random.normal(-1, 2, count)
    right = (random.random(count) < 1 / (1 + np.exp(-0.5 * margins / spread - rest))).astype(float)

    def loss(scale: np.ndarray) -> float:
        logit = rest + scale[0] * margins + scale[1]
        ridge = RIDGE / 2 * ((scale[0] - 1) ** 2 + scale[1] ** 2)
        return float(np.logaddexp(0, logit).sum() - right @ logit + ridge)

    best = minimize(loss, np.array([0.5, 0.0]), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
    assert likeliest(margins, rest, right) == pytest.approx(best.x, abs=1e-5)


def test_margins_that_say_nothing_weigh_nothing_and_are_never_turned_round(outcome: Outcome) -> None:
    lucky = outcomes_on(outcome, UNSCALED, 2_000, luck=1.0)
    assert LEAST_SLOPE <= fit_scale(lucky).slope < 0.1
    wrong_way_round = [
        dataclasses.replace(one, first_right=not one.first_right)
        for one in outcomes_on(outcome, UNSCALED, 500)
    ]
    assert fit_scale(wrong_way_round).slope == LEAST_SLOPE


def test_a_few_questions_move_the_scale_a_little(outcome: Outcome) -> None:
    assert fit_scale([]) == UNSCALED
    one = fit_scale(outcomes_on(outcome, UNSCALED, 1))
    assert one.slope == pytest.approx(1, abs=0.9)
    assert abs(one.shift) < 5


def test_a_calibration_holds_for_its_reader_alone(tmp_path: Path) -> None:
    level = Level("normal", 0.1, 0.77, None, None)
    save(Calibration((level,), 5, 3, 5, "now"), tmp_path, reader="abc", scale=MarginScale(0.5, -1.0))
    stored = json.loads((tmp_path / CALIBRATION).read_text())
    stored |= {"strict": 0.88, "lenient": 0.66}
    (tmp_path / CALIBRATION).write_text(json.dumps(stored))
    assert stored["model"] == model_mark("abc") != model_mark()
    own = read_calibration(tmp_path, "abc")
    assert thresholds(own, WEIGHTS) == {"strict": 0.88, "normal": 0.77, "lenient": 0.66}
    assert own.scale == MarginScale(0.5, -1.0)
    for other in ("", "def"):
        assert read_calibration(tmp_path, other) == StoredCalibration({})


@pytest.mark.parametrize("margins", [None, [1.0], "ab", [1.0, "high"], {}])
def test_a_scale_that_cannot_be_used_is_passed_over(tmp_path: Path, margins: object) -> None:
    stored = {"strict": 0.9, "normal": 0.9, "lenient": 0.9, "model": model_mark("abc"), "margins": margins}
    (tmp_path / CALIBRATION).write_text(json.dumps(stored))
    assert read_calibration(tmp_path, "abc").scale is None


def margins(answer: Answer) -> dict[tuple[str, int, str], float]:
    """The margin of each passage that was read, by where it stands and its span (the scale has a say in which)."""
    return {(row.article, row.start, row.span): row.margin for row in answer.explanation.candidates}


def test_an_archive_with_a_reader_of_ones_own(desk: Desk, tmp_path: Path) -> None:
    model = str(make_model("roberta", tmp_path / "model"))
    told: list[str] = []
    with Archive.open(desk.data, reader=model, exporting=lambda: told.append("exporting")) as archive:
        status = archive.status()
        assert (status.reader, status.calibrated) == (model, False)
        before = archive.ask(SEIZED)
        raw = run(archive, SET, "normal")
        outcomes, scale = run_with_own_reader(archive, SET, "normal")
        assert [one.question for one in outcomes] == SET
        assert scale == fit_scale(raw) != UNSCALED
        assert archive.ask(SEIZED).confidence == before.confidence  # nothing is kept until it is saved

        save(calibrate(outcomes), desk.data, reader=archive.own_reader, scale=MarginScale(0.25, -4.0))
        assert archive.status().calibrated
        after = archive.ask(SEIZED)
        plain, scaled = margins(before), margins(after)
        same = plain.keys() & scaled.keys()
        assert len(same) > len(plain) / 2
        assert {one: scaled[one] for one in same} == pytest.approx(
            {one: 0.25 * plain[one] - 4 for one in same}
        )
        assert archive.with_margins_on(UNSCALED).ask(SEIZED).confidence == before.confidence
    assert told == ["exporting"]
    assert [folder.name[:6] for folder in (desk.data / "readers").iterdir()].count("model-") == 1
    with Archive.open(desk.data) as packaged:
        status = packaged.status()
        assert (status.reader, status.calibrated) == (None, True)
        assert packaged.ask(SEIZED).answer == "386"
