"""A small article as the database stores it, and what its full text finds."""

import numpy as np

from index import Article
from index.store import Entry

TEXT = "🌊 The wave reached Orléans. The dyke held."
WAVE, DYKE = (0, 27), (28, 42)


def entry(text=TEXT, spans=(WAVE, DYKE), origin="/a.txt", title="Flood", date=""):
    vectors = np.arange(len(spans) * 2, dtype=np.float32).reshape(-1, 2)
    return Entry(Article(text, title, origin, date=date), spans, vectors)


def found(opened, question):
    return [p.text for p in opened.passages(i for i, _ in opened.fulltext.match(question, 10))]
