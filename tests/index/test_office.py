"""Word documents and books: what is refused, and what of them is no article."""

import zipfile
from pathlib import Path

import pytest

from index import Article, read_file

FILES = Path(__file__).parents[1] / "data" / "formats"


def changed(folder, name, changes):
    """The path of a copy of a real file, some of its parts changed; None takes one away."""
    path = folder / name
    with zipfile.ZipFile(FILES / name) as real, zipfile.ZipFile(path, "w") as copy:
        for part in real.namelist():
            data = real.read(part)
            change = changes.pop(part, lambda same: same)
            if change is not None:
                copy.writestr(part, change(data))
        for part, made in changes.items():
            copy.writestr(part, made)
    return path


def reason(path):
    (failure,) = read_file(path)
    return failure.reason


def test_an_encrypted_document_is_refused(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    assert reason(path) == (
        "it is protected by a password, or a .doc file of old: save it as .docx"
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"word/document.xml": None}, "it is no Word document"),
        ({"word/document.xml": lambda xml: xml[:900]}, "the document is cut short or damaged"),
        ({"word/document.xml": lambda xml: xml[:0]}, "the document is cut short or damaged"),
    ],
)
def test_a_damaged_document_is_refused(tmp_path, changes, told):
    assert reason(changed(tmp_path, "gazette.docx", dict(changes))) == told


def test_a_document_says_what_its_properties_do_not(tmp_path):
    (article,) = read_file(changed(tmp_path, "gazette.docx", {"docProps/core.xml": None}))
    assert (article.title, article.byline) == ("The ferry that would not sink", "Ines Vale")
    assert article.tags == ()


def test_a_page_that_is_called_a_book_is_refused(tmp_path):
    path = tmp_path / "a.epub"
    path.write_bytes((FILES / "gazette.docx").read_bytes())
    assert reason(path) == "it is no EPUB book"


def test_a_book_whose_chapters_are_encrypted_is_refused(tmp_path):
    locked = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:CipherData>'
        '<enc:CipherReference URI="{}"/></enc:CipherData></enc:EncryptedData></encryption>'
    )
    for part, told in (("fonts/a.ttf", None), ("text/ch001.xhtml", "protected against copying")):
        xml = locked.format(f"EPUB/{part}")
        found = list(read_file(changed(tmp_path, "book.epub", {"META-INF/encryption.xml": xml})))
        assert [isinstance(item, Article) for item in found] == ([False] if told else [True] * 3)
        assert told is None or found[0].reason == f"the book is {told}"


def test_a_missing_chapter_fails_alone(tmp_path):
    path = changed(tmp_path, "book.epub", {"EPUB/text/ch002.xhtml": None})
    failure, *chapters = read_file(path)
    assert failure.reason == "a part of it is missing: EPUB/text/ch002.xhtml"
    assert failure.origin == f"{path}#EPUB/text/ch002.xhtml"
    assert [c.text[:9] for c in chapters] == ["The keepe", "The last "]
