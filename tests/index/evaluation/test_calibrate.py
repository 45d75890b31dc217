"""Thresholds with a guarantee: by hand on small sets, and kept on the share of sets that is promised."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Archive
from index.errors import DataNotWritable
from index.evaluation.binomial import upper_bound
from index.evaluation.calibrate import (
    Calibration,
    Level,
    answers_to_pass,
    calibrate,
    choose,
    questions_needed,
    save,
)
from index.evaluation.metrics import risk_at
from index.evaluation.questions import Question
from index.evaluation.run import mark
from index.judging.confidence import CALIBRATION, model_mark


def test_so_many_answers_it_takes_to_promise() -> None:
    # 0.9 ** 29 and 0.95 ** 59 are the first powers below 0.05.
    assert answers_to_pass(0, 0.10) == 29
    assert answers_to_pass(0, 0.05) == 59
    assert answers_to_pass(0, 0.20) == 14
    assert upper_bound(3, answers_to_pass(3, 0.10)) <= 0.10 < upper_bound(3, answers_to_pass(3, 0.10) - 1)


def test_everything_is_answered_where_nothing_is_wrong() -> None:
    confidence = np.linspace(0.005, 0.995, 100)
    chosen = choose(confidence, np.ones(100, dtype=bool), 0.10)
    assert chosen is not None
    assert (chosen.threshold, chosen.answered, chosen.wrong) == (0.0, 100, 0)


def test_the_threshold_lies_where_the_wrong_ones_begin() -> None:
    confidence = np.linspace(0.9995, 0.0005, 1_000)
    right = confidence > 0.40
    chosen = choose(confidence, right, 0.10)
    assert chosen is not None
    assert chosen.bound <= 0.10
    below = risk_at(confidence, right, chosen.threshold - 0.01)
    assert below is not None
    assert below.bound > 0.10
    assert chosen.wrong > 0


def test_a_good_stretch_below_a_bad_one_is_not_reached() -> None:
    """Had the best of all thresholds been taken, this one would answer everything."""
    confidence = np.repeat([0.9, 0.6, 0.3], [40, 40, 1_000])
    right = np.ones(1_080, dtype=bool)
    right[40:60] = False
    everything = risk_at(confidence, right, 0.3)
    assert everything is not None
    assert everything.bound < 0.10
    assert choose(confidence, right, 0.10) is None


def test_too_few_questions_choose_nothing_and_say_how_many_it_takes() -> None:
    confidence, right = np.full(20, 0.9), np.ones(20, dtype=bool)
    assert choose(confidence, right, 0.10) is None
    assert questions_needed(confidence, right, 0.10) == 29
    # Answering only half of them, none wrong, it takes twice as many.
    halved = np.where(np.arange(20) < 10, 0.9, 0.1)
    assert questions_needed(halved, halved > 0.5, 0.10) == 58


def test_as_many_questions_as_were_said_to_be_needed_are_enough() -> None:
    confidence, right = np.repeat([0.9, 0.2], 30), np.repeat([True, False], 30)
    right[0] = False
    assert choose(confidence, right, 0.10) is None
    needed = questions_needed(confidence, right, 0.10)
    assert needed is not None
    times = -(-needed // 60)
    assert choose(np.tile(confidence, times), np.tile(right, times), 0.10) is not None


def test_where_the_surest_are_wrong_no_number_is_enough() -> None:
    confidence, right = np.full(200, 0.9), np.arange(200) % 4 > 0
    assert choose(confidence, right, 0.10) is None
    assert questions_needed(confidence, right, 0.10) is None


def test_a_laxer_level_answers_wherever_a_stricter_one_does(archive: Archive) -> None:
    """Here a bad stretch stops the normal level, which the strict one, beginning further down, passes over."""
    answer = archive.ask("How many guns were seized in London last year?")
    right, wrong = Question("", ("386",)), Question("", ("145",))
    rows = [(0.9, right)] * 70 + [(0.8, wrong)] * 6 + [(0.7, right)] * 924 + [(0.1, wrong)] * 1_000
    outcomes = [mark(question, dataclasses.replace(answer, confidence=sure)) for sure, question in rows]
    calibration = calibrate(outcomes)
    confidence = np.array([sure for sure, _ in rows])
    assert choose(confidence, np.array([question is right for _, question in rows]), 0.10) is None
    assert [level.name for level in calibration.levels] == ["strict", "normal", "lenient"]
    assert {level.threshold for level in calibration.levels} == {0.11}
    assert (calibration.questions, calibration.answerable) == (2_000, 2_000)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200),
    st.sampled_from([0.05, 0.1, 0.2]),
)
def test_what_is_chosen_keeps_its_bound(rows: list[tuple[float, bool]], allowed: float) -> None:
    confidence, right = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    chosen = choose(confidence, right, allowed)
    if chosen is not None:
        assert chosen.bound <= allowed
        assert chosen == risk_at(confidence, right, chosen.threshold)


@pytest.mark.parametrize("sharpness", [0.5, 2.0])
def test_the_promise_is_broken_in_at_most_five_of_a_hundred_sets(sharpness: float) -> None:
    """Sets are drawn from a law whose true risk at each threshold is known."""
    generator = np.random.default_rng(7)
    fine = (np.arange(20_000) + 0.5) / 20_000
    broken = chosen_at_all = 0
    for _ in range(400):
        confidence = generator.random(1_000)
        chosen = choose(confidence, generator.random(1_000) < confidence**sharpness, 0.20)
        if chosen is None:
            continue
        chosen_at_all += 1
        answered = fine >= chosen.threshold
        broken += float((1 - fine[answered] ** sharpness).mean()) > 0.20
    assert chosen_at_all > 200
    # 20 of 400 are expected at most; 33 or more would come up less than once in 200 runs of other seeds.
    assert broken < 33


CALIBRATED = Calibration(
    levels=(
        Level("strict", 0.05, None, None, 400),
        Level("normal", 0.10, 0.62, None, None),
        Level("lenient", 0.20, 0.4, None, None),
    ),
    questions=200,
    answerable=100,
    judged=200,
    made="2025-03-01T12:00:00+00:00",
)


def test_what_was_chosen_is_kept_beside_the_index(tmp_path: Path) -> None:
    file = save(CALIBRATED, tmp_path / "data")
    assert file == tmp_path / "data" / CALIBRATION
    assert json.loads(file.read_text()) == {
        "strict": None,
        "normal": 0.62,
        "lenient": 0.4,
        "questions": 200,
        "made": "2025-03-01T12:00:00+00:00",
        "model": model_mark(),
    }
    assert [entry.name for entry in file.parent.iterdir()] == [CALIBRATION]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(DataNotWritable, match="cannot be written"):
        save(CALIBRATED, tmp_path / "data")
