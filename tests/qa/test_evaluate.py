"""Rows and figures, computed by hand from a scripted reader's answers."""

from dataclasses import replace

import pytest

from index import Article, GoldError, Library
from qa import (
    Answerer,
    Gold,
    Reading,
    Span,
    evaluate_open,
    evaluate_reading,
)
from qa.calibration import UNFITTED
from qa.evaluate import gold_rank
from tests.fakes import ScriptedReader, WordEmbedder

SCRIPT = {
    "Which ship sank?": {"Titanic": 4.0},
    "Which ship came?": {"the fog": 2.0},
    "Who was king?": {"Olympic": -3.0},
    "Who was queen?": {"Olympic": 3.0},
}


@pytest.fixture
def answerer(tmp_path):
    with Library(tmp_path, load=lambda _: WordEmbedder()) as library:
        told = {
            "titanic.md": "The Titanic sank.",
            "carpathia.md": "The Carpathia came in the fog.",
            "olympic.md": "The Olympic stayed.",
        }
        list(library.add(Article(t, n, f"/news/{n}") for n, t in told.items()))
        yield Answerer(library, ScriptedReader(SCRIPT), UNFITTED)


def test_each_question_has_a_row_in_order(answerer):
    questions = [
        Gold("1", "Which ship sank?", ("RMS Titanic", "Titanic"), "titanic.md"),
        Gold("2", "Which ship came?", ("fog came",), "/news/carpathia.md"),
        Gold("3", "Who was king?", ()),
        Gold("4", "Who was queen?", (), "olympic.md"),
        Gold("5", "Wer war der erste Mensch auf dem Mond?", ("Armstrong",), "olympic.md"),
        Gold("6", "Which ship sank?", ("Titanic",)),
    ]
    rows = list(evaluate_open(answerer, questions, 3))
    assert [(r.id, r.question, r.gold) for r in rows] == [
        (q.id, q.question, q.answers) for q in questions
    ]
    # "Titanic" and the retrieved titanic.md first; "the fog" is half of "fog came"; -3 is too
    # little to answer; "Olympic" has no answer to be; the German question is refused.
    assert [(r.answer, r.em, r.placed, r.rank) for r in rows] == [
        ("Titanic", 1.0, True, 1),
        ("the fog", 0.0, True, None),  # no passage says "fog came"
        ("", 1.0, False, None),
        ("Olympic", 0.0, True, None),
        ("", 0.0, True, None),
        ("Titanic", 1.0, False, None),
    ]
    assert [r.f1 for r in rows] == pytest.approx([1.0, 2 / 3, 1.0, 0.0, 0.0, 1.0])
    assert [round(r.confidence, 3) for r in rows] == [0.881, 0.731, 0.182, 0.818, 0.0, 0.881]
    assert [r.timings.total > 0 for r in rows] == [True, True, True, True, False, True]
    # The best candidate is told even of what is not answered.
    assert [r.best for r in rows] == ["Titanic", "the fog", "Olympic", "Olympic", "", "Titanic"]
    assert [r.article for r in rows] == [
        "titanic.md",
        "carpathia.md",
        "",
        "olympic.md",
        "olympic.md",
        "",
    ]
    assert [r.refused.partition(" in English")[0] for r in rows] == [
        *[""] * 4,
        "The question does not seem to be",
        "",
    ]


def test_a_row_shows_where_its_answer_stands_and_the_passages_around(answerer):
    (row,) = evaluate_open(answerer, [Gold("1", "Which ship sank?", ("Titanic",), "titanic.md")], 3)
    (place,) = row.cited
    text = answerer.library.article(place.article_id).text
    assert (place.n, text[place.start : place.end]) == (1, "Titanic")
    assert [passage.rank for passage in row.passages] == [1, 2, 3]
    assert [passage.gold for passage in row.passages] == [True, False, False]
    assert row.passages[0].text == "The Titanic sank."
    for passage in row.passages:
        whole = answerer.library.article(passage.article_id).text
        assert whole[passage.start : passage.end] == passage.text


def test_the_rank_is_that_of_the_first_passage_of_the_article_that_says_the_answer(answerer):
    hits = answerer.search("Which ship came in the fog?", 3)
    ids = {hit.passage.article.title: hit.passage.article.id for hit in hits}
    assert next(iter(ids)) == "carpathia.md"
    for rank, article in enumerate(ids.values(), start=1):
        assert gold_rank(hits, [article], ["none", "The"]) == rank
    assert gold_rank(hits, [ids["titanic.md"]], ["Carpathia"]) is None
    assert gold_rank(hits, ["elsewhere"], ["The"]) is None
    # Of a story that two papers carry, the passage of one stands for that of the other.
    copy = replace(hits[0].passage, article=replace(hits[0].passage.article, id="elsewhere"))
    assert gold_rank([replace(hits[0], also=(copy,))], ["elsewhere"], ["The"]) == 1


def test_recall_looks_at_twenty_passages_however_few_or_many_are_read(tmp_path):
    with Library(tmp_path, load=lambda _: WordEmbedder()) as library:
        # Every article has one word more that the question does not have, and so is farther off.
        list(
            library.add(
                Article("ship " + "fog " * n + f"{n:02}", "ship", f"/news/{n:02}.md")
                for n in range(30)
            )
        )
        answerer = Answerer(library, ScriptedReader({"Which ship?": {"02": 1.0}}), UNFITTED)
        gold = [Gold(f"{n}", "Which ship?", (f"{n:02}",), f"{n:02}.md") for n in (2, 19, 20)]
        for k in (1, 30):
            rows = list(evaluate_open(answerer, gold, k))
            assert [row.rank for row in rows] == [3, 20, None]
            # The 21st is not among the first twenty, but it is read when thirty are.
            assert [row.held for row in rows] == [k == 30] * 3
            # Only the passages that were read, and the gold one, are shown.
            shown = [[passage.rank for passage in row.passages] for row in rows]
            assert (
                shown
                == {
                    1: [[1, 3], [1, 20], [1]],
                    30: [[1, 2, 3], [1, 2, 3, 20], [1, 2, 3, 21]],
                }[k]
            )
        # The third passage holds the answer: the reader sees it when it is given three.
        for k, answer in ((2, ""), (3, "02")):
            assert next(evaluate_open(answerer, gold, k)).answer == answer


def test_an_article_that_the_library_does_not_have_is_an_error(answerer):
    gold = [Gold("7", "Which ship sank?", ("Titanic",), "britannic.md")]
    with pytest.raises(GoldError, match=r"'7' is about the article 'britannic\.md'"):
        list(evaluate_open(answerer, gold, 3))
    # Where there is no answer, there need be no article either.
    unanswerable = [replace(gold[0], answers=())]
    assert [row.placed for row in evaluate_open(answerer, unanswerable, 3)] == [False]


class Contexts:
    """Finds the first word of whatever it is given."""

    name = "contexts"

    def read(self, question, passages):
        return [Reading((Span(0, p.index(" "), 4.0),), 0.0) for p in passages]


def test_in_reading_mode_the_reader_is_given_each_questions_own_context(answerer):
    reading = Answerer(answerer.library, Contexts(), UNFITTED)
    questions = [
        Gold("1", "Which ship?", ("Titanic",), "titanic.md", "Titanic sank."),
        Gold("2", "Which ship?", (), "", "Olympic stayed."),
        Gold("3", "Which ship sank?", ("Britannic",)),
    ]
    rows = evaluate_reading(reading, questions)
    first, second = next(rows), next(rows)
    assert (first.answer, first.em, first.placed, first.rank) == ("Titanic", 1.0, False, None)
    assert (second.answer, second.em, second.placed, second.rank) == ("Olympic", 0.0, False, None)
    with pytest.raises(GoldError, match="'3' has no \"context\""):
        next(rows)
