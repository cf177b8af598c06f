"""What the window says to a question, and what a server that is refused says.

Nothing here builds the window: Gradio leaves event loops open, and their warnings would strike
tests that come after. Tests of the built window talk to a process of its own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Article, Library, ServerError
from qa import Answerer
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from ui.address import listen
from ui.app import replies, serve

QUESTION = "Who built the bridge?"


@pytest.fixture
def answerer(tmp_path: Path) -> Iterator[Answerer]:
    with Library(tmp_path, "words", load=lambda _: WordEmbedder()) as library:
        list(library.add([Article("Ada built the bridge.", "A bridge", "/x/bridge")]))
        yield Answerer(library, ScriptedReader({QUESTION: {"Ada": 4.0}}), UNFITTED)


def test_serve_refuses_other_machines_without_auth(answerer):
    with pytest.raises(ServerError, match="--auth"), listen("127.0.0.1", 0) as listener:
        serve(answerer, [], listener, host="0.0.0.0", auth=None, announce=pytest.fail)


def test_replies_search_and_then_answer(answerer):
    earlier = [{"role": "user", "content": "before"}]
    (emptied, searching, _), (_, shown, kept) = replies(answerer, QUESTION, earlier)
    assert emptied == ""
    assert searching[0] == earlier[0]
    assert "Searching" in searching[-1]["content"]
    assert shown == kept
    assert [turn["role"] for turn in shown] == ["user", "user", "assistant"]
    assert '<p class="answer">Ada</p>' in shown[-1]["content"]


def test_a_blank_question_changes_nothing(answerer):
    import gradio as gr

    assert list(replies(answerer, " \n", [])) == [(gr.skip(), gr.skip(), gr.skip())]


def test_a_refused_question_is_answered_with_the_reason(answerer):
    *_, (_, shown, _) = replies(answerer, "?!", [])
    assert '<div class="notice"><p>The question is empty' in shown[-1]["content"]
