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
from tokenizers import Tokenizer

from index.building.spans import Span
from index.reading.careful import CarefulReader
from index.reading.claims import WEIGHTS
from index.reading.marked import MarkedQuote, marked_text
from index.reading.reader import MODELS
from training.claims import (
    CLAIMS,
    LOWER,
    STANCES,
    Likely,
    UpperLayers,
    _middles,
    export,
    go_on_from,
    round_upper,
    written,
)
from training.passage import read_lines
from training.rounding import on_grid
from training.written import QUESTIONS, OtherPassage, digest


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
    for weights in upper.parameters():  # the exporter writes equal ones, such as fresh biases, once
        torch.nn.init.normal_(weights, std=0.2)
    upper.train(mode=False)
    round_upper(upper, [torch.randn(9, 32).half() for _ in range(40)])
    assert all(on_grid(one.weight) for one in upper.layers.modules() if isinstance(one, torch.nn.Linear))
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

    again = UpperLayers(transformers.MPNetModel(config, add_pooling_layer=False), 32)
    go_on_from(again, tmp_path)
    again.train(mode=False)
    with torch.no_grad():
        np.testing.assert_allclose(Likely(again)(middle).numpy(), likely, atol=0.05)


@pytest.mark.run_models
def test_claims_are_trained_on_what_the_shipped_reader_makes_of_them() -> None:
    careful = CarefulReader.of(MODELS)
    assert careful is not None
    quote = MarkedQuote("Rain", "2014-07-16", "", "It rained in Exeter.", Span(13, 19))
    ids = (
        Tokenizer.from_file(str(MODELS / "careful-tokenizer.json"))
        .encode("It rained.", marked_text(quote))
        .ids
    )
    (middle,) = _middles(MODELS, [ids])
    np.testing.assert_allclose(middle.float()[None], careful.middle("It rained.", quote), atol=0.01)
    careful.close()


def test_claims_are_held_against_the_pages_that_they_were_written_on() -> None:
    pages = {row["passage"]: row["text"] for row in read_lines(QUESTIONS) if "text" in row}
    rows = [row for row in read_lines(CLAIMS) if row["item"] in pages]
    assert len(rows) >= 72
    for row in rows:
        assert row["digest"] == digest(pages[row["item"]])
        for _, verdict, start, end in row["claims"]:
            assert pages[row["item"]][start:end].strip() or verdict in ("unsaid", "denied")
