"""A trained careful reader -> careful.onnx.gz (at most 90 MB) and careful-tokenizer.json, as the product loads them.

    python -m training.export_careful MODEL OUT [--form packed]

The forms: `packed`: products with 7-bit weights and a scale for every token (`index.building.quantise`), word vectors
of 7 bits; `wide`: in 32 bits, to compare with. Most weights are small beside the greatest of their column, so
that of seven bits each the compressed file needs six: gzip's Huffman code, by frequency alone, as nothing repeats.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
import zlib
from pathlib import Path
from typing import cast

import torch
from torch import nn

from index.building.quantise import quantise_by_token
from index.reading.careful import WEIGHTS
from training.careful import CarefulReader, load_careful, load_tokenizer
from training.export import ByteRows

INPUTS = ["input_ids", "attention_mask"]
BITS = 7
"""Of a weight."""


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments and export."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--form", choices=("wide", "packed"), default="packed")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    export(given.model, given.out, given.form)
    print((given.out / WEIGHTS).stat().st_size, "bytes")


def export(source: Path, out: Path, form: str) -> None:
    """Write careful.onnx.gz in one of the forms, and careful-tokenizer.json."""
    tokenizer = load_tokenizer(source)
    tokenizer.no_truncation()
    tokenizer.save(str(out / "careful-tokenizer.json"))
    model = load_careful(source)
    model.train(mode=False)
    with tempfile.TemporaryDirectory(dir=out) as folder:
        wide, narrow = Path(folder) / "wide.onnx", Path(folder) / "narrow.onnx"
        if form == "wide":
            trace(model, wide)
            compress(wide, out / WEIGHTS)
            return
        embeddings = model.encoder.get_submodule("embeddings")
        table = cast("nn.Embedding", embeddings.word_embeddings).weight
        embeddings.word_embeddings = ByteRows(table, BITS)
        trace(model, wide)
        quantise_by_token(wide, narrow, BITS)
        compress(narrow, out / WEIGHTS)


def compress(file: Path, packed: Path) -> None:
    """The file in gzip's format, coded by the frequency of its bytes alone; the same bytes from the same file."""
    coder = zlib.compressobj(9, zlib.DEFLATED, GZIP, 9, zlib.Z_HUFFMAN_ONLY)
    packed.write_bytes(coder.compress(file.read_bytes()) + coder.flush())


GZIP = 16 + zlib.MAX_WBITS
"""zlib's sign for gzip's format."""


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
