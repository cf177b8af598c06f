"""Two articles about the weather, the library that holds them, and its search worked out anew."""

import pytest

from index import Article, Chunking, Library
from index.drafts import context
from tests.fakes import WordEmbedder

RAIN = Article(
    "It rained in Paris. The river rose. Cellars were flooded.", "Rain", "/news/rain.txt"
)
SNOW = Article("It snowed in Oslo. The trams stood still.", "Snow", "/news/snow.txt")


def reopened(folder, embedder=None, **how):
    return Library(folder, embedder, load=WordEmbedder, chunking=Chunking(8, 1), **how)


def statuses(library, *articles):
    return [outcome.status for outcome in library.add(articles)]


def version(article, text):
    return Article(text, article.title, article.origin)


def everything(library):
    """All passages, in the order in which they were stored."""
    return library.passages(library._store.passage_ids().tolist())


def by_hand(library, question):
    """Passage ids by their inner product with the question, computed anew from all passages."""
    embedder = WordEmbedder()
    passages = everything(library)
    rows = embedder.encode(
        [context(p.article.title, p.article.date, "") + p.text for p in passages]
    )
    scores = rows @ embedder.encode([question])[0]
    return {p.id: pytest.approx(float(s), abs=1e-6) for p, s in zip(passages, scores, strict=True)}
