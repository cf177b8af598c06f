"""all-MiniLM-L6-v2 written down as an ONNX graph of fused operators: ``minilm.onnx``.

``python -m index.minilm_graph`` writes the file; it needs the package ``onnx``, which nothing else
here does. The graph holds no weights: ``index.minilm`` gives them when it is opened. Operators are
those of ONNX and onnxruntime's own (domain ``com.microsoft``).
"""

from typing import Any

import onnx
from onnx import TensorProto, helper

from index.minilm import EPSILON, GRAPH, HEADS, IN_FLOAT, LAYERS, NORMED, SHAPES, WIDTH

_OWN = "com.microsoft"


class _Graph:
    """Nodes, and the names of the weights that they take."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, int] = {}

    def add(self, op: str, *inputs: str, outputs: int = 1, **settings: Any) -> list[str]:  # noqa: ANN401
        """Add a node and return the names of its outputs."""
        stem = f"{op.lower()}_{len(self.nodes)}"
        names = [f"{stem}_{n}" for n in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, name=stem, **settings))
        return names

    def weight(self, name: str, kind: int = TensorProto.FLOAT) -> str:
        """Note that a weight is wanted and return its name."""
        self.weights[name] = kind
        return name

    def linear(self, name: str, x: str) -> str:
        """Add a linear map, its input quantised over the whole text unless it is kept in float."""
        bias = self.weight(f"{name}.bias")
        if name in IN_FLOAT:
            (y,) = self.add("MatMul", x, self.weight(f"{name}.weight"))
            return self.add("Add", y, bias)[0]
        if name in NORMED:
            (x,) = self.add("Mul", x, self.weight(f"{name}.channels"))
        codes = self.weight(f"{name}.weight", TensorProto.INT8)
        scale = self.weight(f"{name}.scale")
        return self.add("DynamicQuantizeMatMul", x, codes, scale, "", bias, domain=_OWN)[0]

    def norm(self, name: str, x: str) -> str:
        """Add a layer normalisation."""
        parts = [self.weight(f"{name}.{part}") for part in ("weight", "bias")]
        return self.add("LayerNormalization", x, *parts, epsilon=EPSILON)[0]


def build() -> onnx.ModelProto:
    """Return the graph: embeddings of one text's tokens to its vector of length one.

    It takes ``tokens``, float32 of shape ``(1, tokens, 384)``, and gives ``vector``, ``(1, 384)``.
    """
    g = _Graph()
    x = g.norm("embeddings.LayerNorm", "tokens")
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        asked = g.linear(f"{layer}.attention.self", x)
        thirds = g.add("Split", asked, outputs=3, axis=-1, num_outputs=3)
        (a,) = g.add("MultiHeadAttention", *thirds, domain=_OWN, num_heads=HEADS)
        a = g.linear(f"{layer}.attention.output.dense", a)
        x = g.norm(f"{layer}.attention.output.LayerNorm", g.add("Add", a, x)[0])
        (h,) = g.add("Gelu", g.linear(f"{layer}.intermediate.dense", x), domain=_OWN)
        h = g.linear(f"{layer}.output.dense", h)
        x = g.norm(f"{layer}.output.LayerNorm", g.add("Add", h, x)[0])
    (mean,) = g.add("ReduceMean", x, _AXIS, keepdims=0)
    g.nodes.append(helper.make_node("LpNormalization", [mean], ["vector"], name="vector", axis=-1))
    return _model(g)


_AXIS = "axis"


def _model(g: _Graph) -> onnx.ModelProto:
    given = helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [1, "tokens", WIDTH])
    gives = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, WIDTH])
    weights = [helper.make_tensor(_AXIS, TensorProto.INT64, [1], [1])]
    for name, kind in g.weights.items():
        weight = onnx.TensorProto(name=name, data_type=kind, dims=SHAPES[name])
        weight.data_location = TensorProto.EXTERNAL  # given by whoever opens the graph
        weight.external_data.add(key="location", value="given")
        weights.append(weight)
    graph = helper.make_graph(g.nodes, "all-MiniLM-L6-v2", [given], [gives], weights)
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_OWN, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="clippings")


if __name__ == "__main__":
    GRAPH.write_bytes(build().SerializeToString(deterministic=True))
