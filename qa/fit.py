"""Fit a reader's calibration on gold questions: none of them may be reported on afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index import GoldError, QuestionError
from qa.answer import candidates, evidence, features, grouped
from qa.answerer import Answerer
from qa.calibration import UNFITTED, Calibration, Level, Logistic, Trust
from qa.conversations import Conversation, ask_written
from qa.evaluate import own_context
from qa.gold import Gold
from qa.metrics import exact_match, f1
from qa.pool import log_odds
from qa.retrieve import Hit
from qa.rows import Row
from qa.spans import Reading

# How much a question counts that is asked again as if its article were not in the library. With
# this, about a third of what the fit sees cannot be answered: a guess at what people ask.
_LEFT_OUT_WEIGHT = 0.35
_LEAST_QUESTIONS = 30
# The curve is measured on a fifth of the questions at a time, fitted on the others.
_FOLDS = 5
# A level that fewer questions reach says nothing about precision.
_LEAST_ANSWERED = 20
_STEP = 0.01
# How many samples the threshold is sought in.
_SAMPLES = 500

Array = NDArray[np.float64]

# For a reader that follows, before anything was fitted for that.
AS_IT_IS = Trust(Logistic((1.0,), 0.0), UNFITTED.threshold)


@dataclass(frozen=True, slots=True)
class Observation:
    """A question, the passages that were read for it, what was found, and how much it counts.

    ``gold`` is empty where these passages hold no answer.
    """

    gold: tuple[str, ...]
    hits: tuple[Hit, ...]
    readings: tuple[Reading, ...]
    weight: float = 1.0


def observe(answerer: Answerer, questions: Sequence[Gold], k: int) -> Iterator[Observation]:
    """Search and read for every question; yield what was seen, for ``fit``.

    A question whose article is known is yielded once more without that article's passages: what a
    library looks like that does not have the answer.
    """
    for gold in questions:
        try:
            hits = answerer.search(gold.question, k)
        except QuestionError:
            continue
        yield Observation(gold.answers, tuple(hits), tuple(answerer.look(gold.question, hits)))
        articles = {info.id for info in answerer.library.find(gold.article)} if gold.article else ()
        if gold.answers and articles:
            rest = [
                hit
                for hit in hits
                if hit.passage.article.id not in articles
                and not any(answer in hit.passage.text for answer in gold.answers)
            ]
            if rest:  # read anew: a reader may look at some of them more closely now
                found = answerer.look(gold.question, rest)
                yield Observation((), tuple(rest), tuple(found), _LEFT_OUT_WEIGHT)


def observe_reading(answerer: Answerer, questions: Sequence[Gold]) -> Iterator[Observation]:
    """Read each question's own context, for ``fit``; questions without one are left out."""
    for gold in questions:
        if gold.context:
            hits = [own_context(gold)]
            yield Observation(gold.answers, tuple(hits), tuple(answerer.look(gold.question, hits)))


def observe_talks(
    answerer: Answerer, conversations: Sequence[Conversation], k: int
) -> Iterator[Row]:
    """Ask every turn as it was written; yield what became of those that go on, for ``fit_trust``.

    The answerer's calibration has to trust them ``AS_IT_IS``.
    """
    for _, understood, row in ask_written(answerer, conversations, k):
        if understood.before and not row.refused:
            yield row


def fit(seen: Sequence[Observation], fitted_on: str) -> Calibration:
    """Return the calibration that fits what was seen.

    Right means equal to a gold answer by SQuAD's rules. The threshold is the confidence at which
    the mean F1 would be greatest if half of all questions had an answer, where silence about the
    others scores 1: to answer well and to be silent well weigh alike. The curve is drawn for the
    same share.

    Raises:
        GoldError: if there is too little to learn from, or nothing is ever right or wrong.
    """
    questions = sum(observation.weight == 1.0 for observation in seen)
    if questions < _LEAST_QUESTIONS:
        raise GoldError(f"{questions} questions are too few to fit a confidence on.")
    ranked, judged = _models(seen)
    sure, _, given = _judge(seen, ranked, judged)
    silent = np.array([not observation.gold for observation in seen])
    weights = np.array([observation.weight for observation in seen])
    shares = _shares(
        _shares(np.where(silent, 0.0, weights)) + _shares(np.where(silent, weights, 0.0))
    )
    threshold = _threshold(sure, given, silent, shares)
    return Calibration(
        ranked,
        judged,
        threshold,
        fitted_on,
        _curve(*_held_back(seen), shares),
        max(len(observation.hits) for observation in seen),
    )


def fit_trust(rows: Sequence[Row]) -> Trust:
    """Return how far to trust the pooled confidence in an answer to a follow-up.

    The threshold is the confidence at which the mean F1 of these follow-ups would be greatest,
    where silence about those without an answer scores 1: they are taken as they come, for where
    somebody asks on, an article was found that speaks of it.

    Args:
        rows: what became of follow-ups, as ``observe_talks`` yields it.

    Raises:
        GoldError: as ``fit``.
    """
    if len(rows) < _LEAST_QUESTIONS:
        raise GoldError(f"{len(rows)} follow-ups are too few to fit a confidence on.")
    odds = np.array([[log_odds(row.confidence)] for row in rows])
    right = np.array([exact_match(row.best, row.gold) if row.gold else 0.0 for row in rows])
    confidence = _logistic(odds, right, np.ones(len(rows)))
    sure = np.array([confidence.probability(one) for one in odds.tolist()])
    given = np.array([f1(row.best, row.gold) if row.gold else 0.0 for row in rows])
    silent = np.array([not row.gold for row in rows])
    return Trust(confidence, _threshold(sure, given, silent, _shares(np.ones(len(rows)))))


def _models(seen: Sequence[Observation]) -> tuple[Logistic, Logistic]:
    """Return what ranks candidates and what turns the best one's rank into confidence."""
    rank = _logistic(*_passage_rows(seen))
    ranked = replace(UNFITTED, rank=rank)
    best = [_best(observation, ranked) for observation in seen]
    weights = np.array([observation.weight for observation in seen])
    rows, right = np.array([row for row, _, _ in best]), np.array([em for _, em, _ in best])
    return rank, _logistic(rows, right, weights)


def _judge(
    seen: Sequence[Observation], rank: Logistic, confidence: Logistic
) -> tuple[Array, Array, Array]:
    """Return for each the best answer's confidence, whether it is right, and its F1 if given."""
    best = [_best(observation, replace(UNFITTED, rank=rank)) for observation in seen]
    sure = [confidence.probability(row) for row, _, _ in best]
    return np.array(sure), np.array([em for _, em, _ in best]), np.array([f for _, _, f in best])


def _held_back(seen: Sequence[Observation]) -> tuple[Array, Array]:
    """Return every best answer's confidence and rightness, judged by a fit that has not seen it.

    A question and the same one without its article are never on both sides.
    """
    question = np.cumsum([observation.weight == 1.0 for observation in seen])
    fold = question % _FOLDS
    sure, right = np.zeros(len(seen)), np.zeros(len(seen))
    for number in range(_FOLDS):
        out = np.flatnonzero(fold == number).tolist()
        models = _models([one for one, other in zip(seen, fold, strict=True) if other != number])
        sure[out], right[out], _ = _judge([seen[place] for place in out], *models)
    return sure, right


def _curve(sure: Array, right: Array, shares: Array) -> tuple[Level, ...]:
    """Return precision and coverage at every hundredth of confidence that enough answers reach."""
    levels = []
    for step in range(round(1 / _STEP)):
        answered = sure >= step * _STEP
        if np.count_nonzero(answered) < _LEAST_ANSWERED:
            break
        coverage = float(np.sum(shares[answered]))
        precision = float(np.sum((shares * right)[answered])) / coverage
        levels.append(Level(round(step * _STEP, 2), round(precision, 4), round(coverage, 4)))
    return tuple(levels)


def _passage_rows(seen: Sequence[Observation]) -> tuple[Array, Array, Array]:
    """Return features, rightness and weight of the best span of every passage that was read."""
    rows, right, weights = [], [], []
    for observation in seen:
        best_match = max((hit.match for hit in observation.hits), default=0.0)
        for hit, reading in zip(observation.hits, observation.readings, strict=True):
            for span in reading.spans[:1]:
                text = hit.passage.text[span.start : span.end]
                rows.append(features(span.score, reading.null, hit, best_match))
                right.append(exact_match(text, observation.gold) if observation.gold else 0.0)
                weights.append(observation.weight)
    return np.array(rows), np.array(right), np.array(weights)


def _best(seen: Observation, ranked: Calibration) -> tuple[tuple[float, ...], float, float]:
    """Return the best answer's evidence, whether it is right, and its F1 if it were given."""
    groups = grouped(candidates(seen.hits, seen.readings, ranked))
    if not groups:
        return (-10.0, 0.0, 0.0), 0.0, 0.0
    text = groups[0][0].text
    if not seen.gold:
        return evidence(groups, 0), 0.0, 0.0
    return evidence(groups, 0), exact_match(text, seen.gold), f1(text, seen.gold)


def _logistic(rows: Array, right: Array, weights: Array) -> Logistic:
    from sklearn.linear_model import LogisticRegression

    if len(set(right.tolist())) < 2:
        raise GoldError("The questions teach nothing: the reader is always right or always wrong.")
    model = LogisticRegression(max_iter=1000).fit(rows, right > 0, sample_weight=weights)
    return Logistic(tuple(float(w) for w in model.coef_[0]), float(model.intercept_[0]))


def _threshold(sure: Array, given: Array, silent: NDArray[np.bool_], shares: Array) -> float:
    """Return the confidence from which on to answer; see ``fit``.

    Of so few questions the best level hangs on one or two. So it is sought in samples of them,
    drawn with replacement, and the mean of what is found is taken (bagging, Breiman, 1996).
    """
    levels = np.unique(np.round(np.concatenate([[0.0], sure, [1.0]]), 3))
    scores = shares * np.where(sure >= levels[:, None], given, silent)  # (levels, questions)
    draw = np.random.default_rng(0)
    counts = draw.multinomial(len(sure), np.full(len(sure), 1 / len(sure)), _SAMPLES)
    return float(levels[np.argmax(scores @ counts.T, axis=0)].mean())


def _shares(weights: Array) -> Array:
    """Return the weights scaled to a sum of one; nothing where there is nothing to scale."""
    total = float(weights.sum())
    return weights / total if total else weights
