"""A question to ranked passages: dense and full-text search, fused by reciprocal rank."""

from collections.abc import Sequence
from dataclasses import dataclass

from index import Library, Passage

# Reciprocal rank fusion (Cormack, Clarke and Buettcher, 2009) and the constant of that paper.
_RRF = 60
# How deep each of the two lists goes: a passage that is in neither's first hundred is not found.
_POOL = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    ``score`` is the fused score, greatest first over a list of hits. ``similarity`` is the cosine
    of question and passage, and that of the last passage found by meaning where this one was found
    by its words alone; ``match`` is the BM25 score, 0 where it was found by meaning alone.
    """

    passage: Passage
    score: float
    similarity: float
    match: float


def retrieve(library: Library, question: str, k: int) -> list[Hit]:
    """Return the ``k`` passages of the library that best fit ``question``, best first."""
    depth = max(k, _POOL)
    nearest = library.nearest(question, depth)
    matching = library.matching(question, depth)
    fused = fuse([[i for i, _ in nearest], [i for i, _ in matching]])[:k]
    similarity, match = dict(nearest), dict(matching)
    least = nearest[-1][1] if nearest else 0.0
    passages = {p.id: p for p in library.passages(i for i, _ in fused)}
    return [
        Hit(passages[i], score, similarity.get(i, least), match.get(i, 0.0))
        for i, score in fused
        if i in passages
    ]


def fuse(rankings: Sequence[Sequence[int]], constant: int = _RRF) -> list[tuple[int, float]]:
    """Return ``(id, score)`` by reciprocal rank fusion, best first; ties by id.

    An id's score is the sum over the rankings of ``1 / (constant + rank)``, ranks counted from one.
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (constant + rank)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
