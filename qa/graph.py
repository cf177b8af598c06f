"""A reader written down as an ONNX graph of fused operators, its linear maps in 8 bits.

The operators are those of ONNX and onnxruntime's own (domain ``com.microsoft``). Rows are padded on
the right. What ``torch.onnx`` would write computes the same in many more, slower steps.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from qa.architecture import Architecture
from qa.quantise import Codes, Floats, Plan

_OWN = "com.microsoft"
_LONGEST = 512
# Rows of a table in 4 bits share a scale by runs of so many columns.
_RUN = 32


class _Graph:
    """Nodes and weights gathered while the reader is written down."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        # Inputs already quantised, by name: with the names of their scale and zero point.
        self.quantised: dict[str, tuple[str, str, str]] = {}

    def add(self, op: str, *inputs: str, domain: str = "", out: str = "", **settings: Any) -> str:  # noqa: ANN401
        """Add a node and return the name of its output."""
        out = out or f"{op.lower()}_{len(self.nodes)}"
        node = helper.make_node(op, list(inputs), [out], name=out, domain=domain, **settings)
        self.nodes.append(node)
        return out

    def weight(self, name: str, value: Any) -> str:  # noqa: ANN401 - whatever NumPy takes
        """Add a weight and return its name."""
        self.weights.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def whole(self, name: str, value: int | list[int]) -> str:
        """Add whole numbers and return their name."""
        return self.weight(name, np.array(value, np.int64))


def build_graph(
    kind: Architecture,
    weights: Mapping[str, Floats],
    plans: Mapping[str, Plan],
    rounded: Mapping[str, tuple[Codes, Floats]],
    layers: int,
    heads: int,
    *,
    word_bits: int = 8,
) -> onnx.ModelProto:
    """Return the reader, from ``input_ids`` and ``attention_mask`` to start and end logits.

    Where the encoder tells question from passage, it takes ``token_type_ids`` too.

    Args:
        kind: what sort of encoder it is.
        weights: the float model's, by their names in transformers.
        plans: how the input of each linear map is quantised.
        rounded: each linear map's codes and scales.
        layers: how many layers the encoder has.
        heads: how many attention heads a layer has.
        word_bits: 8 or 4: in how many the table of words is kept.
    """
    g = _Graph()

    def linear(name: str, x: str) -> str:
        codes, step = rounded[name]
        y, scale, zero = _quantised(g, name, x, plans[name])
        parts = (
            g.weight(f"{name}.weight", codes),
            scale,
            g.weight(f"{name}.scale", step),
            zero,
            "",
            g.weight(f"{name}.bias", weights[f"{name}.bias"]),
        )
        return g.add("MatMulIntegerToFloat", y, *parts, domain=_OWN)

    x, place = _embeddings(g, kind, weights, word_bits)
    biases = [_distance_bias(g, weights[kind.distances], place)] if kind.distances else []
    mask = g.add("Cast", "attention_mask", to=TensorProto.INT32)
    for number in range(layers):
        layer = f"{kind.prefix}.encoder.layer.{number}"
        q, k, v = (linear(f"{layer}.{c}", x) for c in (kind.queries, kind.keys, kind.values))
        a = g.add(
            "MultiHeadAttention",
            *(q, k, v, "", mask, *biases),
            domain=_OWN,
            num_heads=heads,
            mask_filter_value=-10000.0,
        )
        a = linear(f"{layer}.{kind.attended}", a)
        normed = _norm(g, weights, f"{layer}.{kind.attention_norm}")
        x = g.add("SkipLayerNormalization", a, x, *normed, domain=_OWN, epsilon=kind.epsilon)
        h = g.add("Gelu", linear(f"{layer}.intermediate.dense", x), domain=_OWN)
        h = linear(f"{layer}.output.dense", h)
        normed = _norm(g, weights, f"{layer}.output.LayerNorm")
        x = g.add("SkipLayerNormalization", h, x, *normed, domain=_OWN, epsilon=kind.epsilon)
    _head(g, weights, x)
    return _model(g, typed=kind.typed)


def distance_table(values: Floats, longest: int = _LONGEST, furthest: int = 128) -> Floats:
    """Return MPNet's attention bias by distance, of shape ``(2 * longest - 1, heads)``.

    Args:
        values: the bias of each bucket of distances (Raffel et al., 2020), ``(buckets, heads)``.
        longest: tokens in the longest row. Row ``longest - 1 + d`` of the table is for a key that
            stands ``d`` places after the query.
        furthest: all distances from here on share the last bucket.
    """
    distance = np.arange(-longest + 1, longest)
    half = values.shape[0] // 2
    exact = half // 2
    n = np.abs(distance)
    ratio = np.log(np.maximum(n, 1).astype(np.float32) / exact)
    ratio = ratio / np.float32(math.log(furthest / exact))
    far = np.minimum(exact + (ratio * (half - exact)).astype(np.int64), half - 1)
    table: Floats = values[np.where(distance > 0, half, 0) + np.where(n < exact, n, far)]
    return table


def _quantised(g: _Graph, name: str, x: str, plan: Plan) -> tuple[str, str, str]:
    """Return the quantised input, its scale and its zero, made once for the maps that share it."""
    if x not in g.quantised:
        scale = g.weight(f"{name}.input_scale", plan.scale)
        zero = g.weight(f"{name}.input_zero", plan.zero)
        even = np.all(plan.channels == 1)
        y = x if even else g.add("Mul", x, g.weight(f"{name}.channels", 1 / plan.channels))
        g.quantised[x] = (g.add("QuantizeLinear", y, scale, zero), scale, zero)
    return g.quantised[x]


def _norm(g: _Graph, weights: Mapping[str, Floats], name: str) -> list[str]:
    """Add a normalisation's weights and return their names."""
    return [g.weight(f"{name}.{k}", weights[f"{name}.{k}"]) for k in ("weight", "bias")]


def _embeddings(
    g: _Graph, kind: Architecture, weights: Mapping[str, Floats], word_bits: int
) -> tuple[str, str]:
    """Return the normalised sum of all embeddings of the tokens, and the tokens' places."""
    stem = f"{kind.prefix}.embeddings"
    words, positions, types = (f"{stem}.{k}_embeddings" for k in ("word", "position", "token_type"))
    size = g.add("Gather", g.add("Shape", "input_ids"), g.whole("one", 1), axis=0)
    place = g.add("Range", g.whole("zero", 0), size, "one")
    position = g.add("Add", place, g.whole("first_position", kind.first_position))
    rows = _rows if word_bits == 8 else _narrow_rows
    total = g.add(
        "Add",
        rows(g, words, weights[f"{words}.weight"], "input_ids"),
        _rows(g, positions, weights[f"{positions}.weight"], position),
    )
    if kind.typed:
        table = g.weight(f"{types}.weight", weights[f"{types}.weight"])
        total = g.add("Add", total, g.add("Gather", table, "token_type_ids"))
    norm = _norm(g, weights, f"{stem}.LayerNorm")
    return g.add("LayerNormalization", total, *norm, epsilon=kind.epsilon), place


def _rows(g: _Graph, name: str, table: Floats, index: str) -> str:
    """Return rows of an embedding table that is kept in 8 bits with a scale a row."""
    scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-12).astype(np.float32) / 127
    kept: NDArray[np.int8] = np.rint(table / scale).astype(np.int8)
    codes = g.add("Gather", g.weight(f"{name}.weight", kept), index)
    codes = g.add("Cast", codes, to=TensorProto.FLOAT)
    return g.add("Mul", codes, g.add("Gather", g.weight(f"{name}.scale", scale), index))


def _narrow_rows(g: _Graph, name: str, table: Floats, index: str) -> str:
    """Return rows of a table that is kept in 4 bits, two codes a byte, with a scale a run."""
    rows, columns = table.shape
    runs = table.reshape(rows, columns // _RUN, _RUN)
    scale = np.maximum(np.abs(runs).max(2), 1e-12).astype(np.float16)  # (rows, runs)
    scale = scale / np.float16(7)
    steps = np.maximum(scale.astype(np.float32), 1e-7)[:, :, None]
    codes = (np.clip(np.rint(runs / steps), -7, 7) + 8).astype(np.uint8).reshape(rows, columns)
    # A byte holds a column of the left half of the row (low bits) and one of the right half.
    half = columns // 2
    packed: NDArray[np.uint8] = codes[:, :half] | (codes[:, half:] << 4)
    picked = g.add("Gather", g.weight(f"{name}.weight", packed), index)
    high = g.add("BitShift", picked, g.weight(f"{name}.shift", np.uint8(4)), direction="RIGHT")
    low = g.add("Mod", picked, g.weight(f"{name}.sixteen", np.uint8(16)))
    both = g.add("Cast", g.add("Concat", low, high, axis=-1), to=TensorProto.FLOAT)
    both = g.add("Sub", both, g.weight(f"{name}.middle", np.float32(8)))
    split = g.whole(f"{name}.runs", [0, 0, columns // _RUN, _RUN])
    step = g.add("Gather", g.weight(f"{name}.scale", scale), index)
    step = g.add("Cast", step, to=TensorProto.FLOAT)
    step = g.add("Unsqueeze", step, g.whole(f"{name}.last", [-1]))
    scaled = g.add("Mul", g.add("Reshape", both, split), step)
    return g.add("Reshape", scaled, g.whole(f"{name}.columns", [0, 0, columns]))


def _distance_bias(g: _Graph, values: Floats, place: str) -> str:
    """Return the attention bias of all pairs of places, of shape ``(1, heads, tokens, tokens)``."""
    column = g.add("Unsqueeze", place, g.whole("axis_one", [1]))
    apart = g.add("Sub", place, column)
    distance = g.add("Add", apart, g.whole("longest", _LONGEST - 1))
    table = g.weight("distance_bias", distance_table(values).T)
    picked = g.add("Gather", table, distance, axis=1)
    return g.add("Unsqueeze", picked, g.whole("axis_zero", [0]))


def _head(g: _Graph, weights: Mapping[str, Floats], x: str) -> None:
    """Add the two logits of each token; so small a map stays in float."""
    y = g.add("MatMul", x, g.weight("qa_outputs.weight", weights["qa_outputs.weight"].T))
    y = g.add("Add", y, g.weight("qa_outputs.bias", weights["qa_outputs.bias"]))
    for number, out in enumerate(("start_logits", "end_logits")):
        g.add("Gather", y, g.whole(f"pick_{number}", number), axis=2, out=out)


def _model(g: _Graph, *, typed: bool) -> onnx.ModelProto:
    shape = ["batch", "sequence"]
    names = ["input_ids", "attention_mask", *(["token_type_ids"] if typed else [])]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in names]
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name in ("start_logits", "end_logits")
    ]
    graph = helper.make_graph(g.nodes, "reader", inputs, outputs, g.weights)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_OWN, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="clippings")
