"""A stub in the encoder's place, for measuring everything else: random vectors of a text's tokens, added up.

It is an ONNX file as any encoder is, so that nothing in the program has to know of it. Its vectors are of unit length
and alike for texts that share words; no meaning is in them.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from index.building.encoder import (
    DEFAULT_MODEL,
    DESCRIPTION,
    ENCODERS,
    TOKENIZER,
    WEIGHTS,
    EncoderDescription,
    describe,
    export_folder,
)
from index.building.export import open_encoder

STUB = "stub-encoder"
DIMENSION, VOCABULARY = 384, 30_522


def write_stub_encoder(data: Path, models: Path) -> None:
    """Put the stub where an index in `data` keeps its encoder; its tokenizer is that of the default encoder."""
    open_encoder(DEFAULT_MODEL, models)
    folder = export_folder(STUB, data / ENCODERS)
    folder.mkdir(parents=True)
    shutil.copy(export_folder(DEFAULT_MODEL, models) / TOKENIZER, folder / TOKENIZER)
    table = np.random.default_rng(1).standard_normal((VOCABULARY, DIMENSION)).astype(np.float32)
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["tokens"]),
        helper.make_node("ReduceMean", ["tokens"], ["vector"], axes=[1], keepdims=0),
    ]
    given = helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "length"])
    made = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, DIMENSION])
    graph = helper.make_graph(nodes, "stub", [given], [made], [numpy_helper.from_array(table, "table")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(folder / WEIGHTS))
    digest = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    described = EncoderDescription(STUB, DIMENSION, 256, "stub", digest)
    (folder / DESCRIPTION).write_text(describe(described))
