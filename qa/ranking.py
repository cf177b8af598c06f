"""What speaks for a passage as the place of an answer, and how much each of it weighs. All pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import fsum
from typing import NamedTuple

from index import plain, telling, words_of

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"\w+")
# Words are compared by so many letters, and a plural's "s" is left out of shorter ones that are not
# very short: less exact than a stemmer, much quicker, and no worse at this.
_STEM, _SHORT = 6, 3
_REMEMBERED = 1024

Sentences = tuple[tuple[str, ...], ...]


class Features(NamedTuple):
    """What speaks for a passage; also what each feature weighs.

    Attributes:
        similarity: the cosine of question and passage.
        match: the passage's BM25 score as a share of the best passage's.
        sentence: the share of the question's telling words that stand in the title or in one and
            the same sentence, the sentence for which it is greatest; words weigh by their rarity.
        passage: the same of the title and the whole passage.
        phrases: the share of the question's pairs of neighbouring words that stand side by side in
            a sentence, common words among them.
    """

    similarity: float
    match: float
    sentence: float
    passage: float
    phrases: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's words, stemmed: the telling ones with their rarity, and neighbouring pairs."""

    rarity: Mapping[str, float]
    pairs: tuple[tuple[str, str], ...]


def asked_of(question: str, rarity: Mapping[str, float]) -> Asked:
    """Return the words of a question.

    Args:
        question: any text.
        rarity: what each of its telling words is worth, as ``telling`` returns them.
    """
    words = [stem(plain(word)) for word in words_of(question)]
    worth = {stem(plain(word)): rarity[word] for word in telling(question)}
    return Asked(worth, tuple(pairwise(words)))


def features_of(asked: Asked, similarity: float, match: float, title: str, text: str) -> Features:
    """Return what speaks for a passage, by its cosine, BM25 share, title and text."""
    sentences = _sentences(text)
    titled = {word for sentence in _sentences(title) for word in sentence}
    told = [_worth(asked, titled.union(sentence)) for sentence in sentences]
    whole = _worth(asked, titled.union(*sentences))
    beside = {pair for sentence in sentences for pair in pairwise(sentence)}
    phrases = sum(pair in beside for pair in asked.pairs) / max(len(asked.pairs), 1)
    return Features(similarity, match, max(told, default=whole), whole, phrases)


def score(features: Features, weights: Features) -> float:
    """Return the sum of the features, each times its weight."""
    return fsum(f * w for f, w in zip(features, weights, strict=True))


def stem(word: str) -> str:
    """Return what words of one kind have in common; the word is in lower case."""
    if len(word) > _STEM:
        return word[:_STEM]
    return word.removesuffix("s") if len(word) > _SHORT else word


def _worth(asked: Asked, words: Iterable[str]) -> float:
    """Return the share of the question's telling words, by rarity, that are among ``words``."""
    held = asked.rarity.keys() & words
    total = fsum(asked.rarity.values())
    return fsum(asked.rarity[word] for word in held) / total if total else 0.0


@lru_cache(maxsize=_REMEMBERED)
def _sentences(text: str) -> Sentences:
    """Return the stemmed words of each sentence; where sentences end is taken from punctuation."""
    parts: Sequence[str] = _SENTENCE.split(plain(text))
    found = (tuple(map(stem, _WORD.findall(part))) for part in parts)
    return tuple(words for words in found if words)
