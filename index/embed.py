"""The Embedder port, how one is loaded, and the adapter to sentence-transformers."""

import logging
import os
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.files import absolute
from index.hub import without_hub

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"


class Embedder(Protocol):
    """Texts to vectors whose inner product is how near two texts are in meaning."""

    @property
    def name(self) -> str:
        """What a library calls this model, to recognise it again."""

    @property
    def dimension(self) -> int:
        """The length of one vector."""

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text are read, special tokens not counted; the rest is ignored."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape ``(len(texts), dimension)``: float32 rows of length one."""


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, run on the processor.

    Raises:
        ModelError: if the model cannot be found or loaded.
    """

    def __init__(self, name: str) -> None:
        """Load the model called ``name``: a folder, or a name on a model hub."""
        self.name = name
        self._model = _load(name)
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self._tokenizer: Any = self._model.tokenizer
        # One tokenizer serves both methods, and each sets it up for its own use.
        self._lock = Lock()
        # Models without positions (static embeddings) have no limit of their own.
        self.max_tokens = min(int(self._model.max_seq_length or 512), 512) - 2

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        if not texts:
            return []
        with self._lock:
            encoded = self._tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape ``(len(texts), dimension)``: float32 rows of length one."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            rows = self._model.encode(
                list(texts),
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return np.asarray(rows, dtype=np.float32)


def load_embedder(name: str = DEFAULT_EMBEDDER) -> Embedder:
    """Return the embedder called ``name``: the one that ships, a folder, or a name on a model hub.

    Raises:
        ModelError: if it cannot be found or loaded, or its weights are damaged.
    """
    if name != DEFAULT_EMBEDDER:
        return SentenceTransformerEmbedder(name)
    from index.minilm import MiniLMEmbedder

    return MiniLMEmbedder()


def lasting_name(name: str) -> str:
    """Return a name that means the same wherever one stands: of a folder, its whole path."""
    folder = absolute(name)
    return str(folder) if name != DEFAULT_EMBEDDER and folder.is_dir() else name


def _load(name: str) -> "SentenceTransformer":
    """Return the model: from this machine where it is here, else from a model hub."""
    path = absolute(name)
    try:
        with without_hub():  # a folder, or a model of a hub that was fetched before
            return _construct(str(path) if path.is_dir() else name)
    except ModelError:
        if path.is_dir():
            raise
        return _construct(name)


def _construct(name_or_path: str) -> "SentenceTransformer":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    try:
        return SentenceTransformer(name_or_path, device="cpu")
    # The library raises of many kinds, OSError and ValueError among them.
    except Exception as error:
        raise ModelError(
            f"The embedding model {name_or_path!r} could not be loaded: name "
            f"{DEFAULT_EMBEDDER!r}, a folder that holds a sentence-transformers model, or a model "
            "of a hub that this machine can reach."
        ) from error
