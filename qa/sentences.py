"""The sentences that bear on a question: evidence for a person to judge, not a verdict."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from index import Vectors, sentence_spans
from qa.answer import Candidate, Citation, cite
from qa.mentions import WORD
from qa.retrieve import Hit
from qa.words import FUNCTION_WORDS

Encode = Callable[[Sequence[str]], Vectors]

_MOST = 3
# What counts beside likeness of meaning: the question's words, and where the reader looked.
_WORDS, _READER = 0.4, 0.4
# The least score of a first sentence, and the least share of it that a further one has.
_LEAST, _SHARE = 0.62, 0.6
_STEM = 5
ENDED = re.compile(r"[.?!…][\"'”’)\]]*$")
_LEAST_WORDS = 4
# A sentence with one of these among its first words goes on from the one before, and is worth
# nearly as much.
_LEANING = frozenset("he her his it its she that their there these they this those".split())
_SOON, _CARRIED = 3, 0.8


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of an article, cited as an answer is: ``text[answer_start:answer_end]``."""

    text: str
    citation: Citation


def evidence_for(
    question: str,
    hits: Sequence[Hit],
    found: Sequence[Candidate],
    encode: Encode,
    sure: bool = False,
) -> tuple[Evidence, ...]:
    """Return the one to three sentences that bear most on the question, best first; maybe none.

    Args:
        question: what was asked.
        hits: the passages found for it.
        found: the spans that a reader took from them, scored by log-odds.
        encode: texts to unit vectors of shape ``(n, dimension)``.
        sure: whether the best span is sure enough to be an answer; its sentence is then evidence
            however unlike the question it is.
    """
    sentences = _sentences(hits)
    if not sentences:
        return ()
    # As passages are embedded: the title in front says what "it" is.
    told = [f"{one.hit.passage.article.title}\n{one.text}" for one in sentences]
    vectors = encode([question, *told])
    alike = vectors[1:] @ vectors[0]
    wanted = stems(question)
    scores = np.array(
        [
            likeness + _WORDS * _covered(wanted, one) + _READER * _read(one, found)
            for one, likeness in zip(sentences, alike.tolist(), strict=True)
        ]
    )
    for n in range(1, len(sentences)):
        if _follows(sentences[n - 1], sentences[n]):
            scores[n] = max(scores[n], _CARRIED * scores[n - 1])
    order = [int(n) for n in np.argsort(-scores, kind="stable")]
    best = float(scores[order[0]])
    if best < _LEAST and not sure:
        return ()
    kept = [n for n in order if scores[n] >= _SHARE * best]
    holding = [n for n, one in enumerate(sentences) if found and _holds(one, found[0])]
    if sure:  # where the answer stands comes first, however little it is like the question
        kept = list(dict.fromkeys([*holding, *kept]))
    elif holding and holding[0] not in kept[:_MOST]:  # where the reader would look is worth a look
        kept = [*kept[: _MOST - 1], holding[0]]
    chosen = [replace(sentences[n], score=float(scores[n])) for n in kept[:_MOST]]
    return cited(chosen)


def cited(chosen: Sequence[Candidate]) -> tuple[Evidence, ...]:
    """Return whole sentences as evidence, numbered from one."""
    return tuple(Evidence(one.text, cite(n, one)) for n, one in enumerate(chosen, start=1))


def stems(text: str) -> set[str]:
    """Return the beginnings of the words of a text that carry meaning."""
    words = (word.group().lower() for word in WORD.finditer(text))
    return {word[:_STEM] for word in words if word not in FUNCTION_WORDS}


def _sentences(hits: Sequence[Hit]) -> list[Candidate]:
    """Return the sentences of the passages, each place once, with a score of 0."""
    found: dict[tuple[str, int], Candidate] = {}
    for hit in hits:
        passage = hit.passage
        for first, last in sentence_spans(passage.text):
            text = passage.text[first:last]
            place = (passage.article.id, passage.start + first)
            if len(text.split()) >= _LEAST_WORDS and ENDED.search(text):  # no heading
                start = passage.start + first
                found.setdefault(place, Candidate(text, start, start + len(text), 0.0, hit))
    return list(found.values())


def _covered(wanted: set[str], one: Candidate) -> float:
    """Return the share of the question's words in the sentence; in the title they count half."""
    if not wanted:
        return 0.0
    here = stems(one.text)
    title = stems(one.hit.passage.article.title) - here
    return (len(wanted & here) + 0.5 * len(wanted & title)) / len(wanted)


def _follows(one: Candidate, other: Candidate) -> bool:
    """Whether the other sentence goes on from the one: "It was never needed."."""
    first = [word.group().lower() for word in islice(WORD.finditer(other.text), _SOON)]
    next_to = one.hit.passage.article.id == other.hit.passage.article.id
    return next_to and 0 <= other.start - one.end <= 2 and not _LEANING.isdisjoint(first)


def _holds(sentence: Candidate, span: Candidate) -> bool:
    same = sentence.hit.passage.article.id == span.hit.passage.article.id
    return same and sentence.start <= span.start < sentence.end


def _read(one: Candidate, found: Sequence[Candidate]) -> float:
    """Return the probability of the best span inside the sentence, by its log-odds."""
    inside = [span.score for span in found if _holds(one, span)]
    return 1.0 / (1.0 + math.exp(-max(inside))) if inside else 0.0
