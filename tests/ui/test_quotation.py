"""Quotations with their reference, to the letter, whatever is known of the article."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index import ArticleInfo
from qa import Citation
from ui.window.ask.quotation import Quotation, apa, markdown, plain, quotation_of

WORDS = "It cost 3 * 4 [million]."
FULL = ArticleInfo(
    "a",
    "The harbour bridge",
    "The Gazette",
    "By Jane M. Doe",
    "2020-05-04",
    "/x/bridge.pdf",
    (0, 10),
    "https://example.org/a_(b)",
)
BARE = ArticleInfo("b", "", "", "", "", "/x/b.txt")


def info(byline="", date="2020-05-04", title="The harbour bridge", source="The Gazette"):
    return ArticleInfo("a", title, source, byline, date, "/x/bridge")


def test_all_that_is_known_in_every_form():
    said = Quotation(WORDS, FULL, "p. 2")
    assert plain(said) == (
        "“It cost 3 * 4 [million].” (Jane M. Doe, The harbour bridge, The Gazette, 2020-05-04, "
        "p. 2, https://example.org/a_(b))"
    )
    assert markdown(said) == (
        "> It cost 3 \\* 4 \\[million\\].\n>\n"
        "> — Jane M. Doe, [The harbour bridge](<https://example.org/a_(b)>), *The Gazette*, "
        "2020-05-04, p. 2\n"
    )
    assert apa(said) == (
        "“It cost 3 * 4 [million].” (Doe, 2020, p. 2)\n\n"
        "Doe, J. M. (2020, May 4). The harbour bridge. The Gazette. https://example.org/a_(b)"
    )


def test_nothing_is_made_up_where_nothing_is_known():
    said = Quotation("It cost 3.", BARE)
    assert plain(said) == "“It cost 3.” (Untitled)"
    assert markdown(said) == "> It cost 3.\n>\n> — Untitled\n"
    assert apa(said) == "“It cost 3.” (“Untitled,” n.d.)\n\nUntitled. (n.d.)."


@pytest.mark.parametrize(
    ("about", "comes_to"),
    [
        (
            info(),
            "(“The harbour bridge,” 2020)\n\nThe harbour bridge. (2020, May 4). The Gazette.",
        ),
        (
            info("Ada Lindqvist", date=""),
            "(Lindqvist, n.d.)\n\nLindqvist, A. (n.d.). The harbour bridge. The Gazette.",
        ),
        (
            info("Ada Lindqvist", source=""),
            "(Lindqvist, 2020)\n\nLindqvist, A. (2020, May 4). The harbour bridge.",
        ),
        (
            info("Ada Lindqvist", title="Who built it?"),
            "(Lindqvist, 2020)\n\nLindqvist, A. (2020, May 4). Who built it? The Gazette.",
        ),
    ],
)
def test_apa_does_without_an_author_a_date_or_a_source(about, comes_to):
    assert apa(Quotation("So.", about)) == f"“So.” {comes_to}"


@pytest.mark.parametrize(
    ("byline", "cited", "listed"),
    [
        ("by Ada Lindqvist and Bo Ek", "Lindqvist & Ek", "Lindqvist, A., & Ek, B."),
        ("Ada Lindqvist & Bo Ek", "Lindqvist & Ek", "Lindqvist, A., & Ek, B."),
        (
            "Ada Lindqvist, Bo Ek, and Jane Doe",
            "Lindqvist et al.",
            "Lindqvist, A., Ek, B., & Doe, J.",
        ),
        ("Ursula von der Leyen", "von der Leyen", "von der Leyen, U."),
        ("Jean-Paul Sartre", "Sartre", "Sartre, J.-P."),
        ("J. R. Ackerley", "Ackerley", "Ackerley, J. R."),
        ("Éva O’Brien", "O’Brien", "O’Brien, É."),
        # What is no list of persons stays whole.
        ("Associated Press", "Associated Press", "Associated Press."),
        ("Reuters", "Reuters", "Reuters."),
        ("Ada Lindqvist, BBC News", "Ada Lindqvist, BBC News", "Ada Lindqvist, BBC News."),
        ("Ada Lindqvist in Oslo", "Ada Lindqvist in Oslo", "Ada Lindqvist in Oslo."),
        ("BBC WORLD", "BBC WORLD", "BBC WORLD."),
    ],
)
def test_apa_puts_surnames_first_where_a_byline_is_a_list_of_persons(byline, cited, listed):
    made = apa(Quotation("So.", info(byline)))
    assert made == (
        f"“So.” ({cited}, 2020)\n\n{listed} (2020, May 4). The harbour bridge. The Gazette."
    )


@pytest.mark.parametrize("words", ["1. May", "2) June", "# Of note", "- less", "+ more", "= x"])
def test_what_begins_a_list_or_a_heading_stays_a_paragraph(words):
    html = MarkdownIt("commonmark").render(markdown(Quotation(words, BARE)))
    assert html == f"<blockquote>\n<p>{words}</p>\n<p>— Untitled</p>\n</blockquote>\n"


VISIBLE = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from("*_`[]()<>#!&~|\\ ")
).map(lambda text: " ".join(text.split()))


@given(words=VISIBLE.filter(bool), title=VISIBLE, source=VISIBLE)
@settings(deadline=None, max_examples=200)
def test_markdown_shows_the_words_and_obeys_none_of_them(words, title, source):
    about = ArticleInfo("a", title, source, "", "", "/x", url="https://example.org/?a=b")
    tokens = MarkdownIt("commonmark").parse(markdown(Quotation(words, about)))
    told = [token for token in tokens if token.type == "inline"]
    texts = ["".join(child.content for child in one.children) for one in told]
    where = f"— {title or 'Untitled'}" + (f", {source}" if source else "")
    assert texts == [words, where]


def test_the_sentences_of_a_passage_are_quoted_in_their_order_each_once():
    text = "Ada built it.\nIt opened\nin 1931. It stands. It rusts."
    spans = [(at := text.index(said), at + len(said)) for said in ("stands", "Ada", "built")]
    cited = [Citation(1, FULL, text, 0, len(text), *span, 1.0) for span in spans]
    assert quotation_of(cited, text) == Quotation("Ada built it. … It stands.", FULL, "p. 1")
    assert quotation_of(cited[:1], text).page == "p. 2"
