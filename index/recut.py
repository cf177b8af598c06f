"""A library's articles cut in another way, without embedding any text twice."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from index.article import Article
from index.drafts import as_article
from index.embed import Embedder, Vectors
from index.library import Library


class RememberingEmbedder:
    """An embedder that embeds every text once: those it has seen come from memory.

    Args:
        embedder: what embeds a text that is new.
        known: texts and their vectors, each of shape ``(dimension,)``, that it need not embed.
    """

    def __init__(self, embedder: Embedder, known: Iterable[tuple[str, Vectors]] = ()) -> None:
        """Take the embedder over, under its own name: its libraries are no others."""
        self._embedder = embedder
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens
        self._vectors = {_key(text): vector for text, vector in known}

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        return self._embedder.count_tokens(texts)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape ``(len(texts), dimension)``: float32 rows of length one."""
        keys = [_key(text) for text in texts]
        unseen = {
            key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors
        }
        if unseen:
            rows = self._embedder.encode(list(unseen.values()))
            self._vectors.update(zip(unseen, rows, strict=True))
        if not keys:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([self._vectors[key] for key in keys])


def stored_articles(library: Library) -> Iterator[Article]:
    """Yield the library's articles as they could be added to another: with the same ids."""
    for info in library.articles():
        yield as_article(info, library.article(info.id).text)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
