"""What every format has in common: a file's bytes in, articles with what the file says out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePosixPath

from index.article import Article, Failure, clean_line
from index.dates import parse_date
from index.errors import ArticleError
from index.mend import mended

LONGEST_TITLE = 250
_LATIN = frozenset(("ascii", "us-ascii", "iso-8859-1", "latin1", "latin-1"))
_WORD = re.compile(r"\w")
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
# What is longer is a sentence, and what comes after so many was written for a search engine.
_LONGEST_TAG, _MOST_TAGS = 80, 50


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read, on disk or inside another one.

    ``decode`` turns its bytes to text, or raises ArticleError; ``kinds`` are the formats that may
    stand inside it, by suffix; ``columns`` says by which names its records call an article's parts,
    where the user has said so (``{"title": "headline"}``).
    """

    origin: str
    name: str
    data: bytes
    decode: Callable[[bytes], str]
    kinds: Mapping[str, "Reader"] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    def part(self, name: str) -> "Source":
        """Return this file as the origin of one of its articles, which ``name`` tells apart."""
        return replace(self, origin=f"{self.origin}#{name}")

    def inner(self, name: str, data: bytes) -> "Source":
        """Return a file inside this one."""
        return replace(self.part(name), name=PurePosixPath(name).name or name, data=data)


Reader = Callable[[Source], Iterator[Article | Failure]]


def suffix(name: str) -> str:
    """Return the suffix that tells a file's kind: ``.html`` of ``Page.HTML``."""
    return PurePosixPath(name).suffix.lower()


def read_source(source: Source) -> Iterator[Article | Failure]:
    """Yield a file's articles; why there are none, or no more, comes as a Failure.

    Raises:
        KeyError: if its kind is none of ``source.kinds``.
    """
    try:
        yield from source.kinds[suffix(source.name)](source)
    except ArticleError as error:
        yield Failure(source.origin, str(error))


def make_article(
    source: Source,
    *,
    text: str,
    title: str = "",
    byline: str = "",
    date: str = "",
    published_in: str = "",
    url: str = "",
    tags: Iterable[str] = (),
    pages: tuple[int, ...] = (),
) -> Article:
    """Make an article of mended text and of what a file says, its name where it says nothing."""
    return Article(
        text=text,
        title=one_line(title)[:LONGEST_TITLE].rstrip() or _name_as_title(source.name),
        origin=source.origin,
        source=one_line(published_in) or source.name,
        byline=re.sub(r"(?i)^by\s+", "", one_line(byline)),
        date=parse_date(clean_line(date)),
        url=url.strip() if _URL.fullmatch(url.strip()) else "",
        tags=_each_once(tags),
        pages=pages,
    )


def decoded_as(named: str, data: bytes) -> str | None:
    """Return ``data`` in the encoding that its file names; None where that is unknown, or a lie."""
    try:
        # Whatever calls itself so is Windows-1252, as the Encoding Standard has it.
        return data.decode("cp1252" if named.lower() in _LATIN else named)
    except (LookupError, ValueError):
        return None


def one_line(raw: str) -> str:
    """Return a title or a name mended, on one line."""
    return clean_line(mended(raw)) if raw else ""


def parted(said: str) -> list[str]:
    """Return the tags in a list that was written as one line: ``rain, floods; Hallow``."""
    return re.split(r"[,;|]", said)


def has_words(text: str) -> bool:
    """Whether there is anything in a text to read."""
    return _WORD.search(text) is not None


def with_words(text: str) -> str:
    """Return ``text``; raise ArticleError where there is no word in it."""
    if not has_words(text):
        raise ArticleError("it holds no words")
    return text


def _each_once(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags mended, each as it was first spelt."""
    first: dict[str, str] = {}
    for tag in map(one_line, islice(tags, _MOST_TAGS)):
        if tag and len(tag) <= _LONGEST_TAG:
            first.setdefault(tag.casefold(), tag)
    return tuple(first.values())


def _name_as_title(name: str) -> str:
    return re.sub(r"[-_]+", " ", name.rsplit(".", 1)[0]).strip() or name
