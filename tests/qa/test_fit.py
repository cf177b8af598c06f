"""The fit on made observations, of which it is known how likely each answer is to be right."""

import math

import numpy as np
import pytest

from index import Article, ArticleInfo, Chunking, GoldError, Library, Passage
from qa import (
    Answerer,
    Gold,
    Hit,
    Observation,
    Reading,
    Span,
    Timings,
    fit,
    observe,
    observe_reading,
)
from qa.answer import candidates, compose, judge
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder

INFO = ArticleInfo("a", "", "", "", "", "")
HIT = Hit(Passage(0, INFO, 0, 13, "Titanic sank."), 1.0, 0.0, 0.0)
BROAD = 3000


def observation(score, gold, hit=HIT):
    return Observation(gold, (hit,), (Reading((Span(0, 7, score),), 0.0),))


def made(otherwise):
    """Return observations whose answer is right by chance, with log-odds ``1.5 * score - 0.6``.

    Where it is wrong, ``otherwise`` is the gold answer.
    """
    random = np.random.default_rng(7)
    scores = random.normal(0.0, 2.0, BROAD)
    right = random.random(BROAD) < truth(scores)
    return scores, [
        observation(float(score), ("Titanic",) if is_right else otherwise)
        for score, is_right in zip(scores, right, strict=True)
    ]


def truth(score):
    return 1 / (1 + np.exp(-(1.5 * score - 0.6)))


# How often an observation of ``made`` is right: the mean of ``truth`` over the scores drawn.
RIGHT = float(np.mean(truth(np.random.default_rng(7).normal(0.0, 2.0, BROAD))))


def answered(calibration, score, hit=HIT):
    found = candidates([hit], [Reading((Span(0, 7, score),), 0.0)], calibration)
    judged = judge(found, calibration)
    return compose("Which ship?", [hit], judged, calibration.threshold, Timings(0, 0, 0))


@pytest.fixture(scope="module")
def unanswerable():
    """Where the answer is wrong there is none: silence is right as often as the answer is wrong."""
    scores, seen = made(())
    return scores, fit(seen, "made questions")


def test_the_confidence_is_how_often_the_answer_is_right(unanswerable):
    scores, calibration = unanswerable
    for level in np.linspace(-3.0, 3.0, 13):
        said = answered(calibration, float(level)).confidence
        assert said == pytest.approx(truth(level), abs=0.04)
    said = np.array([answered(calibration, float(score)).confidence for score in scores[:500]])
    assert np.mean(np.abs(said - truth(scores[:500]))) < 0.02
    assert calibration.fitted_on == "made questions"


def test_the_threshold_abstains_where_silence_is_the_better_answer(unanswerable):
    _, calibration = unanswerable
    # With a share R of questions that are answered right, to answer is worth p / R and to be silent
    # (1 - p) / (1 - R): the same at p = R.
    assert calibration.threshold == pytest.approx(RIGHT, abs=0.12)
    assert answered(calibration, -1.0).text is None
    assert answered(calibration, 2.0).text == "Titanic"


def test_the_curve_tells_what_to_expect_from_a_level_of_confidence_on(unanswerable):
    scores, calibration = unanswerable
    levels = {level.confidence: level for level in calibration.curve}
    assert levels[0.0].precision == pytest.approx(0.5, abs=0.001)  # as many right as unanswerable
    assert levels[0.0].coverage == pytest.approx(1.0)
    # The answerable half of the shares is spread over the right ones, the other over the wrong.
    sure = truth(scores)
    for least in (0.3, 0.6, 0.9):
        right, wrong = (np.sum(p[sure >= least]) / np.sum(p) / 2 for p in (sure, 1 - sure))
        assert levels[least].coverage == pytest.approx(right + wrong, abs=0.03)
        assert levels[least].precision == pytest.approx(right / (right + wrong), abs=0.03)
    assert calibration.passages == 1


def test_a_curve_ends_where_too_few_answers_are_left():
    # The answers of eighty questions are right by half and all alike: none is surer than a half.
    seen = [observation(0.0, ("Titanic",) if n % 2 else ("Fog",)) for n in range(80)]
    curve = fit(seen, "x").curve
    assert [level.confidence for level in curve][:2] == [0.0, 0.01]
    assert curve[-1].confidence < 0.6
    assert {(level.precision, level.coverage) for level in curve if level.confidence < 0.4} == {
        (0.5, 1.0)
    }


def test_where_there_always_is_an_answer_it_is_never_better_to_be_silent():
    _, seen = made(("Carpathia",))
    calibration = fit(seen, "made questions")
    assert calibration.threshold <= min(
        answered(calibration, s.readings[0].spans[0].score).confidence for s in seen
    )


def test_the_threshold_weighs_answers_that_are_partly_right():
    # Half of the wrong answers share a word with the gold answer's two (F1 2/3), and half have
    # none to share. Answering is worth (p + 2/3 (1 - p) / 2) / A, where A = R + (1 - R) / 2 can be
    # answered, and silence (1 - p) / 2 / (1 - A): the same at p = (1 / U - 1 / 3) / (1 / U + 2 / 3)
    # with U = 2 (1 - A) / A.
    _, partly = made(("RMS Titanic",))
    mixed = [
        observation(o.readings[0].spans[0].score, ()) if o.gold != ("Titanic",) and n % 2 else o
        for n, o in enumerate(partly)
    ]
    calibration = fit(mixed, "x")
    answerable = RIGHT + (1 - RIGHT) / 2
    odds = 2 * (1 - answerable) / answerable
    even = (1 / odds - 1 / 3) / (1 / odds + 2 / 3)
    assert calibration.threshold == pytest.approx(even, abs=0.07)
    # Right means equal all the same, and the confidence says how likely that is.
    assert answered(calibration, -2.0).confidence == pytest.approx(truth(-2.0), abs=0.04)


def test_what_a_feature_says_is_learnt():
    random = np.random.default_rng(3)
    near, far = (Hit(HIT.passage, 1.0, similarity, 0.0) for similarity in (0.9, 0.1))
    seen = []
    for _ in range(600):
        hit = near if random.random() < 0.5 else far
        right = random.random() < (0.8 if hit is near else 0.2)
        seen.append(observation(0.0, ("Titanic",) if right else (), hit))
    calibration = fit(seen, "x")
    # The penalty of the logistic regression draws the confidence a little towards the middle.
    assert answered(calibration, 0.0, near).confidence == pytest.approx(0.8, abs=0.06)
    assert answered(calibration, 0.0, far).confidence == pytest.approx(0.2, abs=0.06)


def test_an_observation_counts_by_its_weight():
    one = observation(0.0, ("Titanic",))
    rest = [Observation((), one.hits, one.readings, 0.125)] * 2
    seen = [one, *rest] * 100
    # Of the weight 100 + 25, a fifth is wrong.
    assert answered(fit(seen, "x"), 0.0).confidence == pytest.approx(0.8, abs=0.01)


def test_too_little_teaches_nothing():
    with pytest.raises(GoldError, match="29 questions are too few"):
        fit([observation(1.0, ("Titanic",))] * 29, "x")
    for gold in (("Titanic",), ("Carpathia",), ()):
        with pytest.raises(GoldError, match="teach nothing"):
            fit([observation(1.0, gold)] * 30, "x")


def test_a_question_is_observed_again_without_its_article(tmp_path):
    with Library(tmp_path, load=lambda _: WordEmbedder(), chunking=Chunking(5, 0)) as library:
        told = {
            "1": "The Titanic sank. Boats came late.",
            "2": "Titanic is a film.",
            "3": "Fog came.",
        }
        list(library.add(Article(text, n, f"/news/{n}.md") for n, text in told.items()))
        script = {"Which ship sank?": {"Titanic": 3.0, "Fog": -1.0}}
        answerer = Answerer(library, ScriptedReader(script), UNFITTED)
        questions = [
            Gold("q1", "Which ship sank?", ("Titanic",), "1.md"),
            Gold("q2", "Welches Schiff ist damals gesunken?", ("Titanic",), "1.md"),
            Gold("q3", "Which ship sank?", ("Titanic",)),
            Gold("q4", "Which ship sank?", (), "1.md"),
        ]
        seen = list(observe(answerer, questions, 4))
    # q2 cannot be asked; q3's article is not known, and q4 has no answer to leave out.
    assert [(o.gold, len(o.hits)) for o in seen] == [
        (("Titanic",), 4),
        ((), 1),  # without its article, and without the film: that has the answer too
        (("Titanic",), 4),
        ((), 4),
    ]
    assert [hit.passage.text for hit in seen[1].hits] == ["Fog came."]
    assert [reading.spans for reading in seen[1].readings] == [(Span(0, 3, -1.0),)]
    assert [o.weight for o in seen] == [1.0, pytest.approx(0.35), 1.0, 1.0]


def test_in_reading_mode_each_questions_own_context_is_observed(tmp_path):
    with Library(tmp_path, load=lambda _: WordEmbedder()) as library:
        answerer = Answerer(library, ScriptedReader({"Which?": {"Titanic": 3.0}}), UNFITTED)
        questions = [
            Gold("q1", "Which?", ("Titanic",), context="The Titanic sank."),
            Gold("q2", "Which?", ("Titanic",)),
        ]
        (seen,) = observe_reading(answerer, questions)
    assert (seen.gold, seen.hits[0].passage.text) == (("Titanic",), "The Titanic sank.")
    assert seen.readings == (Reading((Span(4, 11, 3.0),), 0.0),)
    assert math.isclose(seen.weight, 1.0)
