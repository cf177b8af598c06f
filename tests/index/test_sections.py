import pytest

from index import Article, Chunking, Library
from index.drafts import cut, embedded_texts
from index.sections import heading_of, headings
from tests.fakes import WordEmbedder

TEXT = "The port was shut.\n\nFog and ice\n\nNo ship sailed.\n\nWhat the pilots say\nNobody sailed."


def test_a_short_line_that_ends_as_no_sentence_does_is_a_heading():
    assert headings(TEXT) == [(20, "Fog and ice"), (50, "What the pilots say")]
    assert TEXT[50:].startswith("What the pilots say")


@pytest.mark.parametrize(
    "line",
    [
        "He said no.",
        "The three ports:",
        "“We are shut”",
        "- a point of a list",
        "word " * 13,
        "w" * 81,
    ],
)
def test_other_lines_are_none(line):
    assert headings(f"{line}\n\nText below it.") == []


def test_a_last_line_heads_nothing():
    assert headings("It is over.\nThe end") == []


def test_a_passage_stands_under_the_last_heading_before_it():
    found = headings(TEXT)
    assert [heading_of(found, at) for at in (0, 20, 33, 70)] == [
        "",
        "",
        "Fog and ice",
        "What the pilots say",
    ]


def test_title_date_and_heading_are_embedded_in_front_of_a_passage():
    article = Article(TEXT, "Ports shut", "/x/ports", date="2020-05-04")
    assert embedded_texts(article, [(0, 18), (33, 48)]) == [
        "Ports shut\n2020-05-04\nThe port was shut.",
        "Ports shut\n2020-05-04\nFog and ice\nNo ship sailed.",
    ]


def test_what_stands_in_front_takes_its_part_of_what_the_embedder_reads(monkeypatch):
    embedder = WordEmbedder()
    monkeypatch.setattr(embedder, "max_tokens", 11)
    article = Article("One two three four five six. Seven eight nine ten.", "A title", "/x/one")
    spans = cut(article, embedder, Chunking(100, 0))
    assert [article.text[start:end] for start, end in spans] == [
        "One two three four five six.",
        "Seven eight nine ten.",
    ]


def test_what_is_remembered_is_what_was_embedded(tmp_path):
    article = Article(TEXT, "Ports shut", "/x/ports", date="2020-05-04")
    with Library(tmp_path / "library", "words", load=lambda _: WordEmbedder()) as library:
        list(library.add([article]))
        spans = [(p.start, p.end) for p in library.passages_of([article.id])]
        assert [text for text, _ in library.embedded()] == embedded_texts(article, spans)


def test_a_date_put_right_is_embedded_anew(tmp_path):
    article = Article("Fog.", "Ports shut", "/x/ports", date="2020-05-04")
    with Library(tmp_path / "library", "words", load=lambda _: WordEmbedder()) as library:
        list(library.add([article]))
        library.edit(article.id, {"date": "2021-01-02"})
        ((text, vector),) = library.embedded()
        assert text == "Ports shut\n2021-01-02\nFog."
        assert vector.tolist() == pytest.approx(WordEmbedder().encode([text])[0].tolist())
