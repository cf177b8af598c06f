"""Measures by name: what one row says of each. For gates, comparisons and sweeps alike."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from qa.metrics import mean

RANKS = (1, 5, 10, 20)
MEASURES = (
    "em",
    "f1",
    "answerable_em",
    "answerable_f1",
    "no_answer",
    *(f"recall@{k}" for k in RANKS),
    "mrr",
)


class Scored(Protocol):
    """What a row must tell to be measured; see ``qa.evaluate.Row``."""

    @property
    def gold(self) -> tuple[str, ...]:
        """The right answers; none where there is no answer."""

    @property
    def em(self) -> float:
        """Whether the answer equals a right one: 0 or 1."""

    @property
    def f1(self) -> float:
        """How many words it shares with a right one, from 0 to 1."""

    @property
    def placed(self) -> bool:
        """Whether it is known which article holds the answer."""

    @property
    def rank(self) -> int | None:
        """The first gold passage's rank from one, None where none was found."""


def measured(row: Scored) -> dict[str, float]:
    """Return the row's value, from 0 to 1, by each measure that it counts for.

    Every row counts for ``em`` and ``f1``; one with gold answers for ``answerable_em`` and
    ``answerable_f1``, and where its gold article is known for ``recall@k`` and ``mrr``; one without
    for ``no_answer``, which is 1 where nothing was answered.
    """
    values = {"em": row.em, "f1": row.f1}
    if not row.gold:
        return values | {"no_answer": row.em}
    values |= {"answerable_em": row.em, "answerable_f1": row.f1}
    if row.placed:
        rank = row.rank
        values |= {f"recall@{k}": float(rank is not None and rank <= k) for k in RANKS}
        values["mrr"] = 1.0 / rank if rank else 0.0
    return values


def figures(values: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Return the mean of each measure over the rows that count for it, in the order of MEASURES.

    A measure that no row counts for is left out.
    """
    columns: dict[str, list[float]] = {}
    for row in values:
        for name, value in row.items():
            columns.setdefault(name, []).append(value)
    return {name: mean(columns[name]) for name in MEASURES if name in columns}
