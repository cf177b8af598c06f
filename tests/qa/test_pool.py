"""Several readings of one question: what each makes of an answer, and what all make of it."""

import math
from dataclasses import replace

import pytest

from index import Article, ArticleInfo, Library, Passage
from qa import AS_IT_IS, Answerer, Hit, Understood
from qa.answer import Candidate, Judged
from qa.calibration import UNFITTED, Logistic, Trust
from qa.pool import log_odds, pooled
from tests.fakes import ScriptedReader, WordEmbedder

SCRIPT = {
    "Where did she sleep?": {"the Tern": 1.0, "Quay": 0.5},
    "Who flew the Tern? Ann Hale. Where did she sleep?": {"Quay": 3.0},
    "Where did Ann Hale sleep?": {"the Skua": 4.0},
}
INFO = ArticleInfo("a", "A", "The Paper", "", "2011-03-31", "/a.txt")


def judged(confidence, *places):
    """An answer of ``(text, start, score)`` each."""
    hit = Hit(Passage(0, INFO, 0, 99, "x" * 99), 1.0, 0.0, 0.0)
    group = [Candidate(text, start, start + len(text), score, hit) for text, start, score in places]
    return Judged(tuple(group), confidence)


def test_an_answer_is_as_sure_as_all_readings_are_of_it_on_average():
    one = [judged(0.6, ("Ann Hale", 5, 2.0)), judged(0.2, ("Bob", 30, 0.0))]
    other = [judged(0.8, ("Bob", 30, 3.0))]
    found = pooled([(one, 1.0), (other, 1.0)], AS_IT_IS.confidence)
    assert [(j.group[0].text, pytest.approx(j.confidence)) for j in found] == [
        ("Bob", 0.5),
        ("Ann Hale", 0.3),
    ]


def test_the_same_answer_in_other_words_is_one_and_each_place_is_named_once():
    one = [judged(0.5, ("the Titanic", 5, 2.0), ("Titanic", 40, 1.0))]
    other = [judged(0.7, ("Titanic", 40, 3.0))]
    (found,) = pooled([(one, 1.0), (other, 1.0)], AS_IT_IS.confidence)
    assert [(c.text, c.start, c.score) for c in found.group] == [
        ("Titanic", 40, 3.0),
        ("the Titanic", 5, 2.0),
    ]
    assert found.confidence == pytest.approx(0.6)


def test_of_two_answers_that_overlap_the_surer_is_given_and_the_other_speaks_for_it():
    one = [judged(0.5, ("less than half", 5, 4.0)), judged(0.3, ("a quarter", 60, 0.0))]
    other = [judged(0.7, ("less than half full", 5, 1.0)), judged(0.1, ("half full", 15, 1.0))]
    found = pooled([(one, 1.0), (other, 1.0)], AS_IT_IS.confidence)
    assert [(j.group[0].text, pytest.approx(j.confidence)) for j in found] == [
        ("less than half full", 0.6),
        ("a quarter", 0.15),
    ]
    # One place is named once, in the words of the surer.
    assert [c.text for c in found[0].group] == ["less than half full"]


def test_what_a_reading_says_in_two_places_meets_what_another_says_in_the_second():
    one = [judged(0.6, ("Tern", 5, 4.0), ("Tern", 40, 2.0))]
    other = [judged(0.8, ("old Tern", 36, 3.0))]
    (found,) = pooled([(one, 1.0), (other, 1.0)], AS_IT_IS.confidence)
    assert [(c.text, c.start) for c in found.group] == [("old Tern", 36), ("Tern", 5)]


def test_words_that_say_nothing_are_one_answer_too():
    reading = [judged(0.6, ("The", 5, 4.0))]
    other = [judged(0.4, ("The", 50, 4.0))]
    (found,) = pooled([(reading, 1.0), (other, 1.0)], AS_IT_IS.confidence)
    assert found.confidence == pytest.approx(0.5)


def test_a_reading_counts_as_much_as_is_said():
    one, other = [judged(0.9, ("Ann", 5, 2.0))], [judged(0.5, ("Bob", 30, 0.0))]
    found = pooled([(one, 1.0), (other, 3.0)], AS_IT_IS.confidence)
    assert [(j.group[0].text, pytest.approx(j.confidence)) for j in found] == [
        ("Bob", 0.375),
        ("Ann", 0.225),
    ]


def test_how_far_the_mean_is_trusted_is_said_by_what_was_fitted():
    even = [judged(0.5, ("Ann", 5, 2.0))]
    (found,) = pooled([(even, 1.0), (even, 1.0)], Logistic((2.0,), 1.0))
    assert found.confidence == pytest.approx(1 / (1 + math.exp(-1.0)))
    assert pooled([([], 1.0), ([], 1.0)], AS_IT_IS.confidence) == []


def test_certainty_is_kept_from_the_ends():
    assert log_odds(0.5) == 0.0
    assert log_odds(1.0) == pytest.approx(-log_odds(0.0)) == pytest.approx(math.log(9999))


@pytest.fixture
def answerer(tmp_path):
    article = Article(
        "Ann Hale flew the Tern to Quay. She slept there. Bob Kerr flew the Skua.", "Flights", "/a"
    )
    with Library(tmp_path / "library", load=lambda _: WordEmbedder()) as library:
        list(library.add([article]))
        yield lambda calibration: Answerer(library, ScriptedReader(SCRIPT), calibration)


FOLLOWING = Understood(
    "Where did she sleep?",
    "Where did Ann Hale sleep?",
    "about Ann Hale",
    before="Who flew the Tern? Ann Hale.",
)


def test_a_follow_up_is_read_as_it_was_asked_with_and_without_what_was_said(answerer):
    taught = answerer(replace(UNFITTED, trust=AS_IT_IS))
    hits = taught.search("Where did Ann Hale sleep?")
    given, found = taught.consider(FOLLOWING, hits)
    # Each wording has a choice of its own; two of three find "Quay", of which one counts most.
    assert (given.text, given.question) == ("Quay", "Where did Ann Hale sleep?")
    assert [one.text for one in found] == ["Quay", "the Skua", "the Tern"]
    text = taught.library.article(given.citations[0].article.id).text
    cited = given.citations[0]
    assert text[cited.answer_start : cited.answer_end] == "Quay"


def test_the_answer_comes_first_of_what_was_found_though_another_scored_higher(answerer):
    script = {
        "Where did she sleep?": {"Quay": 1.5},
        "Who flew the Tern? Ann Hale. Where did she sleep?": {"the Skua": 2.4, "Quay": 1.4},
    }
    library = answerer(UNFITTED).library
    taught = Answerer(library, ScriptedReader(script), replace(UNFITTED, trust=AS_IT_IS))
    given, found = taught.consider(FOLLOWING, taught.search("Where did Ann Hale sleep?"))
    assert given.text == "Quay"
    assert [one.text for one in found][:2] == ["Quay", "the Skua"]
    assert [one.answer for one in given.alternatives][:1] == ["the Skua"]


def test_a_reader_that_has_not_learnt_that_reads_what_the_follow_up_was_understood_as(answerer):
    plain = answerer(UNFITTED)
    given, _ = plain.consider(FOLLOWING, plain.search("Where did Ann Hale sleep?"))
    assert given.text == "the Skua"


def test_a_question_that_goes_on_from_nothing_is_answered_as_ever(answerer):
    taught = answerer(replace(UNFITTED, trust=Trust(Logistic((1.0,), 9.0), 0.0)))
    alone = taught.ask("Where did Ann Hale sleep?")
    assert alone == replace(
        answerer(UNFITTED).ask("Where did Ann Hale sleep?"), timings=alone.timings
    )


def test_a_follow_up_has_a_threshold_of_its_own_unless_the_user_says_one(answerer):
    plain = answerer(UNFITTED)
    found = plain.search("Where did Ann Hale sleep?")
    for threshold, least, silent in [(0.3, None, False), (0.9, None, True), (0.3, 0.9, True)]:
        taught = replace(UNFITTED, trust=replace(AS_IT_IS, threshold=threshold))
        one = Answerer(plain.library, ScriptedReader(SCRIPT), taught, least)
        assert one.consider(FOLLOWING, found)[0].abstained is silent
