"""Small stand-ins whose output a person can compute."""

import re
import zlib
from collections.abc import Mapping, Sequence

import numpy as np

from index import Vectors
from qa import Reading, Span


class WordEmbedder:
    """Texts to counts of their words: two texts are as near as the words they have in common.

    A word's place in the vector is its CRC-32 modulo the dimension; a word is a token.
    """

    def __init__(self, name: str = "words", dimension: int = 512, max_tokens: int = 60) -> None:
        self.name = name
        self.dimension = dimension
        self.max_tokens = max_tokens
        self.encoded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[zlib.crc32(word.encode()) % self.dimension] += 1.0
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-9))


class ScriptedReader:
    """Finds the answers that it was told, wherever they stand: the null score is always 0.

    Args:
        script: for each question, its answers and their scores.
    """

    name = "scripted"

    def __init__(self, script: Mapping[str, Mapping[str, float]]) -> None:
        self._script = script

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        answers = self._script.get(question, {})
        readings = []
        for passage in passages:
            spans = [
                Span(passage.index(answer), passage.index(answer) + len(answer), score)
                for answer, score in answers.items()
                if answer in passage
            ]
            spans.sort(key=lambda span: -span.score)
            readings.append(Reading(tuple(spans) or (Span(0, 1, -9.0),), 0.0))
        return readings
