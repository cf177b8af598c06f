"""Scores to a probability: how candidates are ranked, and how far the best is to be trusted.

Two logistic models (Platt, 1999), fitted by ``qa.fit`` on questions that no figure is reported on
and kept beside the reader's weights. The first ranks candidates across passages; the second turns
the ranking into the probability that the answer is right.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

from index import ModelError

FILE = "calibration.json"
# How many passages are read with a reader that nothing was fitted for. On the starter articles more
# bring nothing but waiting.
DEFAULT_K = 7


@dataclass(frozen=True, slots=True)
class Logistic:
    """A linear score and its logistic function: one weight a feature, and a bias."""

    weights: tuple[float, ...]
    bias: float

    def score(self, features: Sequence[float]) -> float:
        """Return the log-odds of ``features``; raise ValueError if they are not one a weight."""
        return self.bias + math.fsum(w * f for w, f in zip(self.weights, features, strict=True))

    def probability(self, features: Sequence[float]) -> float:
        """Return ``1 / (1 + exp(-score))``."""
        score = max(-60.0, min(60.0, self.score(features)))
        return 1.0 / (1.0 + math.exp(-score))


@dataclass(frozen=True, slots=True)
class Level:
    """What to expect of answers of at least ``confidence``.

    ``precision`` is the share of them that are right, ``coverage`` the share of questions that get
    one: a point of a risk-coverage curve (El-Yaniv and Wiener, 2010), the risk being one minus the
    precision.
    """

    confidence: float
    precision: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Trust:
    """How far to trust what several readings of a follow-up make of an answer on average.

    ``confidence`` takes the log-odds of the mean of their confidences. ``threshold`` is the least
    that is an answer then: where somebody asks on, what is asked is there more often than not.
    """

    confidence: Logistic
    threshold: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one reader's scores become confidence, and the least confidence that is an answer.

    ``rank`` takes a candidate's span score, its passage's null score, the passage's cosine to the
    question and its BM25 score as a share of the best passage's. ``confidence`` takes the rank
    score, its lead over the best different candidate (negative for one that is behind), and the
    logarithm of how many passages give the same answer. ``curve`` has levels of rising confidence,
    each measured on questions that the others were fitted on. ``passages`` is how many were
    read, and are unless somebody wants it otherwise. ``trust`` is for follow-ups, which
    are read with what was said before and without it; None for a reader that has not learnt what
    to make of that.
    """

    rank: Logistic
    confidence: Logistic
    threshold: float
    fitted_on: str
    curve: tuple[Level, ...] = ()
    passages: int = DEFAULT_K
    trust: Trust | None = None

    def confidence_for(self, precision: float) -> float:
        """Return the least confidence from which on answers are right this often, and more.

        Raises:
            ModelError: if nothing was measured, or they never are.
        """
        if not self.curve:
            raise ModelError(
                "Nothing is known of this reader's precision: `clippings calibrate` measures it."
            )
        least = None
        for level in reversed(self.curve):
            if level.precision < precision:
                break
            least = level.confidence
        if least is None:
            raise ModelError(
                f"A precision of {precision:.0%} is out of reach: this reader's surest answers are "
                f"right in {self.curve[-1].precision:.0%} of cases."
            )
        return least


# For a reader that nothing was fitted for: its score over "no answer" alone, 0 being even odds.
_PLAIN = Logistic((1.0, -1.0, 0.0, 0.0), 0.0)
UNFITTED = Calibration(_PLAIN, Logistic((0.5, 0.0, 0.0), 0.0), 0.5, "nothing")

# Ranked over many passages, or reading the one that is given: two tasks, each with its own fit.
OPEN, READING = "open", "reading"


def load_calibration(folder: Path, mode: str) -> Calibration:
    """Return what was fitted for the reader in ``folder``, or a plain one where nothing was.

    Raises:
        ModelError: if the file is damaged.
    """
    path = folder / FILE
    try:
        kept = json.loads(path.read_text(encoding="utf-8")).get(mode)
        if kept is None:
            return UNFITTED
        return Calibration(
            rank=_logistic(kept["rank"], len(UNFITTED.rank.weights)),
            confidence=_logistic(kept["confidence"], len(UNFITTED.confidence.weights)),
            threshold=float(kept["threshold"]),
            fitted_on=str(kept["fitted_on"]),
            curve=tuple(Level(*map(float, level)) for level in kept.get("curve", [])),
            passages=int(kept.get("passages", UNFITTED.passages)),
            trust=_trust(kept.get("trust")),
        )
    except (FileNotFoundError, NotADirectoryError):
        return UNFITTED
    except (OSError, AttributeError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The reader's calibration {path} is damaged: {error!r}.") from error


def save_calibration(folder: Path, fitted: dict[str, Calibration]) -> None:
    """Write the calibrations of a reader, by mode, beside its weights.

    Raises:
        ModelError: if they cannot be written there.
    """
    kept = {
        mode: asdict(one) | {"curve": [astuple(level) for level in one.curve]}
        for mode, one in fitted.items()
    }
    text = json.dumps(kept, indent=1)
    try:
        (folder / FILE).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise ModelError(
            f"The calibration cannot be kept in {folder}: {error.strerror}."
        ) from error


def _trust(kept: dict[str, Any] | None) -> Trust | None:
    if kept is None:
        return None
    return Trust(_logistic(kept["confidence"], 1), float(kept["threshold"]))


def _logistic(kept: dict[str, Any], features: int) -> Logistic:
    weights = tuple(float(weight) for weight in kept["weights"])
    if len(weights) != features:
        raise ValueError(f"{len(weights)} weights for {features} features")
    return Logistic(weights, float(kept["bias"]))
