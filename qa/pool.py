"""Several readings of one question to one judgement: a linear opinion pool (Stone, 1961).

What two wordings of a question both find is more often right than what either finds.
"""

import math
from collections.abc import Sequence
from operator import attrgetter

from qa.answer import Candidate, Judged, answer_key, apart, same_place
from qa.calibration import Logistic

# No confidence is so low, or so high, that its log-odds are without end.
_LEAST = 1e-4


def pooled(
    readings: Sequence[tuple[Sequence[Judged], float]], confidence: Logistic
) -> list[Judged]:
    """Return the answers of all readings, by the mean of what each makes of them, best first.

    Two are one answer that are equal by the rules of SQuAD's evaluation, or of which one stands
    where the other does, longer or shorter: the surer one is given. A reading that has not found
    an answer gives it nothing.

    Args:
        readings: what each of them found, no answer twice, and how much it counts.
        confidence: takes the log-odds of that mean, and turns them into the probability that it is
            right.
    """
    every = [(one, number) for number, (reading, _) in enumerate(readings) for one in reading]
    every.sort(key=lambda pair: -pair[0].confidence)
    weights = [weight for _, weight in readings]
    answers: list[_Answer] = []
    for one, number in every:
        known = next((answer for answer in answers if answer.is_said_by(one)), None)
        if known is None:
            known = _Answer(one.group[0])
            answers.append(known)
        known.add(one, number)
    found = [answer.judged(weights, confidence) for answer in answers]
    return sorted(found, key=attrgetter("confidence"), reverse=True)


def log_odds(probability: float) -> float:
    """Return ``log(p / (1 - p))``, of a probability that is kept from 0 and 1."""
    kept = min(max(probability, _LEAST), 1.0 - _LEAST)
    return math.log(kept / (1.0 - kept))


class _Answer:
    """What readings agree on: the surest wording of it, and how sure each reading is."""

    def __init__(self, surest: Candidate) -> None:
        self._surest = surest
        self._places: list[Candidate] = []
        self._sure: dict[int, float] = {}

    def is_said_by(self, one: Judged) -> bool:
        alike = answer_key(self._surest.text) == answer_key(one.group[0].text)
        return alike or any(same_place(own, other) for own in self._places for other in one.group)

    def add(self, one: Judged, reading: int) -> None:
        # They come by falling confidence: a reading's first word on it is its surest.
        self._sure.setdefault(reading, one.confidence)
        self._places += one.group

    def judged(self, weights: Sequence[float], confidence: Logistic) -> Judged:
        best = sorted(self._places, key=attrgetter("score"), reverse=True)
        mean = sum(weights[number] * sure for number, sure in self._sure.items()) / sum(weights)
        places = tuple(apart([self._surest, *best]))
        return Judged(places, confidence.probability((log_odds(mean),)))
