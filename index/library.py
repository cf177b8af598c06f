"""The library: articles in, passages out. What answering and the screens talk to."""

import hashlib
import math
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Any, Literal

from index.article import Article, Failure
from index.chats import Chats
from index.chunk import Chunking
from index.drafts import (
    Draft,
    Moved,
    article_of,
    as_article,
    cut,
    embedded_texts,
    in_context,
    make_draft,
)
from index.embed import (
    DEFAULT_EMBEDDER,
    Embedder,
    Vectors,
    lasting_name,
    load_embedder,
)
from index.errors import ArticleError, EmbedderMismatch, LibraryError, UnknownArticle
from index.feedback import Feedback
from index.files import absolute, readable
from index.metadata import EVERYTHING, Filter, checked_edits, edited
from index.nearest import Nearest
from index.records import ArticleInfo, Entry, FileSeen, Known, Passage, Settings
from index.spelling import corrected
from index.store import Store

DATABASE = "library.sqlite3"
# Of a word that stands in half of all passages, and in more; so SQLite's own ``bm25()``.
_LEAST_RARITY = 1e-6

# Articles are embedded and stored together in groups: large enough to keep the embedder busy, small
# enough that a crash loses seconds of work.
_GROUP = 8
# How many articles of an older library are compared with the others in one transaction.
_RELATED_AT_ONCE = 100

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
    """An article with its text, to whose offsets every citation refers.

    ``edited`` names the parts of ``info`` that a person put right.
    """

    info: ArticleInfo
    text: str
    edited: tuple[str, ...] = ()


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
        load: Callable[[str], Embedder] = load_embedder,
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
        self._nearest = Nearest(self.folder, self._store, notify)
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

    @property
    def writable(self) -> bool:
        """Whether anything can be added or kept here."""
        return self._store.writable

    @property
    def chats(self) -> Chats:
        """The chats that are kept here."""
        return self._store.chats

    @property
    def chunking(self) -> Chunking:
        """How articles are cut here."""
        settings = self._store.settings()
        return settings.chunking if settings else self._chunking

    def add(self, articles: Iterable[Article | Moved | Failure]) -> Iterator[Outcome]:
        """Add or update the articles, and yield what became of each, in order.

        Articles are stored in groups, each group whole or not at all. A ``Failure`` passes through
        as a failed outcome. An article whose content is stored already is left as it is. What a
        person put right of an article stays so, whatever its file says now.

        Raises:
            LibraryError: if the library cannot be written; earlier groups stay.
        """
        self._check_writable()
        self._relate_older()
        pending = iter(articles)
        changed = 0
        while group := list(islice(pending, _GROUP)):
            outcomes = self._add_group(group)
            changed += sum(outcome.status in ("added", "updated") for outcome in outcomes)
            yield from outcomes
        self._nearest.refresh(self._store.settings(), changed)

    def foresee(self, articles: Iterable[Article | Moved | Failure]) -> Iterator[Outcome]:
        """Yield what ``add`` would make of the articles, without adding any.

        That an article turns out to have nothing to embed is not foreseen.
        """
        for item in articles:
            ids = [] if isinstance(item, Failure) else [article_of(item).id]
            yield self._outcome(item, self._store.known(ids), {})

    def edit(self, article_id: str, changes: Mapping[str, Any]) -> ArticleInfo:
        """Put right what is known about an article, and return it.

        Args:
            article_id: the article.
            changes: new values of some of ``index.EDITABLE``, by name: strings, and for ``tags`` a
                sequence of them; empty for nothing. They outlast whatever the file says later.

        Raises:
            UnknownArticle: if it is not there.
            MetadataError: if a value cannot be.
            LibraryError: if the library cannot be written.
        """
        checked = checked_edits(changes)
        self._check_writable()
        known = self._store.known([article_id]).get(article_id, Known("", {}))
        found = self.article(article_id)
        edits = {**known.edits, **checked}
        before = as_article(found.info, found.text)
        after = edited(before, edits)
        if (after.title, after.date) == (before.title, before.date):
            self._store.describe_again(after, edits, known)
        else:  # both are embedded with every passage
            settings = self._settled()
            spans = cut(after, self.embedder, settings.chunking)
            vectors = self.embedder.encode(embedded_texts(after, spans))
            entry = Entry(after, spans, vectors, edits, known.digest)
            self._store.put([entry], {article_id: known})
            self._nearest.refresh(self._store.settings(), 1)
        return self.article(article_id).info

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
        self._check_writable()
        self._store.remove(wanted)
        self._nearest.refresh(self._store.settings(), len(wanted))

    def settle(
        self,
        gone: Iterable[str] = (),
        read: Iterable[FileSeen] = (),
        forgotten: Iterable[str] = (),
    ) -> None:
        """Make the library follow its files, in one transaction.

        Args:
            gone: articles that their files no longer hold; ids not there are ignored.
            read: files that were read, to be known again.
            forgotten: the paths of files that are known no longer.

        Raises:
            LibraryError: if the library cannot be written.
        """
        self._check_writable()
        wanted = list(gone)
        self._store.remove(wanted, read, forgotten)
        self._nearest.refresh(self._store.settings(), len(wanted))

    def files(self, folder: Path) -> dict[str, FileSeen]:
        """Return the files below ``folder`` that a sync has read, by path."""
        return self._store.files(readable(folder.as_posix()))

    def origins(self, folder: Path) -> dict[str, str]:
        """Return the ids of the articles that came from below ``folder``, by origin."""
        return self._store.origins(readable(folder.as_posix()))

    def articles(self, where: Filter = EVERYTHING) -> list[ArticleInfo]:
        """Return the articles that are meant, newest first."""
        return self._store.articles(where)

    def stories(
        self, article_ids: Iterable[str], where: Filter = EVERYTHING
    ) -> list[tuple[ArticleInfo, ...]]:
        """Return the stories that these articles are versions or copies of, newest version first.

        A story has two articles at least, all of them among those that are meant.
        """
        return self._store.stories(article_ids, where)

    def passages_of(self, article_ids: Iterable[str]) -> list[Passage]:
        """Return all passages of these articles, those of one article in the order of its text."""
        return self._store.passages_of(article_ids)

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
        known = self._store.known([article_id]).get(article_id)
        return StoredArticle(*found, tuple(sorted(known.edits)) if known else ())

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

    def sources(self) -> list[str]:
        """Return where the articles are from, each source once, by the alphabet."""
        return self._store.sources()

    def tags(self) -> list[str]:
        """Return the articles' tags, each once, by the alphabet."""
        return self._store.tags()

    def counts(self) -> tuple[int, int]:
        """Return how many articles and how many passages there are."""
        return self._store.counts()

    def digest(self, where: Filter = EVERYTHING) -> str:
        """Return what two libraries have in common only if they hold the same, cut the same.

        Of the articles that are meant, the others left out.
        """
        settings = self._store.settings()
        known = self._store.known([article.id for article in self._store.articles(where)])
        articles = sorted((i, k.digest, sorted(k.edits.items())) for i, k in known.items())
        held = repr((settings and (settings.embedder, settings.chunking), articles))
        return hashlib.sha256(held.encode()).hexdigest()

    def nearest(
        self, question: str, limit: int, where: Filter = EVERYTHING, also: Iterable[int] = ()
    ) -> list[tuple[int, float]]:
        """Return ``(passage id, cosine)`` of the passages nearest in meaning, best first.

        Passages that are named in ``also``, at most as many, follow where they are not among them.
        """
        if self._store.settings() is None:
            return []
        settings = self._settled()
        vector = self.embedder.encode([question])[0]
        return self._nearest.search(settings, vector, limit, where, also)

    def matching(
        self, question: str, limit: int, where: Filter = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return ``(passage id, BM25 score)`` of the best full-text matches, best first."""
        return self._store.fulltext.match(question, limit, where)

    def corrected(self, question: str) -> str:
        """Return the question with words that are probably misspelt as the library spells them.

        A word that the embedder reads as one token is taken for one of the language.
        """
        if self._store.settings() is None:
            return question
        count_tokens = self.embedder.count_tokens
        return corrected(
            question,
            lambda word: count_tokens([word]) == [1],
            self._store.fulltext.count,
            self._store.fulltext.terms,
        )

    def rarity(self, words: Iterable[str]) -> dict[str, float]:
        """Return what each word is worth: its inverse document frequency, as BM25 has it."""
        passages = self._store.counts()[1]
        counts = {word: self._store.fulltext.count(word) for word in words}
        return {
            word: max(math.log((passages - n + 0.5) / (n + 0.5)), _LEAST_RARITY)
            for word, n in counts.items()
        }

    def passages(self, ids: Iterable[int]) -> list[Passage]:
        """Return these passages in the order given; those no longer there are left out."""
        return self._store.passages(ids)

    def embedded(self) -> Iterator[tuple[str, Vectors]]:
        """Yield every text that was embedded for a passage, and its vector of shape ``(dim,)``."""
        settings = self._store.settings()
        for info in self._store.articles() if settings else ():
            passages = self._store.passages_of([info.id])
            rows = self._store.vectors([p.id for p in passages], self.embedder.dimension)
            spans = [(passage.start, passage.end) for passage in passages]
            texts = in_context(info.title, info.date, self.article(info.id).text, spans)
            yield from zip(texts, rows, strict=True)

    def keep(self, feedback: Feedback) -> None:
        """Keep what somebody said of an answer.

        Raises:
            LibraryError: if the library cannot be written.
        """
        self._check_writable()
        self._store.feedback.keep(feedback)

    def feedback(self) -> list[Feedback]:
        """Return all that was said of answers, oldest first."""
        return self._store.feedback.all()

    def _check_writable(self) -> None:
        if not self._store.writable:
            raise LibraryError(f"The library at {self.folder} is read-only: nothing was changed.")

    def _relate_older(self) -> None:
        """Compare the articles of a library of the first format with each other, once."""
        compared = self._store.relate_older(_RELATED_AT_ONCE)
        if compared:
            self._notify("The library is of an older version: its articles are compared, once.")
        while compared:
            compared = self._store.relate_older(_RELATED_AT_ONCE)

    def _add_group(self, group: list[Article | Moved | Failure]) -> list[Outcome]:
        # The last one wins where a group brings two versions of one article.
        latest = {article_of(i).id: i for i in group if not isinstance(i, Failure)}
        before = [item.before for item in latest.values() if isinstance(item, Moved)]
        known = self._store.known([*latest, *before])
        fresh = [
            item
            for article_id, item in latest.items()
            if article_id not in known or known[article_id].digest != article_of(item).digest
        ]
        rejected = self._store_articles(fresh, known) if fresh else {}
        return [self._outcome(item, known, rejected) for item in group]

    @staticmethod
    def _outcome(
        item: Article | Moved | Failure, known: Mapping[str, Known], rejected: Mapping[str, str]
    ) -> Outcome:
        if isinstance(item, Failure):
            return Outcome(item.origin, "failed", reason=item.reason)
        article = article_of(item)
        if article.id in rejected:
            return Outcome(article.origin, "failed", article.id, rejected[article.id])
        if article.id not in known:
            return Outcome(article.origin, "added", article.id)
        same = known[article.id].digest == article.digest
        return Outcome(article.origin, "unchanged" if same else "updated", article.id)

    def _store_articles(
        self, items: Iterable[Article | Moved], known: Mapping[str, Known]
    ) -> dict[str, str]:
        """Cut, embed and store; return the reasons for those that came to nothing, by id."""
        settings = self._settled()
        drafts: list[Draft] = []
        rejected: dict[str, str] = {}
        for item in items:
            try:
                drafts.append(make_draft(item, known, self._store, self.embedder, settings))
            except ArticleError as error:
                rejected[article_of(item).id] = str(error)
        fresh = [draft for draft in drafts if draft.vectors is None]
        encoded = self.embedder.encode(
            [text for draft in fresh for text in embedded_texts(draft.article, draft.spans)]
        )
        entries, row = [], 0
        for draft in drafts:
            vectors = draft.vectors
            if vectors is None:
                vectors = encoded[row : row + len(draft.spans)]
                row += len(draft.spans)
            entries.append(
                Entry(draft.article, draft.spans, vectors, draft.edits, draft.digest, draft.moved)
            )
        # What a person put right while these were being read must not be lost.
        replaced = {i: Known("", known[i].edits) for d in drafts if (i := d.replaces) in known}
        self._store.put(entries, replaced)
        return rejected

    def _settled(self) -> Settings:
        """Return the library's settings, recorded now if this is its first article."""
        settings = self._store.settings()
        if settings is None:
            embedder = self.embedder
            new = Settings(uuid.uuid4().hex, embedder.name, embedder.dimension, self._chunking)
            self._store.describe(new)
            settings = self._store.settings() or new
            self._nearest.start_anew(settings)
        if settings.embedder != self.embedder.name:
            raise EmbedderMismatch(
                f"The library at {self.folder} was just built with {settings.embedder!r} by "
                "another program: open it again."
            )
        return settings
