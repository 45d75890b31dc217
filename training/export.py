"""A trained reader -> reader.onnx (8-bit) and reader-tokenizer.json, as the product loads them.

    python -m training.export MODEL OUT [--wide]

Word embeddings are kept as 8-bit rows with a scale each; the products of the layers are quantised by ONNX
Runtime, see `QUANTISERS`. --wide leaves everything in 32 bits, to compare with.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import BertForQuestionAnswering

from index.building.quantise import quantise_by_token
from training.train import load_reader, load_tokenizer

INPUTS = ["input_ids", "attention_mask", "token_type_ids"]
OUTPUTS = ["start_logits", "end_logits"]


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments and export."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--wide", action="store_true")
    parser.add_argument("--quantiser", choices=sorted(QUANTISERS), default="tokens7")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    export(given.model, given.out, None if given.wide else QUANTISERS[given.quantiser])
    print((given.out / "reader.onnx").stat().st_size, "bytes")


def export(source: Path, out: Path, quantise: Callable[[Path, Path], None] | None) -> None:
    """Write reader.onnx, quantised unless `quantise` is None, and reader-tokenizer.json."""
    tokenizer = load_tokenizer(source)
    tokenizer.no_truncation()
    tokenizer.save(str(out / "reader-tokenizer.json"))
    model = load_reader(source)
    model.train(mode=False)
    if quantise is None:
        trace(model, out / "reader.onnx")
        return
    model.bert.embeddings.word_embeddings = cast(
        "nn.Embedding", ByteRows(model.bert.embeddings.word_embeddings.weight)
    )
    with tempfile.TemporaryDirectory(dir=out) as folder:
        wide = Path(folder) / "wide.onnx"
        trace(model, wide)
        quantise(wide, out / "reader.onnx")


class ByteRows(nn.Module):
    """An embedding table in signed bytes, of which so many bits are used, each row with its own scale."""

    def __init__(self, table: Tensor, bits: int = 8) -> None:
        super().__init__()
        scale = table.detach().abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / (2 ** (bits - 1) - 1)
        self.register_buffer("rows", (table.detach() / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        """The vectors of these tokens."""
        rows, scale = cast("Tensor", self.rows), cast("Tensor", self.scale)
        return rows[ids].float() * scale[ids]


class Logits(nn.Module):
    """A reader whose outputs are the two tensors alone."""

    def __init__(self, model: BertForQuestionAnswering) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """Start and end logits (passages × tokens)."""
        output = self.model(input_ids=ids, attention_mask=mask, token_type_ids=types)
        return output.start_logits, output.end_logits


def trace(model: BertForQuestionAnswering, path: Path) -> None:
    """Write the model as an ONNX graph of any number of passages and tokens."""
    ids = torch.randint(5, 900, (2, 24))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Logits(model),
            (ids, torch.ones_like(ids), torch.zeros_like(ids)),
            str(path),
            input_names=INPUTS,
            output_names=OUTPUTS,
            dynamic_axes={name: {0: "passages", 1: "tokens"} for name in INPUTS + OUTPUTS},
            opset_version=17,
            dynamo=False,
        )


def quantise_by_tensor(wide: Path, narrow: Path) -> None:
    """ONNX Runtime's own way: 8-bit weights by output channel, 8-bit activations by tensor."""
    head = [node.name for node in onnx.load(str(wide)).graph.node if "qa_outputs" in node.name]
    quantize_dynamic(
        wide, narrow, ["MatMul"], per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=head
    )


QUANTISERS: dict[str, Callable[[Path, Path], None]] = {
    "tokens": quantise_by_token,
    "tokens7": partial(quantise_by_token, bits=7),
    "tensor": quantise_by_tensor,
}


if __name__ == "__main__":
    main()
