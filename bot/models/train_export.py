"""Writes the taught encoder as an ONNX file with int8 weights, operator by operator.

Weights: one scale per output channel, rounded exactly as the last part of the training did. Activations are
rounded as they come (``DynamicQuantizeMatMul``). Pieces: one scale per piece.
"""

from pathlib import Path
from typing import Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from bot.models.arrays import Array, Tensor
from bot.models.train_network import HEADS, LAYERS, WIDTH

_CONTRIB: Final = "com.microsoft"
_OPSET: Final = 20


class _Graph:
    """Collects nodes and constants under readable names."""

    def __init__(self) -> None:
        self.nodes: list[object] = []
        self.constants: list[object] = []

    def constant(self, name: str, value: Array) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def linear(self, x: str, name: str, weight: Array, bias: Array) -> str:
        """Add x · weightᵀ + bias in int8."""
        scale = np.maximum(np.abs(weight).max(axis=1, keepdims=True), 1e-8) / 127
        whole = np.clip(np.rint(weight / scale), -127, 127).astype(np.int8)
        inputs = [
            x,
            self.constant(f"{name}.w", whole.T),
            self.constant(f"{name}.s", scale[:, 0].astype(np.float32)),
            self.constant(f"{name}.z", np.zeros(len(scale), dtype=np.int8)),
            self.constant(f"{name}.b", bias),
        ]
        return self.node("DynamicQuantizeMatMul", inputs, f"{name}.y", _CONTRIB)

    def norm(self, x: str, name: str, tensors: dict[str, Array], out: str) -> str:
        inputs = [
            x,
            self.constant(f"{out}.w", tensors[f"{name}.weight"]),
            self.constant(f"{out}.b", tensors[f"{name}.bias"]),
        ]
        return self.node("LayerNormalization", inputs, out, axis=-1, epsilon=1e-12)


def export(tensors: dict[str, Tensor], path: Path) -> None:
    """Write the model file; input ``ids`` (batch, length), 0 is padding; output ``logits``."""
    values = {name: tensor.detach().float().numpy() for name, tensor in tensors.items()}
    graph = _Graph()
    hidden, shift, known = _beginning(graph, values)
    for number in range(LAYERS):
        hidden = _layer(graph, values, hidden, shift, number)
    _end(graph, values, hidden, known)
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", len(values["head.bias"])])
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)]
    made = helper.make_graph(graph.nodes, "steward-text", [ids], [logits], graph.constants)
    model = helper.make_model(made, opset_imports=opsets, ir_version=9, producer_name="steward")
    onnx.save(model, str(path))


def _beginning(graph: _Graph, values: dict[str, Array]) -> tuple[str, str, str]:
    words = values["words"]
    scale = np.maximum(np.abs(words).max(axis=1, keepdims=True), 1e-8) / 127
    pieces = graph.constant("pieces", np.rint(words / scale).astype(np.int8))
    scales = graph.constant("pieces.scale", scale.astype(np.float32))
    whole = graph.node("Gather", [pieces, "ids"], "piece8")
    real = graph.node("Cast", [whole], "piece32", to=TensorProto.FLOAT)
    summed = graph.node("Mul", [real, graph.node("Gather", [scales, "ids"], "piece.s")], "piece")
    zero = graph.constant("zero", np.array([0], dtype=np.int64))
    length = graph.node("Slice", [graph.node("Shape", ["ids"], "shape"), graph.constant("one", np.array([1])),
                                  graph.constant("two", np.array([2]))], "length")  # fmt: skip
    places = graph.node("Slice", [graph.constant("places", values["places"]), zero, length, zero], "place")
    hidden = graph.norm(graph.node("Add", [summed, places], "sum"), "norm", values, "hidden")
    padding = graph.node("Equal", ["ids", zero], "padding")
    blank = graph.node("Cast", [padding], "blank", to=TensorProto.FLOAT)
    low = graph.node("Mul", [blank, graph.constant("low", np.asarray(-1e4, dtype=np.float32))], "low.y")
    shift = graph.node("Unsqueeze", [low, graph.constant("axes12", np.array([1, 2]))], "shift")
    last = graph.node("Unsqueeze", [blank, graph.constant("axis2", np.array([2]))], "blank3")
    return hidden, shift, last


def _layer(graph: _Graph, values: dict[str, Array], hidden: str, shift: str, number: int) -> str:
    def linear(x: str, name: str) -> str:
        full = f"{number}.{name}"
        return graph.linear(x, full, values[f"{full}.weight"], values[f"{full}.bias"])

    size = WIDTH // HEADS
    both = linear(hidden, "qkv")
    shape = graph.constant(f"{number}.split", np.array([0, 0, 3 * HEADS, size]))
    heads = graph.node(
        "Transpose", [graph.node("Reshape", [both, shape], f"{number}.r")], f"{number}.t", perm=[0, 2, 1, 3]
    )
    parts = [f"{number}.q", f"{number}.k", f"{number}.v"]
    graph.nodes.append(
        helper.make_node("Split", [heads], parts, name=f"{number}.parts", axis=1, num_outputs=3)
    )
    turned = graph.node("Transpose", [parts[1]], f"{number}.kt", perm=[0, 1, 3, 2])
    raw = graph.node("MatMul", [parts[0], turned], f"{number}.qk")
    factor = graph.constant(f"{number}.f", np.asarray(size**-0.5, dtype=np.float32))
    scaled = graph.node("Add", [graph.node("Mul", [raw, factor], f"{number}.qks"), shift], f"{number}.qkm")
    weights = graph.node("Softmax", [scaled], f"{number}.sm", axis=-1)
    mixed = graph.node(
        "Transpose",
        [graph.node("MatMul", [weights, parts[2]], f"{number}.av")],
        f"{number}.avt",
        perm=[0, 2, 1, 3],
    )
    flat = graph.node(
        "Reshape", [mixed, graph.constant(f"{number}.flat", np.array([0, 0, WIDTH]))], f"{number}.flat.y"
    )
    first = graph.node("Add", [hidden, linear(flat, "out")], f"{number}.res1")
    middle = graph.norm(first, f"{number}.norm1", values, f"{number}.n1")
    wide = graph.node("Gelu", [linear(middle, "up")], f"{number}.gelu")
    second = graph.node("Add", [middle, linear(wide, "down")], f"{number}.res2")
    return graph.norm(second, f"{number}.norm2", values, f"{number}.n2")


def _end(graph: _Graph, values: dict[str, Array], hidden: str, blank: str) -> None:
    one = graph.constant("onef", np.asarray(1, dtype=np.float32))
    axis = graph.constant("axis1", np.array([1]))
    known = graph.node("Sub", [one, blank], "known")
    total = graph.node("ReduceSum", [graph.node("Mul", [hidden, known], "kept"), axis], "total", keepdims=0)
    count = graph.node("ReduceSum", [known, axis], "count", keepdims=0)
    mean = graph.node("Div", [total, count], "mean")
    sunk = graph.node("Add", [hidden, graph.node("Mul", [blank, "low"], "blank.low")], "sunk")
    highest = graph.node("ReduceMax", [sunk, axis], "highest", keepdims=0)
    joined = graph.node("Concat", [mean, highest], "joined", axis=1)
    weight = graph.constant("head.w", values["head.weight"].T)
    product = graph.node("MatMul", [joined, weight], "head.y")
    graph.node("Add", [product, graph.constant("head.b", values["head.bias"])], "logits")
