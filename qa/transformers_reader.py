"""Any Hugging Face question-answering model as a reader, through transformers."""

import contextlib

import torch
from tokenizers import Tokenizer

from index import ModelError, absolute, without_hub
from qa.spans import Logits
from qa.windows import Batch, SpanReader


def load_transformers_reader(name: str) -> SpanReader:
    """Return the extractive reader called ``name``: a folder, or a name on a model hub.

    Raises:
        ModelError: if it cannot be loaded, or has no fast tokenizer to tell where tokens stand.
    """
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    local = absolute(name).is_dir()
    where = str(absolute(name)) if local else name
    try:
        with without_hub() if local else contextlib.nullcontext():
            tokenizer = AutoTokenizer.from_pretrained(where, use_fast=True)
            model, report = AutoModelForQuestionAnswering.from_pretrained(
                where, output_loading_info=True
            )
    except Exception as error:  # OSError, ValueError, KeyError and more, by what is wrong
        raise ModelError(
            f"The reader {name!r} could not be loaded: name a folder that holds a "
            "question-answering model, or a model of a hub that this machine can reach."
        ) from error
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if not isinstance(backend, Tokenizer):
        raise ModelError(f"The reader {name!r} has no fast tokenizer.")
    if any("qa_outputs" in key for key in report["missing_keys"]):
        raise ModelError(f"The model {name!r} was never trained to answer questions.")
    model.eval()
    typed = "token_type_ids" in tokenizer.model_input_names

    def run(batch: Batch) -> tuple[Logits, Logits]:
        given = {"input_ids": batch.ids, "attention_mask": batch.mask}
        if typed:
            given["token_type_ids"] = batch.types
        with torch.inference_mode():
            out = model(**{key: torch.from_numpy(value) for key, value in given.items()})
        return out.start_logits.float().numpy(), out.end_logits.float().numpy()

    return SpanReader(name, backend, run)
