"""Intervals by the bootstrap: how far a figure would move, were other such questions asked."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RESAMPLES = 2000
_SEED = 20110331
# How many numbers a block of resamples may hold: 32 MB of them.
_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the ends of its interval."""

    mean: float
    low: float
    high: float


def mean_intervals(
    values: Array, counted: NDArray[np.bool_], resamples: int = RESAMPLES, share: float = 0.95
) -> list[Interval | None]:
    """Return the mean of each column with its percentile bootstrap interval.

    Whole rows, that is questions, are drawn with replacement (Efron and Tibshirani, 1993, chapter
    13), seeded: the same rows in any order give the same interval. For a paired difference, hand
    in the differences.

    Args:
        values: a row a question and a column a measure, of shape ``(n, m)``.
        counted: which of them the measure is the mean of, of shape ``(n, m)``.
        resamples: how many times the questions are drawn.
        share: how much of the resamples' means the interval holds.

    Returns:
        One interval a column, None for one that nothing is counted in.
    """
    kept = np.where(counted, values, 0.0)
    # (n, 2m), the rows in an order of their own, so that the order given does not matter.
    both = np.concatenate([kept, counted], axis=1, dtype=np.float64)
    both = both[np.lexsort(both.T)]
    columns = values.shape[1]
    sums = np.concatenate([counts @ both for counts in _draws(len(both), resamples)])
    found: list[Interval | None] = []
    for column in range(columns):
        size = both[:, columns + column].sum()
        if size == 0:
            found.append(None)
            continue
        drawn = sums[:, columns + column]
        means = sums[drawn > 0, column] / drawn[drawn > 0]
        low, high = np.quantile(means, [(1.0 - share) / 2.0, (1.0 + share) / 2.0])
        found.append(Interval(float(both[:, column].sum() / size), float(low), float(high)))
    return found


def _draws(n: int, resamples: int) -> Iterator[Array]:
    """Yield how often each row is drawn: blocks of shape ``(resamples in the block, n)``."""
    generator = np.random.default_rng(_SEED)
    block = max(_BLOCK // max(n, 1), 1)
    for first in range(0, resamples, block):
        size = min(block, resamples - first)
        drawn = generator.integers(n, size=(size, n)) + np.arange(size)[:, None] * n
        yield np.bincount(drawn.ravel(), minlength=size * n).reshape(size, n).astype(np.float64)
