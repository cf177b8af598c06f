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
# The readers that ship: what one name means everywhere. A folder of such a name is "./fast".
ACCURATE, FAST, CASCADE = "accurate", "fast", "cascade"
SHIPPED = (ACCURATE, FAST, CASCADE)
DEFAULT_READER = CASCADE
# What else answers with a reader that ships, besides what is in its own folder.
_PARTS = {ACCURATE: (FAST,), CASCADE: (ACCURATE, FAST)}


class Reader(Protocol):
    """A question and passages to the spans that may answer it."""

    @property
    def name(self) -> str:
        """What the reader is called."""

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """Return one reading for each passage, in their order."""


def reader_folder(name: str | None = None) -> Path:
    """Return the folder that a reader's calibration is in, and the files of one that is a model."""
    name = DEFAULT_READER if name is None else name
    return WEIGHTS / name if name in SHIPPED else absolute(name)


def reader_folders(name: str | None = None) -> tuple[Path, ...]:
    """Return all the folders that say how a reader answers: its own, and those of its parts."""
    own = reader_folder(name)
    parts = _PARTS.get(own.name, ()) if own.parent == WEIGHTS else ()
    return own, *(WEIGHTS / part for part in parts)


def load_reader(name: str | None = None) -> Reader:
    """Return a reader that ships, the default one for None, or the user's own.

    Args:
        name: one of ``SHIPPED``, or a folder or a name on a model hub.

    Raises:
        ModelError: if it cannot be found or loaded, or does not answer questions.
    """
    name = DEFAULT_READER if name is None else name
    if name == CASCADE:
        from qa.cascade import Cascade

        return Cascade(load_span_reader(FAST), load_span_reader(ACCURATE))
    return load_span_reader(name)


def load_span_reader(name: str) -> "SpanReader":
    """Return a reader that reads every passage alike; ``name`` is as for ``load_reader``.

    A folder that holds ``model.onnx`` is run by onnxruntime; any other through transformers. The
    accurate reader that ships is two models, of which the folder of its name holds the greater.

    Raises:
        ModelError: as ``load_reader``.
    """
    folder = reader_folder(name)
    if name == ACCURATE:
        from qa.blend import load_blend

        return load_blend(folder, WEIGHTS / FAST, name)
    if (folder / "model.onnx").is_file():
        from qa.onnx_reader import load_onnx_reader

        return load_onnx_reader(folder, name)
    if name in SHIPPED:
        raise ModelError("The reader's weights are missing: install clippings again.")
    from qa.transformers_reader import load_transformers_reader

    return load_transformers_reader(name)
