"""The measures: by hand, and against the official SQuAD 2.0 evaluation.

``official_squad_scores.jsonl`` holds the gold answers of the seed questions, some of which have
none, and predictions made of them (articles added, case, punctuation, parts, other answers,
nothing, letters of other scripts). Its columns "em" and "f1" were computed by ``get_raw_scores`` of
``transformers/data/metrics/squad_metrics.py``, the port of the official script in transformers
4.44.2: by none of our code.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.metrics import (
    exact_match,
    f1,
    mean,
    mean_reciprocal_rank,
    normalise,
    percentile,
    recall_at,
)

OFFICIAL = Path(__file__).with_name("official_squad_scores.jsonl")


def test_em_and_f1_are_those_of_the_official_script():
    rows = [json.loads(line) for line in OFFICIAL.read_text(encoding="utf-8").splitlines()]
    wrong = [
        row
        for row in rows
        if exact_match(row["prediction"], row["answers"]) != row["em"]
        or f1(row["prediction"], row["answers"]) != pytest.approx(row["f1"], abs=1e-12)
    ]
    assert wrong == []
    # The file is worth the comparison: every kind of outcome is in it, and often.
    assert len({(*row["answers"], row["prediction"]) for row in rows}) >= 500
    assert sum(row["em"] for row in rows) > 100
    assert sum(0 < row["f1"] < 1 for row in rows) > 100
    assert sum(row["f1"] == 0 for row in rows) > 100
    assert sum(not row["answers"] for row in rows) > 100


@pytest.mark.parametrize(
    ("answer", "normal"),
    [
        ("The  Titanic!", "titanic"),
        ("an oil-town\n", "oiltown"),
        ("U.S. Navy", "us navy"),
        ("theatre", "theatre"),
        ("A", ""),
        ("“Fog”", "“fog”"),  # the official script knows ASCII's punctuation alone
    ],
)
def test_case_punctuation_articles_and_blanks_do_not_count(answer, normal):
    assert normalise(answer) == normal


def test_em_and_f1_by_hand():
    assert exact_match("the Titanic", ["Carpathia", "Titanic"]) == 1.0
    assert exact_match("Titanic sank", ["Titanic"]) == 0.0
    # Two of three words are right, and two of two are found: 2 * 2/3 * 1 / (2/3 + 1).
    assert f1("RMS Titanic sank", ["Titanic sank"]) == pytest.approx(0.8)
    assert f1("RMS Titanic sank", ["fog", "Titanic"]) == pytest.approx(0.5)
    # A word counts as often as both have it: one of two, and one of one.
    assert f1("oil oil", ["oil"]) == pytest.approx(2 / 3)
    assert f1("fog", ["Titanic"]) == 0.0


def test_no_answer_is_right_where_there_is_none():
    assert exact_match("", []) == f1("", []) == 1.0
    assert exact_match("Titanic", []) == f1("Titanic", []) == 0.0
    assert exact_match("", ["Titanic"]) == f1("", ["Titanic"]) == 0.0


@given(st.lists(st.text(max_size=20), max_size=4), st.text(max_size=20))
def test_f1_lies_between_em_and_one(gold, answer):
    assert exact_match(answer, gold) <= f1(answer, gold) <= 1.0
    perfect = gold[0] if gold and normalise(gold[0]) else ""
    if perfect or not any(normalise(g) for g in gold):
        assert exact_match(perfect, gold) == f1(perfect, gold) == 1.0


words = st.lists(st.sampled_from(["fog", "ice", "Titanic", "U.S.", "the", "é"]), max_size=5)


@given(words, words, st.lists(words, max_size=3), st.randoms(use_true_random=False))
def test_order_and_dress_do_not_matter(answer, gold, others, chance):
    given_answer, golds = " ".join(answer), [" ".join(one) for one in (gold, *others)]
    found = exact_match(given_answer, golds), f1(given_answer, golds)
    # The gold answers in another order, and the answer in other clothes.
    shuffled = chance.sample(golds, len(golds))
    assert (exact_match(given_answer, shuffled), f1(given_answer, shuffled)) == found
    dressed = f"The '{given_answer.upper()}', a!"
    assert (exact_match(dressed, golds), f1(dressed, golds)) == found
    # F1 counts words wherever they stand, and either side may be the gold one.
    assert f1(" ".join(chance.sample(answer, len(answer))), golds) == found[1]
    assert f1(given_answer, golds[:1]) == pytest.approx(f1(golds[0], [given_answer]))


def test_ranks_by_hand():
    ranks = [1, None, 4, 2]
    assert [recall_at(ranks, k) for k in (1, 2, 3, 4)] == [0.25, 0.5, 0.5, 0.75]
    assert mean_reciprocal_rank(ranks) == (1 + 0 + 1 / 4 + 1 / 2) / 4
    assert recall_at([], 5) == mean_reciprocal_rank([]) == 0.0


def test_means_and_percentiles_by_hand():
    assert mean([1.0, 2.0, 6.0]) == 3.0
    assert mean([]) == percentile([], 50) == 0.0
    values = [40.0, 10.0, 30.0, 20.0]
    assert [percentile(values, share) for share in (0, 50, 100)] == [10.0, 25.0, 40.0]
    assert percentile(values, 90) == pytest.approx(37.0)
    assert percentile([7.0], 95) == 7.0
