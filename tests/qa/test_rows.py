"""Verdicts: what counts as right, and whose fault the rest is."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, Library
from qa import VERDICTS, Answerer, Cited, Gold, Reading, Span, evaluate_open, evaluate_reading
from qa.calibration import UNFITTED
from qa.retrieve import Hit
from qa.rows import excerpt_json, is_right, row_from, row_json
from tests.fakes import ScriptedReader, WordEmbedder
from tests.rows import make_excerpt, make_row


@pytest.mark.parametrize(
    ("answer", "gold", "right"),
    [
        ("the Titanic!", ["Carpathia", "Titanic"], True),  # equal by SQuAD's rules
        ("363 feet tall", ["363 feet"], True),  # more than the gold answer
        ("Collins", ["Michael Collins"], True),  # less
        ("31 March 2011", ["30 March 2011"], False),  # F1 is 2/3, and it is another day
        ("ice", ["icebergs"], False),  # a part of a word is no word
        # One of three words, F1 1/2: right. One of four, F1 2/5: too little.
        ("April", ["15 April 1912"], True),
        ("April", ["early 15 April 1912"], False),
        ("Michael flew Collins", ["Michael Collins"], False),  # not word for word
        ("", ["Titanic"], False),
        ("the", ["Titanic"], False),
        ("", [], True),
        ("Titanic", [], False),
    ],
)
def test_right_is_what_a_person_would_call_right(answer, gold, right):
    assert is_right(answer, gold) == right


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (make_row("Titanic"), "right"),
        (make_row("Titanic", held=True), "right"),
        (make_row("", ()), "right"),
        (make_row("fog", ()), "wrongly answered"),
        (make_row("fog"), "retrieval miss"),
        (make_row(""), "retrieval miss"),
        (make_row("fog", held=True), "reader miss"),
        (make_row("", held=True), "wrongly abstained"),
        (make_row("", refused="It is empty."), "wrongly abstained"),
    ],
)
def test_the_verdict_is_the_first_that_holds(row, verdict):
    assert row.verdict == verdict


def test_the_best_candidate_counts_even_where_it_is_not_given():
    assert make_row("", best="the Titanic").best_right
    assert not make_row("", best="fog").best_right
    assert not make_row("", (), best="fog").best_right
    # No candidate for a question without an answer is silence, and no right answer.
    assert not make_row("", ()).best_right


words = st.text(alphabet="ab 1T", max_size=12)


@settings(deadline=None)
@given(words, st.lists(words, max_size=3), st.booleans(), st.booleans())
def test_every_row_has_one_verdict_and_only_answerable_ones_can_be_missed(
    answer, gold, held, refused
):
    row = make_row(answer, tuple(gold), held=held, refused="no" if refused else "")
    assert row.verdict in VERDICTS
    assert (row.verdict == "wrongly answered") == (not gold and bool(answer))
    assert row.verdict == "right" or not is_right(answer, gold)
    if row.em == 1.0 and gold:
        assert row.verdict == "right"


@settings(deadline=None)
@given(words.filter(str.strip))
def test_a_gold_answer_is_right_and_its_question_unanswered_is_not(gold):
    assert make_row(gold, (gold,)).verdict == "right"


def test_a_row_is_the_same_when_it_is_read_back():
    passages = (make_excerpt("The Titanic 🌊 sank."), make_excerpt("It was cold.", 2, gold=True))
    row = make_row("Titanic", cited=(Cited(1, "article 1", 4, 11),), passages=passages, rank=2)
    kept = json.loads(json.dumps(row_json(row)))
    texts = {passage.key: excerpt_json(passage) for passage in passages}
    assert row_from(kept, texts) == row
    assert kept["verdict"] == "right"
    # A passage is named here, and written out once elsewhere.
    assert kept["passages"] == [
        {"key": "article 1:0-19", "rank": 1, "gold": False},
        {"key": "article 2:0-12", "rank": 2, "gold": True},
    ]


# Causes, each brought about on purpose ------------------------------------------------------

SHIPS = ("Titanic", "Olympic", "Britannic", "Carpathia")
GOLD = [
    *(Gold(ship, f"Where did the {ship} go?", (f"port {ship}",), f"{ship}.md") for ship in SHIPS),
    Gold("none", "Where did the Mauretania go?", ()),
]
SCRIPT = {gold.question: dict.fromkeys(gold.answers, 4.0) for gold in GOLD}


class Ends:
    """Answers every passage with its last word, sure of it."""

    name = "ends"

    def read(self, question, passages):
        return [Reading((Span(p.rindex(" ") + 1, len(p), 9.0),), 0.0) for p in passages]


class Silent:
    """Finds something everywhere, and believes none of it."""

    name = "silent"

    def read(self, question, passages):
        return [Reading((Span(0, 3, -9.0),), 0.0) for _ in passages]


@pytest.fixture
def library(tmp_path):
    with Library(tmp_path, load=lambda _: WordEmbedder()) as opened:
        list(
            opened.add(
                Article(f"The {ship} went to port {ship} at dawn", ship, f"/news/{ship}.md")
                for ship in SHIPS
            )
        )
        yield opened


def verdicts(library, reader, k=1):
    return [row.verdict for row in evaluate_open(Answerer(library, reader, UNFITTED), GOLD, k)]


def test_where_all_is_well_all_are_right(library):
    assert verdicts(library, ScriptedReader(SCRIPT)) == ["right"] * 5


def test_a_broken_search_shows_as_retrieval_misses(library, monkeypatch):
    def backwards(library, question, k, where, about):
        hits = found(library, question, 100, where)
        return [Hit(h.passage, 1 / n, 0.0, 0.0) for n, h in enumerate(reversed(hits), 1)][:k]

    import qa.answerer

    found = qa.answerer.retrieve
    monkeypatch.setattr(qa.answerer, "retrieve", backwards)
    assert verdicts(library, ScriptedReader(SCRIPT)) == ["retrieval miss"] * 4 + ["right"]


def test_a_broken_reader_shows_as_reader_misses(library):
    assert verdicts(library, Ends()) == ["reader miss"] * 4 + ["wrongly answered"]


def test_a_reader_that_never_answers_shows_as_wrong_abstentions(library):
    assert verdicts(library, Silent()) == ["wrongly abstained"] * 4 + ["right"]


def test_a_reader_that_never_abstains_answers_what_has_no_answer(library):
    told = SCRIPT | {"Where did the Mauretania go?": {"dawn": 9.0}}
    assert verdicts(library, ScriptedReader(told)) == ["right"] * 4 + ["wrongly answered"]


def test_where_the_gold_article_is_not_known_any_passage_may_hold_the_answer(library):
    unplaced = [Gold("1", "Where did the Titanic go?", (answer,)) for answer in ("port", "Rome")]
    rows = list(evaluate_open(Answerer(library, Silent(), UNFITTED), unplaced, 1))
    assert [(row.placed, row.rank, row.held) for row in rows] == [
        (False, None, True),
        (False, None, False),
    ]
    assert [row.verdict for row in rows] == ["wrongly abstained", "retrieval miss"]


def test_in_reading_mode_nothing_can_be_missed_by_the_search(library):
    gold = [
        Gold("1", "Where?", (answer,), "a", "It went to Rome today") for answer in ("Rome", "x")
    ]
    for reader, verdict in ((Silent(), "wrongly abstained"), (Ends(), "reader miss")):
        rows = list(evaluate_reading(Answerer(library, reader, UNFITTED), gold, {"a": "Ships"}))
        assert [(row.verdict, row.article) for row in rows] == [(verdict, "Ships")] * 2
