"""Readings to answers: the calibration is plain, so that a span's score is its log-odds."""

import math
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index import Article, ArticleInfo, Chunking, Library, Passage, QuestionError
from index.article import clean_text
from qa import Answerer, Hit, Reading, Span, Timings
from qa.answer import candidates, compose, evidence, features, grouped, judge
from qa.calibration import UNFITTED, Logistic
from tests.fakes import ScriptedReader, WordEmbedder

TIMINGS = Timings(1.0, 2.0, 3.0)


def hit(article, text, start=0):
    info = ArticleInfo(article, article.title(), "The Paper", "", "2011-03-31", f"/{article}.txt")
    return Hit(Passage(0, info, start, start + len(text), text), 1.0, 0.0, 0.0)


def reading(passage, *found, null=0.0):
    spans = [Span(passage.index(t), passage.index(t) + len(t), score) for t, score in found]
    return Reading(tuple(spans), null)


def answer(*told, least=0.5):
    """Compose an answer from ``(article, text, (answer, score), ...)``."""
    hits = [hit(article, text) for article, text, *_ in told]
    readings = [reading(text, *found) for _, text, *found in told]
    return composed(hits, readings, least)


def composed(hits, readings, least=0.5):
    found = candidates(hits, readings, UNFITTED)
    return compose("Which ship?", hits, judge(found, UNFITTED), least, TIMINGS)


def sure(log_odds):
    """The confidence of the plain calibration: half of the log-odds."""
    return pytest.approx(1 / (1 + math.exp(-log_odds / 2)))


def places(citations):
    return [(c.n, c.article.id, c.answer_start, c.answer_end) for c in citations]


def test_one_answer_of_several_passages_has_several_citations():
    given = answer(
        ("b", "Then the Titanic sank.", ("the Titanic", 3.0)),
        ("a", "It was Titanic.", ("Titanic", 4.0)),
        ("c", "The Carpathia came.", ("Carpathia", 2.0)),
    )
    assert (given.text, given.confidence) == ("Titanic", sure(4.0))
    # "the Titanic" is the same answer; cited is the part that says it in the same words.
    assert places(given.citations) == [(1, "a", 7, 14), (2, "b", 9, 16)]
    (other,) = given.alternatives
    assert (other.answer, other.confidence) == ("Carpathia", sure(2.0))
    assert places([other.citation]) == [(3, "c", 4, 13)]
    assert [h.passage.article.id for h in given.hits] == ["b", "a", "c"]
    assert (given.abstained, given.question, given.timings) == (False, "Which ship?", TIMINGS)


def test_a_place_that_does_not_say_the_answer_in_the_same_words_is_not_cited():
    given = answer(
        ("a", "The Titanic sank.", ("The Titanic", 4.0)),
        ("b", "It was Titanic.", ("Titanic", 3.0)),
    )
    assert places(given.citations) == [(1, "a", 0, 11)]
    assert given.alternatives == ()


def test_a_place_that_two_passages_share_counts_once():
    one, two = "Fog. The Titanic sank.", "The Titanic sank. Boats came."
    hits = [hit("a", one), hit("a", two, start=5), hit("b", two, start=5)]
    readings = [
        reading(one, ("Titanic", 3.0)),
        reading(two, ("The Titanic sank", 4.0)),
        reading(two, ("Titanic", 2.0)),
    ]
    found = candidates(hits, readings, UNFITTED)
    # The same characters of two articles are two places.
    assert [(c.hit.passage.article.id, c.text, c.start, c.end) for c in found] == [
        ("a", "The Titanic sank", 5, 21),
        ("b", "Titanic", 9, 16),
    ]


def test_a_passage_has_a_second_candidate_only_where_it_is_more_likely_than_not():
    text = "Titanic or Carpathia or Californian"
    found = candidates(
        [hit("a", text)],
        [reading(text, ("Titanic", 3.0), ("Carpathia", 1.0), ("Californian", 0.0))],
        UNFITTED,
    )
    assert [(c.text, c.score) for c in found] == [("Titanic", 3.0), ("Carpathia", 1.0)]


def test_the_score_of_no_answer_is_taken_off():
    hits = [hit("a", "Titanic"), hit("b", "Carpathia")]
    readings = [
        reading("Titanic", ("Titanic", 9.0), null=8.0),
        reading("Carpathia", ("Carpathia", 2.0), null=-1.0),
    ]
    given = composed(hits, readings)
    assert (given.text, given.confidence) == ("Carpathia", sure(3.0))


def test_what_a_conversation_favours_is_added_to_the_odds():
    told = hit("a", "It was Titanic."), hit("b", "The Carpathia came.")
    hits = replace(told[0], favour=-1.0), replace(told[1], favour=1.0)
    readings = [
        reading("It was Titanic.", ("Titanic", 3.0)),
        reading("The Carpathia came.", ("Carpathia", 2.5)),
    ]
    found = candidates(hits, readings, UNFITTED)
    assert [(one.text, one.score) for one in found] == [("Carpathia", 3.5), ("Titanic", 2.0)]


def test_what_was_said_before_is_seldom_what_is_asked_for():
    hits = [hit("a", "The Titanic met the Carpathia.")]
    readings = [reading(hits[0].passage.text, ("Titanic", 5.0), ("Carpathia", 4.0))]
    found = candidates(hits, readings, UNFITTED, ["what became of titanic"])
    assert [(one.text, one.score) for one in found] == [("Carpathia", 4.0), ("Titanic", 2.0)]


def test_too_little_confidence_is_no_answer():
    told = [("a", "Titanic", ("Titanic", -1.0)), ("b", "Carpathia", ("Carpathia", -2.0))]
    given = answer(*told)
    assert (given.text, given.abstained, given.citations) == (None, True, ())
    assert given.confidence == sure(-1.0)
    assert [(a.answer, a.confidence) for a in given.alternatives] == [
        ("Titanic", sure(-1.0)),
        ("Carpathia", sure(-2.0)),
    ]
    assert places(a.citation for a in given.alternatives) == [(1, "a", 0, 7), (2, "b", 0, 9)]
    assert answer(*told, least=given.confidence).text == "Titanic"  # just enough is enough
    assert answer(*told, least=given.confidence + 1e-9).text is None


def test_where_nothing_is_found_nothing_is_answered():
    given = composed([], [], 0.0)
    assert (given.text, given.confidence, given.alternatives, given.hits) == (None, 0.0, (), ())


def test_at_most_four_alternatives_are_told_best_first():
    ships = ["Titanic", "Olympic", "Britannic", "Carpathia", "Californian", "Mesaba"]
    told = [(ship, ship, (ship, float(n))) for n, ship in enumerate(ships)]
    given = answer(*told)
    assert given.text == "Mesaba"
    assert [a.answer for a in given.alternatives] == ships[4:0:-1]
    assert [a.answer for a in answer(*told, least=1.0).alternatives] == ships[:1:-1]


def test_answers_of_punctuation_alone_are_not_all_the_same():
    found = candidates(
        [hit("a", "?"), hit("b", "$")],
        [reading("?", ("?", 1.0)), reading("$", ("$", 1.0))],
        UNFITTED,
    )
    assert len(grouped(found)) == 2


def groups_of(*found):
    hits = [hit(article, text) for article, text, _ in found]
    readings = [reading(text, (text, score)) for _, text, score in found]
    return grouped(candidates(hits, readings, UNFITTED))


def test_the_evidence_is_the_score_its_lead_and_how_many_agree():
    groups = groups_of(("a", "Titanic", 4.0), ("b", "the Titanic", 1.0), ("c", "Carpathia", 2.5))
    assert evidence(groups, 0) == (4.0, 1.5, math.log(2))
    assert evidence(groups, 1) == (2.5, -1.5, 0.0)
    # With no other answer, the lead is that over even odds; with one, it is that over the other.
    assert evidence(groups[:1], 0) == (4.0, 4.0, math.log(2))
    unlikely = groups_of(("a", "Titanic", -1.0), ("c", "Carpathia", -3.0))
    assert evidence(unlikely, 0) == (-1.0, 2.0, 0.0)


def test_a_passage_is_matched_as_a_share_of_the_best_match():
    found = Hit(hit("a", "Titanic").passage, 1.0, 0.25, 3.0)
    assert features(5.0, -1.0, found, 12.0) == (5.0, -1.0, 0.25, 0.25)
    assert features(5.0, -1.0, replace(found, match=0.0), 0.0) == (5.0, -1.0, 0.25, 0.0)


def test_the_calibration_is_what_ranks():
    by_match = replace(UNFITTED, rank=Logistic((0.0, 0.0, 0.0, 1.0), 0.0))
    hits = [replace(hit("a", "Titanic"), match=1.0), replace(hit("b", "Carpathia"), match=4.0)]
    readings = [reading("Titanic", ("Titanic", 9.0)), reading("Carpathia", ("Carpathia", 1.0))]
    assert [c.score for c in candidates(hits, readings, by_match)] == [1.0, 0.25]


def test_hits_without_a_reading_are_refused():
    with pytest.raises(ValueError, match="zip"):
        candidates([hit("a", "Titanic")], [], UNFITTED)


WORDS = [
    "Titanic",
    "titanic",
    "the",
    "The",
    "a",
    "sank",
    "fog",
    "İzmir",
    "🚢",
    "café",
    "U.S.",
    "12",
]
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(
    lambda w: " ".join(w) + "."
)
TEXTS = st.lists(SENTENCES | st.text(max_size=20), min_size=1, max_size=8).map(
    lambda parts: clean_text("\n".join(parts))
)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_citation_holds_the_answer_to_the_letter(data):
    texts = data.draw(st.lists(TEXTS, min_size=1, max_size=3))
    chunking = Chunking(data.draw(st.integers(1, 25)), data.draw(st.integers(0, 2)))
    whole = "\n".join(texts)
    assume(whole.strip())
    script = {}
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(whole) - 1))
        said = whole[start : start + data.draw(st.integers(1, 12))]
        script[said] = data.draw(st.integers(-4, 8))
    script["Titanic"], script["the Titanic"] = 3, data.draw(st.integers(0, 6))
    with (
        tempfile.TemporaryDirectory() as folder,
        Library(Path(folder), load=lambda _: WordEmbedder(), chunking=chunking) as library,
    ):
        list(library.add(Article(text, f"{n}", f"{n}") for n, text in enumerate(texts)))
        answerer = Answerer(library, ScriptedReader({"Which ship?": script}), UNFITTED)
        given = answerer.ask("Which ship?", data.draw(st.integers(1, 10)))
        cited = [(given.text, citation) for citation in given.citations]
        cited += [(other.answer, other.citation) for other in given.alternatives]
        for said, citation in cited:
            text = library.article(citation.article.id).text
            assert text[citation.answer_start : citation.answer_end] == said
            assert text[citation.passage_start : citation.passage_end] == citation.passage
            assert citation.passage_start <= citation.answer_start
            assert citation.answer_end <= citation.passage_end
        assert [citation.n for _, citation in cited] == list(range(1, len(cited) + 1))
        assert bool(given.citations) == (given.text is not None) == (given.confidence >= 0.5)


def test_the_answerer_asks_the_library_and_reads_what_it_finds(tmp_path):
    with Library(tmp_path, load=lambda _: WordEmbedder()) as library:
        list(library.add([Article("The Titanic sank.", "Sea", "1"), Article("Fog.", "Fog", "2")]))
        reader = ScriptedReader({"Which ship sank?": {"Titanic": 1.0}})
        answerer = Answerer(library, reader, UNFITTED)
        given = answerer.ask("  Which ship\nsank? ")
        assert (given.question, given.text) == ("Which ship sank?", "Titanic")
        assert [h.passage.text for h in given.hits] == ["The Titanic sank.", "Fog."]
        assert given.timings.total == given.timings.retrieve + given.timings.read > 0
        assert [h.passage.text for h in answerer.search("Which ship sank?", 1)] == [
            "The Titanic sank."
        ]
        # The calibration's threshold, unless told otherwise.
        assert (
            Answerer(library, reader, replace(UNFITTED, threshold=0.7))
            .ask("Which ship sank?")
            .abstained
        )
        assert Answerer(library, reader, UNFITTED, 0.7).ask("Which ship sank?").abstained
        assert not Answerer(library, reader, UNFITTED, 0.0).ask("Which fog?").abstained
        with pytest.raises(QuestionError):
            answerer.ask(" ")
        with pytest.raises(QuestionError):
            answerer.search(" ")
