"""The logistic function by hand, and the file that keeps a reader's calibration."""

import json
import math

import pytest

from index import ModelError
from qa import OPEN, READING, Calibration, load_calibration
from qa.calibration import FILE, UNFITTED, Level, Logistic, Trust, save_calibration

CURVE = (Level(0.0, 0.5, 1.0), Level(0.25, 0.8, 0.6), Level(0.5, 0.75, 0.5), Level(0.75, 0.9, 0.2))
OPENLY = Calibration(
    Logistic((1.0, -0.5, 2.0, 0.25), -1.5),
    Logistic((0.5, 0.1, 0.75), 0.125),
    0.4,
    "260 questions",
    CURVE,
    passages=20,
    trust=Trust(Logistic((0.75,), 1.5), 0.3),
)
READ = Calibration(Logistic((2.0, -1.0, 0.0, 0.0), 0.5), Logistic((1.0, 0.0, 0.0), 0.0), 0.6, "900")


def test_the_score_is_the_weighted_sum_and_the_bias():
    logistic = Logistic((2.0, -1.0), 0.5)
    assert logistic.score((1.0, 3.0)) == 2.0 - 3.0 + 0.5
    assert logistic.probability((1.0, 3.0)) == pytest.approx(1 / (1 + math.exp(0.5)))
    assert logistic.probability((0.0, 0.5)) == 0.5


def test_no_score_is_too_great_for_a_probability():
    logistic = Logistic((1.0,), 0.0)
    assert logistic.probability((1e9,)) == pytest.approx(1.0)
    assert logistic.probability((-1e9,)) == pytest.approx(0.0)


def test_features_that_are_not_one_a_weight_are_refused():
    with pytest.raises(ValueError, match="zip"):
        Logistic((1.0, 2.0), 0.0).score((1.0,))


def test_an_unfitted_reader_is_even_odds_where_its_answer_scores_as_no_answer_does():
    assert UNFITTED.rank.score((7.0, 7.0, 0.3, 0.9)) == 0.0
    assert UNFITTED.confidence.probability((0.0, 3.0, 2.0)) == UNFITTED.threshold == 0.5


def test_what_is_saved_is_loaded_by_mode(tmp_path):
    save_calibration(tmp_path, {OPEN: OPENLY, READING: READ})
    assert load_calibration(tmp_path, OPEN) == OPENLY
    assert load_calibration(tmp_path, READING) == READ


@pytest.mark.parametrize(
    ("precision", "least"), [(0.4, 0.0), (0.5, 0.0), (0.6, 0.25), (0.76, 0.75), (0.9, 0.75)]
)
def test_a_precision_is_reached_from_a_confidence_on_and_at_every_greater_one(precision, least):
    assert OPENLY.confidence_for(precision) == least


def test_a_precision_that_is_never_reached_is_refused():
    with pytest.raises(ModelError, match=r"95% is out of reach.*right in 90% of cases"):
        OPENLY.confidence_for(0.95)
    with pytest.raises(ModelError, match="Nothing is known"):
        UNFITTED.confidence_for(0.5)


def test_a_reader_that_nothing_was_fitted_for_has_the_plain_calibration(tmp_path):
    assert load_calibration(tmp_path, OPEN) is UNFITTED
    assert load_calibration(tmp_path / "none", OPEN) is UNFITTED
    (tmp_path / "file").write_text("")
    assert load_calibration(tmp_path / "file", OPEN) is UNFITTED


def changed(**parts):
    kept = {
        "rank": {"weights": [1.0, -1.0, 0.0, 0.0], "bias": 0.0},
        "confidence": {"weights": [0.5, 0.0, 0.0], "bias": 0.0},
        "threshold": 0.5,
        "fitted_on": "a few",
    }
    return json.dumps({OPEN: {**kept, **parts}})


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "null",
        json.dumps({OPEN: {}}),
        json.dumps({OPEN: []}),
        changed(rank=None),
        changed(rank={"weights": [1.0, -1.0, 0.0, 0.0]}),
        changed(rank={"weights": [1.0, -1.0, 0.0], "bias": 0.0}),
        changed(rank={"weights": "abcd", "bias": 0.0}),
        changed(rank={"weights": [1.0, -1.0, 0.0, 0.0], "bias": [0.0]}),
        changed(confidence={"weights": [0.5, 0.0], "bias": 0.0}),
        changed(confidence={"weights": [0.5, None, 0.0], "bias": 0.0}),
        changed(threshold="much"),
        changed(curve=[[0.5, 0.5]]),
        changed(curve=7),
        changed(passages=None),
        changed(threshold=None),
        changed()[:-20],
    ],
)
def test_a_damaged_calibration_is_refused(tmp_path, damage):
    (tmp_path / FILE).write_text(damage)
    with pytest.raises(ModelError, match="damaged"):
        load_calibration(tmp_path, OPEN)


def test_a_reader_that_was_calibrated_for_the_other_mode_alone_is_taken_as_it_is(tmp_path):
    save_calibration(tmp_path, {READING: UNFITTED})
    assert load_calibration(tmp_path, OPEN) == UNFITTED


def test_a_calibration_that_is_no_text_is_refused(tmp_path):
    (tmp_path / FILE).write_bytes(b"\xff\x00\xff")
    with pytest.raises(ModelError, match="damaged"):
        load_calibration(tmp_path, OPEN)


def test_a_whole_calibration_is_not_refused(tmp_path):
    (tmp_path / FILE).write_text(changed())
    assert load_calibration(tmp_path, OPEN).fitted_on == "a few"
