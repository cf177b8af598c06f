"""An answer chosen under the last reply: what is then shown, and what is kept."""

from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest

from index import Article, Feedback, Library, LibraryError, Place
from qa import Answerer
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from ui.window.ask.choosing import choose
from ui.window.ask.turns import UNCHANGED, Turn, replies

WHO, AGAIN = "Who built the bridge?", "And who built it?"
TEXT = "Ada and Bo built the bridge."
# A score of 4 over "no answer" is a confidence of 1 / (1 + exp(-2)), 88%; of 2, 73%.
SCRIPT = {WHO: {"Ada": 4.0, "Bo": 2.0}}


@pytest.fixture
def answerer(tmp_path: Path) -> Iterator[Answerer]:
    with Library(tmp_path, "words", load=lambda _: WordEmbedder()) as library:
        list(library.add([Article(TEXT, "A bridge", "/x/bridge")]))
        yield Answerer(library, ScriptedReader(SCRIPT), UNFITTED)


def asked(answerer: Answerer, *questions: str) -> list[Turn]:
    page: list[Turn] = []
    for question in questions:
        *_, (_, page, _) = replies(answerer, question, page)
    return page


def kept(answerer: Answerer) -> list[tuple[object, ...]]:
    return [
        (said.answer, said.verdict, said.correction, said.place)
        for said in answerer.library.feedback()
    ]


def test_a_choice_takes_the_answers_place_and_can_be_taken_back(answerer):
    article = answerer.library.articles()[0].id
    page = asked(answerer, WHO)
    first = page[-1]
    shown, page, sources = choose(answerer, page, "Bo")
    assert '<p class="answer">Bo</p>' in shown[-1]["content"]
    assert "Probably (73%) · chosen by you" in shown[-1]["content"]
    assert [one["value"] for one in shown[-1]["options"]] == ["Ada"]
    assert 'Ada and <mark id="source-1">Bo</mark> built' in sources
    assert page[-1].answer.text == page[-1].exchange.answer == "Bo"
    shown, page, sources = choose(answerer, page, "Ada")
    assert (page[-1].reply, page[-1].answer) == (first.reply, first.answer)
    assert sources == first.sources
    assert kept(answerer) == [
        ("Ada", "chosen", "Bo", Place(article, 8, 10)),
        ("Bo", "chosen", "Ada", Place(article, 0, 3)),
    ]


def test_what_the_question_was_understood_as_stays_above_the_choice(answerer):
    page = asked(answerer, WHO, AGAIN)
    assert page[-1].answer.question == WHO
    note = page[-1].reply.partition('<div class="reply')[0]
    assert WHO in note
    _, page, _ = choose(answerer, page, "Bo")
    assert page[-1].reply.startswith(f'{note}<div class="reply"><p class="answer">Bo</p>')


@pytest.mark.parametrize("words", ["Ada", "Cy", "", None, ["Bo"]])
def test_nothing_else_changes_or_keeps_anything(answerer, words):
    assert choose(answerer, asked(answerer, WHO), words) == UNCHANGED
    assert choose(answerer, asked(answerer, "hello"), words) == UNCHANGED
    assert choose(answerer, [], words) == UNCHANGED
    assert kept(answerer) == []


def test_the_turn_is_given_to_be_remembered(answerer):
    told = []
    choose(answerer, asked(answerer, WHO), "Bo", lambda turn: told.append(turn) or turn)
    assert [turn.answer.text for turn in told] == ["Bo"]


def test_a_library_that_cannot_be_written_shows_it_all_the_same(answerer, monkeypatch):
    def refuse(said: Feedback) -> None:
        raise LibraryError("The library is read-only: nothing was kept.")

    warned: list[str] = []
    monkeypatch.setattr(answerer.library, "keep", refuse)
    monkeypatch.setattr(gr, "Warning", warned.append)
    _, page, _ = choose(answerer, asked(answerer, WHO), "Bo")
    assert page[-1].answer.text == "Bo"
    assert warned == ["The library is read-only: nothing was kept."]
