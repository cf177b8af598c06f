import json

import numpy as np
import pytest

from index import ModelError
from qa.export import export, save_in_parts
from qa.onnx_reader import load_onnx_reader
from tests.qa.test_train import WORDS, base, tokenizer  # noqa: F401 - the tiny reader

TEXTS = [
    ("Where is Ann ?", "Ann is in Rome . Bob is in Oslo and Eve is in Bath ."),
    ("Where is Bob ?", "Bob is in Bath ."),
]


@pytest.fixture(scope="module")
def exported(base, tmp_path_factory):  # noqa: F811
    out = tmp_path_factory.mktemp("exported")
    export(base, out, TEXTS, lambda _: None)
    return out


def test_the_exported_reader_reads_as_the_float_one_does(base, exported):  # noqa: F811
    import onnxruntime
    import torch
    from transformers import MPNetForQuestionAnswering

    model = MPNetForQuestionAnswering.from_pretrained(base).eval()
    session = onnxruntime.InferenceSession(
        str(exported / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    draw = np.random.default_rng(0)
    ids = draw.integers(5, len(WORDS), (3, 24))
    ids[0, 16:] = 1  # padding
    mask = (ids != 1).astype(np.int64)
    found = session.run(["start_logits", "end_logits"], {"input_ids": ids, "attention_mask": mask})
    with torch.no_grad():
        out = model(input_ids=torch.tensor(ids), attention_mask=torch.tensor(mask))
    for given, truth in zip(found, (out.start_logits, out.end_logits), strict=True):
        wanted = truth.numpy()[mask == 1]
        assert np.abs(given[mask == 1] - wanted).max() < 0.1 * np.abs(wanted).max()


@pytest.fixture(scope="module")
def bert(tmp_path_factory, tokenizer):  # noqa: F811
    """A reader of the other kind that is exported, as tiny as the first."""
    import torch
    from transformers import BertConfig, BertForQuestionAnswering, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("bert")
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        pad_token_id=1,
    )
    BertForQuestionAnswering(config).save_pretrained(folder)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>").save_pretrained(folder)
    return folder


@pytest.mark.parametrize(("word_bits", "apart"), [(8, 0.1), (4, 0.3)])
def test_a_bert_reader_is_exported_too_its_words_in_8_bits_or_4(bert, tmp_path, word_bits, apart):
    import onnxruntime
    import torch
    from transformers import BertForQuestionAnswering

    export(bert, tmp_path, TEXTS, lambda _: None, word_bits)
    session = onnxruntime.InferenceSession(
        str(tmp_path / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    model = BertForQuestionAnswering.from_pretrained(bert).eval()
    ids = np.random.default_rng(0).integers(5, len(WORDS), (3, 24))
    types = np.repeat([[0] * 8 + [1] * 16], 3, axis=0)
    given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
    found = session.run(["start_logits", "end_logits"], given)
    with torch.no_grad():
        out = model(**{name: torch.tensor(value) for name, value in given.items()})
    for got, truth in zip(found, (out.start_logits, out.end_logits), strict=True):
        wanted = truth.numpy()
        assert np.abs(got - wanted).max() < apart * np.abs(wanted).max()


def test_its_files_are_what_a_reader_is_loaded_from(exported):
    names = {path.name for path in exported.iterdir()}
    assert names == {
        "config.json",
        "model.onnx",
        "tokenizer.json",
        "tokenizer_config.json",
        "weights_0.bin",
    }
    [reading] = load_onnx_reader(exported, "tiny").read("Where is Ann ?", ["Ann is in Rome ."])
    assert reading.spans


def test_the_same_reader_and_texts_give_the_same_files(base, exported, tmp_path):  # noqa: F811
    export(base, tmp_path, TEXTS, lambda _: None)
    for path in exported.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_weights_are_split_into_files_of_limited_size(tmp_path):
    import onnx
    from onnx import helper, numpy_helper

    values = {f"w{n}": np.full(1000, n, dtype=np.int8) for n in range(5)}
    large = {name: np.tile(value, 2) for name, value in values.items()}
    tensors = [numpy_helper.from_array(v, name) for name, v in large.items()]
    (tmp_path / "weights_7.bin").write_bytes(b"of an earlier export")
    model = helper.make_model(helper.make_graph([], "none", [], [], tensors))
    save_in_parts(model, tmp_path, part_bytes=4100)
    parts = sorted(tmp_path.glob("weights_*.bin"))
    assert [part.name for part in parts] == ["weights_0.bin", "weights_1.bin", "weights_2.bin"]
    assert all(part.stat().st_size <= 4100 for part in parts)
    back = onnx.load(tmp_path / "model.onnx")
    for tensor in back.graph.initializer:
        assert (numpy_helper.to_array(tensor) == large[tensor.name]).all()


def test_a_reader_of_another_kind_is_refused(base, tmp_path):  # noqa: F811
    for path in base.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    config = json.loads((base / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**config, "model_type": "t5"}))
    with pytest.raises(ModelError, match="no reader of the kind bert or mpnet"):
        export(tmp_path, tmp_path / "out", TEXTS, lambda _: None)
    with pytest.raises(ModelError, match="cannot be read"):
        export(tmp_path / "nowhere", tmp_path / "out", TEXTS, lambda _: None)


def test_there_must_be_texts_to_calibrate_with(base, tmp_path):  # noqa: F811
    with pytest.raises(ValueError, match="texts"):
        export(base, tmp_path, [], lambda _: None)
