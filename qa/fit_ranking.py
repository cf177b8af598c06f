"""Fit what each feature of a passage weighs, on questions whose passages are known.

The weights are those under which the passages that hold the answer are likeliest to come first: the
model is linear, its loss the negative logarithm of their share of the softmax over all candidates
of a question (ListNet's top-one probability; Cao et al., 2007).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import GoldError, Library
from qa.gold import Gold
from qa.ranking import Features
from qa.retrieve import candidates

# How strongly weights are kept near nought, in units of a feature's standard deviation.
_RIDGE = 1e-3
_LEAST_QUESTIONS = 30


@dataclass(frozen=True, slots=True)
class Ranked:
    """What was found for one question.

    Attributes:
        features: of shape ``(candidates, 5)``, in the order of ``Features``.
        gold: which candidates hold the answer, of shape ``(candidates,)``.
    """

    features: NDArray[np.float64]
    gold: NDArray[np.bool_]


def observe_ranking(library: Library, questions: Iterable[Gold], k: int) -> Iterator[Ranked]:
    """Search for every question whose answer and article are known; yield what was found."""
    for gold in questions:
        articles = {info.id for info in library.find(gold.article)} if gold.article else set()
        if not gold.answers or not articles:
            continue
        found = candidates(library, gold.question, k)
        holds = [
            c.passage.article.id in articles and any(a in c.passage.text for a in gold.answers)
            for c in found
        ]
        rows = np.array([c.features for c in found]).reshape(len(found), len(Features._fields))
        yield Ranked(rows, np.array(holds, dtype=np.bool_))


def fit_ranking(seen: Sequence[Ranked]) -> Features:
    """Return the weights that fit what was seen.

    Raises:
        GoldError: if there is too little to learn from.
    """
    from scipy.optimize import minimize

    telling = [r for r in seen if r.gold.any() and not r.gold.all()]
    if len(telling) < _LEAST_QUESTIONS:
        raise GoldError(f"{len(telling)} questions are too few to fit a ranking on.")
    spread = np.concatenate([r.features for r in telling]).std(0) + 1e-9
    scaled = [(r.features / spread, r.gold) for r in telling]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros_like(weights)
        for features, gold in scaled:
            scores = features @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            right = float(shares[gold].sum()) + 1e-12
            total -= np.log(right)
            slope += features.T @ (shares - np.where(gold, shares, 0.0) / right)
        ridge = _RIDGE * len(scaled)
        return total + ridge * float(weights @ weights), slope + 2 * ridge * weights

    fitted = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B")
    return Features(*(fitted.x / spread).tolist())
