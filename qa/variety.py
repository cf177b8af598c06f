"""Passages that say the same in the same words, shown once: an agency's paragraph, a standing note.

Unlike the copies of a story (``qa.stories``), these stand in articles that have nothing else in
common.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa.wording import figures, word_pairs

if TYPE_CHECKING:
    from qa.retrieve import Hit

# The share of the word pairs of either that the other has, from which two passages are one.
_SAME = 0.9


def varied(hits: Sequence["Hit"], k: int) -> list["Hit"]:
    """Return the first ``k`` of the hits that are not copies of a better one, best first.

    A copy in another article is named with the one that is kept, in ``also``.
    """
    kept: list[Hit] = []
    wordings: list[_Wording] = []
    for hit in hits:
        wording = _wording(hit.passage.text)
        twin = next((n for n, other in enumerate(wordings) if _same(wording, other)), None)
        if twin is not None:
            first = kept[twin]
            if hit.passage.article.id != first.passage.article.id:
                kept[twin] = replace(first, also=(*first.also, hit.passage, *hit.also))
        elif len(kept) < k:
            kept.append(hit)
            wordings.append(wording)
    return kept


@dataclass(frozen=True, slots=True)
class _Wording:
    """A text's pairs of words in a row, and its words that have a digit."""

    pairs: frozenset[tuple[str, str]]
    figures: frozenset[str]


def _wording(text: str) -> _Wording:
    return _Wording(word_pairs(text), figures(text.casefold()))


def _same(one: _Wording, other: _Wording) -> bool:
    """Whether two texts are one: two reports may differ in a figure alone, and then are not."""
    if one.figures != other.figures:
        return False
    return len(one.pairs & other.pairs) >= _SAME * max(len(one.pairs), len(other.pairs), 1)
