"""A reader in ONNX form, run by onnxruntime: the one that ships, and any that was exported so."""

from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from index import ModelError
from qa.spans import Logits
from qa.windows import Batch, Run, SpanReader


def load_onnx_reader(folder: Path, name: str) -> SpanReader:
    """Return the reader in ``folder``, as ``load_onnx`` reads it.

    Raises:
        ModelError: if a file is missing or damaged.
    """
    return SpanReader(name, *load_onnx(folder))


def load_onnx(folder: Path) -> tuple[Tokenizer, Run]:
    """Return the tokenizer and the model in ``folder``: ``tokenizer.json`` and ``model.onnx``.

    The model takes ``input_ids`` and ``attention_mask`` (and ``token_type_ids`` where it wants
    them), int64 of shape ``(windows, tokens)``, and gives ``start_logits`` and ``end_logits``.

    Raises:
        ModelError: if a file is missing or damaged.
    """
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # both libraries raise bare exceptions of their own
        raise ModelError(
            f"The reader in {folder} is damaged or incomplete ({error}): install it again."
        ) from error
    wanted = {node.name for node in session.get_inputs()}

    def run(batch: Batch) -> tuple[Logits, Logits]:
        given = {
            "input_ids": batch.ids,
            "attention_mask": batch.mask,
            "token_type_ids": batch.types,
        }
        start, end = session.run(
            ["start_logits", "end_logits"], {k: v for k, v in given.items() if k in wanted}
        )
        return np.asarray(start, dtype=np.float32), np.asarray(end, dtype=np.float32)

    return tokenizer, run
