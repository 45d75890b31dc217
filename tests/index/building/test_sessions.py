"""Sessions: weights that are open are not opened again, and those that changed are."""

from __future__ import annotations

import gc
import os
import shutil
import weakref
from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

from index.building.sessions import single_threaded_session

pytestmark = pytest.mark.run_models


def graph_that_adds(number: float, path: Path) -> Path:
    """A graph of one sum, as ONNX Runtime reads it."""
    given, out = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("given", "out"))
    added = helper.make_tensor("added", TensorProto.FLOAT, [1], [number])
    graph = helper.make_graph(
        [helper.make_node("Add", ["given", "added"], ["out"])], "sum", [given], [out], [added]
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))
    return path


def sum_of(path: Path) -> float:
    return float(single_threaded_session(path).run(None, {"given": [1.0]})[0][0])


def test_weights_are_opened_once_by_whatever_name(tmp_path: Path) -> None:
    one = graph_that_adds(2, tmp_path / "one.onnx")
    os.link(one, tmp_path / "other.onnx")
    shutil.copy(one, tmp_path / "copy.onnx")
    held = single_threaded_session(one)
    assert single_threaded_session(tmp_path / "other.onnx") is held
    assert single_threaded_session(tmp_path / "copy.onnx") is not held


def test_weights_that_were_written_anew_are_opened_anew(tmp_path: Path) -> None:
    path = graph_that_adds(2, tmp_path / "one.onnx")
    held = single_threaded_session(path)
    assert sum_of(path) == 3
    graph_that_adds(3, tmp_path / "new.onnx").replace(path)
    assert sum_of(path) == 4
    assert held.run(None, {"given": [1.0]})[0][0] == 3
    graph_that_adds(4, path)  # the same file, overwritten
    os.utime(path, ns=(1, 1))
    assert sum_of(path) == 5


def test_weights_that_nobody_holds_are_let_go(tmp_path: Path) -> None:
    held = single_threaded_session(graph_that_adds(2, tmp_path / "one.onnx"))
    known = weakref.ref(held)
    del held
    gc.collect()
    assert known() is None


def test_weights_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        single_threaded_session(tmp_path / "none.onnx")
    (tmp_path / "half.onnx").write_bytes(b"half of one")
    for _ in range(2):
        with pytest.raises(Exception, match=r"half\.onnx"):
            single_threaded_session(tmp_path / "half.onnx")
