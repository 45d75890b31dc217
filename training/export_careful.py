"""A trained careful reader -> careful.onnx (at most 90 MB) and careful-tokenizer.json, as the product loads them.

    python -m training.export_careful MODEL OUT [--form mixed]

The forms: `wide` in 32 bits, to compare with; `four`: every product of the layers with 4-bit weights in blocks of 32
(ONNX Runtime's MatMulNBits, activations in 8 bits); `mixed`: the feed-forward products so, those of attention with 8 bits
and a scale for every token (`training.quantise`). Word embeddings are 8-bit rows with a scale each but in `wide`.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from pathlib import Path
from typing import cast

import onnx
import torch
from onnxruntime.quantization.matmul_nbits_quantizer import (
    DefaultWeightOnlyQuantConfig,
    MatMulNBitsQuantizer,
)
from torch import nn

from training.careful import CarefulReader, load_careful, load_tokenizer
from training.export import ByteRows
from training.quantise import quantise_by_token

INPUTS = ["input_ids", "attention_mask"]
BLOCK = 32
"""Weights that share a scale in four bits."""


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments and export."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--form", choices=("wide", "four", "mixed", "eight"), default="mixed")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    export(given.model, given.out, given.form)
    print((given.out / "careful.onnx").stat().st_size, "bytes")


def export(source: Path, out: Path, form: str) -> None:
    """Write careful.onnx in one of the forms, and careful-tokenizer.json."""
    tokenizer = load_tokenizer(source)
    tokenizer.no_truncation()
    tokenizer.save(str(out / "careful-tokenizer.json"))
    model = load_careful(source)
    model.train(mode=False)
    if form == "wide":
        trace(model, out / "careful.onnx")
        return
    embeddings = model.encoder.get_submodule("embeddings")
    embeddings.word_embeddings = cast("nn.Embedding", ByteRows(embeddings.word_embeddings.weight))
    with tempfile.TemporaryDirectory(dir=out) as folder:
        wide, part = Path(folder) / "wide.onnx", Path(folder) / "part.onnx"
        trace(model, wide)
        if form == "eight":
            quantise_by_token(wide, out / "careful.onnx", keep=("head",))
            return
        quantise_in_four(wide, part, everything=form == "four")
        if form == "four":
            part.replace(out / "careful.onnx")
        else:
            quantise_by_token(part, out / "careful.onnx", keep=("head",))


def quantise_in_four(wide: Path, narrow: Path, *, everything: bool) -> None:
    """Rewrite products with constant matrices as 4-bit ones: all of them, or those of the feed-forward layers."""
    model = onnx.load(str(wide))
    products = [node.name for node in model.graph.node if node.op_type == "MatMul"]
    kept = [
        name
        for name in products
        if "head" in name or not (everything or ("attention" not in name and "/layer" in name))
    ]
    quantizer = MatMulNBitsQuantizer(
        model,
        nodes_to_exclude=kept,
        algo_config=DefaultWeightOnlyQuantConfig(block_size=BLOCK, is_symmetric=True, accuracy_level=4),
    )
    quantizer.process()
    onnx.save(quantizer.model.model, str(narrow))


def trace(model: CarefulReader, path: Path) -> None:
    """Write the model as an ONNX graph of any number of pairs and tokens."""
    ids = torch.randint(5, 900, (2, 24))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (ids, torch.ones_like(ids)),
            str(path),
            input_names=INPUTS,
            output_names=["logit"],
            dynamic_axes={**{name: {0: "pairs", 1: "tokens"} for name in INPUTS}, "logit": {0: "pairs"}},
            opset_version=17,
            dynamo=False,
        )


if __name__ == "__main__":
    main()
