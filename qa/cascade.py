"""Two readers as one: the fast one reads everything, the accurate one what that found promising."""

from collections.abc import Sequence
from math import inf

from qa.reader import Reader
from qa.spans import Reading

_NARROW = 4
# Not read by the second reader: no span, and nothing to say about whether there is one.
_SKIPPED = Reading((), inf)


class Cascade:
    """A reader made of two.

    Args:
        fast: reads every passage.
        accurate: reads the ``narrow`` passages in which the first one is surest of an answer. Its
            word alone counts: of the other passages nothing is returned.
        narrow: how many those are.
    """

    name = "cascade"

    def __init__(self, fast: Reader, accurate: Reader, narrow: int = _NARROW) -> None:
        """Take the two together."""
        self._fast, self._accurate, self._narrow = fast, accurate, narrow

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """Return one reading for each passage, in their order; an empty one for those left out."""
        chosen = sorted(promising(self._fast.read(question, passages), self._narrow))
        found = self._accurate.read(question, [passages[place] for place in chosen])
        by_place = dict(zip(chosen, found, strict=True))
        return [by_place.get(place, _SKIPPED) for place in range(len(passages))]


def promising(readings: Sequence[Reading], limit: int) -> list[int]:
    """Return the places of the readings whose best span leads "no answer" most, best first."""
    margins = {
        place: reading.spans[0].score - reading.null
        for place, reading in enumerate(readings)
        if reading.spans
    }
    return sorted(margins, key=lambda place: (-margins[place], place))[:limit]
