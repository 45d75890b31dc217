"""What tells boilerplate from news: the shipped model says what the regressions say that it was made of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason='training needs `pip install ".[train]"`')

from index.building.boilerplate import boilerplate_model
from index.building.encoder import DEFAULT_MODEL, Encoder, export_folder
from training.boilerplate import _fit, _logits, _paragraphs, _written, saved

WRITTEN = list(_written())


def test_what_was_written_is_half_news_and_stands_once() -> None:
    texts = [text for text, *_ in WRITTEN]
    assert len(set(texts)) > 0.99 * len(texts) > 2_000
    assert 0.4 < np.mean([target for _, target, _ in WRITTEN]) < 0.6


def test_a_saved_model_decides_as_the_regressions_that_it_is_made_of(models: Path, tmp_path: Path) -> None:
    encoder = Encoder(export_folder(DEFAULT_MODEL, models))
    some = _paragraphs(WRITTEN[::8], encoder)
    fitted = _fit(some)
    saved(tmp_path / "model.npz", encoder.description.model, fitted, doubtful=-1.0, sure=1.0)
    model = boilerplate_model(tmp_path / "model.npz")

    first, second = (_logits(inputs, one) for inputs, one in zip(some.inputs, fitted, strict=True))
    for text, vector, doubt, logit in zip(some.texts, some.vectors, first, second, strict=True):
        if min(abs(doubt + 1), abs(logit - 1)) > 0.05:  # weights are kept in 16 bits
            assert model.is_doubtful(text) == (doubt > -1)
            assert model.is_sure(text, vector) == (logit > 1)
