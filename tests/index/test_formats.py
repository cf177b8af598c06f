"""What each kind of file says: its text, and what is known about it."""

import json
from io import BytesIO

import pypdf
import pytest

from index import Article, read_paths
from index.dates import parse_date


def read(folder, name, content):
    """The articles and failures in a file of this name and content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_paths([str(path)]))


def known(article):
    return article.title, article.byline, article.date, article.source


def reason(folder, name, content):
    (failure,) = read(folder, name, content)
    return failure.reason


def make_pdf(lines, info=b"<< /Title (Bridge opens) /Author (Ann Lee) >>"):
    """A PDF of one page, written by hand: a line of text for each of ``lines``."""
    shown = b" ".join(b"(%s) Tj T*" % line.encode() for line in lines)
    drawn = b"BT /F1 12 Tf 72 720 Td 14 TL %s ET" % shown
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        info,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, written in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 7\n0000000000 65535 f \n%s"
        b"trailer << /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    ) % (table, len(out))


def locked(pdf, password):
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf))
    writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_plain_text_begins_with_title_byline_and_date(tmp_path):
    text = "Bridge opens\nBy Ann Lee\nMarch 31, 2011\n\nIt opened on Friday."
    (article,) = read(tmp_path, "bridge.txt", text)
    assert article.text == text
    assert known(article) == ("Bridge opens", "Ann Lee", "2011-03-31", "bridge.txt")
    assert article.origin == str(tmp_path / "bridge.txt")


def test_plain_text_without_a_short_first_line_is_called_after_its_file(tmp_path):
    (article,) = read(tmp_path, "the_bridge-opens.txt", "It opened on Friday. " * 20)
    assert known(article) == ("the bridge opens", "", "", "the_bridge-opens.txt")


def test_a_byline_deep_in_the_text_belongs_to_the_story(tmp_path):
    (article,) = read(tmp_path, "a.txt", "Title\nOne.\nTwo.\nThree.\nBy Ann Lee")
    assert article.byline == ""


def test_front_matter_is_known_and_not_stored(tmp_path):
    (article,) = read(
        tmp_path,
        "a.md",
        "---\ntitle: Bridge opens\nauthors: [Ann Lee, Bo Ek]\ndate: 2011-03-31 14:05:00\n"
        "source: Daily Planet\nlink: https://x.org/a\ntags: [Bridges, the Ek, bridges]\n"
        "---\n# Another heading\n\nIt *opened* on\n[Friday](http://x.org).\n"
        "\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n",
    )
    assert known(article) == ("Bridge opens", "Ann Lee, Bo Ek", "2011-03-31", "Daily Planet")
    assert (article.url, article.tags) == ("https://x.org/a", ("Bridges", "the Ek"))
    assert article.text == "Another heading\n\nIt opened on Friday.\n\na\n\nb\n\n1\n\n2\n\ncode"


def test_markdown_without_front_matter_is_called_by_its_heading(tmp_path):
    (article,) = read(tmp_path, "a.md", "# Bridge *opens*\n\nIt opened on Friday.")
    assert known(article) == ("Bridge opens", "", "", "a.md")


@pytest.mark.parametrize(("matter", "line"), [("title: [a", " (line 3)"), ("a: b: c", "")])
def test_front_matter_that_is_not_yaml_is_refused(tmp_path, matter, line):
    told = reason(tmp_path, "a.md", f"---\n{matter}\n---\nText.")
    assert told.startswith("its front matter is not valid YAML")
    assert told.endswith(line)


def test_an_impossible_date_in_front_matter_is_no_date(tmp_path):
    (article,) = read(tmp_path, "a.md", "---\ntitle: 2011\ndate: 2011-02-30\n---\nIt rained.")
    assert known(article) == ("2011", "", "", "a.md")


PAGE = """<!doctype html><html><head><meta charset="{charset}"><title>Bridge opens - Planet</title>
<meta property="og:title" content="Bridge opens"><meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2011-03-31T12:00:00Z">
<meta property="og:site_name" content="Daily Planet">
<meta name="keywords" content="bridges, the Ek">
<link rel="canonical" href="https://x.org/a"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Bridge opens</h1><p>The café beside the new bridge in the town was full on Friday.</p>
<p>The mayor, who had promised to build it four years ago, cut the ribbon at noon.</p></article>
<footer>Imprint</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_a_page_is_its_article_and_its_metadata(tmp_path, charset):
    (article,) = read(tmp_path, "a.html", PAGE.format(charset=charset).encode(charset))
    assert known(article) == ("Bridge opens", "Ann Lee", "2011-03-31", "Daily Planet")
    assert (article.url, article.tags) == ("https://x.org/a", ("bridges", "the Ek"))
    assert "The café beside the new bridge" in article.text
    assert "cut the ribbon at noon." in article.text
    assert "Home" not in article.text
    assert "Imprint" not in article.text


def test_a_page_without_an_article_is_refused(tmp_path):
    assert reason(tmp_path, "a.htm", "<html><body></body></html>") == (
        "no article was found in the page"
    )


def test_a_pdf_is_its_text_in_paragraphs_and_its_metadata(tmp_path):
    info = b"<< /Title (Bridge opens) /Author (By Ann Lee) /CreationDate (D:20110331120000Z) >>"
    lines = "The bridge opened on Fri-\nday, and the mayor came.\nIt rained.\nHe left early."
    (article,) = read(tmp_path, "a.pdf", make_pdf(lines.split("\n"), info))
    assert article.text == (
        "The bridge opened on Friday, and the mayor came. It rained.\n\nHe left early."
    )
    assert known(article) == ("Bridge opens", "Ann Lee", "2011-03-31", "a.pdf")


def test_a_pdf_that_says_nothing_of_itself_is_called_by_its_first_line(tmp_path):
    (article,) = read(tmp_path, "a.pdf", make_pdf(["It rained."], b"<< >>"))
    assert known(article) == ("It rained.", "", "", "a.pdf")


def test_a_pdf_with_a_senseless_date_has_none(tmp_path):
    (article,) = read(tmp_path, "a.pdf", make_pdf(["It rained."], b"<< /CreationDate (soon) >>"))
    assert (article.text, article.date) == ("It rained.", "")


def test_a_pdf_behind_a_password_is_refused(tmp_path):
    protected = locked(make_pdf(["It rained."]), "secret")
    assert reason(tmp_path, "a.pdf", protected) == "the PDF is protected by a password"


def test_a_pdf_that_anyone_may_open_is_read_though_encrypted(tmp_path):
    (article,) = read(tmp_path, "a.pdf", locked(make_pdf(["It rained."]), ""))
    assert article.text == "It rained."


def test_a_cipher_that_cannot_be_opened_here_counts_as_a_password(tmp_path, monkeypatch):
    def decrypt(*_):
        raise pypdf.errors.DependencyError("cryptography>=3.1 is required for AES algorithm")

    monkeypatch.setattr(pypdf.PdfReader, "decrypt", decrypt)
    protected = locked(make_pdf(["It rained."]), "secret")
    assert reason(tmp_path, "a.pdf", protected) == "the PDF is protected by a password"


@pytest.mark.parametrize("kept", [20, 300, -20])
def test_a_truncated_pdf_is_refused(tmp_path, kept):
    cut = make_pdf(["It rained."])[:kept]
    assert reason(tmp_path, "a.pdf", cut) == "the PDF is cut short or damaged"


@pytest.mark.parametrize("damage", [AssertionError, RecursionError, KeyError])
def test_whatever_a_damaged_pdf_does_to_pypdf_is_one_sentence(tmp_path, monkeypatch, damage):
    def extract_text(_):
        raise damage("inside pypdf")

    monkeypatch.setattr(pypdf.PageObject, "extract_text", extract_text)
    assert reason(tmp_path, "a.pdf", make_pdf(["a"])) == "the PDF is cut short or damaged"


def test_a_scanned_pdf_is_refused(tmp_path):
    writer, out = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(612, 792)
    writer.write(out)
    assert reason(tmp_path, "a.pdf", out.getvalue()) == "the PDF holds no text: is it scanned?"


def test_json_lines_are_an_article_each(tmp_path):
    records = [
        {"text": "It\nrained.", "title": "Rain", "author": "By Ann Lee", "date": "31 March 2011"},
        {"id": 7, "body": "It snowed.", "source": "Daily Planet"},
        {"url": "http://x.org/a", "text": " ", "content": "It blew."},
    ]
    lines = "\n\n".join(json.dumps(record) for record in records)
    first, second, third = read(tmp_path, "a.jsonl", lines)
    assert [a.text for a in (first, second)] == ["It\nrained.", "It snowed."]
    assert known(first) == ("Rain", "Ann Lee", "2011-03-31", "a.jsonl")
    assert known(second) == ("a", "", "", "Daily Planet")
    assert (third.text, third.source) == ("It blew.", "x.org")
    path = tmp_path / "a.jsonl"
    assert [a.origin for a in (first, second, third)] == [
        f"{path}#line-1",
        f"{path}#7",
        f"{path}#http://x.org/a",
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"text": ', "line 2 is not valid JSON"),
        ("[" * 100_000, "line 2 is not valid JSON"),
        ('["text"]', 'line 2 has no "text"'),
        ('{"title": "a"}', 'line 2 has no "text", only "title"'),
        ('{"text": 0}', 'line 2 has no "text"'),
        ('{"text": ["a", "b"]}', 'line 2 has no "text"'),
        ('{"text": " -- "}', 'line 2 has no "text"'),
    ],
)
def test_a_bad_line_fails_alone(tmp_path, line, told):
    good = '{"text": "It rained."}'
    first, bad, last = read(tmp_path, "a.jsonl", f"{good}\n{line}\n{good}")
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert (bad.reason, bad.origin) == (told, f"{tmp_path / 'a.jsonl'}#line-2")


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("March 31, 2011", "2011-03-31"),
        ("Updated: 31st Mar. 2011 14:05", "2011-03-31"),
        ("2011-03-31T12:00Z", "2011-03-31"),
        ("Thursday 31 March, 2011", "2011-03-31"),
        ("Published 2011-03-31", "2011-03-31"),
        ("March 2011", ""),
        ("February 30, 2011", ""),
        ("2011-13-01", ""),
        ("Room 31, 2011", ""),
        ("May 5, 2011 and June 6, 2011", ""),
        ("2011-03-31 to 2011-04-01", ""),
        ("It was on March 31, 2011 that it opened", ""),
        ("2011-03-31 was the day that it all began", ""),
        ("March 31, 2011" + " " * 60, ""),
    ],
)
def test_a_line_that_is_one_date_is_a_date(said, date):
    assert parse_date(said) == date


def test_a_line_that_repeats_an_id_does_not_replace_the_one_before(tmp_path):
    lines = '{"id": 7, "text": "It rained."}\n{"id": "7", "text": "It snowed."}'
    first, second = read(tmp_path, "a.jsonl", lines)
    assert first.text == "It rained."
    assert second.reason == "line 2 has the id '7' of a line before it"
