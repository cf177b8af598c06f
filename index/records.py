"""What the store takes and gives: articles, passages, and what a library was built with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from index.article import Article
from index.chunk import Chunking
from index.embed import Vectors


@dataclass(frozen=True, slots=True)
class Settings:
    """What a library was built with; another embedder or chunking would not fit its passages."""

    id: str
    embedder: str
    dimension: int
    chunking: Chunking


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """An article without its text, with what a person put right; else as in ``Article``."""

    id: str
    title: str
    source: str
    byline: str
    date: str
    origin: str
    pages: tuple[int, ...] = ()
    url: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has of an article: the digest of what its file says, and a person's edits."""

    digest: str
    edits: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file as it was when it was last read: how it looked, and the digest of what was in it."""

    path: str
    stamp: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of an article: ``text == article_text[start:end]``."""

    id: int
    article: ArticleInfo
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article ready to be stored: its passages' offsets, and one vector for each.

    ``edits`` is what a person put right, which ``article`` has already, and ``digest`` that of the
    article as its file has it. ``moved_from`` is the id of the article whose place it takes.
    """

    article: Article
    spans: Sequence[tuple[int, int]]
    vectors: Vectors
    edits: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    moved_from: str = ""

    def __post_init__(self) -> None:
        """Refuse vectors that are not one a passage."""
        if len(self.spans) != len(self.vectors):
            raise ValueError(f"{len(self.spans)} passages but {len(self.vectors)} vectors")
