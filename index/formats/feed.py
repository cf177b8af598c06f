"""News feeds (RSS, Atom): an article an entry."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from index.article import Article, Failure
from index.errors import ArticleError
from index.formats.markup import read_markup
from index.formats.source import Source, has_words, make_article


def read_feed(source: Source) -> Iterator[Article | Failure]:
    """A feed that was saved: each entry's content, or its summary where there is no more.

    An entry's id or link identifies it when the feed is read again; else its place does.
    """
    import feedparser

    try:
        # In a file object: what looked like an address would be fetched.
        parsed: Any = feedparser.parse(io.BytesIO(source.data))
    except Exception as error:  # what a damaged feed does to SAX and to dates is not documented
        raise ArticleError("the feed is cut short or damaged") from error
    if not parsed.version and not parsed.entries:
        source.decode(source.data)  # says so where the file is no text at all
        raise ArticleError("it is no RSS or Atom feed")
    if not parsed.entries:
        raise ArticleError("the feed has no entries")
    seen: set[str] = set()
    for number, entry in enumerate(parsed.entries, start=1):
        name = str(entry.get("id") or entry.get("link") or "").strip() or f"entry-{number}"
        part = source.part(name)
        text = _text(entry)
        if name in seen:
            yield Failure(part.origin, f"entry {number} has the id of an entry before it")
        elif not has_words(text):
            yield Failure(part.origin, f"entry {number} has no text")
        else:
            yield make_article(
                part,
                text=text,
                title=_plain(entry.get("title")) or _plain(parsed.feed.get("title")),
                byline=_author(entry) or _author(parsed.feed),
                date=_day(entry),
                published_in=_plain(parsed.feed.get("title")),
                url=str(entry.get("link") or ""),
                tags=[_plain(tag.get("label") or tag.get("term")) for tag in entry.get("tags", ())],
            )
        seen.add(name)


def _text(entry: Any) -> str:  # noqa: ANN401 - feedparser tells no types
    """Return the longest of what an entry has to say."""
    told = [content.get("value", "") for content in entry.get("content", ())]
    texts = [read_markup(html).text for html in (*told, entry.get("summary", "")) if html]
    return max(texts, key=len, default="")


def _author(told: Any) -> str:  # noqa: ANN401 - feedparser tells no types
    """Return the name of who wrote an entry or a feed; the address where there is no name."""
    return _plain(told.get("author_detail", {}).get("name") or told.get("author"))


def _plain(markup: object) -> str:
    return read_markup(str(markup)).text if markup else ""


def _day(entry: Any) -> str:  # noqa: ANN401 - feedparser tells no types
    """Return the day on which an entry was published (in UTC), or last changed."""
    # Asked for by name, for feedparser warns of the one that it would put in its place.
    days = (entry[name] for name in ("published_parsed", "updated_parsed") if name in entry)
    told = next(filter(None, days), None)
    try:
        return date(*told[:3]).isoformat() if told else ""
    except ValueError:  # the year 0, say
        return ""
