"""The filters in the chat: what they mean, what they say, and that the answer obeys them."""

import pytest

from index import Article, Filter, Library, MetadataError
from qa import Answerer
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from ui.window.ask.filter_bar import limits_shown
from ui.window.ask.limits import Limits, limits_line, limits_of, render_limits
from ui.window.ask.turns import replies

QUESTION = "Who built the bridge?"


@pytest.fixture
def answerer(tmp_path):
    articles = [
        Article("Ada built the bridge.", "Old", "/1", "The Gull", date="2019-05-05", tags=("sea",)),
        Article("Bo built the bridge.", "New", "/2", "The Gazette", date="2020-06-02"),
    ]
    with Library(tmp_path, "words", load=lambda _: WordEmbedder()) as library:
        list(library.add(articles))
        reader = ScriptedReader({QUESTION: {"Ada": 4.0, "Bo": 5.0}})
        yield Answerer(library, reader, UNFITTED)


def last(answerer, limits):
    *_, (_, page, _) = replies(answerer, QUESTION, [], limits)
    return page[-1]


@pytest.mark.parametrize(
    ("since", "until", "where"),
    [
        ("2011-03-31", "2011-04-01", Filter("2011-03-31", "2011-04-01")),
        (" 2011-03-31 ", "", Filter("2011-03-31")),
        ("2011", "2012", Filter("2011-01-01", "2012-12-31")),
        ("2011-03", "2012-02", Filter("2011-03-01", "2012-02-29")),
        (None, None, Filter()),
    ],
)
def test_a_day_may_be_a_month_or_a_year(since, until, where):
    assert limits_of(since, until, None, None).where == where


@pytest.mark.parametrize(
    ("since", "until"),
    [("yesterday", ""), ("", "2011-02-30"), ("0000-05", ""), ("2012", "2011"), ("٢٠١١", "")],
)
def test_what_is_no_day_is_said_in_a_sentence(since, until):
    with pytest.raises(MetadataError):
        _ = Limits(since, until).where
    assert limits_shown(since, until, [], []).startswith('<div class="notice"><p>')


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (Filter(), ""),
        (Filter("2011-03-31", "2011-04-01"), "since 2011-03-31 until 2011-04-01"),
        (Filter(sources=("The Gull",)), "from The Gull"),
        (
            Filter("2011-03-31", sources=("A", "B", "C"), tags=("sea", "air")),
            "from A, B or C tagged “sea” or “air” since 2011-03-31",
        ),
    ],
)
def test_the_line_says_which_articles_are_meant(where, line):
    assert limits_line(where) == (f"Only articles {line}." if line else "")


def test_names_of_others_are_shown_as_they_are():
    assert render_limits(Filter(sources=("<b>Gull</b>",))) == (
        '<div class="limited">Only articles from &lt;b&gt;Gull&lt;/b&gt;.</div>'
    )


@pytest.mark.parametrize(
    ("limits", "answer"),
    [
        (Limits(), "Bo"),
        (Limits(since="2020"), "Bo"),
        (Limits(until="2019"), "Ada"),
        (Limits(sources=("the gull",)), "Ada"),
        (Limits(tags=("Sea",)), "Ada"),
        (Limits(since="2021"), None),
    ],
)
def test_the_answer_obeys_the_filters_and_says_so(answerer, limits, answer):
    turn = last(answerer, limits)
    assert turn.answer.text == answer
    assert turn.where == limits.where
    assert turn.reply.startswith(render_limits(limits.where) + '<div class="reply')
    cited = {hit.passage.article.title for hit in turn.answer.hits}
    assert cited == {None: set(), "Ada": {"Old"}, "Bo": {"New"}}[answer] or not limits.where


def test_a_wrong_day_is_answered_with_the_reason_and_searches_nothing(answerer):
    turn = last(answerer, Limits(since="soon"))
    assert turn.reply == (
        '<div class="notice"><p>&#x27;soon&#x27; is not a date such as 2011-03-31.</p></div>'
    )
    assert (turn.response, turn.pending) == (None, False)


def test_a_follow_up_goes_on_under_other_filters(answerer):
    *_, (_, page, _) = replies(answerer, QUESTION, [], Limits(since="2020"))
    *_, (_, page, _) = replies(answerer, "And who painted it?", page, Limits(until="2019"))
    assert page[-1].understood == "Who painted the bridge?"
    assert page[-1].reply.startswith(render_limits(Limits(until="2019").where))
