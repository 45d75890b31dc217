"""Readers of several architectures: spans and margins as transformers itself finds them, to the character."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from hypothesis import HealthCheck, given, settings

from index.reading.own import export
from index.reading.own.opening import open_reader
from index.reading.own.scale import MarginScale
from index.reading.reader import MAX_SPAN_TOKENS, NO_TOKENS, SPANS, Reader, Text
from tests.index.generated import articles, questions
from tests.index.reading.own.conftest import MakeTiny
from tests.index.reading.own.tiny import ARCHITECTURES

pytestmark = pytest.mark.run_models

Own = Callable[[str], Reader]
QUESTION = "how many guns were seized?"
TEXTS = (
    Text("", "Officers seized a total of 386 illegal firearms across the capital last year."),
    Text("Gun crime falls", "Officers seized  386 illegal firearms\n\n last year, police said. "),
    Text("Der Fluß — naïve 😀", "“Él está aquí,” said the owl 😀 of £3bn\u00a0guns in 1962…"),
    Text("The bridge", " \tOpened by the Queen on 17 July 1981"),
)


def best_by_transformers(folder: Path, text: Text) -> tuple[str, float]:
    """The words of the best span of a passage and its margin, from the model itself."""
    tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder)
    model: Any = transformers.AutoModelForQuestionAnswering.from_pretrained(folder).eval()
    passage = f"{text.title} {text.text}" if text.title else text.text
    first = tokenizer.padding_side == "right"
    pair = (QUESTION, passage) if first else (passage, QUESTION)
    given = tokenizer(*pair, return_offsets_mapping=True, return_tensors="pt")
    offsets = given.pop("offset_mapping")[0].tolist()
    with torch.no_grad():
        read = model(**given)
    starts, ends = read.start_logits[0].numpy(), read.end_logits[0].numpy()
    begins = len(passage) - len(text.text)
    own = [
        place
        for place, part in enumerate(given.sequence_ids(0))
        if part == int(first)
        and offsets[place][1] > begins
        and passage[max(begins, offsets[place][0]) : offsets[place][1]].strip()
    ]
    score, start, end = max(
        (float(starts[start] + ends[end]), start, end)
        for start in own
        for end in own
        if start <= end < start + MAX_SPAN_TOKENS
    )
    cls = given["input_ids"][0].tolist().index(tokenizer.cls_token_id)
    words = passage[max(begins, offsets[start][0]) : offsets[end][1]].strip()
    return words, score - float(starts[cls] + ends[cls])


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_best_span_and_its_margin_are_the_models_own(
    tiny: MakeTiny, tmp_path: Path, architecture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        export, "LEAST_LIKE", 2.0
    )  # never like enough: 32 bits, to compare to the last digits
    reader = open_reader(str(tiny(architecture)), tmp_path)
    assert reader.description is not None
    assert reader.description.precision == "float32"
    for text, (best, *_) in zip(TEXTS, reader.read(QUESTION, TEXTS), strict=True):
        words, margin = best_by_transformers(tiny(architecture), text)
        assert text.text[best.span.start : best.span.end] == words
        assert best.margin == pytest.approx(margin, rel=1e-3, abs=1e-3)
    reader.close()


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_eight_bits_read_as_the_model_does(own: Own, tiny: MakeTiny, architecture: str) -> None:
    reader = own(architecture)
    assert reader.description is not None
    assert reader.description.precision == "int8"
    margins = [best.margin for best, *_ in reader.read(QUESTION, TEXTS)]
    expected = [best_by_transformers(tiny(architecture), text)[1] for text in TEXTS]
    assert np.allclose(margins, expected, rtol=0.05, atol=0.3)


@pytest.mark.parametrize("architecture", ["roberta", "modernbert", "deberta-v2"])
@given(text=articles, question=questions)
@settings(
    deadline=None,
    max_examples=15,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_spans_begin_and_end_with_words_whatever_the_text(
    own: Own, architecture: str, text: str, question: str
) -> None:
    (spans,) = own(architecture).read(question, [Text("News", text)])
    assert 1 <= len(spans) <= SPANS
    for read in spans:
        words = text[read.span.start : read.span.end]
        assert words == words.strip()
        assert words or (read.span, read.margin) == ((0, 0), NO_TOKENS)
    in_place = sorted(read.span for read in spans)
    assert all(before.end <= after.start for before, after in pairwise(in_place))


@pytest.mark.parametrize("architecture", ["roberta", "bert"])
def test_a_span_stays_in_its_sentence(own: Own, architecture: str) -> None:
    first = "There were 145 firearms offences in London in the year to March. "
    text = first + "Officers seized 386 illegal firearms. " + "Owls are nesting in Hagg Wood."
    begins = (0, len(first), text.index("Owls"))
    (spans,) = own(architecture).read(QUESTION, [Text("", text, begins)])
    for (start, end), _ in spans:
        assert not any(start < begin < end for begin in begins)


@pytest.mark.parametrize("text", ["", " ", "\n\n \t"])
def test_white_space_answers_nothing(own: Own, text: str) -> None:
    assert own("roberta").read(QUESTION, [Text("A title", text)]) == [[((0, 0), NO_TOKENS)]]


def test_a_scale_moves_margins_and_no_span(own: Own) -> None:
    reader = own("bert")
    plain = reader.read(QUESTION, [*TEXTS, Text("", " ")])
    scaled = reader.read(QUESTION, [*TEXTS, Text("", " ")], MarginScale(0.5, -2.0))
    assert [[read.span for read in spans] for spans in scaled] == [
        [read.span for read in spans] for spans in plain
    ]
    assert scaled[0][0].margin == pytest.approx(plain[0][0].margin / 2 - 2)
    assert scaled[-1][0].margin == NO_TOKENS
