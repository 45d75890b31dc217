"""A careful reader small enough to train in a test: MPNet with two layers and a vocabulary of a few sentences."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import MPNetConfig, MPNetModel

from training.careful import PADDING
from training.pair import Group, Pair

SPECIALS = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
ENTERED = "Before 1987 only small boats could enter."
DREDGED = "The harbour was dredged by Maria Holt in 1987 for nine million crowns."
SOLD = "Peter Lund sold the fish hall to Bram in 1994."


def pair(question: str, quote: str, span: str, label: int, before: str = "") -> Pair:
    start = quote.index(span)
    return Pair(question, "Westquay harbour", "1994-05-06", before, quote, start, start + len(span), label)


def right_and_wrong(question: str, quote: str, right: str, *wrong: str) -> Group:
    return Group(
        "rival", [pair(question, quote, right, 1), *(pair(question, quote, span, 0) for span in wrong)]
    )


GROUPS = [
    right_and_wrong("who dredged the harbour?", DREDGED, "Maria Holt", "1987", "nine million crowns"),
    right_and_wrong("when was it dredged?", DREDGED, "1987", "Maria Holt"),
    right_and_wrong("what did it cost?", DREDGED, "nine million crowns", "Maria Holt", "1987"),
    right_and_wrong("who sold the fish hall?", SOLD, "Peter Lund", "Bram", "1994"),
    right_and_wrong("to whom was the hall sold?", SOLD, "Bram", "Peter Lund"),
    Group("misread", [pair("who won the cup?", ENTERED, "small boats", 0)]),
]


def write_pairs(path: Path) -> Path:
    """The groups as `training.pairs` writes them."""
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(group._asdict()) + "\n" for group in GROUPS)
    return path


def make_encoder(folder: Path) -> Path:
    """An encoder with chance weights, as a transformers folder with its tokenizer.

    Its inner layers are two of the pieces wide that 8-bit products are cut into.
    """
    splits, lowers = pre_tokenizers.BertPreTokenizer(), normalizers.BertNormalizer()
    texts = [text for group in GROUPS for one in group.pairs for text in (one.question, one.quote, one.title)]
    words = {
        word for text in [*texts, "« » · 6 May 1994"] for word, _ in splits.pre_tokenize_str(text.lower())
    }
    vocabulary = {word: number for number, word in enumerate([*SPECIALS, *sorted(words)])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="<unk>"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = lowers, splits
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[(token, tokenizer.token_to_id(token)) for token in ("<s>", "</s>")],
    )
    torch.manual_seed(1)
    config = MPNetConfig(
        vocab_size=1_000,  # what is traced draws ids below 900
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=768,
        max_position_embeddings=256,
        pad_token_id=PADDING,
    )
    MPNetModel(config, add_pooling_layer=False).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder
