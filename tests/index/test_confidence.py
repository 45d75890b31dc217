"""Tests of index/confidence.py: the model that comes with the package, and thresholds of an operator's own."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from index.confidence import CALIBRATION, COEFFICIENTS, confidence_model, model_mark, thresholds
from index.reader import MODELS


def test_a_better_margin_never_lowers_confidence_and_a_lacking_word_never_raises_it() -> None:
    model = confidence_model()
    features = dict.fromkeys(model.coefficients, 0.5)
    before = model.probability(features)
    assert model.probability({**features, "margin": 5.0}) > before
    assert model.probability({**features, "strangers_lacking": 2.0}) < before
    assert model.probability({**features, "share_lacking_in_quote": 1.0}) < before


def test_confidence_is_a_probability_however_wild_the_features_are() -> None:
    model = confidence_model()
    for value in (-1e9, 1e9):
        assert 0.0 <= model.probability(dict.fromkeys(model.coefficients, value)) <= 1.0


def test_the_model_was_fitted_on_the_reader_that_is_shipped() -> None:
    stored = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    assert stored["reader_sha256"] == hashlib.sha256((MODELS / "reader.onnx").read_bytes()).hexdigest()


def test_without_a_calibration_the_package_decides(tmp_path: Path) -> None:
    assert thresholds(tmp_path) == confidence_model().thresholds


def test_an_operators_calibration_is_used_and_kept_in_order(tmp_path: Path) -> None:
    own = {"strict": None, "normal": 0.99, "lenient": 0.01, "model": model_mark()}
    (tmp_path / CALIBRATION).write_text(json.dumps(own))
    assert thresholds(tmp_path) == {"strict": 0.99, "normal": 0.99, "lenient": 0.01}


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
    assert thresholds(tmp_path) == confidence_model().thresholds
