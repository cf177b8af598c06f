"""The library: articles in, passages out. What answering and the screens talk to."""

import contextlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Literal

import numpy as np

from index.article import Article, Failure
from index.chunk import Chunking, chunk
from index.embed import DEFAULT_EMBEDDER, Embedder, SentenceTransformerEmbedder, lasting_name
from index.errors import ArticleError, EmbedderMismatch, LibraryError, UnknownArticle
from index.files import absolute, readable
from index.store import ArticleInfo, Entry, Passage, Settings, Store

if TYPE_CHECKING:
    from index.vectors import VectorCache

DATABASE = "library.sqlite3"
VECTORS = "vectors.faiss"

# Articles are embedded and stored together in groups: large enough to keep the embedder busy, small
# enough that a crash loses seconds of work.
_GROUP = 8
# A cache of up to this many vectors is written after every change, a larger one only when this
# share of it has changed: until then whoever opens the library catches up from the store, which is
# quicker.
_QUICK_TO_SAVE = 20_000
_STALE_SHARE = 0.05

Status = Literal["added", "updated", "unchanged", "failed"]
Notify = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article: ``reason`` is empty unless it failed."""

    origin: str
    status: Status
    article_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with its text, to whose offsets every citation refers."""

    info: ArticleInfo
    text: str


class Library:
    """A folder that holds articles. One object may be used by several threads, several at once.

    Args:
        folder: the library's folder; made when it is missing.
        embedder: the name of an embedding model, or None for the one the library was built with.
        load: how an embedder is made of its name; tests put a small one here.
        chunking: how articles are cut, in a library that is new.
        create: whether to make the library where there is none.
        notify: told, in a sentence, of work that the user did not ask for and has to wait for.

    Raises:
        LibraryError: if it is not there or cannot be made, or what is in it cannot be used.
        EmbedderMismatch: if the library was built with another embedder than the one named.
    """

    def __init__(
        self,
        folder: Path,
        embedder: str | None = None,
        *,
        load: Callable[[str], Embedder] = SentenceTransformerEmbedder,
        chunking: Chunking | None = None,
        create: bool = True,
        notify: Notify = lambda _: None,
    ) -> None:
        """Open the library, or make a new one."""
        self.folder = absolute(folder)
        embedder = lasting_name(embedder) if embedder else None
        self._embedder: Embedder | None = None
        database = self.folder / DATABASE
        made = database.is_file() and database.stat().st_size > 0
        if not made and not create:
            raise LibraryError(
                f"There is no library at {self.folder}: `clippings add` makes one of your articles."
            )
        if not made and embedder:
            self._embedder = load(embedder)  # a wrong name makes no library
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # articles are private
        except OSError as error:
            raise LibraryError(f"The library {folder} cannot be made: {error.strerror}.") from error
        self._store = Store(database)
        self._load, self._notify = load, notify
        self._chunking = chunking or Chunking()
        self._cache: VectorCache | None = None
        self._cached_version = (-1, -1)
        self._unsaved = 0
        self._lock = RLock()
        try:
            settings = self._store.settings()
        except LibraryError:
            self._store.close()
            raise
        if settings and embedder and embedder != settings.embedder:
            self._store.close()
            raise EmbedderMismatch(
                f"The library at {self.folder} was built with the embedder {settings.embedder!r}, "
                f"so {embedder!r} cannot search it: leave out --embedder, or give --library a new "
                "folder and add the articles there."
            )
        self._embedder_name = embedder or (settings.embedder if settings else DEFAULT_EMBEDDER)

    def __enter__(self) -> "Library":
        """Return the library itself, to be closed at the end of a ``with``."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the library."""
        self.close()

    def close(self) -> None:
        """Close the library's files."""
        self._store.close()

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded when first needed."""
        with self._lock:
            if self._embedder is None:
                self._embedder = self._load(self._embedder_name)
            return self._embedder

    def add(self, articles: Iterable[Article | Failure]) -> Iterator[Outcome]:
        """Add or update the articles, and yield what became of each, in order.

        Articles are stored in groups, each group whole or not at all. A ``Failure`` passes through
        as a failed outcome. An article whose content is stored already is left as it is.

        Raises:
            LibraryError: if the library cannot be written; earlier groups stay.
        """
        if not self._store.writable:
            raise LibraryError(f"The library at {self.folder} is read-only: nothing was changed.")
        pending = iter(articles)
        changed = 0
        while group := list(islice(pending, _GROUP)):
            outcomes = self._add_group(group)
            changed += sum(outcome.status in ("added", "updated") for outcome in outcomes)
            yield from outcomes
        self._refresh_cache(changed)

    def remove(self, article_ids: Iterable[str]) -> None:
        """Remove the articles with these ids, all or none.

        Raises:
            UnknownArticle: if one is not there.
            LibraryError: if the library cannot be written.
        """
        wanted = list(dict.fromkeys(article_ids))
        known = self._store.digests(wanted)
        for article_id in wanted:
            if article_id not in known:
                raise UnknownArticle(f"The library has no article {article_id!r}.")
        if not self._store.writable:
            raise LibraryError(f"The library at {self.folder} is read-only: nothing was changed.")
        self._store.remove(wanted)
        self._refresh_cache(len(wanted))

    def articles(self) -> list[ArticleInfo]:
        """Return all articles, newest first."""
        return self._store.articles()

    def article(self, article_id: str) -> StoredArticle:
        """Return one article with its text.

        Raises:
            UnknownArticle: if it is not there.
        """
        found = self._store.article(article_id)
        if found is None:
            raise UnknownArticle(
                f"The library has no article {article_id!r}: `clippings list` shows those it has."
            )
        return StoredArticle(*found)

    def find(self, name: str) -> list[ArticleInfo]:
        """Return the articles that ``name`` means: an id, a file's path, or a folder's.

        A path may be given whole, from where the user stands, or by its last parts alone.
        """
        name, path = readable(name), readable(absolute(name).as_posix())
        articles = self._store.articles()
        tests: tuple[Callable[[ArticleInfo], bool], ...] = (
            lambda a: a.id == name,
            lambda a: a.origin == path or a.origin.partition("#")[0] == path,
            lambda a: a.origin.startswith(path.rstrip("/") + "/"),
            lambda a: a.origin.endswith("/" + name.removeprefix("./")),
        )
        matches = ([article for article in articles if means(article)] for means in tests)
        return next((found for found in matches if found), [])

    def counts(self) -> tuple[int, int]:
        """Return how many articles and how many passages there are."""
        return self._store.counts()

    def nearest(self, question: str, limit: int) -> list[tuple[int, float]]:
        """Return ``(passage id, cosine)`` of the passages nearest in meaning, best first."""
        if self._store.settings() is None:
            return []
        settings = self._settled()
        vector = self.embedder.encode([question])[0]
        with self._lock:
            return self._synchronised(settings).search(vector, limit)

    def matching(self, question: str, limit: int) -> list[tuple[int, float]]:
        """Return ``(passage id, BM25 score)`` of the best full-text matches, best first."""
        return self._store.match(question, limit)

    def passages(self, ids: Iterable[int]) -> list[Passage]:
        """Return these passages in the order given; those no longer there are left out."""
        return self._store.passages(ids)

    def _add_group(self, group: list[Article | Failure]) -> list[Outcome]:
        articles = [item for item in group if isinstance(item, Article)]
        known = self._store.digests([article.id for article in articles])
        # The last one wins where a group brings two versions of one article.
        latest = {a.id: a for a in articles}
        fresh = [a for a in latest.values() if known.get(a.id) != a.digest]
        rejected = self._store_articles(fresh) if fresh else {}
        return [self._outcome(item, known, rejected) for item in group]

    @staticmethod
    def _outcome(
        item: Article | Failure, known: dict[str, str], rejected: dict[str, str]
    ) -> Outcome:
        if isinstance(item, Failure):
            return Outcome(item.origin, "failed", reason=item.reason)
        if item.id in rejected:
            return Outcome(item.origin, "failed", item.id, rejected[item.id])
        if item.id not in known:
            return Outcome(item.origin, "added", item.id)
        same = known[item.id] == item.digest
        return Outcome(item.origin, "unchanged" if same else "updated", item.id)

    def _store_articles(self, articles: list[Article]) -> dict[str, str]:
        """Cut, embed and store; return the reasons for those that came to nothing, by id."""
        settings = self._settled()
        cut: list[tuple[Article, list[tuple[int, int]]]] = []
        rejected: dict[str, str] = {}
        for article in articles:
            try:
                cut.append((article, self._cut(article, settings.chunking)))
            except ArticleError as error:
                rejected[article.id] = str(error)
        vectors = self.embedder.encode(
            [in_context(a.title, a.text[s:e]) for a, spans in cut for s, e in spans]
        )
        entries, row = [], 0
        for article, spans in cut:
            entries.append(Entry(article, spans, vectors[row : row + len(spans)]))
            row += len(spans)
        self._store.put(entries)
        return rejected

    def _cut(self, article: Article, chunking: Chunking) -> list[tuple[int, int]]:
        embedder = self.embedder
        # The title is read with every passage, so it takes its part of what the embedder can read:
        # up to a third, so that an endless title cannot crowd the passage out.
        title = min(
            embedder.count_tokens([in_context(article.title, "")])[0], embedder.max_tokens // 3
        )
        room = max(min(chunking.tokens, embedder.max_tokens - title), 1)
        spans = chunk(article.text, embedder.count_tokens, Chunking(room, chunking.overlap))
        if not spans:
            raise ArticleError("it has no text to read")
        return spans

    def _settled(self) -> Settings:
        """Return the library's settings, recorded now if this is its first article."""
        settings = self._store.settings()
        if settings is None:
            embedder = self.embedder
            new = Settings(uuid.uuid4().hex, embedder.name, embedder.dimension, self._chunking)
            self._store.describe(new)
            settings = self._store.settings() or new
            with self._lock:
                self._cache, self._cached_version = self._empty_cache(settings), (-1, -1)
        if settings.embedder != self.embedder.name:
            raise EmbedderMismatch(
                f"The library at {self.folder} was just built with {settings.embedder!r} by "
                "another program: open it again."
            )
        return settings

    def _synchronised(self, settings: Settings, *, expected: bool = False) -> "VectorCache":
        """Return the cache of vectors, holding exactly the passages that the store holds.

        That it is behind goes without saying where it is ``expected``.
        """
        version = self._store.version()
        if self._cache is not None and version == self._cached_version:
            return self._cache
        opened = self._cache is None
        cache = self._opened_cache(settings) if self._cache is None else self._cache
        self._cache = cache
        held = cache.ids()
        with self._store.snapshot():  # another program may be at work on the same articles
            stored = self._store.passage_ids()
            gone, new = np.setdiff1d(held, stored), np.setdiff1d(stored, held)
            vectors = self._store.vectors(new.tolist(), settings.dimension)
        if opened and not expected and len(held) and len(gone) + len(new):
            self._notify(
                f"The search index is behind by {len(gone) + len(new)} passages: mending it."
            )
        if len(gone):
            cache.remove(gone)
        if len(new):
            cache.add(new, vectors)
        self._cached_version = version
        self._unsaved += len(gone) + len(new)
        if self._unsaved > (0 if len(cache) <= _QUICK_TO_SAVE else len(cache) * _STALE_SHARE):
            self._save_cache(cache, settings)
        return cache

    def _opened_cache(self, settings: Settings) -> "VectorCache":
        """Return the cache as it is on disk, or an empty one, to be filled from the store."""
        from index.vectors import VectorCache

        try:
            return VectorCache.load(self.folder / VECTORS, settings.id, settings.dimension)
        except ValueError as error:
            passages = self._store.counts()[1]
            self._notify(f"The search index {error}: building it again from {passages} passages.")
            return self._empty_cache(settings)

    @staticmethod
    def _empty_cache(settings: Settings) -> "VectorCache":
        from index.vectors import VectorCache  # faiss: not for those who list or show

        return VectorCache(settings.dimension)

    def _save_cache(self, cache: "VectorCache", settings: Settings) -> None:
        # A cache that cannot be kept is no harm: the store has every vector.
        with contextlib.suppress(OSError):
            cache.save(self.folder / VECTORS, settings.id)
        self._unsaved = 0

    def _refresh_cache(self, changed: int) -> None:
        """After a change, bring the cache up to date where that is quick or much has changed."""
        settings = self._store.settings()
        if settings is None or not changed:
            return
        with self._lock:
            passages = self._store.counts()[1]
            quick = self._cache is not None or passages <= _QUICK_TO_SAVE
            if quick or changed > passages * _STALE_SHARE:
                self._synchronised(settings, expected=True)


def in_context(title: str, passage: str) -> str:
    """Return what is embedded for a passage: its article's title in front says whom "he" means."""
    return f"{title}\n{passage}" if title else passage
