"""The field's measures: EM and F1 by SQuAD's rules, ranks, confidence, percentiles. All pure.

EM and F1 follow the official SQuAD 2.0 evaluation script (Rajpurkar, Jia and Liang, 2018): answers
are compared without case, punctuation, articles and surplus blanks, and the best of the gold
answers counts. An unanswerable question has one gold answer, the empty one.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

BINS = 15
_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Questions of like confidence: how many, their mean confidence, and the share right."""

    n: int
    confidence: float
    right: float


def normalise(answer: str) -> str:
    """Return the answer in lower case, without punctuation, articles and surplus blanks."""
    bare = answer.lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def exact_match(answer: str, gold: Sequence[str]) -> float:
    """Return 1 if the answer equals one of the gold answers once normalised, else 0."""
    return max(float(normalise(answer) == normalise(g)) for g in _golds(gold))


def f1(answer: str, gold: Sequence[str]) -> float:
    """Return the greatest harmonic mean of token precision and recall over the gold answers.

    Where either side has no tokens, it is 1 if both have none, else 0.
    """
    return max(_token_f1(normalise(answer).split(), normalise(g).split()) for g in _golds(gold))


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """Return the share of questions with a gold passage among the first ``k``.

    With one gold place a question, as here, this is also called success@k. ``ranks`` count from
    one, None where no gold passage was found; no questions score 0.
    """
    return mean([float(rank is not None and rank <= k) for rank in ranks])


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """Return the mean of ``1 / rank`` of the first gold passage, 0 where none was found."""
    return mean([1.0 / rank if rank else 0.0 for rank in ranks])


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean, 0 for no values."""
    return sum(values) / len(values) if values else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` percent lie below, linear between neighbours; 0 for none."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    place = (len(ordered) - 1) * share / 100.0
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def calibration_bins(
    confidences: Sequence[float], right: Sequence[bool], bins: int = BINS
) -> list[CalibrationBin]:
    """Return bins of equal mass, from the least confident: as many questions in each as can be.

    Bins of equal mass after Nguyen and O'Connor (2015): those of equal width leave most of them
    nearly empty. Questions of equal confidence fall in one bin, so their order does not matter.

    Raises:
        ValueError: if there are not as many confidences as outcomes.
    """
    ordered = sorted(zip(confidences, right, strict=True))
    members: dict[int, list[tuple[float, bool]]] = {}
    first = 0  # where the run of equal confidences begins
    for place, pair in enumerate(ordered):
        if pair[0] != ordered[first][0]:
            first = place
        members.setdefault(first * bins // len(ordered), []).append(pair)
    return [
        CalibrationBin(
            len(pairs), mean([sure for sure, _ in pairs]), mean([float(hit) for _, hit in pairs])
        )
        for pairs in members.values()
    ]


def expected_calibration_error(
    confidences: Sequence[float], right: Sequence[bool], bins: int = BINS
) -> float:
    """Return how far the confidence is from the share that is right, on average over questions.

    The mean over ``calibration_bins`` of ``|confidence - share right|``, each bin weighted by its
    questions (Naeini, Cooper and Hauskrecht, 2015); 0 for no questions.
    """
    found = calibration_bins(confidences, right, bins)
    return sum(b.n * abs(b.confidence - b.right) for b in found) / max(len(confidences), 1)


def auroc(confidences: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Return the area under the ROC curve; None where all are positive, or none is.

    It is the probability that a positive is given more confidence than a negative, ties counted
    half.
    """
    from sklearn.metrics import roc_auc_score

    if len(set(positive)) < 2:
        return None
    return float(roc_auc_score(positive, confidences))


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """Return ``(coverage, risk)`` for every confidence as a threshold, from the highest.

    Coverage is the share of questions that are at least so confident, risk the share of those that
    are wrong (El-Yaniv and Wiener, 2010).

    Raises:
        ValueError: if there are not as many confidences as outcomes.
    """
    ordered = sorted(zip(confidences, right, strict=True), reverse=True)
    curve: list[tuple[float, float]] = []
    wrong = 0
    for covered, (sure, hit) in enumerate(ordered, start=1):
        wrong += not hit
        if covered == len(ordered) or ordered[covered][0] != sure:
            curve.append((covered / len(ordered), wrong / covered))
    return curve


def area_under_risk_coverage(curve: Sequence[tuple[float, float]]) -> float:
    """Return the mean risk over the coverages of ``risk_coverage``, 0 for no curve.

    Geifman, Uziel and El-Yaniv (2019) take the mean over one threshold a question; here questions
    of equal confidence, which no threshold parts, all have the risk of their common one.
    """
    before, area = 0.0, 0.0
    for coverage, risk in curve:
        area += (coverage - before) * risk
        before = coverage
    return area


def coverage_at_precision(curve: Sequence[tuple[float, float]], precision: float) -> float:
    """Return the greatest coverage at which at least ``precision`` are right, 0 where none is."""
    # A hair's breadth for 1 - 0.9, which is no tenth in binary.
    risk = 1.0 - precision + 1e-9
    return max((coverage for coverage, wrong in curve if wrong <= risk), default=0.0)


def _golds(gold: Sequence[str]) -> Sequence[str]:
    """Return the gold answers that have words, or the empty one where there is none.

    The official script does the same: a gold answer that normalises to nothing is not counted.
    """
    return [g for g in gold if normalise(g)] or [""]


def _token_f1(answer: list[str], gold: list[str]) -> float:
    if not answer or not gold:
        return float(answer == gold)
    common = sum((Counter(answer) & Counter(gold)).values())
    if common == 0:
        return 0.0
    precision, recall = common / len(answer), common / len(gold)
    return 2.0 * precision * recall / (precision + recall)
