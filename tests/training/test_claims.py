"""Claims written for the claim reader: what was written, and that the export says what the trained layers say."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

pytest.importorskip("sklearn", reason='training needs `pip install ".[train]"`')

import torch

from index.reading.claims import WEIGHTS
from training.claims import CLAIMS, LOWER, STANCES, Likely, UpperLayers, export, written
from training.passage import read_lines
from training.written import OtherPassage


def test_every_claim_stands_once_and_every_verdict_is_there() -> None:
    claims = [(claim, verdict) for row in read_lines(CLAIMS) for claim, verdict, *_ in row["claims"]]
    assert len(set(claims)) > 0.99 * len(claims) > 6_000
    shares = Counter(verdict for _, verdict in claims)
    assert set(shares) == {"agrees", "differs", "unsaid", "denied"}
    assert min(shares["agrees"], shares["differs"], shares["unsaid"]) > 0.2 * len(claims)


def test_claims_on_other_news_are_none() -> None:
    with pytest.raises(OtherPassage):
        list(written([{"date": "2014-07-16", "items": [{"text": "It rained."}] * 9}]))


def test_the_export_says_what_the_trained_layers_say(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(2)
    config = transformers.MPNetConfig(
        vocab_size=50,
        hidden_size=32,
        num_hidden_layers=LOWER + 2,
        num_attention_heads=4,
        intermediate_size=64,
    )
    encoder = transformers.MPNetModel(config, add_pooling_layer=False)
    upper = UpperLayers(encoder, 32)
    torch.nn.init.normal_(upper.head.weight)
    upper.train(mode=False)
    (tmp_path / "run").mkdir()
    torch.save(upper, tmp_path / "run" / "upper.pt")
    export(tmp_path / "run", tmp_path)

    session = onnxruntime.InferenceSession(gzip.decompress((tmp_path / WEIGHTS).read_bytes()))
    for tokens in (1, 7, 40):
        middle = torch.randn(1, tokens, 32)
        (likely,) = session.run(["likely"], {"middle": middle.numpy()})
        with torch.no_grad():
            np.testing.assert_allclose(likely, Likely(upper)(middle).numpy(), atol=0.05)
        assert likely.shape == (1, len(STANCES))
