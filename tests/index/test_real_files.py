"""A real file of each kind, as ordinary programs write them: tests/data/formats/README.md."""

from pathlib import Path

import pytest

from index import Article, page_at, read_file, read_paths

FILES = Path(__file__).parents[1] / "data" / "formats"
RESERVOIR = (
    "The reservoir above Hallow filled on Friday for the first time in nine years. The keeper of "
    "the dam, Bruno Astell, opened the upper sluice at 6.40 in the morning, and by noon the water "
    "stood two fingers below the mark that was cut into the wall in 1958.\n\n"
    "“I had begun to think that the mark was a joke,” he said."
)
TRAM = (
    "Tram line 7 will run again on 3 March. The line was closed when the bridge at Ostgate was "
    "found to lean, and engineers have since put eighteen new piles under it."
)


def read(name, **columns):
    """The articles in one of the files, none of which may fail."""
    found = list(read_file(FILES / name, columns))
    assert all(isinstance(item, Article) for item in found), found
    return found


def known(article):
    return article.title, article.byline, article.date, article.source


def places(articles):
    """The part of each origin that follows the file's own path."""
    return [article.origin.partition(f"{FILES}/")[2] for article in articles]


@pytest.mark.parametrize("name", ["gazette.pdf", "gazette.docx"])
def test_a_report_as_a_document(name):
    (article,) = read(name)
    assert known(article) == (
        "The ferry that would not sink",
        "Ines Vale",
        "2019-05-14",
        "Tidewire",
    )
    assert article.text.startswith(
        "The ferry that would not sink\n\nBy Ines Vale\n\n14 May 2019\n\n"
        "PORT ELDER, Northmark (Tidewire) — The ferry Marigold, which was written off by her "
        "insurers eleven years ago, carried her millionth passenger on Tuesday morning."
    )
    assert article.text.endswith("It may, said the captain, but only in fog.")
    assert "Harbour Gazette" not in article.text  # the running head
    assert "Page" not in article.text
    assert article.text[674:689] == "Petra Lindqvist"
    assert article.tags == ("ferries",)


def test_a_documents_table_is_a_row_a_line():
    (article,) = read("gazette.docx")
    assert "\n\nCrossings since 2015 | 9,860\n\nDays lost to repairs | 37\n\n" in article.text


def test_a_pdfs_pages_start_where_its_pages_do():
    (article,) = read("gazette.pdf")
    assert [article.text[start:][:19] for start in article.pages] == [
        "The ferry that woul",
        "since.”\n\nThe work t",
        "in fog.",
    ]
    asked = ("Marigold", "Lindqvist. “She has been told so every year", "since.”", "Osric", "fog.")
    pages = [page_at(article.pages, article.text.index(words)) for words in asked]
    assert pages == [1, 1, 2, 2, 3]


def test_other_formats_have_no_pages():
    assert [article.pages for article in read("gazette.docx")] == [()]


def test_a_book_is_an_article_a_chapter():
    chapters = read("book.epub")
    assert [known(chapter) for chapter in chapters] == [
        (f"Lamps of the Northern Coast: {title}", "Edda Morrow", "1987-10-02", "Saltmarsh Press")
        for title in ("The keeper of Gull Rock", "A quarrel over paint", "The last oil lamp")
    ]
    assert places(chapters) == [f"book.epub#EPUB/text/ch00{n}.xhtml" for n in (1, 2, 3)]
    assert chapters[2].text[:60] == "The last oil lamp\n\nThe lamp at Farrow Head burned oil until "
    assert chapters[0].text[291:308] == "until the spring."
    assert [chapter.tags for chapter in chapters] == [("lighthouses", "sea")] * 3


@pytest.mark.parametrize("name", ["feed.atom", "feed.rss"])
def test_a_feed_is_an_article_an_entry(name):
    full, brief = read(name)
    assert known(full) == (
        "The reservoir is full",
        "Celia Brandt",
        "2013-02-09",
        "Hallow Courier",
    )
    assert full.text == RESERVOIR
    assert known(brief) == ("Line 7", "Celia Brandt", "2013-02-10", "Hallow Courier")
    assert brief.text == TRAM
    assert places([full, brief]) == [f"{name}#https://example.org/{n}" for n in (0, 1)]
    assert [(a.url, a.tags) for a in (full, brief)] == [
        ("https://example.org/0", ("water",)),
        ("https://example.org/1", ("transport",)),
    ]


def test_a_message_is_its_plain_text_and_its_attachments():
    message, attached = read("message.eml")
    assert known(message) == (
        "The reservoir is full – at last",
        "Celia Brandt",
        "2013-02-09",
        "message.eml",
    )
    assert message.text == RESERVOIR.replace("\n\n", "\n\n> Is it full?\n\n").replace(
        "years. The", "years.\nThe"
    )
    assert (attached.text, attached.source) == (TRAM, "tram.txt")
    assert (message.tags, attached.tags) == (("water", "Hallow"), ())
    assert places([message, attached]) == ["message.eml", "message.eml#tram.txt"]


def test_a_mailbox_is_an_article_a_message():
    rain, tram = read("mailbox.mbox")
    assert known(rain) == ("Rain", "desk@example.org", "2013-02-10", "mailbox.mbox")
    assert rain.text == RESERVOIR
    assert tram.text == f"{TRAM}\n\nFrom Ostgate it runs to the sea."
    assert places([rain, tram]) == ["mailbox.mbox#message-1", "mailbox.mbox#message-2"]


@pytest.mark.parametrize("name", ["table.csv", "table.tsv"])
def test_a_table_is_an_article_a_row(name):
    first, second = read(name)
    assert known(first) == (
        "The reservoir is full",
        "Celia Brandt",
        "2013-02-09",
        "Hallow Courier",
    )
    assert (first.text, second.text) == (RESERVOIR, TRAM)
    assert known(second) == ("Line 7; what next?", "", "2013-02-10", "Hallow Courier")
    assert places([first, second]) == [f"{name}#https://example.org/0", f"{name}#row-3"]
    assert (first.url, first.tags) == ("https://example.org/0", ("water", "Hallow"))
    assert (second.url, second.tags) == ("", ("transport",))


def test_an_archive_is_what_is_in_it():
    inside = read("archive.zip")
    assert places(inside) == [
        "archive.zip#clippings/table.csv#https://example.org/0",
        "archive.zip#clippings/table.csv#row-3",
        "archive.zip#clippings/message.eml",
        "archive.zip#clippings/message.eml#tram.txt",
        "archive.zip#clippings/gazette.docx",
    ]
    alone = [*read("table.csv"), *read("message.eml"), *read("gazette.docx")]
    assert [(a.text, *known(a)) for a in inside] == [(a.text, *known(a)) for a in alone]


def test_the_starter_articles_are_stored_to_the_byte():
    # What was measured over them was measured over this very text.
    from seeds import ARTICLES

    for article in read_paths([str(ARTICLES)]):
        body = Path(article.origin).read_text(encoding="utf-8").split("---\n", 2)[2].strip()
        assert article.text == body.replace("\n## ", "\n")
        assert article.source == "Clippings starter library"
