"""The store: one SQLite file that is the truth about articles, passages, vectors and full text."""

import json
import re
import sqlite3
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.article import Article
from index.chunk import Chunking
from index.database import Database
from index.embed import Vectors
from index.errors import LibraryError

_SCHEMA = """
CREATE TABLE library (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
    id TEXT PRIMARY KEY, origin TEXT NOT NULL, digest TEXT NOT NULL, title TEXT NOT NULL,
    source TEXT NOT NULL, byline TEXT NOT NULL, date TEXT NOT NULL, text TEXT NOT NULL
);
-- An id is never used twice (see Store._insert), so an id and its vector belong together for ever,
-- and the cache of vectors is true as soon as it holds the same ids.
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    article TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    first INTEGER NOT NULL, last INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passage_of_article ON passage (article);
CREATE VIRTUAL TABLE fulltext USING fts5 (
    title, body, tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER passage_gone AFTER DELETE ON passage BEGIN
    DELETE FROM fulltext WHERE rowid = old.id;
END;
"""
_ARTICLE = "article.id, article.title, article.source, article.byline, article.date, article.origin"

# Words so common that to look for them finds every passage and tells none apart.
_STOP_WORDS = frozenset(
    """a about all also an and any are as at be because been but by can could did do does doing for
    from had has have having he her hers him his how i if in into is it its just me my of on or our
    she so some such than that the their them then there these they this those to too was we were
    what when where which while who whom whose why will with would you your""".split()
)
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a library was built with; another embedder or chunking would not fit its passages."""

    id: str
    embedder: str
    dimension: int
    chunking: Chunking


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """An article without its text."""

    id: str
    title: str
    source: str
    byline: str
    date: str
    origin: str


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
    """An article ready to be stored: its passages' offsets, and one vector for each."""

    article: Article
    spans: Sequence[tuple[int, int]]
    vectors: Vectors

    def __post_init__(self) -> None:
        """Refuse vectors that are not one a passage."""
        if len(self.spans) != len(self.vectors):
            raise ValueError(f"{len(self.spans)} passages but {len(self.vectors)} vectors")


class Store:
    """The library's database. One object may be used by several threads.

    Raises:
        LibraryError: if the file is not a library, is damaged, locked, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        """Open the database at ``path``, or make it where there is none."""
        self._path = path
        self._db = Database(path, _SCHEMA)

    @property
    def writable(self) -> bool:
        """Whether articles can be added here."""
        return self._db.writable

    def close(self) -> None:
        """Close the database; the object is of no use afterwards."""
        self._db.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything that is read inside is of one moment, whatever other programs write."""
        with self._db.snapshot():
            yield

    def settings(self) -> Settings | None:
        """Return what the library was built with, or None while nothing was ever added."""
        with self._db.reading() as db:
            known = dict(db.execute("SELECT key, value FROM library"))
        if "embedder" not in known:
            return None
        return Settings(
            id=known["id"],
            embedder=known["embedder"],
            dimension=int(known["dimension"]),
            chunking=Chunking(int(known["passage_tokens"]), int(known["passage_overlap"])),
        )

    def describe(self, settings: Settings) -> None:
        """Record what the library is built with: once, before its first article."""
        rows = {
            "id": settings.id,
            "embedder": settings.embedder,
            "dimension": str(settings.dimension),
            "passage_tokens": str(settings.chunking.tokens),
            "passage_overlap": str(settings.chunking.overlap),
        }
        with self._db.writing() as db:
            db.executemany("INSERT OR IGNORE INTO library VALUES (?, ?)", rows.items())

    def version(self) -> tuple[int, int]:
        """Return a value that changes whenever anyone, in any process, has written."""
        with self._db.reading() as db:
            seen = int(db.execute("PRAGMA data_version").fetchone()[0])
            return seen, db.total_changes

    def digests(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the content digests of those of the articles that are stored."""
        # One parameter however many ids: SQLite takes no more than some ten thousand.
        wanted = json.dumps(list(ids))
        with self._db.reading() as db:
            return dict(
                db.execute(
                    "SELECT id, digest FROM article WHERE id IN (SELECT value FROM json_each(?))",
                    (wanted,),
                )
            )

    def put(self, entries: Sequence[Entry]) -> None:
        """Store the articles, all or none, in place of earlier versions with the same ids."""
        with self._db.writing() as db:
            for entry in entries:
                self._insert(db, entry)

    def remove(self, ids: Sequence[str]) -> None:
        """Remove the articles and all that hangs on them, all or none."""
        with self._db.writing() as db:
            db.executemany("DELETE FROM article WHERE id = ?", [(i,) for i in ids])

    def articles(self) -> list[ArticleInfo]:
        """Return all articles, newest first, then by title."""
        with self._db.reading() as db:
            rows = db.execute(f"SELECT {_ARTICLE} FROM article ORDER BY date DESC, title, id")
            return [ArticleInfo(*row) for row in rows]

    def article(self, article_id: str) -> tuple[ArticleInfo, str] | None:
        """Return an article and its stored text, or None where there is no such article."""
        with self._db.reading() as db:
            row = db.execute(
                f"SELECT {_ARTICLE}, text FROM article WHERE id = ?", (article_id,)
            ).fetchone()
        return None if row is None else (ArticleInfo(*row[:-1]), str(row[-1]))

    def counts(self) -> tuple[int, int]:
        """Return how many articles and how many passages are stored."""
        with self._db.reading() as db:
            articles = db.execute("SELECT count(*) FROM article").fetchone()[0]
            passages = db.execute("SELECT count(*) FROM passage").fetchone()[0]
        return int(articles), int(passages)

    def passages(self, ids: Iterable[int]) -> list[Passage]:
        """Return the passages with these ids, in the order given; unknown ids are left out."""
        wanted = list(ids)
        with self._db.reading() as db:
            # SQLite's substr counts characters from one, as Python's slices count them from nought.
            rows = db.execute(
                f"SELECT passage.id, first, last, substr(text, first + 1, last - first), {_ARTICLE}"
                " FROM passage JOIN article ON article.id = passage.article"
                " WHERE passage.id IN (SELECT value FROM json_each(?))",
                (json.dumps(wanted),),
            ).fetchall()
        found = {r[0]: Passage(r[0], ArticleInfo(*r[4:]), r[1], r[2], r[3]) for r in rows}
        return [found[i] for i in wanted if i in found]

    def passage_ids(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Return the ids of all passages, rising."""
        with self._db.reading() as db:
            rows = db.execute("SELECT id FROM passage ORDER BY id").fetchall()
        return np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))

    def vectors(self, ids: Sequence[int], dimension: int) -> Vectors:
        """Return the vectors of these passages, of shape ``(len(ids), dimension)``.

        Raises:
            LibraryError: if one is missing or has another length.
        """
        rows = np.empty((len(ids), dimension), dtype=np.float32)
        with self._db.reading() as db:
            for row, passage_id in enumerate(ids):
                found = db.execute("SELECT vector FROM passage WHERE id = ?", (passage_id,))
                blob = (found.fetchone() or (b"",))[0]
                if len(blob) != dimension * rows.itemsize:
                    raise LibraryError(
                        f"The library at {self._path.parent} is damaged: passage {passage_id} has "
                        "no vector. Add its articles again to a new library."
                    )
                rows[row] = np.frombuffer(blob, dtype=np.float32)
        return rows

    def match(self, question: str, limit: int) -> list[tuple[int, float]]:
        """Return ``(passage id, BM25 score)`` of the best full-text matches, best first.

        Scores are SQLite's ``bm25()`` with its sign turned: the greater, the better.
        """
        query = match_query(question)
        if not query:
            return []
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT rowid, -bm25(fulltext) AS score FROM fulltext WHERE fulltext MATCH ?"
                " ORDER BY score DESC, rowid LIMIT ?",
                (query, limit),
            )
            return [(int(i), float(score)) for i, score in rows]

    @staticmethod
    def _insert(db: sqlite3.Connection, entry: Entry) -> None:
        article = entry.article
        db.execute("DELETE FROM article WHERE id = ?", (article.id,))
        db.execute(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.id,
                article.origin,
                article.digest,
                article.title,
                article.source,
                article.byline,
                article.date,
                article.text,
            ),
        )
        # Counted from the clock, not from the last id: an older copy of the database that was put
        # back knows nothing of the ids given since, but the cache of vectors may.
        (last,) = db.execute("SELECT coalesce(max(id), 0) FROM passage").fetchone()
        first_id = max(last + 1, time.time_ns() // 1000)
        passages = zip(entry.spans, entry.vectors, strict=True)
        for passage_id, ((start, end), vector) in enumerate(passages, start=first_id):
            db.execute(
                "INSERT INTO passage (id, article, first, last, vector) VALUES (?, ?, ?, ?, ?)",
                (
                    passage_id,
                    article.id,
                    start,
                    end,
                    np.asarray(vector, dtype=np.float32).tobytes(),
                ),
            )
            db.execute(
                "INSERT INTO fulltext (rowid, title, body) VALUES (?, ?, ?)",
                (passage_id, article.title, article.text[start:end]),
            )


def match_query(question: str) -> str:
    """Return an FTS5 query that matches any telling word of ``question``; empty if it has no word.

    Every word is quoted, so nothing that a user types is read as FTS5 syntax.
    """
    words = [w for w in _WORDS.findall(unicodedata.normalize("NFC", question)) if w.strip("_")]
    telling = [w for w in words if w.lower() not in _STOP_WORDS] or words
    return " OR ".join(f'"{word}"' for word in dict.fromkeys(telling))
