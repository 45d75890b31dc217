"""A larger reader that teaches the quick one: MPNet with a question-answering head, given the quick reader's tokens.

Both have bert-base-uncased's word pieces under other numbers, so that a token of one is a token of the other and their
logits can be compared place by place.
"""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import MPNetForQuestionAnswering
from transformers.modeling_outputs import QuestionAnsweringModelOutput

from training.loading import load

NAMED_OTHERWISE = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[UNK]": "[UNK]"}
"""What BERT calls its special tokens, and what MPNet calls the same."""


class Teacher(nn.Module):
    """MPNet as a reader of another tokenizer's ids."""

    def __init__(self, model: MPNetForQuestionAnswering, numbers: Tensor) -> None:
        """`numbers[id]` is MPNet's number of the quick reader's token `id`."""
        super().__init__()
        self.model = model
        self.register_buffer("numbers", numbers, persistent=False)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor | None = None
    ) -> QuestionAnsweringModelOutput:
        """Start and end logits (passages × tokens); MPNet tells question and passage apart by what stands between."""
        output: QuestionAnsweringModelOutput = self.model(
            input_ids=self.get_buffer("numbers")[input_ids], attention_mask=attention_mask
        )
        return output

    def get_input_embeddings(self) -> nn.Module:
        """The word embeddings, as transformers' models give them."""
        return self.model.get_input_embeddings()

    def save_pretrained(self, folder: Path) -> None:
        """Write the model; its own tokenizer is the caller's to write."""
        self.model.save_pretrained(folder)


def load_teacher(folder: Path, reads: Tokenizer) -> Teacher:
    """A folder of MPNet, with or without a question-answering head, for the tokens of `reads`.

    Raises KeyError where MPNet lacks one of its word pieces.
    """
    model = load(MPNetForQuestionAnswering, folder)
    own = Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab()
    pieces = sorted(reads.get_vocab().items(), key=lambda piece: piece[1])
    numbers = torch.tensor([own[NAMED_OTHERWISE.get(piece, piece)] for piece, _ in pieces])
    return Teacher(model, numbers)
