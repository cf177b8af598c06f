"""Two runs compared: pairs, differences, flips and gates, all by hand."""

import math
import random
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import GoldError
from qa import (
    Gate,
    Gold,
    Row,
    Timings,
    compare,
    figures,
    measured,
    paired_difference,
    parse_gates,
    regressions,
    require_pairs,
    shortfalls,
)
from qa.compare import mcnemar, pair
from qa.measures import MEASURES
from qa.metrics import exact_match, f1


def row(number, answer, *gold, rank=None, placed=False, question="Who?"):
    return Row(
        id=str(number),
        question=question,
        gold=gold,
        article="",
        answer=answer,
        best=answer,
        confidence=0.5,
        em=exact_match(answer, gold),
        f1=f1(answer, gold),
        placed=placed,
        rank=rank,
        held=True,
        cited=(),
        passages=(),
        timings=Timings(1.0, 2.0, 3.0),
    )


OLD = [
    row(1, "Ann Lee", "Ann Lee", rank=1, placed=True),
    row(2, "fog", "Bo Ek", rank=None, placed=True),
    row(3, "", "Cy Day", rank=8, placed=True),
    row(4, ""),
    row(5, "ice"),
    row(6, "only the older run has it", "x"),
    row(7, "was asked in other words", "x", question="Why?"),
    row(8, "had another gold answer", "x"),
]
NEW = [
    row(9, "is new", "x"),
    row(8, "had another gold answer", "y"),
    row(7, "was asked in other words", "x"),
    row(5, ""),
    row(4, "snow"),
    row(3, "Cy", "Cy Day", rank=2, placed=True),
    row(2, "Bo Ek", "Bo Ek", rank=5, placed=True),
    row(1, "", "Ann Lee", rank=1, placed=True),
]


# What a row counts for -----------------------------------------------------------------------


def test_a_row_counts_for_what_it_can_tell():
    assert measured(row(1, "", "x")) == {
        "em": 0.0,
        "f1": 0.0,
        "answerable_em": 0.0,
        "answerable_f1": 0.0,
    }
    assert measured(row(1, "ice", placed=True)) == {"em": 0.0, "f1": 0.0, "no_answer": 0.0}
    assert measured(row(1, "x y", "x", rank=5, placed=True)) == {
        "em": 0.0,
        "f1": pytest.approx(2 / 3),
        "answerable_em": 0.0,
        "answerable_f1": pytest.approx(2 / 3),
        "recall@1": 0.0,
        "recall@5": 1.0,
        "recall@10": 1.0,
        "recall@20": 1.0,
        "mrr": 0.2,
    }


def test_a_figure_is_the_mean_over_the_rows_that_count_for_it():
    found = figures(measured(one) for one in OLD[:5])
    assert list(found) == list(MEASURES)
    assert found == {
        "em": 2 / 5,
        "f1": 2 / 5,
        "answerable_em": 1 / 3,
        "answerable_f1": 1 / 3,
        "no_answer": 1 / 2,
        "recall@1": 1 / 3,
        "recall@5": 1 / 3,
        "recall@10": 2 / 3,
        "recall@20": 2 / 3,
        "mrr": pytest.approx((1 + 0 + 1 / 8) / 3),
    }
    assert figures([]) == {}


# Pairs ---------------------------------------------------------------------------------------


def test_rows_are_paired_by_id_and_only_if_they_asked_the_same():
    found = pair(OLD, NEW)
    assert [(a.id, b.id) for a, b in found.pairs] == [(i, i) for i in "54321"]
    assert (found.only_old, found.only_new, found.changed) == (1, 1, 2)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (OLD, NEW[:1], "none of the 1 questions was asked in the older run"),
        (OLD, NEW[:3], "none of the 3 questions"),
        ([], NEW, "none of the 8 questions"),
        (OLD, [NEW[7], NEW[7]], "two questions have the id '1'"),
        ([OLD[0], OLD[0]], NEW, "two questions have the id '1'"),
    ],
)
def test_what_cannot_be_paired_is_refused_before_and_after_it_is_asked(old, new, reason):
    with pytest.raises(GoldError, match=reason):
        pair(old, new)
    asked = [Gold(one.id, one.question, one.gold) for one in new]
    with pytest.raises(GoldError, match=reason):
        require_pairs(old, asked)


def test_one_pair_is_enough():
    require_pairs(OLD, [Gold("9", "Who?", ("x",)), Gold("5", "Who?", ())])
    assert len(pair(OLD, NEW[:4]).pairs) == 1


# Differences ---------------------------------------------------------------------------------


def test_differences_are_of_the_pairs_alone():
    found = {d.measure: d for d in compare(OLD, NEW).differences}
    assert list(found) == list(MEASURES)
    assert {name: (d.n, d.old, d.new) for name, d in found.items()} == {
        "em": (5, 2 / 5, 2 / 5),
        "f1": (5, 2 / 5, pytest.approx((2 + 2 / 3) / 5)),
        "answerable_em": (3, 1 / 3, 1 / 3),
        "answerable_f1": (3, 1 / 3, pytest.approx((1 + 2 / 3) / 3)),
        "no_answer": (2, 1 / 2, 1 / 2),
        "recall@1": (3, 1 / 3, 1 / 3),
        "recall@5": (3, 1 / 3, 1.0),
        "recall@10": (3, 2 / 3, 1.0),
        "recall@20": (3, 2 / 3, 1.0),
        "mrr": (3, pytest.approx(3 / 8), pytest.approx(1.7 / 3)),
    }
    assert found["recall@5"].change == pytest.approx(2 / 3)
    # Of three differences 0, 1, 1 the extreme means are 0 and 1, and 1 in 27 samples is all 0.
    assert (found["recall@5"].low, found["recall@5"].high) == (0.0, 1.0)


def test_flips_are_the_questions_that_one_run_alone_gets_right():
    found = compare(OLD, NEW)
    assert [(f.id, f.old, f.new, f.old_verdict, f.new_verdict) for f in found.won] == [
        ("5", "ice", "", "wrongly answered", "right"),
        # "Cy" is half of "Cy Day", and right: its F1 is two thirds.
        ("3", "", "Cy", "wrongly abstained", "right"),
        ("2", "fog", "Bo Ek", "reader miss", "right"),
    ]
    assert [(f.id, f.gold, f.old, f.new) for f in found.lost] == [
        ("4", (), "", "snow"),
        ("1", ("Ann Lee",), "Ann Lee", ""),
    ]
    # Three heads of five, either way: everything but the means of the coin, 1.
    assert found.p == 1.0
    told = found.to_json("old.json")
    assert {name: told[name] for name in ("against", "pairs", "changed", "mcnemar")} == {
        "against": "old.json",
        "pairs": 5,
        "changed": 2,
        "mcnemar": {"won": 3, "lost": 2, "p": 1.0},
    }
    assert told["differences"]["em"]["difference"] == 0.0
    assert [flip["id"] for flip in told["won"] + told["lost"]] == ["5", "3", "2", "4", "1"]


@pytest.mark.parametrize("won", range(9))
@pytest.mark.parametrize("lost", range(9))
def test_mcnemar_is_the_coin_s_probability(won, lost):
    n = won + lost
    # Counted out: the chance of every split that is no more likely than this one.
    weights = [math.comb(n, heads) for heads in range(n + 1)]
    expected = sum(weight for weight in weights if weight <= weights[won]) / 2**n
    assert mcnemar(won, lost) == pytest.approx(expected)
    assert mcnemar(won, lost) == pytest.approx(mcnemar(lost, won))


def test_the_interval_is_that_of_resampled_differences():
    chance = random.Random(1)
    old, new = ([chance.random() for _ in range(40)] for _ in range(2))
    found = paired_difference(old, new)
    assert found.mean == pytest.approx(statistics.mean(new) - statistics.mean(old))
    # The same again with another generator, one sample at a time.
    changes = [b - a for a, b in zip(old, new, strict=True)]
    means = sorted(statistics.fmean(chance.choices(changes, k=40)) for _ in range(20_000))
    # Its ends move by 0.004 or so from one seed to the next.
    assert found.low == pytest.approx(means[500], abs=0.015)
    assert found.high == pytest.approx(means[19_500], abs=0.015)
    assert paired_difference(old, new) == found


def test_the_interval_holds_the_true_difference_about_as_often_as_it_says():
    chance = random.Random(2)
    held = 0
    for _ in range(200):
        old = [float(chance.random() < 0.6) for _ in range(60)]
        new = [float(chance.random() < 0.7) for _ in range(60)]
        found = paired_difference(old, new)
        held += found.low <= 0.1 <= found.high
    # 95% of 200 is 190; beyond these bounds lies less than one in ten thousand.
    assert 176 <= held <= 200


shares = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12)


@settings(max_examples=25)
@given(shares, st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter_and_turning_them_round_turns_the_sign(
    pairs, chance
):
    old, new = zip(*pairs, strict=True)
    found = paired_difference(old, new)
    assert -1.0 <= found.low <= found.high <= 1.0
    shuffled = list(pairs)
    chance.shuffle(shuffled)
    assert paired_difference(*zip(*shuffled, strict=True)) == found
    assert paired_difference(new, old).mean == pytest.approx(-found.mean)
    assert paired_difference(old, old) == paired_difference([0.0] * len(old), [0.0] * len(old))


@pytest.mark.parametrize(("old", "new"), [([], []), ([1.0], [])])
def test_numbers_that_are_no_pairs_have_no_difference(old, new):
    with pytest.raises(ValueError, match=r"no pairs|shorter"):
        paired_difference(old, new)


# Gates ---------------------------------------------------------------------------------------


def test_gates_are_read_in_their_order():
    assert parse_gates("f1=0.80, no_answer = .75") == (Gate("f1", 0.8), Gate("no_answer", 0.75))
    assert parse_gates(",".join(f"{name}=1" for name in MEASURES)) == tuple(
        Gate(name, 1.0) for name in MEASURES
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "'' is not of the form MEASURE=SHARE, as in f1=0.80"),
        ("f1", "'f1' is not of the form"),
        ("f1=0.8,", "'' is not of the form"),
        ("F1=0.8", "there is no measure 'F1', only em, f1, answerable_em, "),
        ("recall@3=0.8", "there is no measure 'recall@3'"),
        ("f1=80", "the least f1 is a share from 0 to 1"),
        ("f1=-0.1", "the least f1 is a share from 0 to 1"),
        ("f1=nan", "the least f1 is a share from 0 to 1"),
        ("f1=80%", "the least f1 is a share from 0 to 1"),
        ("f1=", "the least f1 is a share from 0 to 1"),
        ("f1=0.8,f1=0.9", "f1 is named twice"),
    ],
)
def test_gates_that_mean_nothing_are_refused(text, reason):
    with pytest.raises(ValueError, match="^" + reason):
        parse_gates(text)


def test_a_gate_is_passed_by_what_reaches_it():
    reached = {"f1": 0.8, "em": 0.71}
    assert shortfalls(reached, parse_gates("f1=0.8,em=0")) == []
    assert shortfalls(reached, parse_gates("f1=0.81,em=0.75,mrr=0.5,recall@5=0")) == [
        "f1 is 0.8000, 0.0100 below 0.81",
        "em is 0.7100, 0.0400 below 0.75",
        "mrr was not measured, since no question counts for it",
        "recall@5 was not measured, since no question counts for it",
    ]


def test_a_gate_is_not_missed_by_rounding():
    reached = figures([{"f1": 0.8}] * 6)
    assert reached["f1"] < 0.8
    assert shortfalls(reached, [Gate("f1", 0.8)]) == []


def runs(won, lost, same):
    """An older and a newer run of questions without an answer, ``won`` of them now right."""
    outcomes = [("x", "")] * won + [("", "x")] * lost + [("", "")] * same
    numbered = list(enumerate(outcomes))
    return [row(n, old) for n, (old, _) in numbered], [row(n, new) for n, (_, new) in numbered]


def test_a_loss_beyond_chance_is_a_regression():
    found = regressions(compare(*runs(0, 10, 10)))
    assert [sentence.split(" (")[0] for sentence in found] == [
        "em fell by 0.5000",
        "f1 fell by 0.5000",
        "10 right answers were lost and 0 won",
    ]
    assert found[2].endswith("(McNemar's p = 0.002)")


@pytest.mark.parametrize(
    ("won", "lost"), [(10, 0), (0, 0), (1, 2), (5, 6)], ids=["gain", "same", "few", "even"]
)
def test_a_gain_or_what_chance_explains_is_none(won, lost):
    assert regressions(compare(*runs(won, lost, 20))) == []


def test_few_losses_among_many_questions_need_both_tests_to_be_seen():
    # Four lost, none won: the interval lies below 0, but a coin does so once in eight.
    found = regressions(compare(*runs(0, 4, 20)))
    assert [sentence.partition(" ")[0] for sentence in found] == ["em", "f1"]
