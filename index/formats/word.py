"""Word documents (.docx)."""

import io
from collections.abc import Iterator

from index.article import Article
from index.errors import ArticleError
from index.formats.archive import open_zip, unpack
from index.formats.dublin import dublin_core, parse_xml
from index.formats.head import head
from index.formats.markup import read_markup
from index.formats.source import Source, make_article, parted, with_words

_OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an OLE file: .doc, or what wraps a cipher
_PROPERTIES = "docProps/core.xml"


def read_word(source: Source) -> Iterator[Article]:
    """A Word document: its text as it stands with all changes accepted, and its properties."""
    import mammoth

    if source.data.startswith(_OLD_OR_ENCRYPTED):
        raise ArticleError("it is protected by a password, or a .doc file of old: save it as .docx")
    archive = open_zip(source.data, "document")
    if "word/document.xml" not in archive.namelist():
        raise ArticleError("it is no Word document")
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(source.data),
            convert_image=mammoth.images.img_element(lambda _: {}),
            ignore_empty_paragraphs=True,
        ).value
    except Exception as error:  # damage shows in many kinds, KeyError and ExpatError among them
        raise ArticleError("the document is cut short or damaged") from error
    text = with_words(read_markup(html).text)
    said = head(text)
    known = parse_xml(unpack(archive, _PROPERTIES)) if _PROPERTIES in archive.namelist() else None
    yield make_article(
        source,
        text=text,
        title=dublin_core(known, "dc:title") or said.title,
        byline=said.byline or dublin_core(known, "dc:creator"),
        date=said.date or dublin_core(known, "dcterms:created"),
        published_in=said.agency,
        tags=parted(dublin_core(known, "cp:keywords")),
    )
