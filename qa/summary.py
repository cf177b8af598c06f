"""Rows to the figures of a summary."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from qa.calibration import DEFAULT_K, OPEN
from qa.intervals import mean_intervals
from qa.measures import MEASURES, RANKS, measured
from qa.metrics import (
    area_under_risk_coverage,
    auroc,
    coverage_at_precision,
    expected_calibration_error,
    mean,
    mean_reciprocal_rank,
    normalise,
    percentile,
    recall_at,
    risk_coverage,
)
from qa.rows import VERDICTS, Row

PRECISION = 0.9
_QUESTION_WORDS = ("who", "what", "when", "where", "why", "which", "how")
_SAME_WORD = {"whom": "who", "whose": "who"}
# Gold answers of up to so many words, and what they are called.
_LENGTHS = ((1, "1 word"), (2, "2 words"), (5, "3 to 5 words"), (10, "6 to 10 words"))
_LONGER = "over 10 words"


def summarise(rows: Sequence[Row], mode: str = OPEN, k: int | None = DEFAULT_K) -> dict[str, Any]:
    """Return the figures: shares between 0 and 1, milliseconds, None for what has no questions.

    Args:
        rows: what became of each question, in any order.
        mode: whether the library was searched ("open") or the questions' own contexts were read.
        k: how many passages were read for each; None in reading mode.
    """
    answerable = [row for row in rows if row.gold]
    unanswerable = [row for row in rows if not row.gold]
    ranks = [row.rank for row in answerable if row.placed]
    recalls = {f"recall@{depth}": recall_at(ranks, depth) for depth in RANKS}
    totals = [row.timings.total for row in rows]
    confidences, right = [row.confidence for row in rows], [row.best_right for row in rows]
    verdicts = Counter(row.verdict for row in rows)
    return {
        "n": len(rows),
        "em": mean([row.em for row in rows]),
        "f1": mean([row.f1 for row in rows]),
        "answerable": {
            "n": len(answerable),
            "em": mean([row.em for row in answerable]) if answerable else None,
            "f1": mean([row.f1 for row in answerable]) if answerable else None,
        },
        "unanswerable": {
            "n": len(unanswerable),
            "accuracy": mean([row.em for row in unanswerable]) if unanswerable else None,
        },
        "retrieval": {**recalls, "mrr": mean_reciprocal_rank(ranks)} if ranks else None,
        "latency_ms": {"p50": percentile(totals, 50), "p95": percentile(totals, 95)},
        "mode": mode,
        "k": k,
        "verdicts": {verdict: verdicts[verdict] for verdict in VERDICTS},
        "ece": expected_calibration_error(confidences, right) if rows else None,
        "auroc": auroc(confidences, [bool(row.gold) for row in rows]),
        "risk_coverage": _risk_coverage(confidences, right),
        "intervals": _intervals(rows),
        "by_question_word": _groups(rows, lambda row: question_word(row.question)),
        "by_answer_length": _groups(answerable, lambda row: answer_length(row.gold)),
        "by_article": _groups([row for row in rows if row.article], lambda row: row.article),
    }


def question_word(question: str) -> str:
    """Return the first question word of ``question``, or "other": "In which year" is a "which"."""
    for word in normalise(question).split():
        known = _SAME_WORD.get(word, word)
        if known in _QUESTION_WORDS:
            return known
    return "other"


def answer_length(gold: Sequence[str]) -> str:
    """Return how long the shortest gold answer is, in words, as a class."""
    words = min(len(answer.split()) for answer in gold)
    return next((name for most, name in _LENGTHS if words <= most), _LONGER)


def _risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> dict[str, Any] | None:
    curve = risk_coverage(confidences, right)
    if not curve:
        return None
    return {
        "area": area_under_risk_coverage(curve),
        f"coverage@precision={PRECISION}": coverage_at_precision(curve, PRECISION),
    }


def _intervals(rows: Sequence[Row]) -> dict[str, list[float]]:
    """Return the 95% bootstrap interval of each headline figure that there is."""
    if not rows:
        return {}
    by_row = [measured(row) for row in rows]
    values = np.array([[one.get(name, 0.0) for name in MEASURES] for one in by_row])
    counted = np.array([[name in one for name in MEASURES] for one in by_row])
    intervals = zip(MEASURES, mean_intervals(values, counted), strict=True)
    return {name: [found.low, found.high] for name, found in intervals if found}


def _groups(rows: Sequence[Row], name_of: Callable[[Row], str]) -> dict[str, dict[str, Any]]:
    """Return size, EM and F1 of each group of rows, the largest first, then by name."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(name_of(row), []).append(row)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return {
        name: {
            "n": len(members),
            "em": mean([row.em for row in members]),
            "f1": mean([row.f1 for row in members]),
        }
        for name, members in ordered
    }
