"""Records: an article a line of JSON or a row of a table, its parts told by their names."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from index.article import Article, Failure, clean_line
from index.errors import ArticleError
from index.formats.source import Source, has_words, make_article, parted, with_words
from index.mend import mended

# By what names an article's parts go, the surest first; case, blanks, "_" and "-" do not matter.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "articlebody", "articletext", "fulltext", "article",
             "story"),
    "title": ("title", "headline", "heading"),
    "date": ("date", "published", "pubdate", "publishedat", "publicationdate", "datepublished",
             "publisheddate"),
    "source": ("source", "publication", "publisher", "site", "outlet", "newspaper"),
    "url": ("url", "link", "permalink", "canonicalurl", "articleurl", "weburl"),
    "byline": ("byline", "author", "authors", "writer", "reporter", "creator"),
    "tags": ("tags", "tag", "keywords", "topics", "topic", "categories", "category", "labels"),
}  # fmt: skip
_AS_USUAL: Mapping[str, str] = MappingProxyType({})
_IDS = ("id", "guid")
_SHOWN = 20  # names in a message


def read_jsonl(source: Source) -> Iterator[Article | Failure]:
    """JSON lines: an article a line, with fields such as ``text``, ``title`` and ``date``.

    An ``id`` or ``url`` identifies the article when the file is read again; else its line does.
    """
    seen: set[str] = set()
    text = with_words(source.decode(source.data))
    lines = text.split("\n")  # no other line end: JSON strings may hold those
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record: Any = json.loads(line)
        except (ValueError, RecursionError):
            yield Failure(f"{source.origin}#line-{number}", f"line {number} is not valid JSON")
            continue
        yield _article(source, record, f"line-{number}", seen)


def read_table(source: Source) -> Iterator[Article | Failure]:
    """A table with a header, its cells parted by commas, semicolons, tabs or bars: a row each."""
    import csv
    import io

    text = with_words(source.decode(source.data))
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # articles are long
    head = text.lstrip().partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=head.count))
    names: list[str] = []
    seen: set[str] = set()
    try:
        for number, row in enumerate(rows, start=1):
            if not any(cell.strip() for cell in row):
                continue
            if names:
                record = dict(zip(names, row, strict=False))  # a row may be short, or too long
                yield _article(source, record, f"row-{number}", seen)
                continue
            names = [clean_line(name) for name in row]
            _check(names, source.columns)
    except csv.Error as error:
        raise ArticleError(f"row {rows.line_num} cannot be read as a table's: {error}") from error


def called(part: str, names: Iterable[str], chosen: Mapping[str, str] = _AS_USUAL) -> list[str]:
    """Return those of a record's names that mean this part of an article, the surest first."""
    names = list(names)
    if part in chosen:
        return [name for name in names if name == chosen[part]]
    plain = {re.sub(r"[\s_-]", "", name).lower(): name for name in reversed(names)}
    return [plain[known] for known in COLUMNS.get(part, _IDS) if known in plain]


def told(record: Mapping[str, Any], *names: str) -> str:
    """Return the first of these fields that says something, as one line of text."""
    for name in names:
        value = record.get(name)
        if isinstance(value, list):
            value = ", ".join(str(item) for item in value)
        if isinstance(value, str | int | float) and str(value).strip():
            return clean_line(str(value))
    return ""


def tags_of(record: Mapping[str, Any], *names: str) -> list[str]:
    """Return the tags in the first of these fields that has any: a list, or one line of them."""
    for name in names:
        value = record.get(name)
        found = value if isinstance(value, list) else parted(told(record, name))
        if tags := [str(tag) for tag in found if isinstance(tag, str | int) and str(tag).strip()]:
            return tags
    return []


def _article(source: Source, record: object, place: str, seen: set[str]) -> Article | Failure:
    """Return a record's article; ``seen`` holds the ids so far, and is given this one's."""
    fields = record if isinstance(record, dict) else {}
    names = {part: called(part, fields, source.columns) for part in COLUMNS}
    bodies = (fields[name] for name in names["text"])
    body = next((mended(b) for b in bodies if isinstance(b, str) and has_words(b)), "")
    where = place.replace("-", " ")
    if not body:
        wanted = source.columns.get("text", "text")
        others = f", only {_listed(fields)}" if fields and not names["text"] else ""
        return Failure(f"{source.origin}#{place}", f'{where} has no "{wanted}"{others}')
    name = told(fields, *called("id", fields), *names["url"])
    if name in seen:
        return Failure(
            f"{source.origin}#{place}",
            f"{where} has the id {name!r} of a {place.partition('-')[0]} before it",
        )
    seen.update([name] if name else [])
    url = told(fields, *names["url"])
    return make_article(
        source.part(name or place),
        text=body,
        title=told(fields, *names["title"]),
        byline=told(fields, *names["byline"]),
        date=told(fields, *names["date"]),
        published_in=told(fields, *names["source"]) or _host(url),
        url=url,
        tags=tags_of(fields, *names["tags"]),
    )


def _host(url: str) -> str:
    """Return the name of the site that an address is on; empty where it is no address."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _check(names: list[str], chosen: Mapping[str, str]) -> None:
    """Refuse a table whose header does not name what is needed."""
    for name in chosen.values():
        if name not in names:
            raise ArticleError(f'it has no column "{name}", only {_listed(names)}')
    if not called("text", names, chosen):
        raise ArticleError(
            f"none of its columns is known to hold the text ({_listed(names)}): "
            "say which with --map text=COLUMN"
        )


def _listed(names: Mapping[str, Any] | list[str]) -> str:
    shown = [f'"{clean_line(str(name))[:40]}"' for name in names]
    return ", ".join(shown[:_SHOWN]) + (", …" if len(shown) > _SHOWN else "")
