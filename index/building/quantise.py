"""8-bit matrix products with a scale for every token, as an ONNX graph that ONNX Runtime has kernels for.

ONNX Runtime's own dynamic quantisation gives all tokens of a passage one scale. A few outlying activations
then take the precision from all others, and one span in ten comes out differently. Here each token's vector
is quantised by its own largest value, and each column of the weights by its own:

    product[t, n] = scale[t] * (sum over k of byte[t, k] * weight[k, n]) * weight_scale[n]

A long inner dimension is cut into pieces with scales of their own, whose products are added. An input's
bytes are made once for all products that share it (query, key and value). Weights take `bits` bits: seven
cannot overflow the 16-bit sums of processors without VNNI instructions, eight can. A large table of embeddings
is kept as 8-bit rows, each with its scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

MICROSOFT = "com.microsoft"
LEAST_WIDTH = 8
"""What is narrower than this is a head or a column of scales, where 8 bits would save nothing and cost most."""
LEAST_ROWS = 4_096
"""Embedding tables with fewer rows are left as they are."""
PIECE = 384
"""Numbers of an inner dimension that share a scale, at most."""


def pieces_of(size: int) -> int:
    """Into how many pieces of equal length an inner dimension is cut."""
    return next(n for n in range(-(-size // PIECE), size + 1) if size % n == 0)


def quantise_by_token(wide: Path, narrow: Path, bits: int = 8) -> None:
    """Rewrite every product with a constant matrix and every look-up in a large table."""
    model = onnx.load(str(wide))
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    rewriter = _Rewriter(bits)
    nodes: list[NodeProto] = []
    for node in graph.node:
        nodes += _rewritten(node, weights, rewriter)
    used = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*kept, *rewriter.tensors.values()])
    model.opset_import.append(helper.make_opsetid(MICROSOFT, 1))
    onnx.save(model, str(narrow))


def _rewritten(node: NodeProto, weights: Mapping[str, TensorProto], rewriter: _Rewriter) -> list[NodeProto]:
    """What takes a node's place: itself, where it is none of those that are quantised."""
    place = {"MatMul": 1, "Gather": 0}.get(node.op_type)
    if place is None or node.input[place] not in weights:
        return [node]
    weight = weights[node.input[place]]
    if weight.data_type != TensorProto.FLOAT or len(weight.dims) != 2:
        return [node]
    rows, width = weight.dims
    if width < LEAST_WIDTH:
        return [node]
    if node.op_type == "MatMul":
        return rewriter.product(node, numpy_helper.to_array(weight))
    along_rows = all(attribute.i == 0 for attribute in node.attribute)
    return (
        rewriter.look_up(node, numpy_helper.to_array(weight)) if rows >= LEAST_ROWS and along_rows else [node]
    )


class _Rewriter:
    """Makes the nodes that take a product's place, and gathers their constants."""

    def __init__(self, bits: int) -> None:
        self._most = 2 ** (bits - 1) - 1
        self._quantised: set[str] = set()
        self.tensors: dict[str, TensorProto] = {}
        self._add("q_one", np.array(1.0, dtype=np.float32))
        self._add("q_middle", np.array(128, dtype=np.uint8))
        self._add("q_zero", np.array(0, dtype=np.int8))
        self._add("q_range", np.array([127.0], dtype=np.float32))
        self._add("q_least", np.array([1e-12], dtype=np.float32))

    def look_up(self, node: NodeProto, table: NDArray[np.float32]) -> list[NodeProto]:
        """The same rows of a table from bytes."""
        (name, ids), (out,) = node.input, node.output
        scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-12) / 127
        self._add(f"{name}/rows", np.round(table / scale).astype(np.int8))
        self._add(f"{name}/scale", scale.astype(np.float32))
        return [
            _made("Gather", [f"{name}/rows", ids], f"{out}/bytes", axis=0),
            _made("Cast", [f"{out}/bytes"], f"{out}/floats", to=TensorProto.FLOAT),
            _made("Gather", [f"{name}/scale", ids], f"{out}/scale", axis=0),
            _made("Mul", [f"{out}/floats", f"{out}/scale"], out),
        ]

    def product(self, node: NodeProto, weight: NDArray[np.float32]) -> list[NodeProto]:
        """The same product from bytes, as a sum over pieces of its inner dimension."""
        given, (out,) = node.input[0], node.output
        name = node.name or out
        size, width = weight.shape
        pieces = pieces_of(size)
        nodes = self._rows(given, size, pieces)
        for n, part in enumerate(np.split(weight, pieces)):
            scale = np.maximum(np.abs(part).max(axis=0), 1e-12) / self._most
            self._add(f"{name}/{n}/weight", np.round(part / scale).astype(np.int8))
            self._add(f"{name}/{n}/scale", scale.astype(np.float32))
            nodes += [
                _made(
                    "MatMulIntegerToFloat",
                    [
                        f"{given}/{n}/bytes",
                        f"{name}/{n}/weight",
                        "q_one",
                        f"{name}/{n}/scale",
                        "q_middle",
                        "q_zero",
                    ],
                    f"{name}/{n}/raw",
                    domain=MICROSOFT,
                ),
                _made("Mul", [f"{name}/{n}/raw", f"{given}/{n}/column"], f"{name}/{n}/product"),
            ]
        total = f"{name}/0/product"
        for n in range(1, pieces):
            nodes.append(_made("Add", [total, f"{name}/{n}/product"], f"{name}/{n}/sum"))
            total = f"{name}/{n}/sum"
        self._add(f"{name}/width", np.array([width], dtype=np.int64))
        return [
            *nodes,
            _made("Concat", [f"{given}/outer", f"{name}/width"], f"{name}/shape", axis=0),
            _made("Reshape", [total, f"{name}/shape"], out),
        ]

    def _rows(self, given: str, size: int, pieces: int) -> list[NodeProto]:
        if given in self._quantised:
            return []
        self._quantised.add(given)
        self._add(f"{given}/size", np.array([-1, size], dtype=np.int64))
        self._add("q_rows", np.array([-1], dtype=np.int64))
        nodes = [
            _made("Shape", [given], f"{given}/outer", start=0, end=-1),
            _made("Reshape", [given, f"{given}/size"], f"{given}/flat"),
        ]
        parts = [f"{given}/flat"] if pieces == 1 else [f"{given}/{n}/flat" for n in range(pieces)]
        if pieces > 1:
            nodes.append(helper.make_node("Split", [f"{given}/flat"], parts, name=f"{given}/split", axis=1))
        for n, part in enumerate(parts):
            at = f"{given}/{n}"
            nodes += [
                _made("ReduceMax", [part], f"{at}/high", axes=[1], keepdims=1),
                _made("ReduceMin", [part], f"{at}/low", axes=[1], keepdims=1),
                _made("Neg", [f"{at}/low"], f"{at}/depth"),
                _made("Max", [f"{at}/high", f"{at}/depth", "q_least"], f"{at}/largest"),
                _made("Div", [f"{at}/largest", "q_range"], f"{at}/column"),
                _made("Reshape", [f"{at}/column", "q_rows"], f"{at}/row"),
                _made("Sub", [f"{at}/row", f"{at}/row"], f"{at}/nothing"),
                _made("Cast", [f"{at}/nothing"], f"{at}/none", to=TensorProto.UINT8),
                _made("Add", [f"{at}/none", "q_middle"], f"{at}/middles"),
                _made("QuantizeLinear", [part, f"{at}/row", f"{at}/middles"], f"{at}/bytes", axis=0),
            ]
        return nodes

    def _add(self, name: str, value: NDArray[np.generic]) -> None:
        self.tensors.setdefault(name, numpy_helper.from_array(np.asarray(value), name))


def _made(kind: str, inputs: list[str], out: str, **more: Any) -> NodeProto:
    return helper.make_node(kind, inputs, [out], name=f"{out}/made", **more)
