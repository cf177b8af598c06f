"""Articles that disagree, and the many that only seem to."""

from dataclasses import replace

import pytest

from index import ArticleInfo, Passage
from qa.answer import Candidate
from qa.disagree import disagreement, same_date, same_figure, same_name
from qa.retrieve import Hit


def said(text, span, article, date, score=2.0, newer=""):
    info = ArticleInfo(article, "The Halcyon", "", "", date, f"/{article}.md")
    first = text.index(span)
    hit = Hit(Passage(1, info, 50, 50 + len(text), text), 1.0, 0.5, 0.0, newer=newer)
    return Candidate(span, 50 + first, 50 + first + len(span), score, hit)


HOW_MANY = "How many people died on the Halcyon?"
SEVEN = said("On the Halcyon seven people died.", "seven", "a", "2020-01-01", 3.0)
NINE = said("Nine people died on the Halcyon.", "Nine", "b", "2020-02-01", 2.0)


def test_two_figures_are_both_shown_the_newer_first_with_their_places():
    found = disagreement(HOW_MANY, [SEVEN, NINE])
    assert [side.text for side in found.sides] == ["Nine", "seven"]
    assert [c.article.id for side in found.sides for c in side.citations] == ["b", "a"]
    cited = found.sides[1].citations[0]
    assert (cited.answer_start, cited.answer_end) == (65, 70)
    assert [c.n for side in found.sides for c in side.citations] == [1, 2]


def test_that_one_article_is_under_discussion_hides_no_disagreement():
    told = replace(SEVEN, score=4.0, hit=replace(SEVEN.hit, favour=1.0))
    other = replace(NINE, score=1.0, hit=replace(NINE.hit, favour=-1.0))
    found = disagreement(HOW_MANY, [told, other])
    assert [side.text for side in found.sides] == ["Nine", "seven"]


def test_articles_that_agree_stand_together():
    more = said("The Halcyon: 7 people died.", "7", "c", "2020-03-01", 2.5)
    found = disagreement(HOW_MANY, [SEVEN, more, NINE])
    assert [(side.text, len(side.citations)) for side in found.sides] == [("7", 2), ("Nine", 1)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (HOW_MANY, [SEVEN]),
        (HOW_MANY, [SEVEN, said("On the Halcyon 7 people died.", "7", "b", "2020-02-01")]),
        # Far less likely, or hardly likely at all.
        (HOW_MANY, [SEVEN, said("Nine people died on the Halcyon.", "Nine", "b", "", 0.9)]),
        (HOW_MANY, [said("Nine people died on the Halcyon.", "Nine", "b", "", 0.4), SEVEN][:1]),
        # In one article, or in an older version of it.
        (HOW_MANY, [SEVEN, said("Nine people died on the Halcyon.", "Nine", "a", "")]),
        (HOW_MANY, [SEVEN, said("Nine people died on the Halcyon.", "Nine", "b", "", 2.0, "a")]),
        # Of something else that is counted, or of a question that names nothing.
        (HOW_MANY, [SEVEN, said("The Halcyon had 12 masts; people died.", "12", "b", "")]),
        ("How many people died?", [SEVEN, NINE]),
        # More than one may be right.
        ("Who visited the Halcyon?", [said("Ann Lee saw the Halcyon.", "Ann Lee", "a", ""),
                                      said("Bob Roe saw the Halcyon.", "Bob Roe", "b", "")]),
    ],
)  # fmt: skip
def test_what_is_no_disagreement_is_not_called_one(question, found):
    assert disagreement(question, found) is None


def test_another_ship_is_not_the_same_ship():
    info = ArticleInfo("b", "The Arvid", "", "", "", "/b.md")
    hit = Hit(Passage(1, info, 0, 28, "Nine people died on the ship"), 1.0, 0.5, 0.0)
    assert disagreement(HOW_MANY, [SEVEN, Candidate("Nine", 0, 4, 2.0, hit)]) is None


def test_two_names_for_one_post():
    asked = "Who was the captain of the Halcyon?"
    one = said("The captain of the Halcyon was Ann Lee.", "Ann Lee", "a", "2020-01-01")
    two = said("The captain of the Halcyon was Bob Roe.", "Bob Roe", "b", "2020-02-01")
    same = said("The captain of the Halcyon was Lee.", "Lee", "b", "2020-02-01")
    assert [side.text for side in disagreement(asked, [one, two]).sides] == ["Bob Roe", "Ann Lee"]
    assert disagreement(asked, [one, same]) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("seven", "7", True),
        ("thirty-three", "33 men", True),
        ("1,517", "1517 people", True),
        ("1,517", "1,490", False),
        ("2 million", "2,000,000", True),
        ("three hundred and five", "305", True),
        ("about 700", "705", True),
        ("about 700", "900", False),
        ("20 lifeboats", "20 people", None),
        ("£5", "5 dollars", None),
        ("between 5 and 9", "7", None),
        ("none", "7", None),
        ("two and a half", "2", None),
    ],
)
def test_figures(one, other, same):
    assert same_figure(one, other) is same
    assert same_figure(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("March 2", "March 2, 2011", True),
        ("2 March 2011", "in 2011", True),
        ("March 2, 2011", "3 March", False),
        ("1911", "1912", False),
        ("Wednesday", "2 March", None),
        ("Wednesday 2 March", "March 2", True),
        ("March", "1911", None),
        ("between 1911 and 1912", "1911", None),
    ],
)
def test_dates(one, other, same):
    assert same_date(one, other) is same
    assert same_date(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Gaddafi", "Muammar Gaddafi", True),
        ("Ann Lee", "Bob Roe", False),
        ("the captain", "Bob Roe", None),
        ("Ann Lee and Bob Roe", "Bob Roe", None),
    ],
)
def test_names(one, other, same):
    assert same_name(one, other) is same
