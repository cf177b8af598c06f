"""Answers to HTML: exact text, exact marks, and nothing of others' that runs."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index import ArticleInfo, Passage
from qa import Answer, Citation, Hit, Timings
from ui.shown import confidence_words
from ui.window.ask.panel import render_sources
from ui.window.render import (
    escaped,
    marked,
    render_answer,
    render_error,
    render_masthead,
    render_question,
    render_searching,
)

TEXT = "The harbour\n\nThe bridge was opened in 1931. Its engineer was Ada Lindqvist. It stands."
HOSTILE = "<script>window.hacked=1</script>\n\n**b** `c` $$x$$ [x](javascript:y) </div>\t&amp;"
ARTICLE = ArticleInfo("a1", "A bridge", "The Gazette", "", "2020-05-04", "/x/bridge.md")
NOTICE = ArticleInfo("a2", "<b>*T*</b>", '"><img src=x>', "", "", "/x/notice.md")
TIMINGS = Timings(1.0, 2.0, 3.0)


class Reader(HTMLParser):
    """The text inside every element of a tag or class, and the elements' tags."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[tuple[str, list[str]]] = []
        self.feed(markup)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        names = [tag, *(dict(attrs).get("class") or "").split()]
        self._open.append((tag, names))
        for name in names:
            self.texts.setdefault(name, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for name in {name for _, names in self._open for name in names}:
            self.texts[name][-1] += data


def cite(answer: str, text: str = TEXT, start: int = 0, n: int = 1, info=ARTICLE) -> Citation:
    at = text.index(answer)
    return Citation(n, info, text[start:], start, len(text), at, at + len(answer), 1.0)


def answered(text: str, *citations: Citation, confidence=0.84) -> Answer:
    return Answer("Who?", text, confidence, citations, (), (), TIMINGS)


def abstained(*hits: Hit) -> Answer:
    return Answer("Who?", None, 0.3, (), (), hits, TIMINGS)


def hit(text: str, info: ArticleInfo = ARTICLE) -> Hit:
    return Hit(Passage(1, info, 0, len(text), text), 1.0, 0.5, 0.5)


def test_an_answer_in_full():
    citation = cite("Ada Lindqvist", start=13)
    assert render_answer(answered("Ada Lindqvist", citation), {"a1": TEXT}.__getitem__) == (
        '<div class="reply"><p class="answer">Ada Lindqvist</p>'
        '<p class="confidence">Probably (84%)</p>'
        '<p class="sentence">Its engineer was <mark>Ada Lindqvist</mark>.&#160;'
        '<span class="numbers"><button class="to-source" type="button" title="Show source 1">[1]'
        "</button></span></p>"
        '<details class="citation"><summary><span class="number">[1]</span> '
        '<span class="title">A bridge</span> '
        '<span class="where">The Gazette · <span class="date">2020-05-04</span></span></summary>'
        '<blockquote class="passage">The bridge was opened in 1931. Its engineer was '
        "<mark>Ada Lindqvist</mark>. It stands.</blockquote>"
        '<p class="tools"><button class="open-article" type="button" value="a1 13-86 61-74">'
        "Open the article</button></p></details></div>"
    )


def test_the_answer_is_marked_where_it_stands_and_not_where_else_it_occurs():
    text = "May was cold. May came late. They met in May."
    at = text.rindex("May")
    citation = Citation(1, ARTICLE, text[14:], 14, len(text), at, at + 3, 1.0)
    page = render_answer(answered("May", citation), lambda _: text)
    assert "They met in <mark>May</mark>." in source(page, "sentence")
    assert "May came late. They met in <mark>May</mark>." in source(page, "passage")
    assert page.count("<mark>") == 2


def source(page: str, name: str) -> str:
    return page.split(f'class="{name}">', 1)[1]


def test_an_answer_over_two_sentences_shows_both():
    answer = "1931. Its engineer was Ada"
    page = Reader(render_answer(answered(answer, cite(answer)), lambda _: TEXT))
    assert page.texts["sentence"] == [
        "The bridge was opened in 1931. Its engineer was Ada Lindqvist.\xa0[1]"
    ]
    assert page.texts["mark"] == [answer, answer]


def test_every_citation_is_numbered():
    text = "In Oslo."
    citations = [cite("Ada Lindqvist"), cite("Oslo", text, n=2, info=NOTICE)]
    page = Reader(render_answer(answered("Ada Lindqvist", *citations), lambda _: TEXT))
    assert page.texts["numbers"] == ["[1] [2]"]
    assert page.texts["number"] == ["[1]", "[2]"]
    assert page.texts["passage"] == [TEXT, text]


def test_an_answer_chosen_among_others_says_so():
    page = render_answer(answered("1931", cite("1931")), lambda _: TEXT, chosen=True)
    assert Reader(page).texts["confidence"] == ["Probably (84%) · chosen by you"]


def test_no_answer_shows_the_three_nearest_passages_unmarked():
    page = Reader(render_answer(abstained(*map(hit, "abcd")), lambda _: TEXT))
    assert page.texts["answer"] == ["I found no answer in your articles."]
    assert page.texts["passage"] == ["a", "b", "c"]
    assert len(page.texts["nearest"]) == 3
    assert "mark" not in page.tags
    assert "citation" not in page.texts


def test_no_answer_and_no_passage():
    page = Reader(render_answer(abstained(), lambda _: TEXT))
    assert page.texts["answer"] == ["I found no answer in your articles."]
    assert "details" not in page.tags
    assert len(page.texts["hint"]) == 1


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "Almost certainly (99%)"),
        (0.9, "Almost certainly (90%)"),
        (0.896, "Almost certainly (90%)"),
        (0.894, "Probably (89%)"),
        (0.7, "Probably (70%)"),
        (0.5, "Perhaps (50%)"),
        (0.496, "Perhaps (50%)"),
        (0.494, "Doubtful (49%)"),
        (0.0, "Doubtful (0%)"),
    ],
)
def test_confidence_in_words(confidence, words):
    assert confidence_words(confidence) == words


def test_what_others_wrote_is_shown_and_never_obeyed():
    answer = "<script>window.hacked=1</script>"
    citation = cite(answer, HOSTILE, info=NOTICE)
    reply = render_answer(answered(answer, citation), {"a2": HOSTILE}.__getitem__)
    sources = render_sources([citation], {"a2": HOSTILE}.__getitem__)
    nearest = render_answer(abstained(hit(HOSTILE, NOTICE)), lambda _: HOSTILE)
    for markup in (reply, sources, nearest, render_question(HOSTILE), render_error(HOSTILE)):
        assert not {"script", "img", "b"}.intersection(Reader(markup).tags)
        assert "\n" not in markup
        assert "\t" not in markup
    page = Reader(reply)
    assert page.texts["passage"] == [HOSTILE]
    assert page.texts["mark"] == [answer] * 2
    assert page.texts["title"] == ["<b>*T*</b>"]
    assert page.texts["where"][0] == '"><img src=x>'
    assert Reader(render_question(HOSTILE)).texts["question"] == [HOSTILE]
    assert Reader(render_error(HOSTILE)).texts["notice"] == [HOSTILE]


def test_an_untitled_article_has_a_name_and_no_empty_line():
    bare = ArticleInfo("a3", "", "", "", "", "/x")
    page = render_answer(abstained(hit("x", bare)), lambda _: "x")
    assert '<summary><span class="title">Untitled</span></summary>' in page


def test_an_endless_question_is_cut():
    assert render_question("x" * 300) == f'<div class="question">{"x" * 300}</div>'
    assert render_question("x" * 301) == f'<div class="question">{"x" * 300}…</div>'


def test_the_masthead_counts_the_articles():
    lines = [Reader(render_masthead(n)).texts["p"][0] for n in (0, 1, 1234)]
    assert lines == [
        "There are no articles yet: clippings add puts some in.",
        "Answers from your one article, in its own words.",
        "Answers from your 1,234 articles, in their own words.",
    ]


# What clean_text leaves in an article: anything but control characters and lone surrogates.
texts = st.text(
    st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t<>&\"'`*_$[]()#|~\\")
)


@given(before=texts, answer=texts.filter(str.strip), after=texts, start=st.integers(0, 5))
@settings(deadline=None, max_examples=150)
def test_a_passage_and_its_mark_are_exact(before, answer, after, start):
    passage = before + answer + after
    text = "x" * start + passage  # the passage does not start where its article does
    at = start + len(before)
    citation = Citation(1, ARTICLE, passage, start, len(text), at, at + len(answer), 1.0)
    markup = render_answer(answered(answer, citation), lambda _: text)
    page = Reader(markup)
    assert page.texts["passage"] == [passage]
    assert page.texts["mark"] == [answer, answer]
    assert page.texts["answer"] == [answer]
    assert page.texts["sentence"][0].removesuffix("\xa0[1]") in text


@given(text=texts, message=texts)
@settings(deadline=None, max_examples=150)
def test_markdown_leaves_it_alone(text, message):
    """The chat runs Markdown over every message: by CommonMark's rules it changes nothing here."""
    markdown = MarkdownIt("commonmark", {"html": True})
    reply = render_answer(abstained(hit(text)), lambda _: text)
    for markup in (reply, render_question(text), render_error(message), render_searching()):
        assert markdown.render(markup) == markup


@given(text=texts, data=st.data())
def test_marked_adds_a_mark_and_changes_nothing(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    page = Reader(marked(text, start, end))
    assert page.texts["mark"] == [text[start:end]]
    assert marked(text, start, end).replace("<mark>", "").replace("</mark>", "") == escaped(text)


def test_a_citation_names_the_other_papers_of_its_story() -> None:
    citation = replace(cite("1931"), also_in=(NOTICE, ARTICLE))
    answer = Answer("When?", "1931", 0.9, (citation,), (), (), TIMINGS)
    read = Reader(render_answer(answer, lambda _: TEXT))
    assert read.texts["where"] == [
        "The Gazette · 2020-05-04",
        '· also in <b>*T*</b>, "><img src=x>; A bridge, The Gazette, 2020-05-04',
    ]
    assert "img" not in read.tags


def test_the_panel_shows_a_passage_once_in_its_article_with_every_mark() -> None:
    text = "Before. The bridge was opened in 1931 by Ada Lindqvist. " + "After it. " * 200
    start, end = 8, 55
    places = [(text.index(said), said) for said in ("1931", "Ada Lindqvist")]
    citations = [
        Citation(n, ARTICLE, text[start:end], start, end, at, at + len(said), 1.0)
        for n, (at, said) in enumerate(places, start=1)
    ]
    markup = render_sources(citations, lambda _: text)
    page = Reader(markup)
    assert page.texts["number"] == ["[1] [2]"]
    assert page.texts["mark"] == ["1931", "Ada Lindqvist"]
    assert '<mark id="source-2">Ada Lindqvist</mark>' in markup
    (shown,) = page.texts["passage"]
    assert shown.endswith(" …")
    assert text.startswith(shown.removesuffix(" …"))
    assert len(shown) <= end + 500 + 2
    assert 'type="button" value="a1 8-55 33-37 41-54">Open the article</button>' in markup
    assert page.texts["copies"] == ["Copy: Plain Markdown APA"]
    said = "“The bridge was opened in 1931 by Ada Lindqvist.”"
    assert f'value="{said} (A bridge, The Gazette, 2020-05-04)"' in markup
    assert (
        f'value="{said} (“A bridge,” 2020)&#10;&#10;A bridge. (2020, May 4). The Gazette."'
    ) in markup


def test_an_empty_panel_says_what_it_is_for() -> None:
    assert Reader(render_sources((), str)).texts["hint"] == [
        "What an answer cites is shown here, in its article."
    ]


@given(before=texts, answer=texts.filter(str.strip), after=texts)
@settings(deadline=None, max_examples=100)
def test_the_panel_changes_no_character(before, answer, after) -> None:
    passage = before + answer + after
    at = len(before)
    citation = Citation(1, NOTICE, passage, 0, len(passage), at, at + len(answer), 1.0)
    markup = render_sources([citation], lambda _: passage)
    page = Reader(markup)
    assert page.texts["passage"] == [passage]
    assert page.texts["mark"] == [answer]
    assert MarkdownIt("commonmark", {"html": True}).render(markup) == markup
