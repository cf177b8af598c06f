"""Several readings of one question to one judgement: a linear opinion pool (Stone, 1961).

What two wordings of a question both find is more often right than what either finds.
"""

import math
from collections.abc import Iterable, Sequence
from operator import attrgetter

from qa.answer import Candidate, Judged
from qa.calibration import Logistic
from qa.metrics import normalise

# No confidence is so low, or so high, that its log-odds are without end.
_LEAST = 1e-4


def pooled(readings: Sequence[Sequence[Judged]], trust: Logistic) -> list[Judged]:
    """Return the answers of all readings, by the mean of what each makes of them, best first.

    A reading that has not found an answer gives it nothing.

    Args:
        readings: what each of them found, no answer twice.
        trust: takes the log-odds of that mean, and turns them into the probability that it is
            right.
    """
    said: dict[str, list[Judged]] = {}
    for reading in readings:
        for one in reading:
            text = one.group[0].text
            said.setdefault(normalise(text) or text, []).append(one)
    answers = [
        Judged(
            _places(candidate for one in ones for candidate in one.group),
            trust.probability((log_odds(sum(o.confidence for o in ones) / len(readings)),)),
        )
        for ones in said.values()
    ]
    return sorted(answers, key=attrgetter("confidence"), reverse=True)


def log_odds(probability: float) -> float:
    """Return ``log(p / (1 - p))``, of a probability that is kept from 0 and 1."""
    kept = min(max(probability, _LEAST), 1.0 - _LEAST)
    return math.log(kept / (1.0 - kept))


def _places(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return each place once, the best first."""
    best = sorted(candidates, key=attrgetter("score"), reverse=True)
    once: dict[tuple[str, int, int], Candidate] = {}
    for one in best:
        once.setdefault(one.place, one)
    return tuple(once.values())
