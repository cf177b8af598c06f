"""Plain text."""

from collections.abc import Iterator

from index.article import Article
from index.formats.head import head
from index.formats.source import Source, make_article, with_words
from index.lines import unwrapped
from index.mend import mended


def read_text(source: Source) -> Iterator[Article]:
    """Plain text: the first line is the title; lines with a byline and a date may follow."""
    text = unwrapped(with_words(mended(source.decode(source.data))))
    said = head(text)
    yield make_article(
        source,
        text=text,
        title=said.title,
        byline=said.byline,
        date=said.date,
        published_in=said.agency,
    )
