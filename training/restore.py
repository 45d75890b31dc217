"""reader.onnx or careful.onnx.gz -> a transformers folder, to train on from.

    python -m training.restore FOLDER OUT [--careful]

A run's 32-bit weights are too large to keep beside the code, but what was learnt is in the bytes of the export:
a weight is a byte times its scale. What rounding took is lost; a few minutes of training win it back, and so a
later run goes on from the reader that is shipped. It begins on the grid of the export, to which `training.rounding`
must then be used to come back: the nearest weights are those that it began with.
"""

from __future__ import annotations

import argparse
import gzip
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import NodeProto, numpy_helper
from transformers import BertConfig, BertForQuestionAnswering, MPNetConfig, MPNetModel

from index.reading.careful import WEIGHTS
from index.reading.claims import WEIGHTS as CLAIM_WEIGHTS

HEADS = 12
"""all-MiniLM-L6-v2's attention heads; the one size of a quick reader that the weights' shapes do not tell."""
Weights = dict[str, NDArray[Any]]


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments and restore."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folder", type=Path, help="holds reader.onnx and its tokenizer, or the careful reader's"
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--heads", type=int, default=HEADS)
    parser.add_argument("--careful", action="store_true", help="the careful reader, not the quick one")
    given = parser.parse_args(arguments)
    if given.careful:
        restore_careful(given.folder, given.out)
    else:
        restore(given.folder, given.out, given.heads)


def restore(folder: Path, out: Path, heads: int = HEADS) -> None:
    """Write what `training.export` made as the transformers folder that it came from, but for rounding.

    Raises RuntimeError where the graph's names are not those that `training.export` gives.
    """
    graph = onnx.load(str(folder / "reader.onnx")).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights = (
        _kept(stored, "model")
        | _head(stored, graph.node)
        | _embedded(stored, "model", "bert.embeddings.word_embeddings")
        | _products(stored, "model")
    )
    model = BertForQuestionAnswering(_config(weights, heads))
    model.load_state_dict(_tensors(weights))
    model.save_pretrained(out)
    shutil.copy(folder / "reader-tokenizer.json", out / "tokenizer.json")


def restore_careful(folder: Path, out: Path) -> None:
    """Write what `training.export_careful` made as the folder that it came from, but for rounding.

    Raises RuntimeError where the graph's names are not those that `training.export_careful` gives.
    """
    graph = onnx.load_from_string(gzip.decompress((folder / WEIGHTS).read_bytes())).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights = (
        _kept(stored, "encoder")
        | _embedded(stored, "encoder", "embeddings.word_embeddings")
        | _products(stored, "encoder")
    )
    words, hidden = weights["embeddings.word_embeddings.weight"].shape
    buckets, heads = weights["encoder.relative_attention_bias.weight"].shape
    config = MPNetConfig(
        vocab_size=words,
        hidden_size=hidden,
        num_hidden_layers=len({name.split(".")[2] for name in weights if name.startswith("encoder.layer.")}),
        num_attention_heads=heads,
        intermediate_size=len(weights["encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(weights["embeddings.position_embeddings.weight"]),
        relative_attention_num_buckets=buckets,
    )
    model = MPNetModel(config, add_pooling_layer=False)
    model.load_state_dict(_tensors(weights))
    model.save_pretrained(out)
    head = {name: stored[f"head.{name}"] for name in ("weight", "bias")}
    torch.save(_tensors(head), out / "head.pt")
    shutil.copy(folder / "careful-tokenizer.json", out / "tokenizer.json")


def restored_claims(folder: Path) -> dict[str, torch.Tensor]:
    """What `training.claims export` made, by the names of the layers that it came from, but for rounding."""
    graph = onnx.load_from_string(gzip.decompress((folder / CLAIM_WEIGHTS).read_bytes())).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    return _tensors(_kept(stored, "upper") | _products(stored, "upper"))


def _tensors(weights: Weights) -> dict[str, torch.Tensor]:
    return {name: torch.from_numpy(value.copy()) for name, value in weights.items()}


def _kept(stored: Mapping[str, NDArray[Any]], root: str) -> Weights:
    """What stayed in 32 bits under its own name: biases, norms, the small embeddings."""
    named = {
        name.removeprefix(f"{root}."): value for name, value in stored.items() if name.startswith(f"{root}.")
    }
    return {name: value for name, value in named.items() if name.endswith((".weight", ".bias"))}


def _head(stored: Mapping[str, NDArray[Any]], nodes: Iterable[NodeProto]) -> Weights:
    """The product that is not quantised, stored as inputs × outputs under a name of the exporter's making."""
    (head,) = (node for node in nodes if node.op_type == "MatMul" and "qa_outputs" in node.name)
    return {"qa_outputs.weight": stored[head.input[1]].T}


def _embedded(stored: Mapping[str, NDArray[Any]], root: str, table: str) -> Weights:
    """The word embeddings: rows of bytes, each with its scale."""
    rows = stored[f"{root}.{table}.rows"].astype(np.float32)
    return {f"{table}.weight": rows * stored[f"{root}.{table}.scale"]}


def _products(stored: Mapping[str, NDArray[Any]], root: str) -> Weights:
    """The quantised products: pieces of the inner dimension, a scale for each column of a piece."""
    pieces: dict[str, dict[int, NDArray[Any]]] = {}
    for name, value in stored.items():
        if found := _PIECE.fullmatch(name.removeprefix(f"/{root}/")):
            layer = found["layer"].replace("/", ".")
            scale = stored[name.removesuffix("weight") + "scale"]
            pieces.setdefault(f"{layer}.weight", {})[int(found["piece"])] = value.astype(np.float32) * scale
    return {name: np.concatenate([parts[n] for n in sorted(parts)]).T for name, parts in pieces.items()}


_PIECE = re.compile(r"(?P<layer>.+)/MatMul/(?P<piece>\d+)/weight")


def _config(weights: Weights, heads: int) -> BertConfig:
    """The sizes of the model, as the weights' shapes tell them."""
    words, hidden = weights["bert.embeddings.word_embeddings.weight"].shape
    layers = {name.split(".")[3] for name in weights if name.startswith("bert.encoder.layer.")}
    return BertConfig(
        vocab_size=words,
        hidden_size=hidden,
        num_hidden_layers=len(layers),
        num_attention_heads=heads,
        intermediate_size=len(weights["bert.encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(weights["bert.embeddings.position_embeddings.weight"]),
    )


if __name__ == "__main__":
    main()
