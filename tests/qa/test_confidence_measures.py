"""Calibration, risk and coverage, and AUROC: by hand, and against scikit-learn and NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from qa.metrics import (
    area_under_risk_coverage,
    auroc,
    calibration_bins,
    coverage_at_precision,
    expected_calibration_error,
    risk_coverage,
)

pairs = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]), st.booleans()), max_size=40
)


def test_calibration_by_hand():
    sure = [0.9, 0.1, 0.8, 0.2]
    right = [True, False, False, False]
    first, second = calibration_bins(sure, right, 2)
    assert (first.n, first.confidence, first.right) == (2, pytest.approx(0.15), 0.0)
    assert (second.n, second.confidence, second.right) == (2, pytest.approx(0.85), 0.5)
    # Half of the questions are off by 0.15, half by 0.35.
    assert expected_calibration_error(sure, right, 2) == pytest.approx(0.25)
    # Equal confidences fall in one bin: three of them where two would be half.
    assert [b.n for b in calibration_bins([0.5, 0.5, 0.5, 0.9], [True] * 4, 2)] == [3, 1]
    assert expected_calibration_error([], []) == 0.0


def test_bins_of_equal_mass_are_those_of_scikit_learn():
    random = np.random.default_rng(3)
    sure = random.random(300)
    right = random.random(300) < sure**2
    shares, confidences = calibration_curve(right, sure, n_bins=15, strategy="quantile")
    bins = calibration_bins(sure.tolist(), right.tolist())
    assert [b.n for b in bins] == [20] * 15
    assert [b.right for b in bins] == pytest.approx(shares.tolist())
    assert [b.confidence for b in bins] == pytest.approx(confidences.tolist())
    expected = float(np.mean(np.abs(shares - confidences)))
    assert expected_calibration_error(sure.tolist(), right.tolist()) == pytest.approx(expected)


def test_auroc_by_hand():
    # Of the pairs, 0.9 beats both; 0.5 beats one and ties with the other: 3.5 of 4.
    assert auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == 3.5 / 4
    assert auroc([0.9, 0.5], [True, True]) is None
    assert auroc([], []) is None


def test_risk_and_coverage_by_hand():
    sure = [0.9, 0.8, 0.8, 0.1]
    right = [True, False, True, False]
    curve = risk_coverage(sure, right)
    # No threshold parts the two that are 80% sure.
    assert curve == [(1 / 4, 0.0), (3 / 4, 1 / 3), (1.0, 2 / 4)]
    assert area_under_risk_coverage(curve) == pytest.approx((0 + 1 / 3 + 1 / 3 + 1 / 2) / 4)
    assert [coverage_at_precision(curve, p) for p in (1.0, 2 / 3, 0.5)] == [0.25, 0.75, 1.0]
    assert coverage_at_precision(risk_coverage([0.5], [False]), 0.9) == 0.0
    # Nine of ten is enough for nine tenths.
    ten = risk_coverage([0.5] * 10, [True] * 9 + [False])
    assert coverage_at_precision(ten, 0.9) == 1.0
    assert area_under_risk_coverage(risk_coverage([], [])) == 0.0


@settings(deadline=None)
@given(pairs, st.randoms(use_true_random=False))
def test_measures_of_confidence_keep_their_bounds_and_know_no_order(found, random):
    shuffled = random.sample(found, len(found))
    sure, right = [s for s, _ in found], [r for _, r in found]
    for measure in (expected_calibration_error, auroc, risk_coverage):
        again = measure([s for s, _ in shuffled], [r for _, r in shuffled])
        assert measure(sure, right) == again
    assert sum(b.n for b in calibration_bins(sure, right)) == len(found)
    assert 0.0 <= expected_calibration_error(sure, right) <= 1.0
    curve = risk_coverage(sure, right)
    assert 0.0 <= area_under_risk_coverage(curve) <= 1.0
    assert 0.0 <= coverage_at_precision(curve, 0.9) <= 1.0
    if found:
        coverage, risk = curve[-1]
        assert (coverage, risk) == (1.0, pytest.approx(right.count(False) / len(right)))


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_perfect_confidence_has_no_error(right):
    sure = [float(hit) for hit in right]
    assert expected_calibration_error(sure, right) == 0.0
    assert auroc(sure, right) in (1.0, None)
    curve = risk_coverage(sure, right)
    # Exactly the right ones can be answered without an error.
    assert coverage_at_precision(curve, 1.0) == pytest.approx(sum(right) / len(right))
