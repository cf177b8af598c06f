"""What is asked of the database: a filter, a folder or a file's articles, as SQL."""

import json
from collections.abc import Iterator

from index.metadata import Filter


def as_json(value: object) -> str:
    """Return a value as it is stored, and as lists are handed to SQLite's ``json_each``."""
    return json.dumps(value, ensure_ascii=False)


def may_be_from(origin: str) -> Iterator[str]:
    """Yield the paths of the files that an article of this origin may have come from.

    What stands behind a "#" tells the articles of one file apart, but a file's own name may have
    one too.
    """
    yield origin
    at = origin.rfind("#")
    while at > 0:
        yield origin[:at]
        at = origin.rfind("#", 0, at)


def below(folder: str) -> tuple[str, str]:
    """Return the least path below a folder, and the least after them all: "0" follows "/"."""
    inside = folder.rstrip("/") + "/"
    return inside, inside[:-1] + "0"


def condition(where: Filter) -> tuple[str, list[str]]:
    """Return what holds in SQL for the articles that are meant, and its parameters."""
    parts, values = ["1"], []
    if where.since:
        parts.append("article.date >= ?")
        values.append(where.since)
    if where.until:
        parts.append("article.date <> '' AND substr(article.date, 1, 10) <= ?")
        values.append(where.until)
    if where.sources:
        parts.append("casefold(article.source) IN (SELECT value FROM json_each(?))")
        values.append(as_json([source.casefold() for source in where.sources]))
    if where.tags:
        parts.append(
            "EXISTS (SELECT 1 FROM json_each(article.tags) AS tag"
            " WHERE casefold(tag.value) IN (SELECT value FROM json_each(?)))"
        )
        values.append(as_json([tag.casefold() for tag in where.tags]))
    return " AND ".join(parts), values


def of_articles(where: Filter) -> tuple[str, list[str]]:
    """Return the same for passages, by their articles."""
    if not where:
        return "1", []
    meant, values = condition(where)
    return f"passage.article IN (SELECT id FROM article WHERE {meant})", values
