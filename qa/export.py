"""A trained reader to the one that ships: ONNX, static 8 bits, in files that fit any repository.

Needs ``onnx``, which nothing else here does: it comes with the ``train`` extra.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index import ModelError
from qa.architecture import ARCHITECTURES, Architecture
from qa.quantise import Floats, Sample, make_plans, round_weights

# Hosts of repositories refuse files of 100 MB.
_PART_BYTES = 90_000_000
# Smaller weights stay in model.onnx itself.
_INLINE_BYTES = 1024
_ALIGNED = 64
_ROWS_A_TEXT = 40
_LONGEST = 512
_TOKENIZER = ("tokenizer.json", "tokenizer_config.json")


def export(
    float_folder: Path,
    out_folder: Path,
    calibration_texts: Sequence[tuple[str, str]],
    progress: Callable[[str], None],
    word_bits: int = 8,
) -> None:
    """Quantise a float reader and write what ``load_onnx_reader`` reads.

    Args:
        float_folder: an MPNet or BERT reader as ``qa.train`` leaves it: ``model.safetensors``,
            ``config.json`` and its tokenizer.
        out_folder: gets ``model.onnx``, ``weights_0.bin`` and so on, ``config.json`` and the
            tokenizer.
        calibration_texts: questions and passages like those to be read: their activations set the
            ranges and the rounding. Sixty are enough. Never those that the reader is measured on.
        progress: told what is being done, step by step.
        word_bits: 8 or 4: in how many bits the table of words is kept.

    Raises:
        ModelError: if the folder holds no such reader, or onnx is not installed.
    """
    from safetensors.numpy import load_file

    try:
        from qa.graph import build_graph
    except ImportError as error:
        raise ModelError("Export needs the package onnx: install clippings[train].") from error
    try:
        config = json.loads((float_folder / "config.json").read_text(encoding="utf-8"))
        weights = load_file(float_folder / "model.safetensors")
    except (OSError, ValueError) as error:
        raise ModelError(f"The reader in {float_folder} cannot be read: {error}.") from error
    kind = ARCHITECTURES.get(config.get("model_type"))
    if kind is None or "qa_outputs.weight" not in weights:
        known = " or ".join(sorted(ARCHITECTURES))
        raise ModelError(f"{float_folder} holds no reader of the kind {known}.")
    if not calibration_texts:
        raise ValueError("there must be texts to calibrate with")
    progress(f"Reading {len(calibration_texts)} texts")
    samples = collect(float_folder, kind, calibration_texts)
    progress(f"Choosing scales for {len(samples)} linear maps")
    plans = make_plans(kind, weights, samples)
    progress("Rounding weights")
    rounded = round_weights(kind, weights, samples, plans)
    progress("Writing files")
    layers, heads = config["num_hidden_layers"], config["num_attention_heads"]
    out_folder.mkdir(parents=True, exist_ok=True)
    model = build_graph(kind, weights, plans, rounded, layers, heads, word_bits=word_bits)
    save_in_parts(model, out_folder)
    for name in (*_TOKENIZER, "config.json"):
        shutil.copyfile(float_folder / name, out_folder / name)


def collect(
    folder: Path, kind: Architecture, texts: Sequence[tuple[str, str]]
) -> dict[str, Sample]:
    """Return what enters each linear map of the encoder as the float reader reads the texts.

    Of each text forty tokens are kept, drawn by a fixed seed, and of all tokens the ranges.
    """
    import torch
    from tokenizers import Tokenizer
    from transformers import AutoModelForQuestionAnswering
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(_LONGEST, strategy="only_second")
    model: Any = AutoModelForQuestionAnswering.from_pretrained(folder)
    model.eval()
    rows: dict[str, list[Floats]] = {}
    ranges: dict[str, list[Floats]] = {}
    draw = torch.Generator().manual_seed(0)

    def watch(name: str) -> Callable[..., None]:
        def keep(_module: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            x = inputs[0][0]  # (tokens, inputs)
            kept = torch.randperm(len(x), generator=draw)[:_ROWS_A_TEXT]
            rows.setdefault(name, []).append(x[kept].numpy())
            ranges.setdefault(name, []).append(torch.stack([x.amin(0), x.amax(0)]).numpy())

        return keep

    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Linear) and name.startswith(f"{kind.prefix}.encoder."):
            module.register_forward_pre_hook(watch(name))
    with torch.no_grad():
        for question, context in texts:
            encoding = tokenizer.encode(question, context)
            types = {"token_type_ids": torch.tensor([encoding.type_ids])} if kind.typed else {}
            model(input_ids=torch.tensor([encoding.ids]), **types)
    samples = {}
    for name, kept_rows in rows.items():
        stack = np.stack(ranges[name])  # (texts, 2, inputs)
        low, high = stack[:, 0].min(0), stack[:, 1].max(0)
        samples[name] = Sample(np.concatenate(kept_rows), low, high)
    return samples


def save_in_parts(model: Any, folder: Path, part_bytes: int = _PART_BYTES) -> None:  # noqa: ANN401
    """Write model.onnx beside weights_0.bin, weights_1.bin and so on.

    Args:
        model: an ``onnx.ModelProto``; its weights are moved out of it.
        folder: where to write.
        part_bytes: no file of weights gets larger, unless one weight alone is.
    """
    import onnx
    from onnx.external_data_helper import set_external_data

    for old in folder.glob("weights_*.bin"):
        old.unlink()
    number, used = -1, part_bytes + 1
    for tensor in model.graph.initializer:
        data = tensor.raw_data
        if len(data) < _INLINE_BYTES:
            continue
        if used + len(data) > part_bytes:
            number, used = number + 1, 0
        name = f"weights_{number}.bin"
        with (folder / name).open("ab") as file:
            file.write(bytes(-file.tell() % _ALIGNED))
            start = file.tell()
            file.write(data)
            used = file.tell()
        set_external_data(tensor, name, offset=start, length=len(data))
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
    onnx.save(model, folder / "model.onnx")
