"""What we know: articles in, passages out. Nothing here imports ``qa`` or ``ui``."""

from index.article import Article, Failure, clean_line, page_at
from index.chats import Chat, ChatInfo, Chats, KeptTurn
from index.chunk import Chunking, sentence_spans
from index.drafts import Moved
from index.embed import DEFAULT_EMBEDDER, Embedder, Vectors
from index.errors import (
    ArticleError,
    ClippingsError,
    EmbedderMismatch,
    GoldError,
    LibraryError,
    MetadataError,
    ModelError,
    QuestionError,
    ReportError,
    ServerError,
    UnknownArticle,
)
from index.feedback import Feedback, Place
from index.files import MAX_FILE_BYTES, absolute, find_files, read_file, read_paths
from index.formats import COLUMNS
from index.formats.head import dateline
from index.hub import without_hub
from index.library import Library, Outcome, StoredArticle
from index.metadata import EDITABLE, EVERYTHING, Filter
from index.records import ArticleInfo, FileSeen, Passage
from index.recut import RememberingEmbedder, stored_articles
from index.spelling import plain
from index.sync import Change, check_folder, sync_folder
from index.words import telling, words_of

__all__ = [
    "COLUMNS",
    "DEFAULT_EMBEDDER",
    "EDITABLE",
    "EVERYTHING",
    "MAX_FILE_BYTES",
    "Article",
    "ArticleError",
    "ArticleInfo",
    "Change",
    "Chat",
    "ChatInfo",
    "Chats",
    "Chunking",
    "ClippingsError",
    "Embedder",
    "EmbedderMismatch",
    "Failure",
    "Feedback",
    "FileSeen",
    "Filter",
    "GoldError",
    "KeptTurn",
    "Library",
    "LibraryError",
    "MetadataError",
    "ModelError",
    "Moved",
    "Outcome",
    "Passage",
    "Place",
    "QuestionError",
    "RememberingEmbedder",
    "ReportError",
    "ServerError",
    "StoredArticle",
    "UnknownArticle",
    "Vectors",
    "absolute",
    "check_folder",
    "clean_line",
    "dateline",
    "find_files",
    "page_at",
    "plain",
    "read_file",
    "read_paths",
    "sentence_spans",
    "stored_articles",
    "sync_folder",
    "telling",
    "without_hub",
    "words_of",
]
