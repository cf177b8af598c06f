"""The Reader port, and which reader a name means."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index import ModelError, absolute
from qa.spans import Reading

if TYPE_CHECKING:
    from qa.windows import SpanReader

WEIGHTS = Path(str(files("qa") / "weights"))


class Reader(Protocol):
    """A question and passages to the spans that may answer it."""

    @property
    def name(self) -> str:
        """What the reader is called."""

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """Return one reading for each passage, in their order."""


def reader_folder(name: str | None = None) -> Path:
    """Return where a reader's files lie; its calibration is looked for there too."""
    return WEIGHTS if name is None else absolute(name)


def load_reader(name: str | None = None) -> Reader:
    """Return the reader that a name means: see ``load_span_reader``."""
    return load_span_reader(name)


def load_span_reader(name: str | None = None) -> "SpanReader":
    """Return the reader that ships (``None``), or one of the user's own by folder or hub name.

    A folder that holds ``model.onnx`` is run by onnxruntime; any other through transformers.

    Raises:
        ModelError: if it cannot be found or loaded, or does not answer questions.
    """
    folder = reader_folder(name)
    if (folder / "model.onnx").is_file():
        from qa.onnx_reader import load_onnx_reader

        return load_onnx_reader(folder, "clippings" if name is None else name)
    if name is None:
        raise ModelError("The reader's weights are missing: install clippings again.")
    from qa.transformers_reader import load_transformers_reader

    return load_transformers_reader(name)
