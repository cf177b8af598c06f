"""Web pages."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from index.article import Article
from index.errors import ArticleError
from index.formats.source import Source, decoded_as, has_words, make_article, parted
from index.mend import mended

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.IGNORECASE
)
_WHERE_IT_STANDS = 4096  # bytes from the start


def read_html(source: Source) -> Iterator[Article]:
    """A web page: the article in it and its metadata, as trafilatura finds them."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(
        _decoded(source),
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = mended((found.text if found else "") or "")
    if found is None or not has_words(text):
        source.decode(source.data)  # says so where the file is no text at all
        raise ArticleError("no article was found in the page")
    yield make_article(
        source,
        text=text,
        title=found.title or "",
        byline=found.author or "",
        date=found.date or "",
        published_in=found.sitename or found.hostname or "",
        url=found.url or "",
        tags=[tag for said in found.tags or () for tag in parted(said)],
    )


def _decoded(source: Source) -> str | bytes:
    """Return a page's text: UTF-8 if it is, else in the encoding that it names, if that is no lie.

    A page in several encodings stays as it is, for trafilatura to make the best of.
    """
    if b"\0" in source.data:  # UTF-16, or no page at all
        with suppress(ArticleError):
            return source.decode(source.data)
    with suppress(UnicodeDecodeError):
        return source.data.decode("utf-8-sig")
    named = _CHARSET.search(source.data[:_WHERE_IT_STANDS])
    text = decoded_as(named[1].decode(), source.data) if named else None
    if text is not None:
        return text
    with suppress(ArticleError):
        return source.decode(source.data)
    return source.data
