"""Books (.epub): an article a chapter."""

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from index.article import Article, Failure
from index.errors import ArticleError
from index.formats.archive import open_zip, unpack
from index.formats.dublin import dublin_core, parse_xml
from index.formats.markup import Marked, read_markup
from index.formats.source import Source, has_words, make_article, parted

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# Cover, title page and imprint have fewer words than this, and a chapter has more.
_FEWEST_WORDS = 40


def read_book(source: Source) -> Iterator[Article | Failure]:
    """A book: each chapter with its book's title, author, publisher and date.

    Documents with hardly a word (cover, title page) and the table of contents are left out, unless
    there is nothing else.
    """
    archive = open_zip(source.data, "book")
    package, folder = _package(archive)
    locked = _encrypted(archive)
    chapters: list[tuple[str, Marked]] = []
    for name in _spine(package, folder):
        if name in locked:
            raise ArticleError("the book is protected against copying")
        try:
            marked = read_markup(source.decode(unpack(archive, name)))
        except ArticleError as error:
            yield Failure(source.part(name).origin, str(error))
            continue
        if has_words(marked.text):
            chapters.append((name, marked))
    if not chapters:
        raise ArticleError("the book holds no text")
    book = dublin_core(package, "dc:title")
    told = [c for c in chapters if len(c[1].text.split()) >= _FEWEST_WORDS] or chapters
    for name, marked in told:
        titles = dict.fromkeys(filter(None, (book, marked.heading)))
        yield make_article(
            source.part(name),
            text=marked.text,
            title=": ".join(titles),
            byline=dublin_core(package, "dc:creator"),
            date=dublin_core(package, "dc:date", "dcterms:issued", "dcterms:created"),
            published_in=dublin_core(package, "dc:publisher"),
            tags=parted(dublin_core(package, "dc:subject")),
        )


def _package(archive: ZipFile) -> tuple[Any, str]:
    """Return the root of the book's package document, and the folder that it lies in."""
    if _CONTAINER not in archive.namelist():
        raise ArticleError("it is no EPUB book")
    container = parse_xml(unpack(archive, _CONTAINER))
    rootfile = None if container is None else container.find(".//{*}rootfile")
    path = "" if rootfile is None else rootfile.get("full-path", "")
    package = parse_xml(unpack(archive, path))
    if package is None:
        raise ArticleError("the book is cut short or damaged")
    return package, posixpath.dirname(path)


def _spine(package: Any, folder: str) -> Iterator[str]:  # noqa: ANN401 - lxml tells no types
    """Yield the names of the documents in reading order, the table of contents left out."""
    items = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
    seen: set[str] = set()
    for reference in package.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "html" not in item.get("media-type", ""):
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        if name not in seen and "nav" not in item.get("properties", "").split():
            seen.add(name)
            yield name


def _encrypted(archive: ZipFile) -> set[str]:
    """Return the names of the encrypted files; fonts often are, in books that anyone may read."""
    if _ENCRYPTION not in archive.namelist():
        return set()
    root = parse_xml(unpack(archive, _ENCRYPTION))
    found = () if root is None else root.iterfind(".//{*}CipherReference")
    return {unquote(reference.get("URI", "")) for reference in found}
