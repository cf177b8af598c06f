"""Articles cut anew: the same articles, and nothing embedded twice."""

import numpy as np

from index import Article, Chunking, Library, RememberingEmbedder, stored_articles
from tests.fakes import WordEmbedder

TEXT = "The river rose. The town was flooded.\fThe mayor was Ann Hidalgo."
ARTICLE = Article(
    TEXT,
    "Flood",
    "/news/flood.pdf",
    "Planet",
    "Ann Lee",
    "2011-03-31",
    url="https://planet.example/flood",
    tags=("rivers", "towns"),
    pages=(0, 38),
)


def filled(folder, embedder, *, chunking=None, articles=(ARTICLE,)):
    library = Library(folder, load=lambda _: embedder, chunking=chunking)
    return library, [outcome.status for outcome in library.add(articles)]


def test_the_articles_of_a_library_are_the_same_once_more(tmp_path):
    library, _ = filled(tmp_path / "a", WordEmbedder())
    assert list(stored_articles(library)) == [ARTICLE]
    # Whatever of an article a library keeps is carried over, or this would be an update.
    assert [outcome.status for outcome in library.add(stored_articles(library))] == ["unchanged"]


def test_a_text_is_embedded_once_however_often_it_comes():
    inner = WordEmbedder()
    outer = RememberingEmbedder(inner)
    assert (outer.name, outer.dimension, outer.max_tokens) == ("words", 512, 60)
    assert outer.count_tokens(["a b", ""]) == [2, 0]
    rows = outer.encode(["fog", "ship", "fog"])
    assert np.array_equal(rows, WordEmbedder().encode(["fog", "ship", "fog"]))
    assert np.array_equal(outer.encode(["ship", "ice"]), WordEmbedder().encode(["ship", "ice"]))
    assert inner.encoded == ["fog", "ship", "ice"]
    assert outer.encode([]).shape == (0, 512)


def test_another_cut_embeds_only_what_no_other_has_embedded(tmp_path):
    source, _ = filled(tmp_path / "a", WordEmbedder(), chunking=Chunking(9, 0))
    known = list(source.embedded())
    assert [text for text, _ in known] == [
        "Flood\n2011-03-31\nThe river rose. The town was flooded.",
        "Flood\n2011-03-31\nThe mayor was Ann Hidalgo.",
    ]
    assert np.array_equal([row for _, row in known], WordEmbedder().encode([t for t, _ in known]))
    inner = WordEmbedder()
    shared = RememberingEmbedder(inner, known)
    articles = list(stored_articles(source))
    same, _ = filled(tmp_path / "b", shared, chunking=Chunking(9, 0), articles=articles)
    assert inner.encoded == []
    short, _ = filled(tmp_path / "c", shared, chunking=Chunking(5, 0), articles=articles)
    # The mayor's sentence is a passage in both.
    assert inner.encoded == [
        "Flood\n2011-03-31\nThe river rose.",
        "Flood\n2011-03-31\nThe town was flooded.",
    ]
    assert [same.chunking, short.chunking] == [Chunking(9, 0), Chunking(5, 0)]
    assert [same.counts(), short.counts()] == [(1, 2), (1, 3)]
    assert same.articles() == short.articles() == source.articles()
    for library in (source, same, short):
        library.close()


def test_a_library_that_is_opened_again_tells_its_own_cut(tmp_path):
    made, _ = filled(tmp_path, WordEmbedder(), chunking=Chunking(9, 0))
    made.close()
    with Library(tmp_path, load=lambda _: WordEmbedder()) as opened:
        assert opened.chunking == Chunking(9, 0)


def test_an_empty_library_has_embedded_nothing(tmp_path):
    with Library(tmp_path, load=lambda _: WordEmbedder()) as library:
        assert list(library.embedded()) == list(stored_articles(library)) == []
        assert library.chunking == Chunking()
