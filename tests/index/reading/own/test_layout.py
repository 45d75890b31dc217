"""Inputs: what transformers itself makes of a question and a passage, token for token."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import transformers
from tokenizers import Tokenizer, models

from index.reading.own.inputs import Limits, windows
from index.reading.own.layout import layout_of
from tests.index.reading.own.conftest import MakeTiny
from tests.index.reading.own.tiny import ARCHITECTURES

QUESTION, PASSAGE = "how many guns were seized?", "Officers seized 386 illegal firearms last year."
EXPECTED = {
    "bert": "[CLS] question [SEP] passage [SEP]",
    "roberta": "<s> question </s> </s> passage </s>",
    "mpnet": "<s> question </s> </s> passage </s>",
    "deberta-v2": "[CLS] question [SEP] passage [SEP]",
    "modernbert": "[CLS] question [SEP] passage [SEP]",
    "xlnet": "passage <sep> question <sep> <cls>",
}


def tokenizer_in(folder: Path) -> Any:
    return transformers.AutoTokenizer.from_pretrained(folder)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_an_input_is_the_one_that_the_model_was_trained_with(tiny: MakeTiny, architecture: str) -> None:
    whole = tokenizer_in(tiny(architecture))
    alone = whole.backend_tokenizer
    first = architecture != "xlnet"
    layout = layout_of(alone, whole.cls_token_id, question_first=first)
    names = [
        piece.what if isinstance(piece.what, str) else alone.id_to_token(piece.what)
        for piece in layout.pieces
    ]
    assert " ".join(names) == EXPECTED[architecture]

    question, passage = (alone.encode(text, add_special_tokens=False).ids for text in (QUESTION, PASSAGE))
    filled = layout.fill(question, passage)
    pair = whole(*((QUESTION, PASSAGE) if first else (PASSAGE, QUESTION)), return_token_type_ids=True)
    assert filled.ids == pair["input_ids"]
    assert filled.segments == pair["token_type_ids"]
    assert filled.ids[filled.no_answer] == whole.cls_token_id
    assert filled.ids[filled.first : filled.first + len(passage)] == passage


def test_without_a_token_for_no_answer_the_first_one_stands_for_it(tiny: MakeTiny) -> None:
    alone = tokenizer_in(tiny("xlnet")).backend_tokenizer
    assert layout_of(alone, None).fill([5], [6, 7]).no_answer == 0
    assert layout_of(alone, 10_000).fill([5], [6, 7]).no_answer == 0


def test_a_tokenizer_that_knows_no_words_makes_no_input() -> None:
    with pytest.raises(ValueError, match="does not put a question and a passage together"):
        layout_of(Tokenizer(models.BPE()))


@pytest.mark.parametrize("architecture", ["bert", "roberta", "deberta-v2"])
def test_windows_have_every_token_of_a_long_passage_and_none_is_too_long(
    tiny: MakeTiny, architecture: str
) -> None:
    whole = tokenizer_in(tiny(architecture))
    alone, text = whole.backend_tokenizer, (PASSAGE + "  \n") * 60
    layout, limits = layout_of(alone, whole.cls_token_id), Limits.of(100)
    question = alone.encode(QUESTION, add_special_tokens=False).ids[: limits.question]
    made = list(windows(alone, layout, limits, question, "A title " * 40, text, ()))
    assert len(made) > 3
    assert all(len(window.filled.ids) <= limits.whole for window in made)
    seen = {place for window in made for start, end in window.offsets for place in range(start, end)}
    assert seen == {place for place, letter in enumerate(text) if not letter.isspace()}


def test_the_shares_of_an_input_are_those_of_the_packaged_reader() -> None:
    assert Limits.of(384) == (384, 96, 128, 64)
