"""Logits to scored spans: pure decoding, apart from any model."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Logits = NDArray[np.float32]
Offsets = NDArray[np.int64]
Mask = NDArray[np.bool_]

# An answer of more tokens than this is no answer but a paragraph.
MAX_ANSWER_TOKENS = 30


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of a passage's characters, and its score: start logit plus end logit."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of one passage: its best spans, best first, and the score of "no answer".

    Scores are sums of raw logits. They have not been through a softmax over one passage, so they
    compare across the passages of a question.
    """

    spans: tuple[Span, ...]
    null: float


def decode(
    start: Logits, end: Logits, offsets: Offsets, context: Mask, limit: int
) -> list[tuple[int, int, float]]:
    """Return ``(start, end, score)`` of the best spans of one window of a passage, best first.

    Args:
        start: logits that a token starts the answer, of shape ``(tokens,)``.
        end: logits that a token ends it, of shape ``(tokens,)``.
        offsets: half-open character offsets of the tokens, of shape ``(tokens, 2)``.
        context: which tokens belong to the passage, of shape ``(tokens,)``.
        limit: how many spans to return at most.
    """
    places = np.flatnonzero(context)
    if len(places) == 0:
        return []
    first, last = int(places[0]), int(places[-1]) + 1
    inside = context[first:last]
    starts = np.where(inside, start[first:last], -np.inf)
    # Row i, column j scores the span from token i to token i + j: those too long are never made.
    ends = np.full(last - first + MAX_ANSWER_TOKENS - 1, -np.inf, dtype=end.dtype)
    ends[: last - first] = np.where(inside, end[first:last], -np.inf)
    scores = (starts[:, None] + sliding_window_view(ends, MAX_ANSWER_TOKENS)).ravel()
    count = min(limit, scores.size)
    best = np.argpartition(scores, scores.size - count)[-count:]
    best = best[np.argsort(-scores[best], kind="stable")]
    rows, lengths = np.divmod(best, MAX_ANSWER_TOKENS)
    return [
        (int(offsets[first + i][0]), int(offsets[first + i + j][1]), float(scores[place]))
        for place, i, j in zip(best, rows, lengths, strict=True)
        if np.isfinite(scores[place])
    ]


def distinct(
    spans: Iterable[Span], limit: int, gain: Callable[[Span], float] = lambda _: 0.0
) -> tuple[Span, ...]:
    """Return the best spans of which no two overlap, best first.

    Overlapping spans are readings of one place: the best of them stands for all. What is best is
    judged by the score and ``gain``, which the score of a span that is returned does not hold.
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (-s.score - gain(s), s.start, s.end)):
        if len(kept) == limit:
            break
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return tuple(kept)


_CLOSING = {"(": ")", "[": "]", "“": "”", "‘": "’"}
_PARTNERS = _CLOSING | {closing: opening for opening, closing in _CLOSING.items()}
# A sign or a point before a figure belongs to it ("-40", ".45"), unless it joins it to a word.
_BEFORE = re.compile(r"(?:[\s,;:!?—]|[.\-–](?!(?<!\w.)\d))+")
_AFTER = re.compile(r"[\s,;:!?\-–—]+$")


def tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span grown to whole words and freed of punctuation that does not belong to it.

    A bracket or quotation mark at an edge stays where its other half is inside the span too.
    """
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    while start < end:
        before = (start, end)
        part = text[start:end]
        if edge := _BEFORE.match(text, start, end):
            start = edge.end()
        elif edge := _AFTER.search(part):
            end = start + edge.start()
        elif _lonely(part, part[0]):
            start += 1
        elif _lonely(part, part[-1]) or (part[-1] == "." and _full_stop(text, end)):
            end -= 1
        if (start, end) == before:
            break
    return start, end


def _lonely(part: str, mark: str) -> bool:
    """Whether ``mark``, at an edge of ``part``, lacks its other half there."""
    if mark == '"':
        return part.count(mark) % 2 == 1
    return mark in _PARTNERS and _PARTNERS[mark] not in part


def _full_stop(text: str, end: int) -> bool:
    """Whether the point before ``end`` ends a sentence rather than an abbreviation."""
    if not text[end - 2].isalpha():
        return True
    word = re.search(r"\S+$", text[:end])
    letters = word.group().strip("\"'“”‘’()") if word else ""
    abbreviation = letters.count(".") > 1 or len(letters) <= 3
    return not abbreviation
