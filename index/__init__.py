"""What we know: articles in, passages out. Nothing here imports ``qa`` or ``ui``."""

from index.article import Article, Failure, clean_line
from index.chunk import Chunking, sentence_spans
from index.embed import DEFAULT_EMBEDDER, Embedder, Vectors
from index.errors import (
    ArticleError,
    ClippingsError,
    EmbedderMismatch,
    GoldError,
    LibraryError,
    ModelError,
    QuestionError,
    ServerError,
    UnknownArticle,
)
from index.files import MAX_FILE_BYTES, absolute, find_files, read_file, read_paths
from index.hub import without_hub
from index.library import Library, Outcome, StoredArticle
from index.store import ArticleInfo, Passage

__all__ = [
    "DEFAULT_EMBEDDER",
    "MAX_FILE_BYTES",
    "Article",
    "ArticleError",
    "ArticleInfo",
    "Chunking",
    "ClippingsError",
    "Embedder",
    "EmbedderMismatch",
    "Failure",
    "GoldError",
    "Library",
    "LibraryError",
    "ModelError",
    "Outcome",
    "Passage",
    "QuestionError",
    "ServerError",
    "StoredArticle",
    "UnknownArticle",
    "Vectors",
    "absolute",
    "clean_line",
    "find_files",
    "read_file",
    "read_paths",
    "sentence_spans",
    "without_hub",
]
