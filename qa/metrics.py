"""The field's measures: EM and F1 by SQuAD's rules, ranks, and percentiles. Pure functions.

EM and F1 follow the official SQuAD 2.0 evaluation script (Rajpurkar, Jia and Liang, 2018): answers
are compared without case, punctuation, articles and surplus blanks, and the best of the gold
answers counts. An unanswerable question has one gold answer, the empty one.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


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
