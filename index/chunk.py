"""Article text to passages: whole sentences, exact offsets, never longer than is embedded."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.boilerplate import body_end

CountTokens = Callable[[Sequence[str]], list[int]]

_PARAGRAPH = re.compile(r"[^\n]+")
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}\Z")
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Chunking:
    """How articles are cut: passages of at most ``tokens`` tokens that share ``overlap`` sentences.

    Raises:
        ValueError: if ``tokens`` is not positive or ``overlap`` is negative.
    """

    tokens: int = 240
    overlap: int = 1

    def __post_init__(self) -> None:
        """Refuse settings under which no passage could be made."""
        if self.tokens < 1:
            raise ValueError(f"a passage needs room for at least one token, not {self.tokens}")
        if self.overlap < 0:
            raise ValueError(f"passages cannot share {self.overlap} sentences")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return half-open offsets of the sentences of ``text[start:end]``, blanks trimmed.

    A sentence never crosses a line end: articles end their paragraphs, headings and captions there.
    """
    from nupunkt import sent_spans  # a pre-trained model: loaded when the first text is cut

    spans: list[tuple[int, int]] = []
    stop = len(text) if end is None else end
    for paragraph in _PARAGRAPH.finditer(text, start, stop):
        line = paragraph.group()
        for first, last in sent_spans(line) if line.strip() else []:
            sentence = line[first:last]
            left = first + len(sentence) - len(sentence.lstrip())
            right = first + len(sentence.rstrip())
            if left >= right:
                continue
            start = paragraph.start() + left
            if spans and spans[-1][0] >= paragraph.start() and _goes_on(text, *spans[-1]):
                start = spans.pop()[0]
            spans.append((start, paragraph.start() + right))
    return spans


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a piece that ends in "U.S." may go on: two sentences in one beat half of one."""
    return _INITIALS.search(text, start, end) is not None


def chunk(text: str, count_tokens: CountTokens, chunking: Chunking) -> list[tuple[int, int]]:
    """Return half-open offsets of the passages of ``text``, in order.

    Boilerplate at the foot belongs to no passage. A sentence that alone is longer than a passage is
    cut between words. Every other passage holds whole sentences, and begins with the last
    ``chunking.overlap`` sentences of the one before where they leave room for something new.

    Args:
        text: the article's stored text.
        count_tokens: texts to their numbers of tokens, special tokens not counted.
        chunking: the length and overlap.
    """
    pieces = _pieces(text, count_tokens, chunking.tokens)
    passages: list[tuple[int, int]] = []
    first = 0
    while first < len(pieces):
        last, used = first, 0
        while last < len(pieces) and (last == first or used + pieces[last][2] <= chunking.tokens):
            used += pieces[last][2]
            last += 1
        passages.append((pieces[first][0], pieces[last - 1][1]))
        if last == len(pieces):
            break
        first = _next_start(pieces, first, last, chunking)
    return passages


def _next_start(
    pieces: list[tuple[int, int, int]], first: int, last: int, chunking: Chunking
) -> int:
    """Return where the passage after ``pieces[first:last]`` starts: overlapping, yet moving on."""
    start = max(last - chunking.overlap, first + 1)
    while start < last and sum(p[2] for p in pieces[start : last + 1]) > chunking.tokens:
        start += 1
    return start


def _pieces(text: str, count_tokens: CountTokens, limit: int) -> list[tuple[int, int, int]]:
    """Return ``(start, end, tokens)`` of the sentences, those over ``limit`` cut between words."""
    spans = sentence_spans(text, 0, body_end(text))
    counts = count_tokens([text[a:b] for a, b in spans]) if spans else []
    pieces: list[tuple[int, int, int]] = []
    for (start, end), tokens in zip(spans, counts, strict=True):
        if tokens <= limit:
            pieces.append((start, end, tokens))
        else:
            pieces.extend(_cut(text, start, end, count_tokens, limit))
    return pieces


def _cut(
    text: str, start: int, end: int, count_tokens: CountTokens, limit: int
) -> list[tuple[int, int, int]]:
    """Cut one overlong sentence between words, or inside a word that alone is too long."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
    counts = count_tokens([text[a:b] for a, b in words])
    parts: list[tuple[int, int]] = []
    for (left, right), tokens in zip(words, counts, strict=True):
        # Subword tokenizers seldom need more tokens than characters; what is over is not embedded.
        step = limit if tokens > limit else right - left
        parts.extend((a, min(a + step, right)) for a in range(left, right, step))
    counts = count_tokens([text[a:b] for a, b in parts])
    pieces: list[tuple[int, int, int]] = []
    for (left, right), tokens in zip(parts, counts, strict=True):
        if pieces and pieces[-1][2] + tokens <= limit:
            pieces[-1] = (pieces[-1][0], right, pieces[-1][2] + tokens)
        else:
            pieces.append((left, right, tokens))
    trimmed = ((a, a + len(text[a:b].rstrip()), n) for a, b, n in pieces)
    return [(a, b, n) for a, b, n in trimmed if a < b]
