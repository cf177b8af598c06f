"""How quickly passages are embedded, against sentence-transformers with its defaults.

``python -m tests.benchmarks.embedding [PASSAGES]`` embeds the same passages, 5,000 unless told,
with both, in turn in one process, three times, and prints the median passages a second of each, the
cosines between the two, and the ratio of the speeds last. Passages are the starter articles'
sentences, joined at random and cut at lengths that passages have.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
from sentence_transformers import SentenceTransformer

import seeds
from index import Article, Vectors, read_file, sentence_spans
from index.minilm import MiniLMEmbedder, model_folder

_ROUNDS = 3
_PASSAGES = 5000
_MOST_WORDS = 120


def passages(count: int) -> list[str]:
    """Return so many passages of 20 to 120 words, in the words of the starter articles."""
    draw = random.Random(0)
    sentences = []
    for file in sorted(seeds.ARTICLES.glob("*.md")):
        for article in read_file(file):
            assert isinstance(article, Article)
            sentences += [article.text[a:b] for a, b in sentence_spans(article.text)]
    found = []
    for _ in range(count):
        length, words = draw.randint(20, _MOST_WORDS), []
        while len(words) < length:
            words += draw.choice(sentences).split()
        found.append(" ".join(words[:length]))
    return found


def rate(encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> tuple[float, Vectors]:
    """Return texts a second, and their vectors."""
    began = time.perf_counter()
    vectors = encode(texts)
    return len(texts) / (time.perf_counter() - began), vectors


def main() -> None:
    """Measure and print."""
    texts = passages(int(sys.argv[1]) if len(sys.argv) > 1 else _PASSAGES)
    reference = SentenceTransformer(str(model_folder()), device="cpu")
    ours = MiniLMEmbedder()

    def encode(batch: Sequence[str]) -> Vectors:
        return np.asarray(reference.encode(list(batch), show_progress_bar=False))

    rate(encode, texts[:64]), rate(ours.encode, texts[:64])  # both warm
    rounds = [(rate(ours.encode, texts), rate(encode, texts)) for _ in range(_ROUNDS)]
    cosines = (rounds[0][0][1] * rounds[0][1][1]).sum(1)
    fast = statistics.median(one[0] for one, _ in rounds)
    slow = statistics.median(other[0] for _, other in rounds)
    ratio = statistics.median(one[0] / other[0] for one, other in rounds)
    sys.stdout.write(
        f"{len(texts)} passages, mean {statistics.mean(ours.count_tokens(texts)):.0f} tokens\n"
        f"clippings: {fast:.1f} passages/s\nsentence-transformers: {slow:.1f} passages/s\n"
        f"cosine: least {cosines.min():.4f}, mean {cosines.mean():.4f}\nratio: {ratio:.2f}\n"
    )


if __name__ == "__main__":
    main()
