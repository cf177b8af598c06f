"""Which articles are one story: its copies in other papers, and its earlier and later versions.

Two articles are kin where their texts are alike (``index.likeness``) or they have one web address.
Kept in the database, so that an article that comes is compared with a few, however many there are.
"""

import json
import sqlite3
from collections.abc import Iterable

from index.likeness import SAME_STORY, bands, likeness, shingles

# Of a story that a hundred papers carry, each is tied to so many others: enough to find them all.
_MOST_KIN = 20
_MOST_COMPARED = 50
# What more articles than so many give as their address is the address of the whole paper.
_MOST_AT_ONE_ADDRESS = 20


def relate(db: sqlite3.Connection, article: str) -> None:
    """Find the article's kin among all others, and store it with what it is found by.

    Inside a transaction, after its row and its passages are there.
    """
    parts = shingles(_body(db, article))
    found = bands(parts)
    db.execute("DELETE FROM band WHERE article = ?", (article,))
    db.execute("DELETE FROM kin WHERE article = ?1 OR other = ?1", (article,))
    near = db.execute(
        "SELECT article FROM band WHERE hash IN (SELECT value FROM json_each(?))"
        " GROUP BY article ORDER BY count(*) DESC, article LIMIT ?",
        (json.dumps(found), _MOST_COMPARED),
    ).fetchall()
    alike = ((likeness(parts, shingles(_body(db, other))), other) for (other,) in near)
    nearest = sorted((-share, other) for share, other in alike if share >= SAME_STORY)
    kin = {other for _, other in nearest[:_MOST_KIN]} | _at_its_address(db, article)
    pairs = [pair for other in kin for pair in ((article, other), (other, article))]
    db.executemany("INSERT OR IGNORE INTO kin VALUES (?, ?)", pairs)
    db.executemany("INSERT INTO band VALUES (?, ?)", [(value, article) for value in set(found)])
    db.execute("UPDATE article SET related = 1 WHERE id = ?", (article,))


def families(db: sqlite3.Connection, articles: Iterable[str]) -> list[frozenset[str]]:
    """Return the stories that these articles are versions or copies of, if there are others.

    Kin of kin is one story too: of three versions, the first and the last may be hardly alike.
    """
    found: list[frozenset[str]] = []
    known: set[str] = set()
    for article in articles:
        if article in known:
            continue
        story, fresh = {article}, {article}
        while fresh:
            rows = db.execute(
                "SELECT other FROM kin WHERE article IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(fresh)),),
            )
            fresh = {other for (other,) in rows} - story
            story |= fresh
        known |= story
        if len(story) > 1:
            found.append(frozenset(story))
    return found


def _body(db: sqlite3.Connection, article: str) -> str:
    """Return the article's text from its first passage to its last: the page's own foot is left."""
    (body,) = db.execute(
        "SELECT substr(text, 1 + min(first), max(last) - min(first))"
        " FROM article JOIN passage ON passage.article = article.id WHERE article.id = ?",
        (article,),
    ).fetchone()
    return str(body or "")


def _at_its_address(db: sqlite3.Connection, article: str) -> set[str]:
    rows = db.execute(
        "SELECT other.id FROM article JOIN article AS other ON other.url = article.url"
        " WHERE article.id = ? AND article.url <> '' AND other.url <> '' AND other.id <> article.id"
        " LIMIT ?",
        (article, _MOST_AT_ONE_ADDRESS),
    ).fetchall()
    return {other for (other,) in rows} if len(rows) < _MOST_AT_ONE_ADDRESS else set()
