"""Lists: spans split into items, each at its own exact place, and grown to the whole list."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ArticleInfo, Passage
from qa.answer import Candidate
from qa.items import grown, items_of, split
from qa.retrieve import Hit


def candidate(text, span, score=2.0, article="a", at=100):
    info = ArticleInfo(article, article, "", "", "", f"/{article}.md")
    first = text.index(span)
    hit = Hit(Passage(1, info, at, at + len(text), text), 1.0, 0.5, 0.0)
    return Candidate(span, at + first, at + first + len(span), score, hit)


@pytest.mark.parametrize(
    ("span", "items"),
    [
        (
            "Brazil, China, Germany, India and Russia",
            ["Brazil", "China", "Germany", "India", "Russia"],
        ),
        ("plastic bags, cardboard, and tape", ["plastic bags", "cardboard", "tape"]),
        ("Hillary and Tenzing", ["Hillary", "Tenzing"]),
        ("a fisherman; a baker", ["a fisherman", "a baker"]),
        ("2 March, 2011", ["2 March, 2011"]),
        ("Smith and Sons", ["Smith and Sons"]),
        ("1,517", ["1,517"]),
        ("Musa Kusa, the foreign minister, and William Hague", ["Musa Kusa", "William Hague"]),
        ("Ann Hale, from Dover, and Bob Kerr", ["Ann Hale", "Bob Kerr"]),
        ("Ann Hale, Bob Kerr and the Reverend Cyril Dow", ["Ann Hale", "Bob Kerr", "Cyril Dow"]),
        ("green, gold and black of the club", ["green", "gold", "black"]),
        ("a pound of flour and a cup of milk", ["a pound of flour", "a cup of milk"]),
        ("in Arlington, at Hull and by Pell", ["Arlington", "Hull", "Pell"]),
    ],
)
def test_a_span_is_split_at_commas_and_and(span, items):
    text = f"It was {span} then."
    start = text.index(span)
    assert [text[a:b] for a, b in split(text, start, start + len(span))] == items


@pytest.mark.parametrize(
    ("text", "span", "whole"),
    [
        ("Qatar, Jordan and Peru sent ships.", "Qatar", "Qatar, Jordan and Peru"),
        ("On 17 March, Qatar, Jordan and Peru sent ships.", "Jordan", "Qatar, Jordan and Peru"),
        ("Qatar, Jordan and Peru sent ships.", "Peru", "Qatar, Jordan and Peru"),
        ("In London, David Cameron said so.", "David Cameron", "David Cameron"),
        ("The ship left Qatar. Jordan and Peru did not.", "Qatar", "Qatar"),
        ("They sent bread and tea.", "bread", "bread"),
        (
            "Ann Hale, a nurse, and Bob Kerr, a cook, were saved.",
            "Bob Kerr",
            "Ann Hale, a nurse, and Bob Kerr",
        ),
        (
            "Ann Hale, from Dover, and Bob Kerr met.",
            "Ann Hale",
            "Ann Hale, from Dover, and Bob Kerr",
        ),
    ],
)
def test_a_name_in_a_list_of_names_grows_to_the_list(text, span, whole):
    start = text.index(span)
    first, last = grown(text, start, start + len(span))
    assert text[first:last] == whole


def test_items_are_exact_and_each_stands_once_with_all_its_places():
    one = candidate("Qatar, Jordan and Peru sent ships.", "Qatar, Jordan and Peru", 3.0)
    two = candidate("Ships came from Jordan and Chile.", "Jordan and Chile", 1.0, "b", 7)
    low = candidate("Ships came from Malta.", "Malta", -2.0, "c")
    items = items_of([one, two, low], 0.9, 0.4)
    assert [item.text for item in items] == ["Qatar", "Jordan", "Peru", "Chile"]
    assert [len(item.citations) for item in items] == [1, 2, 1, 1]
    assert [c.n for item in items for c in item.citations] == [1, 2, 3, 4, 5]
    for item in items:
        for cited in item.citations:
            offset = cited.answer_start - cited.passage_start
            assert cited.passage[offset : offset + len(item.text)] == item.text
            assert cited.answer_end - cited.answer_start == len(item.text)


def test_a_fuller_form_of_a_name_is_no_second_item():
    one = candidate("Muammar Gaddafi and Musa Kusa met.", "Muammar Gaddafi and Musa Kusa", 3.0)
    two = candidate("Gaddafi came.", "Gaddafi", 2.0, "b")
    assert [item.text for item in items_of([one, two], 0.9, 0.4)] == [
        "Muammar Gaddafi",
        "Musa Kusa",
    ]


def test_the_list_that_holds_the_best_span_is_taken_for_it():
    one = candidate("Qatar sent ships.", "Qatar", -0.5)
    fuller = candidate("Ships came from Qatar and Peru.", "Qatar and Peru", -2.0, "b")
    assert [item.text for item in items_of([one, fuller], 0.2, 0.6)] == ["Qatar", "Peru"]
    far = candidate("Ships came from Qatar and Peru.", "Qatar and Peru", -4.0, "b")
    assert items_of([one, far], 0.2, 0.6) == ()


def test_what_is_not_answered_has_no_items():
    assert items_of([candidate("Peru won.", "Peru")], 0.3, 0.4) == ()
    assert items_of([], 0.0, 0.0) == ()


def test_several_items_need_a_third_of_the_confidence_of_one():
    several = candidate("Peru and Chile won.", "Peru and Chile", -1.0)
    assert [item.text for item in items_of([several], 0.2, 0.6)] == ["Peru", "Chile"]
    assert items_of([several], 0.19, 0.6) == ()


@given(st.text(alphabet="Ab ,;.-and12\n", min_size=1, max_size=60), st.data())
def test_splitting_stays_inside_the_span_and_in_order(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = split(text, start, end)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))
