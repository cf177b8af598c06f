"""What the window, the terminal and JSON show alike."""

from collections.abc import Callable

from index import sentence_spans
from qa import Citation

# An article's id to its stored text, to whose offsets citations refer.
TextOf = Callable[[str], str]

# How many passages an abstention shows.
NEAREST = 3


def percent(confidence: float) -> str:
    """Return a confidence in percent; never 100, for nothing is so sure."""
    return f"{min(round(100 * confidence), 99)}%"


def sentence_around(citation: Citation, text: str) -> tuple[int, int]:
    """Return half-open offsets in ``text`` of the sentence, or sentences, that the answer is in."""
    start, end = citation.answer_start, citation.answer_end
    # Sentences end where lines end, so only the answer's own lines have to be cut into sentences.
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    spans = sentence_spans(text, line, len(text) if stop < 0 else stop)
    around = [(first, last) for first, last in spans if first < end and last > start]
    first = min([start, *(first for first, _ in around)])
    return first, max([end, *(last for _, last in around)])
