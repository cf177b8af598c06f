"""The figures of a summary, each computed by hand from a few rows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa import summarise
from qa.summary import answer_length, question_word
from tests.rows import make_row

SIX = [
    make_row("Titanic", rank=1, placed=True, held=True, ms=10.0, confidence=0.9, article="Ships"),
    # One of two words right, of one: F1 2/3; the gold passage is eighth, and eight are read.
    make_row("Titanic sank", rank=8, placed=True, held=True, ms=20.0, confidence=0.8),
    make_row("fog", placed=True, ms=30.0, confidence=0.7, article="Ships"),
    make_row("", held=True, ms=40.0, confidence=0.3, best="Titanic"),
    make_row("", (), ms=50.0, confidence=0.2, best="fog", question="Who?"),
    make_row("fog", (), ms=60.0, confidence=0.6, question="In what year was it?"),
]


def test_the_headline_figures_are_means_of_the_rows():
    summary = summarise(SIX, k=8)
    f1 = (1 + 2 / 3 + 0 + 0 + 1 + 0) / 6
    assert (summary["n"], summary["mode"], summary["k"]) == (6, "open", 8)
    assert (summary["em"], summary["f1"]) == (2 / 6, pytest.approx(f1))
    assert summary["answerable"] == {"n": 4, "em": 1 / 4, "f1": pytest.approx(5 / 12)}
    assert summary["unanswerable"] == {"n": 2, "accuracy": 1 / 2}
    # Of the three whose place is known: at ranks 1 and 8, and nowhere.
    assert summary["retrieval"] == {
        "recall@1": pytest.approx(1 / 3),
        "recall@5": pytest.approx(1 / 3),
        "recall@10": pytest.approx(2 / 3),
        "recall@20": pytest.approx(2 / 3),
        "mrr": pytest.approx((1 + 1 / 8) / 3),
    }
    assert summary["latency_ms"] == {"p50": 35.0, "p95": pytest.approx(57.5)}


def test_the_verdicts_are_counted():
    assert summarise(SIX)["verdicts"] == {
        "right": 3,  # "Titanic sank" says a little more than the gold answer
        "retrieval miss": 1,
        "reader miss": 0,
        "wrongly abstained": 1,
        "wrongly answered": 1,
    }


def test_the_confidence_is_judged_by_the_best_candidate():
    summary = summarise(SIX)
    # Six questions in bins of their own: 0.9 and 0.3 are right, exactly; the others are not.
    error = (0.1 + 0.8 + 0.7 + 0.7 + 0.2 + 0.6) / 6
    assert summary["ece"] == pytest.approx(error)
    # Of 4 times 2 pairs, 0.3 is less sure than 0.6 alone.
    assert summary["auroc"] == 7 / 8
    risks = [0, 1 / 2, 2 / 3, 3 / 4, 3 / 5, 4 / 6]
    assert summary["risk_coverage"] == {
        "area": pytest.approx(sum(risks) / 6),
        "coverage@precision=0.9": pytest.approx(1 / 6),
    }


def test_groups_are_told_by_size():
    summary = summarise(SIX)
    assert summary["by_question_word"] == {
        "which": {"n": 4, "em": 1 / 4, "f1": pytest.approx(5 / 12)},
        "what": {"n": 1, "em": 0.0, "f1": 0.0},
        "who": {"n": 1, "em": 1.0, "f1": 1.0},
    }
    assert list(summary["by_question_word"]) == ["which", "what", "who"]
    assert summary["by_answer_length"] == {
        "1 word": {"n": 4, "em": 1 / 4, "f1": pytest.approx(5 / 12)}
    }
    assert summary["by_article"] == {"Ships": {"n": 2, "em": 1 / 2, "f1": 1 / 2}}


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Who sank?", "who"),
        ("To whom was it sold?", "who"),
        ("In which year, and how?", "which"),
        ("How tall was it?", "how"),
        ("Name the ship.", "other"),
        ("", "other"),
    ],
)
def test_the_first_question_word_counts(question, word):
    assert question_word(question) == word


@pytest.mark.parametrize(
    ("gold", "length"),
    [
        (["Titanic"], "1 word"),
        (["on 15 April 1912", "15 April"], "2 words"),
        (["a b c"], "3 to 5 words"),
        (["a b c d e f"], "6 to 10 words"),
        (["a b c d e f g h i j k"], "over 10 words"),
    ],
)
def test_the_shortest_gold_answer_says_how_long_it_is(gold, length):
    assert answer_length(gold) == length


def test_figures_that_nothing_was_asked_for_are_none():
    answered = summarise([make_row("Titanic")])
    assert (answered["unanswerable"], answered["retrieval"]) == ({"n": 0, "accuracy": None}, None)
    assert answered["auroc"] is None
    assert set(answered["intervals"]) == {"em", "f1", "answerable_em", "answerable_f1"}
    silent = summarise([make_row("", ())], "reading", None)
    assert silent["answerable"] == {"n": 0, "em": None, "f1": None}
    assert (silent["mode"], silent["k"]) == ("reading", None)
    nothing = summarise([])
    assert (nothing["n"], nothing["ece"], nothing["risk_coverage"]) == (0, None, None)
    assert nothing["intervals"] == {}


def test_an_interval_holds_what_the_binomial_distribution_says():
    # 100 questions, half of them right: 0.5 by 1.96 times the root of 0.25 / 100.
    rows = [make_row("Titanic" if n % 2 else "fog") for n in range(100)]
    low, high = summarise(rows)["intervals"]["em"]
    assert (low, high) == (pytest.approx(0.402, abs=0.02), pytest.approx(0.598, abs=0.02))
    assert summarise([make_row("Titanic")] * 9)["intervals"]["em"] == [1.0, 1.0]


rows = st.lists(
    st.builds(
        make_row,
        st.sampled_from(["", "Titanic", "the Titanic sank", "fog"]),
        st.sampled_from([(), ("Titanic",), ("fog", "ice")]),
        held=st.booleans(),
        placed=st.booleans(),
        rank=st.sampled_from([None, 1, 2, 20]),
        confidence=st.sampled_from([0.0, 0.2, 0.5, 0.99]),
        ms=st.sampled_from([1.0, 5.0, 9.0]),
        article=st.sampled_from(["", "Ships"]),
    ),
    min_size=1,
    max_size=12,
)


def leaves(value):
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    return [leaf for one in value for leaf in leaves(one)] if isinstance(value, list) else [value]


@settings(deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing_and_shares_are_shares(found, random):
    summary = summarise(found)
    other = summarise(random.sample(found, len(found)))
    assert list(summary) == list(other)
    ours, theirs = leaves(summary), leaves(other)
    for one, another in zip(ours, theirs, strict=True):
        assert one == (pytest.approx(another) if isinstance(another, float) else another)
    assert sum(summary["verdicts"].values()) == len(found)
    del summary["latency_ms"]
    assert all(-1e-9 <= leaf <= 1 + 1e-9 for leaf in leaves(summary) if isinstance(leaf, float))
    for name, (low, high) in summary["intervals"].items():
        value = {"em": summary["em"], "f1": summary["f1"]}.get(name)
        assert low <= high
        assert value is None or low - 1e-9 <= value <= high + 1e-9


@settings(deadline=None)
@given(st.lists(st.sampled_from(["Titanic", "fog", "15 April 1912"]), min_size=1, max_size=9))
def test_perfect_and_empty_predictions(golds):
    perfect = summarise([make_row(gold, (gold,), confidence=1.0) for gold in golds])
    assert (perfect["em"], perfect["f1"], perfect["ece"]) == (1.0, 1.0, 0.0)
    assert perfect["verdicts"]["right"] == len(golds)
    assert perfect["risk_coverage"] == {"area": 0.0, "coverage@precision=0.9": 1.0}
    empty = summarise([make_row("", (gold,), confidence=0.0) for gold in golds])
    assert (empty["em"], empty["f1"], empty["ece"]) == (0.0, 0.0, 0.0)
    assert empty["verdicts"]["retrieval miss"] == len(golds)
