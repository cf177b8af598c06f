"""Two runs over the same questions: what changed, by how much, and whether by more than chance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from index import GoldError
from qa.gold import Gold
from qa.intervals import Array, Interval, mean_intervals
from qa.measures import MEASURES, measured
from qa.rows import Row, Verdict

SIGNIFICANT = 0.05
Asked = TypeVar("Asked", Gold, Row)


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure, before and after, over the ``n`` pairs that count for it.

    ``low`` and ``high`` bound 95% of the paired bootstrap's differences ``new - old``.
    """

    measure: str
    n: int
    old: float
    new: float
    low: float
    high: float

    @property
    def change(self) -> float:
        """How much was gained; negative for a loss."""
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that is answered rightly by one run alone; an empty answer is silence."""

    id: str
    question: str
    gold: tuple[str, ...]
    old: str
    new: str
    old_verdict: Verdict
    new_verdict: Verdict


@dataclass(frozen=True, slots=True)
class Pairing:
    """The rows of two runs, side by side, and how many rows have no partner.

    ``changed`` counts the questions that both runs have by id, but not in the same words or not
    with the same gold answers: they are other questions, and are not compared.
    """

    pairs: tuple[tuple[Row, Row], ...]
    only_old: int
    only_new: int
    changed: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a run gained and lost against an older one.

    ``won`` are the questions that only the new run answers rightly (the verdict "right" of
    ``qa.rows``), ``lost`` those that only the old one does; ``p`` is the probability, by McNemar's
    exact test, that chance alone splits them as unevenly.
    """

    pairing: Pairing
    differences: tuple[Difference, ...]
    won: tuple[Flip, ...]
    lost: tuple[Flip, ...]
    p: float

    def to_json(self, against: str) -> dict[str, Any]:
        """Return all of it but the rows as plain values; ``against`` names the older run."""
        return {
            "against": against,
            "pairs": len(self.pairing.pairs),
            "only_old": self.pairing.only_old,
            "only_new": self.pairing.only_new,
            "changed": self.pairing.changed,
            "differences": {
                d.measure: {
                    "n": d.n,
                    "old": d.old,
                    "new": d.new,
                    "difference": d.change,
                    "interval": [d.low, d.high],
                }
                for d in self.differences
            },
            "mcnemar": {"won": len(self.won), "lost": len(self.lost), "p": self.p},
            "won": [_flip_json(flip) for flip in self.won],
            "lost": [_flip_json(flip) for flip in self.lost],
        }


def require_pairs(old: Sequence[Row], questions: Sequence[Gold]) -> None:
    """See to it, before anything is asked, that there will be something to compare.

    Raises:
        GoldError: as ``pair`` would, once the questions are asked.
    """
    before, after = _by_id(old), _by_id(questions)
    if not any(_same(before.get(i), asked.question, asked.answers) for i, asked in after.items()):
        raise _nothing(len(after))


def pair(old: Sequence[Row], new: Sequence[Row]) -> Pairing:
    """Put the rows of two runs side by side, by question id, in the new run's order.

    Raises:
        GoldError: if an id stands twice in one run, or no question is in both.
    """
    before, after = _by_id(old), _by_id(new)
    both = [(before[row.id], row) for row in new if row.id in before]
    pairs = tuple((a, b) for a, b in both if _same(a, b.question, b.gold))
    if not pairs:
        raise _nothing(len(after))
    return Pairing(pairs, len(before) - len(both), len(after) - len(both), len(both) - len(pairs))


def compare(old: Sequence[Row], new: Sequence[Row]) -> Comparison:
    """Compare two runs on the questions that both have.

    Raises:
        GoldError: if they cannot be paired; see ``pair``.
    """
    pairing = pair(old, new)
    won = [(a, b) for a, b in pairing.pairs if _right(b) and not _right(a)]
    lost = [(a, b) for a, b in pairing.pairs if _right(a) and not _right(b)]
    return Comparison(
        pairing=pairing,
        differences=tuple(_differences(pairing)),
        won=tuple(_flip(a, b) for a, b in won),
        lost=tuple(_flip(a, b) for a, b in lost),
        p=mcnemar(len(won), len(lost)),
    )


def mcnemar(won: int, lost: int) -> float:
    """Return the two-sided p of McNemar's test (1947), exact: of ``won`` against ``lost`` by coin.

    The exact form holds however few the questions are that changed; 1 where none did.
    """
    from scipy.stats import binomtest

    if won + lost == 0:
        return 1.0
    return float(binomtest(won, won + lost, 0.5).pvalue)


def paired_difference(old: Sequence[float], new: Sequence[float]) -> Interval:
    """Return the mean of ``new - old`` and the ends of its 95% paired bootstrap interval.

    Args:
        old: one number a question.
        new: another for each of the same questions, in their order.

    Raises:
        ValueError: if there are none, or not as many of both.
    """
    pairs = np.array(list(zip(old, new, strict=True)), dtype=np.float64).reshape(-1, 2)
    return paired_differences(pairs[:, :1], pairs[:, 1:])[0]


def paired_differences(old: Array, new: Array) -> list[Interval]:
    """Return what ``paired_difference`` does, for many columns over the same questions at once.

    Args:
        old: a row a question, of shape ``(n, m)``, or ``(n, 1)`` for all columns alike.
        new: the same questions, of shape ``(n, m)``.

    Raises:
        ValueError: if there are no questions.
    """
    changes = new - old
    found = [one for one in mean_intervals(changes, np.ones(changes.shape, dtype=np.bool_)) if one]
    if not found:
        raise ValueError("no pairs to compare")
    return found


def _differences(pairing: Pairing) -> Iterator[Difference]:
    old, new = _values(a for a, _ in pairing.pairs), _values(b for _, b in pairing.pairs)
    counted = ~np.isnan(old) & ~np.isnan(new)
    intervals = mean_intervals(new - old, counted)
    for column, (name, interval) in enumerate(zip(MEASURES, intervals, strict=True)):
        if interval:
            pairs = counted[:, column]
            before, after = float(old[pairs, column].mean()), float(new[pairs, column].mean())
            yield Difference(name, int(pairs.sum()), before, after, interval.low, interval.high)


def _values(rows: Iterable[Row]) -> Array:
    """Return a row a question and a column a measure, NaN where it does not count for it."""
    found = [measured(row) for row in rows]
    return np.array([[one.get(name, np.nan) for name in MEASURES] for one in found])


def _by_id(questions: Sequence[Asked]) -> dict[str, Asked]:
    found: dict[str, Asked] = {}
    for question in questions:
        if question.id in found:
            raise GoldError(f"Nothing can be compared: two questions have the id {question.id!r}.")
        found[question.id] = question
    return found


def _same(row: Row | None, question: str, gold: tuple[str, ...]) -> bool:
    return row is not None and (row.question, row.gold) == (question, gold)


def _nothing(asked: int) -> GoldError:
    return GoldError(
        f"Nothing can be compared: none of the {asked} questions was asked in the older run."
    )


def _right(row: Row) -> bool:
    return row.verdict == "right"


def _flip(old: Row, new: Row) -> Flip:
    return Flip(new.id, new.question, new.gold, old.answer, new.answer, old.verdict, new.verdict)


def _flip_json(flip: Flip) -> dict[str, Any]:
    return {
        "id": flip.id,
        "question": flip.question,
        "gold": list(flip.gold),
        "old": flip.old,
        "new": flip.new,
        "old_verdict": flip.old_verdict,
        "new_verdict": flip.new_verdict,
    }
