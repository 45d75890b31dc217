"""A trained careful reader -> careful.onnx (at most 90 MB) and careful-tokenizer.json, as the product loads them.

    python -m training.export_careful MODEL OUT [--form packed]

The forms: `wide` in 32 bits, to compare with; `eight`: products with 8-bit weights and a scale for every token
(`index.building.quantise`), word embeddings as 8-bit rows; `packed`: the same, the feed-forward layers' weights with
four bits and a scale for every 32, so that the file is small enough to be kept.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper
from torch import nn

from index.building.quantise import quantise_by_token
from training.careful import CarefulReader, load_careful, load_tokenizer
from training.export import ByteRows

INPUTS = ["input_ids", "attention_mask"]
BLOCK = 32
"""Weights that share a scale in four bits."""
STEPS = 8
"""Parts of one in which scales are counted: of bytes up to 127, a scale for half bytes is at most 17."""


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments and export."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--form", choices=("wide", "eight", "packed"), default="packed")
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
    table = cast("nn.Embedding", embeddings.word_embeddings).weight
    embeddings.word_embeddings = ByteRows(table)
    with tempfile.TemporaryDirectory(dir=out) as folder:
        wide, bytes_ = Path(folder) / "wide.onnx", Path(folder) / "bytes.onnx"
        trace(model, wide)
        quantise_by_token(wide, bytes_)
        narrow = onnx.load(str(bytes_))
        if form == "packed":
            pack(narrow)
        onnx.save(narrow, str(out / "careful.onnx"))


def pack(model: onnx.ModelProto) -> None:
    """Keep the feed-forward layers' bytes as half bytes in the file; the graph makes bytes of them when it is loaded.

    ONNX Runtime folds what follows from constants alone: what runs is the 8-bit graph, which is twice as fast as its
    own 4-bit products.
    """
    graph = model.graph
    constants: dict[str, NDArray[Any]] = {
        "four_eight": np.array(8, dtype=np.float32),
        "four_sixteen": np.array(16, dtype=np.float32),
        "four_bits": np.array(4, dtype=np.uint8),
        "four_most": np.array(127, dtype=np.float32),
        "four_least": np.array(-127, dtype=np.float32),
        "four_places": np.array([1], dtype=np.int64),
        "four_step": np.array(1 / STEPS, dtype=np.float32),
    }
    nodes: list[NodeProto] = []
    kept: list[TensorProto] = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    for tensor in graph.initializer:
        bytes_ = numpy_helper.to_array(tensor)
        if bytes_.dtype != np.int8 or "/layer" not in tensor.name or "/attention/" in tensor.name:
            kept.append(tensor)
            continue
        tensors, made = _in_four(tensor.name, bytes_)
        kept += tensors
        nodes += made
    nodes += graph.node
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(kept)


def _in_four(name: str, weights: NDArray[np.int8]) -> tuple[list[TensorProto], list[NodeProto]]:
    """Bytes (inputs × outputs) as half bytes, two inputs a byte, with a scale for each BLOCK inputs of an output.

    A scale is a byte too, in parts of STEPS; of eight for a block the one with the least squared error is taken.
    """
    inputs, outputs = weights.shape
    blocks = weights.astype(np.float32).reshape(inputs // BLOCK, BLOCK, outputs)
    most = np.maximum(np.abs(blocks).max(axis=1, keepdims=True), 1.0)
    best, least = np.ones_like(most), np.full_like(most, np.inf)
    for share in np.linspace(0.65, 1.0, 8, dtype=np.float32):
        scale = np.clip(np.round(most * share / 7.5 * STEPS), 1, 255) / STEPS
        error = ((np.clip(np.round(blocks / scale), -8, 7) * scale - blocks) ** 2).sum(axis=1, keepdims=True)
        best, least = np.where(error < least, scale, best), np.minimum(error, least)
    halves = (np.clip(np.round(blocks / best), -8, 7) + 8).astype(np.uint8).reshape(inputs // 2, 2, outputs)
    tensors: dict[str, NDArray[Any]] = {
        "packed": halves[:, :1] | (halves[:, 1:] << 4),
        "scales": np.round(best * STEPS).astype(np.uint8),
        "blocks": np.array([inputs // BLOCK, BLOCK, outputs], dtype=np.int64),
        "shape": np.array([inputs, outputs], dtype=np.int64),
    }

    def at(part: str) -> str:
        return f"{name}/{part}"

    steps: tuple[tuple[str, list[str], str, dict[str, Any]], ...] = (
        ("BitShift", [at("packed"), "four_bits"], "high", {"direction": "RIGHT"}),
        ("Cast", [at("high")], "upper", {"to": TensorProto.FLOAT}),
        ("Cast", [at("packed")], "both", {"to": TensorProto.FLOAT}),
        ("Mul", [at("upper"), "four_sixteen"], "shifted", {}),
        ("Sub", [at("both"), at("shifted")], "lower", {}),
        ("Concat", [at("lower"), at("upper")], "halves", {"axis": 1}),
        ("Reshape", [at("halves"), at("blocks")], "laid", {}),
        ("Sub", [at("laid"), "four_eight"], "signed", {}),
        ("Cast", [at("scales")], "wide", {"to": TensorProto.FLOAT}),
        ("Mul", [at("wide"), "four_step"], "scale", {}),
        ("Mul", [at("signed"), at("scale")], "scaled", {}),
        ("Round", [at("scaled")], "round", {}),
        ("Clip", [at("round"), "four_least", "four_most"], "cut", {}),
        ("Reshape", [at("cut"), at("shape")], "flat", {}),
    )
    nodes = [helper.make_node(kind, given, [at(out)], **more) for kind, given, out, more in steps]
    nodes.append(helper.make_node("Cast", [at("flat")], [name], to=TensorProto.INT8))
    return [numpy_helper.from_array(value, at(part)) for part, value in tensors.items()], nodes


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
