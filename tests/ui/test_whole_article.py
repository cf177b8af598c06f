"""The whole article: exactly its text, marked where it is cited, for what a button may ask."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index import Article, ArticleInfo, Library, Passage, StoredArticle
from qa import Answerer, Citation
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from tests.ui.test_render import HOSTILE, Reader, texts
from ui.window.ask.wanted import Wanted, cited_in, found_in, parse_asked, render_opener
from ui.window.ask.whole_article import CHANGED, opened, render_article

TEXT = "Ada built the bridge.\n\nIt was opened in 1931."
INFO = ArticleInfo("a1", "A bridge", "The Gazette", "Bo Ek", "2020-05-04", "/x/bridge")
ADA = Wanted("a1", (0, 21), ((0, 3),))


@pytest.fixture
def answerer(tmp_path: Path) -> Iterator[Answerer]:
    with Library(tmp_path, "words", load=lambda _: WordEmbedder()) as library:
        list(library.add([Article(TEXT, "A bridge", "/x/bridge")]))
        yield Answerer(library, ScriptedReader({}), UNFITTED)


def test_a_button_says_the_article_the_passage_and_the_answers():
    cited = [Citation(n, INFO, TEXT[:21], 0, 21, n, n + 2, 1.0) for n in (1, 2)]
    assert str(cited_in(cited)) == "a1 0-21 1-3 2-4"
    assert found_in(Passage(1, INFO, 23, 46, TEXT[23:])) == Wanted("a1", (23, 46))
    assert render_opener(Wanted('"><b>', (1, 2))) == (
        '<button class="open-article" type="button" value="&quot;&gt;&lt;b&gt; 1-2">'
        "Open the article</button>"
    )


SPANS = st.tuples(st.integers(0, 999_999_999), st.integers(0, 999_999_999))


@given(
    number=st.integers(0, 999_999_999),
    article=st.from_regex(r"[0-9a-f]{12}", fullmatch=True),
    passage=SPANS,
    answers=st.lists(SPANS, max_size=5).map(tuple),
)
def test_what_a_button_says_is_understood(number, article, passage, answers):
    wanted = Wanted(article, passage, answers)
    assert parse_asked(f"{number} {wanted}") == (number, wanted)


@pytest.mark.parametrize(
    "asked",
    [
        *("", "1", "1 a1", "a1 0-21", "1 a1 0-21 ", "1 a1 0-21 x", "1 a1 -1-2", "1 a1 0-²"),
        *("1 a1 0 21", "1 a1 0-1234567890", f"1 a1 0-9{' 0-9' * 100}", f"1 {'a' * 65} 0-9"),
        "1 a1 0-9\n",
    ],
)
def test_what_no_button_says_shows_nothing(answerer, asked):
    assert opened(answerer, asked) == ""


def test_an_article_is_shown_in_full_with_all_that_is_known():
    info = replace(INFO, pages=(0, 10, 23), url="https://example.org/a?b=1&c=2")
    wanted = Wanted("a1", (4, 21), ((14, 20), (4, 9)))
    assert render_article(StoredArticle(info, TEXT), wanted) == (
        '<h2 class="title">A bridge</h2><p class="where">Bo Ek · The Gazette · '
        '<span class="date">2020-05-04</span> · p. 1 of 3 · '
        '<a href="https://example.org/a?b=1&amp;c=2" target="_blank" rel="noreferrer noopener">'
        'example.org</a></p><div class="text">Ada <span class="cited"><mark>built</mark> the '
        "<mark>bridge</mark>.</span>&#10;&#10;It was opened in 1931.</div>"
    )


def test_what_is_not_known_takes_no_room():
    bare = StoredArticle(ArticleInfo("a1", "", "", "", "", "/x"), TEXT)
    page = Reader(render_article(bare, ADA))
    assert (page.texts["title"], page.texts["where"]) == (["Untitled"], [""])


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("a1", (0, 47)),
        Wanted("a1", (5, 5)),
        Wanted("a1", (9, 5)),
        Wanted("a1", (5, 9), ((4, 6),)),
        Wanted("a1", (5, 9), ((8, 10),)),
        Wanted("a1", (5, 9), ((6, 6),)),
    ],
)
def test_places_that_are_not_there_are_not_marked(wanted):
    assert not wanted.fits(TEXT)
    page = Reader(render_article(StoredArticle(INFO, TEXT), wanted))
    assert (page.texts["text"], page.texts["changed"]) == ([TEXT], [CHANGED])
    assert "mark" not in page.tags


def test_an_article_comes_from_the_library_or_it_says_why_not(answerer):
    (info,) = answerer.library.articles()
    shown = opened(answerer, f"7 {Wanted(info.id, (0, 21), ((0, 3),))}")
    assert shown.startswith('<div class="opened" id="opened-7"><h2 class="title">A bridge</h2>')
    assert '<span class="cited"><mark>Ada</mark> built the bridge.</span>' in shown
    gone = Reader(opened(answerer, "8 <b>nothing 0-21"))
    assert gone.texts["notice"][0].startswith("The library has no article '<b>nothing'")
    assert "b" not in gone.tags


@given(text=texts.filter(str.strip), data=st.data())
@settings(deadline=None, max_examples=100)
def test_no_character_is_lost_or_obeyed(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    info = replace(INFO, title=HOSTILE, source=HOSTILE, byline=HOSTILE, url="javascript:x")
    markup = f"<div>{render_article(StoredArticle(info, text), Wanted('a1', (start, end)))}</div>"
    page = Reader(markup)
    assert page.texts["text"] == [text]
    assert page.texts["cited"] == [text[start:end]]
    assert page.texts["title"] == [HOSTILE]
    assert set(page.tags) == {"div", "h2", "p", "span"}
    assert MarkdownIt("commonmark", {"html": True}).render(markup) == markup
