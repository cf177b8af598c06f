"""Gates: the least that a run must reach, for a check that passes or fails."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.compare import SIGNIFICANT, Comparison
from qa.measures import MEASURES

# A mean of shares may miss the very number that it is by rounding.
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Gate:
    """A measure and the least share, from 0 to 1, that it must reach.

    Raises:
        ValueError: if there is no such measure, or ``least`` is not a share.
    """

    measure: str
    least: float

    def __post_init__(self) -> None:
        """Refuse a gate that no run could be held to."""
        if self.measure not in MEASURES:
            raise ValueError(f"there is no measure {self.measure!r}, only {', '.join(MEASURES)}")
        if not 0.0 <= self.least <= 1.0:  # "nan" is in no range
            raise ValueError(f"the least {self.measure} is a share from 0 to 1")


def parse_gates(text: str) -> tuple[Gate, ...]:
    """Return the gates that ``f1=0.80,no_answer=0.75`` means, in its order.

    Raises:
        ValueError: if it is of another form, names a measure twice, or a gate is refused.
    """
    gates: list[Gate] = []
    for part in text.split(","):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals:
            raise ValueError(f"{part.strip()!r} is not of the form MEASURE=SHARE, as in f1=0.80")
        if any(gate.measure == name for gate in gates):
            raise ValueError(f"{name} is named twice")
        gates.append(Gate(name, _share(number)))
    return tuple(gates)


def shortfalls(reached: Mapping[str, float], gates: Sequence[Gate]) -> list[str]:
    """Return for each gate that was missed what was reached, and by how much it falls short.

    A measure that no question counts for was not reached: what was not measured is not known.

    Args:
        reached: measures to shares, as ``qa.measures.figures`` returns them.
        gates: what was asked for.
    """
    missed = []
    for gate in gates:
        value = reached.get(gate.measure)
        if value is None:
            missed.append(f"{gate.measure} was not measured, since no question counts for it")
        elif value < gate.least - _HAIR:
            missed.append(
                f"{gate.measure} is {value:.4f}, {gate.least - value:.4f} below {gate.least:g}"
            )
    return missed


def regressions(comparison: Comparison) -> list[str]:
    """Return what got worse by more than chance explains; nothing where all is well.

    That is so of EM or F1 where the whole interval of its difference lies below 0, and of the
    answers where more turned from right to wrong than the other way, with a p below 0.05.
    """
    found = [
        f"{d.measure} fell by {-d.change:.4f} (95% interval {d.low:+.4f} to {d.high:+.4f})"
        for d in comparison.differences
        if d.measure in ("em", "f1") and d.high < 0.0
    ]
    won, lost = len(comparison.won), len(comparison.lost)
    if lost > won and comparison.p < SIGNIFICANT:
        found.append(
            f"{lost} right answers were lost and {won} won (McNemar's p = {comparison.p:.2g})"
        )
    return found


def _share(number: str) -> float:
    try:
        return float(number)
    except ValueError:
        return math.nan  # no share, and no gate takes it
