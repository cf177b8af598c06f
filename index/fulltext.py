"""Full text: the passages that have a question's words, and the words that passages have."""

from index.conditions import of_articles
from index.database import Database
from index.metadata import EVERYTHING, Filter
from index.words import STOP_WORDS, telling


class FullText:
    """SQLite's full-text search (FTS5) over the passages of a library."""

    def __init__(self, db: Database) -> None:
        """Take the library's database."""
        self._db = db

    def match(
        self, question: str, limit: int, where: Filter = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return ``(passage id, BM25 score)`` of the best full-text matches, best first.

        Of the articles that are meant alone; what a word is worth is told by all of them.
        Scores are SQLite's ``bm25()`` with its sign turned: the greater, the better.
        """
        query = match_query(question)
        if not query:
            return []
        meant, values = of_articles(where)
        # The plus keeps SQLite from looking for the words in each of these passages, one by one.
        within = f" AND +rowid IN (SELECT id FROM passage WHERE {meant})" if where else ""
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT rowid, -bm25(fulltext) AS score FROM fulltext WHERE fulltext MATCH ?"
                f"{within} ORDER BY score DESC, rowid LIMIT ?",
                (query, *values, limit),
            )
            return [(int(i), float(score)) for i, score in rows]

    def count(self, word: str) -> int:
        """Return in how many passages the word stands, in any inflection; 0 for a stop word."""
        if word.lower() in STOP_WORDS:
            return 0
        with self._db.reading() as db:
            (count,) = db.execute(
                "SELECT count(*) FROM fulltext WHERE fulltext MATCH ?", (f'"{word}"',)
            ).fetchone()
        return int(count)

    def terms(self, start: str) -> list[tuple[str, int]]:
        """Return the words of the full text that start so, and in how many passages each stands.

        They are as full text compares them: in lower case, without diacritics, stemmed.
        """
        last = start[:-1] + chr(ord(start[-1]) + 1)
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT term, doc FROM term WHERE term >= ? AND term < ?", (start, last)
            )
            return [(str(term), int(count)) for term, count in rows]


def match_query(question: str) -> str:
    """Return an FTS5 query that matches any telling word of ``question``; empty if it has no word.

    Every word is quoted, so nothing that a user types is read as FTS5 syntax.
    """
    return " OR ".join(f'"{word}"' for word in telling(question))
