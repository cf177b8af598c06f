"""What a reader points at in a talk, and what is made of it."""

import pytest

from index import Article, Library
from qa import Answerer, Exchange, understand
from qa.calibration import UNFITTED
from qa.pointed import pointed_at, pointing_question, said
from qa.referents import referents
from qa.spans import Reading, Span
from tests.fakes import WordEmbedder

BEFORE = [
    Exchange("Who flew the Tern?", "Ann Hale", "Ann Hale flew the Tern.", article="a"),
    Exchange("Where was the Tern built, in the case of Hale?", "Quay", article="a"),
]


def test_what_was_said_is_the_last_questions_and_their_answers():
    assert said(BEFORE) == "Who flew the Tern? Ann Hale. Where was the Tern built? Quay."
    assert said([Exchange("Why?"), *BEFORE, Exchange("When?")]) == f"{said(BEFORE)} When?"


def test_a_reader_is_asked_for_a_word_or_for_what_the_question_is_about():
    assert pointing_question("she", "Was she paid?") == "she, as in: Was she paid?"
    assert pointing_question("", "Who paid?") == "of what: Who paid?"


def test_what_is_pointed_at_is_what_was_spoken_of_in_these_words():
    found = referents(BEFORE)
    assert pointed_at("Tern", found, plural=False).mention.text == "the Tern"
    assert pointed_at("two old pumps", found, plural=True).mention.plural
    assert pointed_at(None, found, plural=False) is None


# A name is pointed at, or nothing.
ALONE = "Who led the band, in the case of the Tern?"


def points(**words):
    return lambda word: words.get(word or "about")


@pytest.mark.parametrize(
    ("question", "point", "full"),
    [
        ("When did it sink?", points(it="the harbour"), "When did the harbour sink?"),
        ("When did it sink?", points(), "When did the Tern sink?"),
        ("Who was her father?", points(her="Ann Hale"), "Who was Ann Hale's father?"),
        ("Who worked there?", points(there="Quay"), "Who worked in Quay?"),
        ("What happened then?", points(then="1931"), "What happened in 1931?"),
        ("Who led the band?", points(**{"the band": "Norvik Brass"}), "Who led Norvik Brass?"),
        ("Who led the band?", points(**{"the band": "its drummer"}), ALONE),
        ("Who paid?", points(about="the pumps"), "Who paid, in the case of the pumps?"),
    ],
)
def test_what_is_pointed_at_comes_before_what_the_rules_would_take(question, point, full):
    assert understand(question, BEFORE, point).question == full


class Pointer:
    """Points at the pumps, as surely as it is told to."""

    name = "pointer"
    follows = True

    def __init__(self, sure):
        self.sure, self.asked = sure, []

    def read(self, question, passages, before=""):
        self.asked.append((question, before))
        spans = ((p.find("the pumps"), Span(0, 1, -9.0)) for p in passages)
        return [
            Reading((Span(at, at + 9, self.sure) if at >= 0 else other,), 0.0)
            for at, other in spans
        ]


@pytest.mark.parametrize(
    ("sure", "full"), [(1.0, "Who sold the pumps?"), (-1.0, "Who sold the Arvid?")]
)
def test_a_reader_that_follows_points_where_it_is_sure(tmp_path, sure, full):
    reader = Pointer(sure)
    before = [Exchange("What did the pumps do to the Arvid?", "raised her", article="a")]
    with Library(tmp_path, load=lambda _: WordEmbedder()) as library:
        answerer = Answerer(library, reader, UNFITTED)
        assert answerer.understand("Who sold it?", before).question == full
        assert reader.asked == [("it, as in: Who sold it?", "")]
        assert answerer.understand("Who sold it?", []).question == "Who sold it?"
        assert len(reader.asked) == 1  # a first question goes on from nothing


def test_the_reader_is_told_what_was_said_last(tmp_path):
    reader = Pointer(1.0)
    with Library(tmp_path, load=lambda _: WordEmbedder()) as library:
        list(library.add([Article("Bo Kerr sold the pumps.", "Pumps", "/news/pumps.md")]))
        answerer = Answerer(library, reader, UNFITTED)
        understood = answerer.understand("When did it sink?", BEFORE)
        answerer.consider(understood, answerer.search(understood.question))
    assert reader.asked[-1] == ("When did the Tern sink?", "Where was the Tern built? Quay.")
