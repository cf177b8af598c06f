"""The store: one SQLite file that is the truth about articles, passages, vectors and full text."""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from index.article import Article
from index.chats import Chats
from index.chunk import Chunking
from index.conditions import as_json, below, condition, may_be_from, of_articles
from index.database import Database
from index.embed import Vectors
from index.errors import LibraryError
from index.feedback_log import FeedbackLog
from index.fulltext import FullText
from index.kinship import families, relate
from index.metadata import EVERYTHING, Filter
from index.records import ArticleInfo, Entry, FileSeen, Known, Passage, Settings
from index.schema import SCHEMA, UPGRADES

_ARTICLE = (
    "article.id, article.title, article.source, article.byline, article.date, article.origin,"
    " article.pages, article.url, article.tags"
)
_COLUMNS = "id, origin, digest, title, source, byline, date, text, pages, url, tags, edits"
# Of versions of one story, the newer stands first: by its day, then by how much it tells.
_NEWEST_FIRST = "article.date DESC, length(article.text) DESC, article.id"


class Store:
    """The library's database. One object may be used by several threads.

    Raises:
        LibraryError: if the file is not a library, is damaged, locked, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        """Open the database at ``path``, or make it where there is none."""
        self._path = path
        self._db = Database(path, SCHEMA, UPGRADES)
        self.chats = Chats(self._db)
        self.feedback = FeedbackLog(self._db)
        self.fulltext = FullText(self._db)

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
        """Return a value that changes whenever anyone, in any process, has written.

        What this very store writes of chats does not count: the articles are as they were.
        """
        with self._db.reading() as db:
            seen = int(db.execute("PRAGMA data_version").fetchone()[0])
            return seen, db.total_changes - self.chats.changes

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

    def known(self, ids: Sequence[str]) -> dict[str, Known]:
        """Return what tells whether those of the articles that are stored have changed."""
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT id, digest, edits FROM article"
                " WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(ids)),),
            )
            return {i: Known(digest, json.loads(edits)) for i, digest, edits in rows}

    def put(self, entries: Sequence[Entry], replaced: Mapping[str, Known] | None = None) -> None:
        """Store the articles, all or none, in place of earlier versions with the same ids.

        Args:
            entries: the articles.
            replaced: what was known, when the entries were made, of articles that they replace; a
                digest is left empty where it does not matter.

        Raises:
            LibraryError: if one of those is no longer what it was.
        """
        with self._db.writing() as db:
            for article_id, before in (replaced or {}).items():
                self._check_same(db, article_id, before)
            for entry in entries:
                self._insert(db, entry)

    def describe_again(self, article: Article, edits: Mapping[str, Any], replaced: Known) -> None:
        """Store what a person put right of an article, its title and passages left as they are.

        Raises:
            LibraryError: if the article is no longer the one that was ``replaced``.
        """
        with self._db.writing() as db:
            self._check_same(db, article.id, replaced)
            db.execute(
                "UPDATE article SET source = ?, byline = ?, date = ?, url = ?, tags = ?, edits = ?"
                " WHERE id = ?",
                (
                    article.source,
                    article.byline,
                    article.date,
                    article.url,
                    as_json(article.tags),
                    as_json(edits),
                    article.id,
                ),
            )
            relate(db, article.id)

    def relate_older(self, limit: int) -> int:
        """Find the kin of at most ``limit`` articles of which it is not known; return how many."""
        with self._db.reading() as db:
            if not db.execute("SELECT 1 FROM article WHERE related = 0 LIMIT 1").fetchone():
                return 0
        with self._db.writing() as db:
            rows = db.execute("SELECT id FROM article WHERE related = 0 LIMIT ?", (limit,))
            ids = [article_id for (article_id,) in rows.fetchall()]
            for article_id in ids:
                relate(db, article_id)
        return len(ids)

    def remove(
        self, ids: Sequence[str], read: Iterable[FileSeen] = (), forgotten: Iterable[str] = ()
    ) -> None:
        """Remove the articles and all that hangs on them, remember and forget files, at once."""
        wanted = json.dumps(list(ids))
        with self._db.writing() as db:
            rows = db.execute(
                "SELECT origin FROM article WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
            ).fetchall()
            # A file that has lost an article is read again when it is next looked at.
            lost = {path for (origin,) in rows for path in may_be_from(origin)}
            db.executemany("DELETE FROM file WHERE path = ?", [(path,) for path in lost])
            db.execute(
                "DELETE FROM article WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
            )
            db.executemany(
                "INSERT OR REPLACE INTO file VALUES (?, ?, ?)",
                [(file.path, file.stamp, file.sha256) for file in read],
            )
            db.executemany("DELETE FROM file WHERE path = ?", [(path,) for path in forgotten])

    def files(self, folder: str) -> dict[str, FileSeen]:
        """Return the files below ``folder`` that were read, by path."""
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT path, stamp, sha256 FROM file WHERE path >= ? AND path < ?", below(folder)
            )
            return {path: FileSeen(path, stamp, sha256) for path, stamp, sha256 in rows}

    def origins(self, folder: str) -> dict[str, str]:
        """Return the ids of the articles that came from below ``folder``, by origin."""
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT origin, id FROM article WHERE origin >= ? AND origin < ?", below(folder)
            )
            return dict(rows.fetchall())

    def articles(self, where: Filter = EVERYTHING) -> list[ArticleInfo]:
        """Return the articles that are meant, newest first, then by title."""
        meant, values = condition(where)
        with self._db.reading() as db:
            rows = db.execute(
                f"SELECT {_ARTICLE} FROM article WHERE {meant} ORDER BY date DESC, title, id",
                values,
            )
            return [_info(row) for row in rows]

    def stories(
        self, ids: Iterable[str], where: Filter = EVERYTHING
    ) -> list[tuple[ArticleInfo, ...]]:
        """Return the stories of which these articles are versions or copies, newest version first.

        Only the articles that are meant count; a story of which one alone is meant is left out.
        """
        meant, values = condition(where)
        found = []
        with self._db.reading() as db:
            for family in families(db, ids):
                rows = db.execute(
                    f"SELECT {_ARTICLE} FROM article WHERE id IN (SELECT value FROM json_each(?))"
                    f" AND {meant} ORDER BY {_NEWEST_FIRST}",
                    (json.dumps(sorted(family)), *values),
                ).fetchall()
                if len(rows) > 1:
                    found.append(tuple(_info(row) for row in rows))
        return found

    def passages_of(self, ids: Iterable[str]) -> list[Passage]:
        """Return all passages of these articles, those of one article in the order of its text."""
        with self._db.reading() as db:
            rows = db.execute(
                f"SELECT passage.id, first, last, substr(text, first + 1, last - first), {_ARTICLE}"
                " FROM passage JOIN article ON article.id = passage.article"
                " WHERE passage.article IN (SELECT value FROM json_each(?))"
                " ORDER BY passage.article, first, passage.id",
                (json.dumps(list(ids)),),
            ).fetchall()
        return [Passage(r[0], _info(r[4:]), r[1], r[2], r[3]) for r in rows]

    def article(self, article_id: str) -> tuple[ArticleInfo, str] | None:
        """Return an article and its stored text, or None where there is no such article."""
        with self._db.reading() as db:
            row = db.execute(
                f"SELECT {_ARTICLE}, text FROM article WHERE id = ?", (article_id,)
            ).fetchone()
        return None if row is None else (_info(row[:-1]), str(row[-1]))

    def sources(self) -> list[str]:
        """Return where the articles are from, each once as one of them spells it, by alphabet."""
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT min(source) FROM article WHERE source <> ''"
                " GROUP BY casefold(source) ORDER BY casefold(source)"
            )
            return [str(source) for (source,) in rows]

    def tags(self) -> list[str]:
        """Return the articles' tags, each once as one of them spells it, by the alphabet."""
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT min(tag.value) FROM article, json_each(article.tags) AS tag"
                " GROUP BY casefold(tag.value) ORDER BY casefold(tag.value)"
            )
            return [str(tag) for (tag,) in rows]

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
        found = {r[0]: Passage(r[0], _info(r[4:]), r[1], r[2], r[3]) for r in rows}
        return [found[i] for i in wanted if i in found]

    def passage_ids(
        self, where: Filter = EVERYTHING
    ) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Return the ids of all passages of the articles that are meant, rising."""
        meant, values = of_articles(where)
        with self._db.reading() as db:
            # Through the index of articles: the rows themselves are long.
            rows = db.execute(
                f"SELECT id FROM passage INDEXED BY passage_of_article WHERE {meant}", values
            ).fetchall()
        return np.sort(np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows)))

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

    def _check_same(self, db: sqlite3.Connection, article_id: str, before: Known) -> None:
        row = db.execute("SELECT digest, edits FROM article WHERE id = ?", (article_id,)).fetchone()
        digest, edits = row or ("", "{}")
        if json.loads(edits) != before.edits or before.digest not in ("", digest):
            raise LibraryError(
                f"The article {article_id!r} was just changed by another program: nothing was "
                "changed here, try again."
            )

    @staticmethod
    def _insert(db: sqlite3.Connection, entry: Entry) -> None:
        article = entry.article
        db.execute("DELETE FROM article WHERE id IN (?, ?)", (article.id, entry.moved_from))
        if entry.moved_from:
            db.execute(
                "UPDATE feedback SET article = ? WHERE article = ?", (article.id, entry.moved_from)
            )
        db.execute(
            f"INSERT INTO article ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.id,
                article.origin,
                entry.digest or article.digest,
                article.title,
                article.source,
                article.byline,
                article.date,
                article.text,
                json.dumps(article.pages) if article.pages else None,
                article.url,
                as_json(article.tags),
                as_json(entry.edits),
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
        relate(db, article.id)


def _info(row: Sequence[Any]) -> ArticleInfo:
    """Return an article of its row: ``_ARTICLE`` names the columns."""
    *told, pages, url, tags = row
    return replace(
        ArticleInfo(*told),
        pages=tuple(json.loads(pages or "[]")),
        url=url,
        tags=tuple(json.loads(tags)),
    )
