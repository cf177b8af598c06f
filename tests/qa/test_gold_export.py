"""Feedback to gold questions: the latest word wins, and nothing is made of what says nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Feedback, Place
from qa import Gold, export_feedback

TEXTS = {"a": "Ada Lindqvist built the bridge.", "b": "The engineer was Bo Ek."}
ADA, BO = Place("a", 0, 13), Place("b", 17, 22)


def right(question="Who built it?", answer="Ada Lindqvist", place=ADA):
    return Feedback(question, answer, "right", place=place)


def wrong(answer="Ada Lindqvist", question="Who built it?"):
    return Feedback(question, answer, "wrong")


def corrected(correction="Bo Ek", place=BO, answer="Ada Lindqvist"):
    return Feedback("Who built it?", answer, "corrected", correction, place)


def chosen(choice="Bo Ek", place=BO, answer="Ada Lindqvist"):
    return Feedback("Who built it?", answer, "chosen", choice, place)


NONE = Feedback("Who built it?", "Ada Lindqvist", "unanswerable")
SILENCE = Feedback("Who built it?", None, "right")
WITHDRAWN = Feedback("Who built it?", "Ada Lindqvist", "withdrawn")


def gold(*answers, article="", question="Who built it?", number=1):
    return Gold(f"feedback-{number}", question, answers, article)


def made(*said):
    export = export_feedback(said, TEXTS.get)
    return export.questions, export.only_wrong, export.gone


@pytest.mark.parametrize(
    ("said", "comes_to"),
    [
        ([right()], gold("Ada Lindqvist", article="a")),
        ([corrected()], gold("Bo Ek", article="b")),
        ([NONE], gold()),
        ([SILENCE], gold()),
        # The latest word wins.
        ([right(), corrected()], gold("Bo Ek", article="b")),
        ([corrected(), right()], gold("Ada Lindqvist", article="a")),
        ([right(), NONE], gold()),
        ([NONE, right()], gold("Ada Lindqvist", article="a")),
        # As it goes when an answer is marked wrong, and then put right.
        ([right(), wrong(), corrected()], gold("Bo Ek", article="b")),
        # To call another answer wrong takes nothing back.
        ([corrected(), wrong()], gold("Bo Ek", article="b")),
        ([NONE, wrong()], gold()),
        ([wrong(), right()], gold("Ada Lindqvist", article="a")),
        # Those that agree merge, the latest form first.
        ([right(), right()], gold("Ada Lindqvist", article="a")),
        (
            [corrected(), corrected("The engineer was Bo Ek", Place("b", 0, 22)), corrected()],
            gold("Bo Ek", article="b"),
        ),
        (
            [corrected("bridge", Place("a", 24, 30)), corrected("the bridge", Place("a", 20, 30))],
            gold("the bridge", "bridge", article="a"),
        ),
        # A choice among answers counts where nothing else holds; the last one does.
        ([chosen()], gold("Bo Ek", article="b")),
        ([chosen(), chosen("Ada Lindqvist", ADA, "Bo Ek")], gold("Ada Lindqvist", article="a")),
        ([wrong(), chosen()], gold("Bo Ek", article="b")),
        ([chosen(), right()], gold("Ada Lindqvist", article="a")),
        ([right(), chosen()], gold("Ada Lindqvist", article="a")),
        ([chosen(), NONE], gold()),
        ([chosen(), right(), WITHDRAWN], gold("Bo Ek", article="b")),
        ([chosen(), wrong("Bo Ek"), corrected("Ada", Place("a", 0, 3))], gold("Ada", article="a")),
    ],
)
def test_the_latest_word_on_a_question_wins_and_agreeing_ones_merge(said, comes_to):
    assert made(*said) == ((comes_to,), 0, 0)


@pytest.mark.parametrize(
    ("said", "only_wrong"),
    [
        ([wrong()], 1),
        ([wrong(), wrong("Bo Ek")], 1),
        ([right(), wrong()], 1),
        ([SILENCE, wrong(None)], 1),
        ([NONE, wrong(None)], 1),
        ([right(), WITHDRAWN], 0),
        ([chosen(), wrong("Bo Ek")], 1),
        ([], 0),
    ],
)
def test_a_question_without_a_word_that_holds_comes_to_nothing(said, only_wrong):
    assert made(*said) == ((), only_wrong, 0)


def test_questions_are_the_same_whatever_their_case_and_punctuation():
    questions, *_ = made(
        right("Who built it?"),
        right("When?", "the bridge", Place("a", 20, 30)),
        right("who built it"),
    )
    assert questions == (
        gold("Ada Lindqvist", article="a", question="who built it"),
        gold("the bridge", article="a", question="When?", number=2),
    )


def test_an_article_that_is_gone_or_changed_does_no_harm():
    gone = right(place=Place("c", 0, 13))
    changed = right(place=Place("b", 0, 13))
    assert made(gone) == made(changed) == ((), 0, 1)
    # Of several forms, those stay that still stand there.
    kept = [corrected("bridge", Place("a", 24, 30)), corrected("a bridge", Place("a", 24, 30))]
    assert made(*kept)[0] == (gold("bridge", article="a"),)


FEEDBACK = st.sampled_from([right(), wrong(), wrong("Bo Ek"), wrong(None), corrected(), NONE])


@given(st.lists(FEEDBACK), FEEDBACK)
def test_what_was_said_before_a_word_that_settles_it_does_not_matter(before, last):
    questions, *_ = made(*before, last)
    assert len(questions) <= 1
    if last.verdict != "wrong":
        assert questions == made(last)[0]
