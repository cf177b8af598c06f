"""What is stored of a text, and what tells two articles apart."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, page_at
from index.article import clean_line, clean_text


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a  \n\t\nb", "a\n\nb"),
        ("a\n\n\n\n\nb\n", "a\n\nb"),
        ("\ufeffa\ufeff b\x00c\x1b", "a bc"),
        ("a\ud800b", "ab"),
        ("“It’s  5 °C”, she said — twice.", "“It’s  5 °C”, she said — twice."),
    ],
)
def test_line_ends_and_control_characters_are_cleaned_and_words_are_not(raw: str, stored: str):
    assert clean_text(raw) == stored


@given(st.text())
@settings(deadline=None, max_examples=200)
def test_clean_text_is_clean_for_good(raw: str):
    text = clean_text(raw)
    assert clean_text(text) == text
    assert text == text.strip()
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in text if c not in "\n\t")
    visible = [c for c in raw if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cs")]
    assert [c for c in text if not c.isspace()] == [c for c in visible if c != "\ufeff"]


def test_a_title_is_one_line():
    assert clean_line(" A\n title\t in  parts ") == "A title in parts"


def test_an_article_is_told_by_where_it_comes_from():
    article = Article("Text.", "Title", origin="/a.txt")
    assert _with(article, "text").id == article.id
    assert Article("Text.", "Title", origin="/b.txt").id != article.id


@pytest.mark.parametrize("part", ["text", "title", "source", "byline", "date", "url"])
def test_a_change_in_any_part_that_is_stored_is_a_change(part: str):
    article = Article("one", "one", "/a.txt", "one", "one", "one", "one")
    assert _with(article, part).digest != article.digest


def test_a_change_in_tags_or_pages_is_a_change():
    article = Article("one", "one", "/a.txt")
    tags, pages = [("a", "b"), ("a, b",)], [(0, 2), (0,)]
    changed = [replace(article, tags=t) for t in tags] + [replace(article, pages=p) for p in pages]
    assert len({item.digest for item in (article, *changed)}) == 5


@pytest.mark.parametrize(
    ("pages", "found"),
    [((), [None] * 4), ((0,), [1] * 4), ((0, 2, 2, 3), [1, 1, 3, 4])],
    ids=["none", "one", "an empty page"],
)
def test_a_place_in_the_text_is_on_the_last_page_that_has_started(pages, found):
    assert [page_at(pages, offset) for offset in range(4)] == found


def test_words_that_move_from_title_to_text_are_a_change():
    assert Article("a", "b", "/a").digest != Article("", "ab", "/a").digest


def _with(article: Article, part: str) -> Article:
    return replace(article, **{part: "other"})
