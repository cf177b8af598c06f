"""Several readings of one question to one judgement: a linear opinion pool (Stone, 1961).

What two wordings of a question both find is more often right than what either finds.
"""

import math
from collections.abc import Sequence
from operator import attrgetter

from qa.answer import Candidate, Judged, same_place
from qa.calibration import Logistic
from qa.metrics import normalise

# No confidence is so low, or so high, that its log-odds are without end.
_LEAST = 1e-4


def pooled(readings: Sequence[Sequence[Judged]], trust: Logistic) -> list[Judged]:
    """Return the answers of all readings, by the mean of what each makes of them, best first.

    Two are one answer that are equal by the rules of SQuAD's evaluation, or of which one stands
    where the other does, longer or shorter: the surer one is given. A reading that has not found
    an answer gives it nothing.

    Args:
        readings: what each of them found, no answer twice.
        trust: takes the log-odds of that mean, and turns them into the probability that it is
            right.
    """
    every = [(one, number) for number, reading in enumerate(readings) for one in reading]
    every.sort(key=lambda pair: -pair[0].confidence)
    answers: list[_Answer] = []
    for one, number in every:
        known = next((answer for answer in answers if answer.is_said_by(one)), None)
        if known is None:
            known = _Answer(one)
            answers.append(known)
        known.add(one, number)
    found = [answer.judged(len(readings), trust) for answer in answers]
    return sorted(found, key=attrgetter("confidence"), reverse=True)


def log_odds(probability: float) -> float:
    """Return ``log(p / (1 - p))``, of a probability that is kept from 0 and 1."""
    kept = min(max(probability, _LEAST), 1.0 - _LEAST)
    return math.log(kept / (1.0 - kept))


class _Answer:
    """What readings agree on: the surest wording of it, and how sure each reading is."""

    def __init__(self, surest: Judged) -> None:
        self._best = surest.group[0]
        self._others: list[Candidate] = []
        self._sure: dict[int, float] = {}

    def is_said_by(self, one: Judged) -> bool:
        other = one.group[0]
        alike = normalise(self._best.text) == normalise(other.text) != ""
        return alike or same_place(self._best, other)

    def add(self, one: Judged, reading: int) -> None:
        # They come by falling confidence: a reading's first word on it is its surest.
        self._sure.setdefault(reading, one.confidence)
        self._others += one.group

    def judged(self, readings: int, trust: Logistic) -> Judged:
        mean = sum(self._sure.values()) / readings
        places = {one.place: one for one in sorted(self._others, key=attrgetter("score"))}
        del places[self._best.place]
        rest = sorted(places.values(), key=attrgetter("score"), reverse=True)
        return Judged((self._best, *rest), trust.probability((log_odds(mean),)))
