"""How sure to be: the package's thresholds, and those of an operator's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.judging.confidence import CALIBRATION, STRICTNESSES, model_mark, read_calibration, thresholds
from index.judging.model import Weights

WEIGHTS = Weights(0.0, {}, {"strict": 0.8, "normal": 0.6, "lenient": 0.4})
"""A model that comes with a package."""


def test_without_a_calibration_the_package_decides(tmp_path: Path) -> None:
    assert thresholds(read_calibration(tmp_path), WEIGHTS) == WEIGHTS.thresholds


def test_an_operators_calibration_is_used_and_kept_in_order(tmp_path: Path) -> None:
    own = {"strict": None, "normal": 0.99, "lenient": 0.01, "model": model_mark()}
    (tmp_path / CALIBRATION).write_text(json.dumps(own))
    assert thresholds(read_calibration(tmp_path), WEIGHTS) == {
        "strict": 0.99,
        "normal": 0.99,
        "lenient": 0.01,
    }


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"normal": 0.9}',
        '{"strict": 0.9, "normal": "high", "lenient": 0.1, "model": "MARK"}',
        '{"strict": 0.9, "normal": 0.9, "lenient": 0.9, "model": "another"}',
    ],
)
def test_a_calibration_that_cannot_be_used_is_passed_over(tmp_path: Path, content: str) -> None:
    (tmp_path / CALIBRATION).write_text(content.replace("MARK", model_mark()))
    assert thresholds(read_calibration(tmp_path), WEIGHTS) == WEIGHTS.thresholds


def test_what_a_calibration_leaves_open_is_the_packages(tmp_path: Path) -> None:
    own = {"strict": None, "normal": 0.7, "lenient": None, "model": model_mark()}
    (tmp_path / CALIBRATION).write_text(json.dumps(own))
    assert thresholds(read_calibration(tmp_path), WEIGHTS) == {"strict": 0.8, "normal": 0.7, "lenient": 0.4}


def test_stricter_never_asks_for_less(tmp_path: Path) -> None:
    turned = WEIGHTS._replace(thresholds={"strict": 0.1, "normal": 0.5, "lenient": 0.9})
    assert [thresholds(read_calibration(tmp_path), turned)[level] for level in STRICTNESSES] == [
        0.5,
        0.5,
        0.5,
    ]


def test_a_calibration_is_for_one_reader(tmp_path: Path) -> None:
    own = {"strict": 0.9, "normal": 0.9, "lenient": 0.9, "model": model_mark("abc")}
    (tmp_path / CALIBRATION).write_text(json.dumps(own))
    assert thresholds(read_calibration(tmp_path, "abc"), WEIGHTS) == dict.fromkeys(STRICTNESSES, 0.9)
    for other in ("", "def"):
        assert thresholds(read_calibration(tmp_path, other), WEIGHTS) == WEIGHTS.thresholds
