"""The measures against other people's code, or against a definition counted out, on random data.

EM and F1 are held to the official script in ``test_metrics``, McNemar's test to counted coins in
``test_compare``, the calibration error to scikit-learn in ``test_confidence_measures``.
"""

import random

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap
from sklearn.metrics import ndcg_score

from index import ArticleInfo, Passage
from qa import Hit, beir_summary, paired_difference
from qa.evaluate import gold_rank
from qa.intervals import mean_intervals
from qa.measures import RANKS, figures, measured
from qa.metrics import auroc, mean_reciprocal_rank, percentile, recall_at, risk_coverage
from tests.rows import make_row

# Ranks ---------------------------------------------------------------------------------------


def passage(number, article, text):
    return Hit(
        Passage(number, ArticleInfo(article, "", "", "", "", ""), 0, len(text), text), 0.0, 0.0, 0.0
    )


@pytest.fixture(scope="module")
def found():
    """What was found for 300 questions: up to 20 of 60 passages, of which 5 are gold ones.

    The answer is "fog", and the gold article "0"; 15 passages of other articles say it too.
    """
    chance = random.Random(7)
    texts = ["some fog", "ice", "ice"]
    passages = [passage(n, str(n % 4), texts[n % 3]) for n in range(60)]
    return [chance.sample(passages, chance.randint(0, 20)) for _ in range(300)]


def test_recall_and_reciprocal_rank_are_those_of_ir_measures(found):
    ranks = [gold_rank(hits, ["0"], ["fog"]) for hits in found]
    judged = {
        f"{hit.passage.id}": int(hit.passage.article.id == "0" and "fog" in hit.passage.text)
        for hits in found
        for hit in hits
    }
    # The measures that it calls Success and RR: of the first gold passage alone.
    official = ir_measures.calc_aggregate(
        [*(ir_measures.Success @ k for k in RANKS), ir_measures.RR],
        {str(n): judged for n in range(len(found))},
        {
            str(n): {f"{hit.passage.id}": -float(place) for place, hit in enumerate(hits)}
            for n, hits in enumerate(found)
            if hits
        },
    )
    for k in RANKS:
        assert recall_at(ranks, k) == pytest.approx(official[ir_measures.Success @ k])
    assert mean_reciprocal_rank(ranks) == pytest.approx(official[ir_measures.RR])
    # What gates and comparisons go by is computed row by row, and is the same.
    rows = [make_row("fog", ("fog",), placed=True, rank=rank) for rank in ranks]
    reached = figures(measured(row) for row in rows)
    assert reached["mrr"] == pytest.approx(official[ir_measures.RR])
    for k in RANKS:
        assert reached[f"recall@{k}"] == pytest.approx(official[ir_measures.Success @ k])
    # The data is worth it: some gold passages come first, some later, some not at all.
    assert ranks.count(1) > 10
    assert sum(1 for rank in ranks if rank and rank > 5) > 10
    assert ranks.count(None) > 10


def test_a_folder_s_figures_are_those_of_scikit_learn_and_of_counting():
    chance = random.Random(11)
    names = [f"d{n}" for n in range(40)]
    ndcgs, firsts, recalls = [], [], {k: [] for k in RANKS}
    grades, ranked = {}, {}
    for n in range(200):
        graded = {name: chance.choice([0, 1, 1, 2, 3]) for name in chance.sample(names, 6)}
        if not any(graded.values()):
            continue
        run = chance.sample(names, chance.randint(10, 40))
        grades[str(n)], ranked[str(n)] = graded, run
        score = [-float(run.index(name)) if name in run else -100.0 for name in names]
        ndcgs.append(ndcg_score([[graded.get(name, 0) for name in names]], [score], k=10))
        relevant = {name for name, grade in graded.items() if grade}
        places = [place for place, name in enumerate(run, start=1) if name in relevant]
        firsts.append(1 / places[0] if places and places[0] <= 10 else 0.0)
        for k, shares in recalls.items():
            shares.append(len(relevant & set(run[:k])) / len(relevant))
    assert beir_summary(ranked, grades) == {
        "n": len(grades),
        "ndcg@10": pytest.approx(np.mean(ndcgs)),
        "mrr@10": pytest.approx(np.mean(firsts)),
        **{f"recall@{k}": pytest.approx(np.mean(shares)) for k, shares in recalls.items()},
    }


ranks_found = st.lists(st.one_of(st.none(), st.integers(1, 30)), max_size=30)


@given(ranks_found, st.randoms(use_true_random=False))
def test_ranks_keep_their_bounds_and_know_no_order(ranks, chance):
    shuffled = chance.sample(ranks, len(ranks))
    shares = [recall_at(ranks, k) for k in range(1, 32)]
    assert shares == sorted(shares)  # deeper, never less
    assert [recall_at(shuffled, k) for k in range(1, 32)] == shares
    reciprocal = mean_reciprocal_rank(ranks)
    # At least what the first places alone make of it, at most what is found at all.
    assert 0.0 <= shares[0] <= reciprocal + 1e-9
    assert reciprocal - 1e-9 <= shares[-1] <= 1.0
    assert mean_reciprocal_rank(shuffled) == pytest.approx(reciprocal)


@given(st.integers(1, 30))
def test_perfect_and_empty_runs(n):
    assert recall_at([1] * n, 1) == mean_reciprocal_rank([1] * n) == 1.0
    assert recall_at([None] * n, 20) == mean_reciprocal_rank([None] * n) == 0.0


# Confidence ----------------------------------------------------------------------------------

outcomes = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]), st.booleans()), max_size=25
)


@settings(max_examples=40)
@given(outcomes)
def test_auroc_is_the_share_of_pairs_in_the_right_order(pairs):
    yes = [sure for sure, hit in pairs if hit]
    no = [sure for sure, hit in pairs if not hit]
    wins = [1.0 if a > b else 0.5 if a == b else 0.0 for a in yes for b in no]
    expected = pytest.approx(sum(wins) / len(wins)) if wins else None
    assert auroc([sure for sure, _ in pairs], [hit for _, hit in pairs]) == expected


@given(outcomes)
def test_risk_and_coverage_are_those_of_every_threshold(pairs):
    expected = []
    for least in sorted({sure for sure, _ in pairs}, reverse=True):
        given = [hit for sure, hit in pairs if sure >= least]
        risk = given.count(False) / len(given)
        expected.append((pytest.approx(len(given) / len(pairs)), pytest.approx(risk)))
    assert risk_coverage([sure for sure, _ in pairs], [hit for _, hit in pairs]) == expected


# Distributions -------------------------------------------------------------------------------

numbers = st.floats(-1e6, 1e6)


@given(st.lists(numbers, min_size=1, max_size=40), st.floats(0, 100))
def test_percentiles_are_numpy_s(values, share):
    assert percentile(values, share) == pytest.approx(np.percentile(values, share), abs=1e-6)


def test_intervals_are_those_of_scipy_s_percentile_bootstrap():
    generator = np.random.default_rng(5)
    shares, flags = generator.random(150), (generator.random(150) < 0.7).astype(np.float64)
    columns = np.stack([shares, flags], axis=1)
    ours = mean_intervals(columns, np.ones((150, 2), dtype=np.bool_), resamples=20_000)
    for column, found in zip((shares, flags), ours, strict=True):
        theirs = bootstrap(
            (column,), np.mean, n_resamples=20_000, method="percentile", rng=generator
        ).confidence_interval
        # Two seeds' ends differ by 0.001 or so.
        assert found.low == pytest.approx(theirs.low, abs=0.005)
        assert found.high == pytest.approx(theirs.high, abs=0.005)


def test_paired_intervals_are_those_of_scipy_s_paired_bootstrap():
    generator = np.random.default_rng(6)
    old = generator.random(120)
    new = np.clip(old + generator.normal(0.05, 0.2, 120), 0, 1)

    def difference(a, b, axis):
        return b.mean(axis=axis) - a.mean(axis=axis)

    theirs = bootstrap(
        (old, new),
        difference,
        paired=True,
        n_resamples=20_000,
        method="percentile",
        rng=generator,
    ).confidence_interval
    found = paired_difference(old.tolist(), new.tolist())
    assert found.mean == pytest.approx(new.mean() - old.mean())
    # With our 2,000 resamples the ends of an interval 0.07 wide move by 0.002 or so.
    assert found.low == pytest.approx(theirs.low, abs=0.008)
    assert found.high == pytest.approx(theirs.high, abs=0.008)
