"""8-bit graphs: as their 32-bit ones, and a quarter of the size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.building.quantise import LEAST_ROWS, LEAST_WIDTH, quantise_by_token
from index.building.sessions import single_threaded_session
from tests.processor import needs_vnni

pytestmark = pytest.mark.run_models

Floats = NDArray[np.float32]
WIDTH = 1_000
"""Not a multiple of the pieces into which an inner dimension is cut."""


def graph(folder: Path, *, rows: int = LEAST_ROWS, head: int = LEAST_WIDTH) -> Path:
    """Rows of a table, times a wide matrix and then a narrow one."""
    random = np.random.default_rng(0)
    weights = {
        "table": random.normal(size=(rows, WIDTH)),
        "wide": random.normal(size=(WIDTH, 64)),
        "narrow": random.normal(size=(64, head)),
    }
    nodes = [
        helper.make_node("Gather", ["table", "ids"], ["row"], axis=0),
        helper.make_node("MatMul", ["row", "wide"], ["middle"]),
        helper.make_node("MatMul", ["middle", "narrow"], ["out"]),
    ]
    made = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, None)],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(weight.astype(np.float32), name) for name, weight in weights.items()],
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(folder / "wide.onnx"))
    return folder / "wide.onnx"


def products(path: Path, ids: NDArray[np.int64]) -> Floats:
    (out,) = single_threaded_session(path).run(None, {"ids": ids})
    return np.asarray(out)


@pytest.mark.parametrize("shape", [(7,), (1, 7), (2, 3, 5)])
@pytest.mark.parametrize("bits", [7, pytest.param(8, marks=needs_vnni)])
def test_products_of_any_shape_come_out_alike(tmp_path: Path, shape: tuple[int, ...], bits: int) -> None:
    wide, narrow = graph(tmp_path), tmp_path / "narrow.onnx"
    quantise_by_token(wide, narrow, bits)
    ids = np.random.default_rng(1).integers(0, LEAST_ROWS, size=shape)
    expected, got = products(wide, ids), products(narrow, ids)
    assert got.shape == expected.shape
    assert np.corrcoef(expected.ravel(), got.ravel())[0, 1] > 0.999
    assert narrow.stat().st_size < wide.stat().st_size / 3.9


def test_small_tables_and_heads_stay_as_they_are(tmp_path: Path) -> None:
    wide, narrow = graph(tmp_path, rows=LEAST_ROWS - 1, head=LEAST_WIDTH - 1), tmp_path / "narrow.onnx"
    quantise_by_token(wide, narrow)
    kept = {tensor.name: tensor.data_type for tensor in onnx.load(str(narrow)).graph.initializer}
    assert kept["table"] == kept["narrow"] == TensorProto.FLOAT
    assert "wide" not in kept
