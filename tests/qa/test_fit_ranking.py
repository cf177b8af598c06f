"""The fit of the ranking, on questions whose right weights are known."""

import numpy as np
import pytest

from index import Article, GoldError, Library
from qa.fit_ranking import Ranked, fit_ranking, observe_ranking
from qa.gold import Gold
from qa.ranking import Features, score
from tests.fakes import WordEmbedder


def made(count: int, weights: tuple[float, ...]) -> list[Ranked]:
    """Questions with five candidates, of which the one that scores most is gold."""
    draw = np.random.default_rng(0)
    seen = []
    for _ in range(count):
        features = draw.random((5, 5))
        scores = features @ np.array(weights)
        seen.append(Ranked(features, scores == scores.max()))
    return seen


def test_the_fit_finds_what_puts_the_gold_passage_first():
    fitted = fit_ranking(made(300, (3.0, 0.0, 1.0, 0.0, -1.0)))
    assert isinstance(fitted, Features)
    right = 0
    for ranked in made(100, (3.0, 0.0, 1.0, 0.0, -1.0)):
        scores = [score(Features(*row), fitted) for row in ranked.features.tolist()]
        right += bool(ranked.gold[int(np.argmax(scores))])
    assert right >= 98
    assert fitted.similarity > fitted.sentence > abs(fitted.match)
    assert fitted.phrases < 0


def test_units_do_not_matter():
    plain = made(60, (3.0, 0.0, 1.0, 0.0, -1.0))
    scale = np.array([100.0, 1.0, 0.01, 1.0, 1.0])
    scaled = [Ranked(one.features * scale, one.gold) for one in plain]
    by_plain, by_scaled = fit_ranking(plain), fit_ranking(scaled)
    assert np.array(by_scaled) * scale == pytest.approx(np.array(by_plain), rel=1e-2, abs=1e-2)


def test_too_few_questions_are_refused_and_those_that_tell_nothing_do_not_count():
    assert fit_ranking(made(30, (1.0, 0.0, 0.0, 0.0, 0.0)))
    silent = [Ranked(np.zeros((3, 5)), np.array([gold] * 3)) for gold in (True, False)] * 20
    with pytest.raises(GoldError, match="29 questions are too few"):
        fit_ranking(made(29, (1.0, 0.0, 0.0, 0.0, 0.0)) + silent)


def test_what_is_found_is_observed_with_the_passages_that_hold_the_answer(tmp_path):
    with Library(tmp_path, load=lambda _: WordEmbedder()) as library:
        texts = {"one": "Brega is an oil town.", "two": "Brega, an oil town, saw fog."}
        assert len(list(library.add(Article(t, n, f"/{n}.txt") for n, t in texts.items()))) == 2
        questions = [
            Gold("1", "Where was fog?", ("Brega",), "/two.txt"),
            Gold("2", "Where was snow?", (), "/two.txt"),
            Gold("3", "Where was hail?", ("Brega",)),
        ]
        (seen,) = observe_ranking(library, questions, 5)
    assert seen.features.shape == (2, 5)
    # Only the passage of the named article is gold, and only that one has the question's words.
    assert seen.gold.tolist() == (seen.features[:, 3] > 0).tolist()
    assert seen.gold.sum() == 1
