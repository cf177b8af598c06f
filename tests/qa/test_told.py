"""What was said before, which a follow-up is not likely to ask for."""

from dataclasses import replace

import pytest

from qa import Exchange, understand
from qa.told import last_said, repeats, told

SHIPS = [Exchange("Who flew the Tern?", "Ann Hale"), Exchange("Where did she land, in Quay?")]


def test_questions_and_answers_are_told_in_the_words_of_the_evaluation():
    assert told("And then?", SHIPS) == ("who flew tern", "ann hale", "where did she land in quay")


def test_who_asks_again_is_answered_again():
    assert told("Who flew the Tern?", SHIPS) == ("where did she land in quay",)


def test_what_lies_far_back_is_forgotten():
    assert told("And then?", [*SHIPS, *[Exchange("Why?")] * 6]) == ("why",) * 6


@pytest.mark.parametrize(
    "question",
    ["Which of the two is faster?", "Was it the Tern or the Skua?", "Who of them came home?"],
)
def test_where_there_is_a_choice_nothing_counts_as_told(question):
    assert told(question, SHIPS) == ()


@pytest.mark.parametrize(
    ("text", "told_already"),
    [
        ("the Tern", True),
        ("Ann Hale", True),
        ("Hale", True),
        ("the lookout Ann Hale", True),
        ("Ann Hale and Bob Kerr", False),
        ("Al", False),
        ("the", False),
    ],
)
def test_whole_words_of_what_was_said_repeat_it(text, told_already):
    assert repeats(text, told("And then?", SHIPS)) is told_already


def test_only_a_question_that_goes_on_from_the_last_ones_is_told_what_they_said():
    before = [Exchange("Who flew the Tern?", "Ann Hale", "Ann Hale flew the Tern.", article="a")]
    assert understand("Where did she land?", before).told == ("who flew tern", "ann hale")
    assert understand("Who is William Hague?", before).told == ()


def test_of_the_last_exchange_the_reader_is_told_the_question_and_what_was_found():
    assert last_said(SHIPS) == "Where did she land, in Quay?"
    assert last_said([Exchange("who flew the tern", "The Tern fell.")]) == (
        "who flew the tern? The Tern fell."
    )
    assert last_said(SHIPS[:1]) == "Who flew the Tern? Ann Hale."
    assert last_said([Exchange("Who flew it?", guess="Bob Kerr")]) == "Who flew it? Bob Kerr."
    long = Exchange("Why?", " ".join(f"word{n}" for n in range(50)))
    assert last_said([long]) == "Why? " + " ".join(f"word{n}" for n in range(20)) + "."
    assert last_said([Exchange("x" * 999, "y" * 999)]) == "x" * 150 + "? " + "y" * 150 + "."
    spoken_of = [replace(SHIPS[0], passage="Ann Hale flew the Tern.", article="a")]
    assert understand("Where did she land?", spoken_of).before == "Who flew the Tern? Ann Hale."
    assert understand("Who is William Hague?", spoken_of).before == ""
    # What leans on nothing may be about anything.
    assert understand("How is bread baked in wood-fired ovens?", spoken_of).before == ""
    # Where a list is asked for, or what bears on something, no one answer is read.
    assert understand("Did she land there?", spoken_of).before == ""
