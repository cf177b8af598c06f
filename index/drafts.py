"""From an article to what is stored of it: cut into passages, and ready to be embedded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.article import Article
from index.chunk import Chunking, chunk
from index.embed import Embedder, Vectors
from index.errors import ArticleError
from index.metadata import edited
from index.records import ArticleInfo, Known, Settings
from index.sections import heading_of, headings
from index.store import Store


@dataclass(frozen=True, slots=True)
class Moved:
    """An article that takes the place of the one with the id ``before``: its file was moved."""

    article: Article
    before: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An article on its way to an ``Entry``; ``vectors`` is None while it has to be embedded.

    ``replaces`` is the id of the article that it is a version of, its own or ``moved``'s.
    """

    article: Article
    spans: Sequence[tuple[int, int]]
    edits: Mapping[str, Any]
    digest: str
    replaces: str
    moved: str
    vectors: Vectors | None = None


def make_draft(
    item: Article | Moved,
    known: Mapping[str, Known],
    store: Store,
    embedder: Embedder,
    settings: Settings,
) -> Draft:
    """Return an article as it will be stored; with vectors, where the same text has them.

    Args:
        item: the article as its file has it.
        known: what the store has of it, or of the one that was moved.
        store: where those are.
        embedder: what counts the tokens of a passage.
        settings: how articles are cut.

    Raises:
        ArticleError: if there is nothing in it to read.
    """
    given = article_of(item)
    moved = item.before if isinstance(item, Moved) and item.before in known else ""
    replaces = moved or given.id
    edits = known[replaces].edits if replaces in known else {}
    article = edited(given, edits)
    before = store.article(replaces) if replaces in known else None
    if before and _embedded_of(*before) == _embedded_of(article, article.text):
        passages = store.passages_of([replaces])
        if passages:
            spans = [(passage.start, passage.end) for passage in passages]
            vectors = store.vectors([passage.id for passage in passages], settings.dimension)
            return Draft(article, spans, edits, given.digest, replaces, moved, vectors)
    spans = cut(article, embedder, settings.chunking)
    return Draft(article, spans, edits, given.digest, replaces, moved)


def cut(article: Article, embedder: Embedder, chunking: Chunking) -> list[tuple[int, int]]:
    """Return the offsets of the article's passages.

    Raises:
        ArticleError: if there is nothing in it to read.
    """
    # The title and the rest are read with every passage, so they take their part of what the
    # embedder can read: up to a third, so that an endless title cannot crowd the passage out.
    said = [context(article.title, article.date, line) for _, line in headings(article.text)]
    longest = max(embedder.count_tokens([context(article.title, article.date, ""), *said]))
    room = embedder.max_tokens - min(longest, embedder.max_tokens // 3)
    room = max(min(chunking.tokens, room), 1)
    spans = chunk(article.text, embedder.count_tokens, Chunking(room, chunking.overlap))
    if not spans:
        raise ArticleError("it has no text to read")
    return spans


def embedded_texts(article: Article, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return what is embedded for the article's passages.

    In front stand its title, which says whom "he" means, its date, and the section's heading.
    """
    return in_context(article.title, article.date, article.text, spans)


def in_context(title: str, date: str, text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return what is embedded for passages of an article of which this is known."""
    found = headings(text)
    return [
        context(title, date, heading_of(found, start)) + text[start:end] for start, end in spans
    ]


def context(title: str, date: str, heading: str) -> str:
    """Return what is embedded in front of a passage: a line for each of these that is known."""
    return "".join(f"{line}\n" for line in (title, date, heading) if line)


def _embedded_of(described: Article | ArticleInfo, text: str) -> tuple[str, str, str]:
    """Return all of an article that its passages' vectors are made of."""
    return described.title, described.date, text


def article_of(item: Article | Moved) -> Article:
    """Return the article itself, moved or not."""
    return item.article if isinstance(item, Moved) else item


def as_article(info: ArticleInfo, text: str) -> Article:
    """Return a stored article as it could be added to another library: with the same id."""
    return Article(
        text=text,
        title=info.title,
        origin=info.origin,
        source=info.source,
        byline=info.byline,
        date=info.date,
        url=info.url,
        tags=info.tags,
        pages=info.pages,
    )
