"""Rows and figures, computed by hand from a scripted reader's answers."""

from dataclasses import replace

import pytest

from index import Article, GoldError, Library
from qa import (
    Answerer,
    Gold,
    Reading,
    Row,
    Span,
    evaluate_open,
    evaluate_reading,
    summarise,
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
    assert [r.latency_ms > 0 for r in rows] == [True, True, True, True, False, True]


def test_the_rank_is_that_of_the_first_passage_of_the_article_that_says_the_answer(answerer):
    hits = answerer.search("Which ship came in the fog?", 3)
    ids = {hit.passage.article.title: hit.passage.article.id for hit in hits}
    assert next(iter(ids)) == "carpathia.md"
    for rank, article in enumerate(ids.values(), start=1):
        assert gold_rank(hits, [article], ["none", "The"]) == rank
    assert gold_rank(hits, [ids["titanic.md"]], ["Carpathia"]) is None
    assert gold_rank(hits, ["elsewhere"], ["The"]) is None


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
            ranks = [row.rank for row in evaluate_open(answerer, gold, k)]
            assert ranks == [3, 20, None]
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


def row(em, f1, *, gold=("Titanic",), rank=None, placed=True, ms=0.0):
    return Row("1", "Who?", gold, "", 0.5, em, f1, placed, rank, ms)


def test_the_figures_are_means_of_the_rows():
    rows = [
        row(1.0, 1.0, rank=1, ms=10.0),
        row(0.0, 0.5, rank=8, ms=20.0),
        row(0.0, 0.0, ms=30.0),
        row(0.0, 0.0, placed=False, ms=40.0),
        row(1.0, 1.0, gold=(), placed=False, ms=50.0),
        row(0.0, 0.0, gold=(), placed=True, ms=60.0),
    ]
    assert summarise(rows) == {
        "n": 6,
        "em": pytest.approx(2 / 6),
        "f1": pytest.approx(2.5 / 6),
        "answerable": {"n": 4, "em": 1 / 4, "f1": 1.5 / 4},
        "unanswerable": {"n": 2, "accuracy": 1 / 2},
        # Of the three whose place is known: at ranks 1 and 8, and nowhere.
        "retrieval": {
            "recall@1": pytest.approx(1 / 3),
            "recall@5": pytest.approx(1 / 3),
            "recall@10": pytest.approx(2 / 3),
            "recall@20": pytest.approx(2 / 3),
            "mrr": pytest.approx((1 + 1 / 8) / 3),
        },
        "latency_ms": {"p50": 35.0, "p95": pytest.approx(57.5)},
    }


def test_figures_that_nothing_was_asked_for_are_none():
    answered = summarise([row(1.0, 1.0, placed=False)])
    assert (answered["unanswerable"], answered["retrieval"]) == ({"n": 0, "accuracy": None}, None)
    silent = summarise([row(1.0, 1.0, gold=(), placed=False)])
    assert silent["answerable"] == {"n": 0, "em": None, "f1": None}
