"""What the window says to a question, what it keeps of a word on an answer, and who is refused.

Nothing here builds the window: Gradio leaves event loops open, and their warnings would strike
tests that come after. Tests of the built window talk to a process of its own.
"""

from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest

from index import Article, Feedback, Library, LibraryError, Place, ServerError
from qa import Answerer
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from ui.address import listen
from ui.shown import HELP
from ui.window.ask.correcting import NOWHERE, correct, judge
from ui.window.ask.turns import STOPPED, Turn, halted, replies
from ui.window.server import serve

QUESTION = "Who built the bridge?"
UNKNOWN = "Who painted the bridge?"


@pytest.fixture
def answerer(tmp_path: Path) -> Iterator[Answerer]:
    with Library(tmp_path, "words", load=lambda _: WordEmbedder()) as library:
        list(library.add([Article("Ada built the bridge.", "A bridge", "/x/bridge")]))
        yield Answerer(library, ScriptedReader({QUESTION: {"Ada": 4.0}}), UNFITTED)


@pytest.fixture
def page(answerer: Answerer) -> list[Turn]:
    """A question answered, one refused, and one that nothing answers."""
    page: list[Turn] = []
    for question in (QUESTION, "?!", UNKNOWN):
        *_, (_, page, _) = replies(answerer, question, page)
    return page


def kept(answerer: Answerer) -> list[tuple[object, ...]]:
    """What the library keeps, without the time."""
    return [
        (said.question, said.answer, said.verdict, said.correction, said.place)
        for said in answerer.library.feedback()
    ]


def ada(answerer: Answerer) -> Place:
    (info,) = answerer.library.articles()
    return Place(info.id, 0, 3)


def test_serve_refuses_other_machines_without_auth(answerer):
    with pytest.raises(ServerError, match="--auth"), listen("127.0.0.1", 0) as listener:
        serve(answerer, [], listener, host="0.0.0.0", auth=None, announce=pytest.fail)


def test_replies_search_and_then_answer(answerer):
    earlier = Turn("before", "after")
    stages = list(replies(answerer, QUESTION, [earlier]))
    (searching, sought, _), (reading, _, unchanged), (shown, page, sources) = stages
    assert unchanged == gr.skip()
    assert [(one["role"], one["content"]) for one in searching[:2]] == [
        ("user", "before"),
        ("assistant", "after"),
    ]
    assert "Searching your articles…" in searching[-1]["content"]
    assert "Reading 1 passage…" in reading[-1]["content"]
    assert '<mark id="source-1">Ada</mark> built the bridge.' in sources
    assert [one["role"] for one in shown] == ["user", "assistant"] * 2
    assert '<p class="answer">Ada</p>' in shown[-1]["content"]
    assert shown[:3] == searching[:3]
    # While it is sought there is nothing to judge; then there is.
    assert [one.answer for one in sought] == [None, None]
    assert [one.answer and one.answer.text for one in page] == [None, "Ada"]


def test_what_is_remembered_is_what_is_shown_however_long_the_page(answerer):
    full = [Turn(f"q{n}", f"r{n}") for n in range(50)]
    for shown, page, _ in replies(answerer, QUESTION, full):
        assert len(page) == 50
        assert [one["content"] for one in shown] == [
            part for one in page for part in (one.question, one.reply)
        ]
        assert page[0] == full[1]


def test_a_blank_question_changes_nothing(answerer):
    assert list(replies(answerer, " \n", [])) == [(gr.skip(), gr.skip(), gr.skip())]


def test_a_refused_question_is_answered_with_the_reason(answerer):
    *_, (shown, _, _) = replies(answerer, "?!", [])
    assert '<div class="notice"><p>The question is empty' in shown[-1]["content"]


@pytest.mark.parametrize(
    ("index", "liked", "verdict"),
    [(1, True, "right"), (1, False, "wrong"), (1, None, "withdrawn")],
)
def test_a_thumb_is_kept_with_the_answer_that_it_is_of(answerer, page, index, liked, verdict):
    judge(answerer, page, index, liked)
    place = ada(answerer) if verdict == "right" else None
    assert kept(answerer) == [(QUESTION, "Ada", verdict, None, place)]


def test_a_thumb_on_silence_is_kept_as_that(answerer, page):
    judge(answerer, page, 5, True)
    assert kept(answerer) == [(UNKNOWN, None, "right", None, None)]


# The question itself, a reply that is no answer, what is not there, and no place at all.
@pytest.mark.parametrize("index", [0, 3, 7, -1, [1, 1], None])
def test_a_thumb_on_anything_else_keeps_nothing(answerer, page, index):
    judge(answerer, page, index, True)
    assert kept(answerer) == []


def test_a_thumb_down_opens_the_panel_and_right_words_close_it(answerer, page):
    panel, passages, box, about, note = judge(answerer, page, 1, False)
    assert (panel, box, note) == (gr.update(visible=True), "", "")
    assert "Ada built the bridge." in passages
    closed, *_, gone, _ = correct(answerer, about, "built  the bridge")
    assert (closed, gone) == (gr.update(visible=False), None)
    said = (QUESTION, "Ada", "corrected", "built the bridge", Place(ada(answerer).article, 4, 20))
    assert kept(answerer)[1:] == [said]


@pytest.mark.parametrize("words", ["Bo", "ada", "", "  ", "bridge. Ada"])
def test_words_that_stand_in_no_passage_are_not_kept(answerer, page, words):
    *unchanged, note = correct(answerer, page[0].answer, words)
    assert unchanged == [gr.skip()] * 4
    assert NOWHERE in note
    assert kept(answerer) == []


def test_without_an_answer_to_put_right_nothing_is_kept(answerer):
    correct(answerer, None, "Ada")
    assert kept(answerer) == []


def test_a_library_that_cannot_be_written_says_so(answerer, page, monkeypatch):
    def refuse(said: Feedback) -> None:
        raise LibraryError("The library is read-only: nothing was kept.")

    monkeypatch.setattr(answerer.library, "keep", refuse)
    with pytest.raises(gr.Error, match="read-only: nothing was kept"):
        judge(answerer, page, 1, True)


def last(answerer: Answerer, *questions: str) -> Turn:
    """The last turn of a page on which the questions were asked, one after the other."""
    page: list[Turn] = []
    for question in questions:
        *_, (_, page, _) = replies(answerer, question, page)
    return page[-1]


def test_a_follow_up_goes_on_from_what_this_page_asked(answerer):
    turn = last(answerer, QUESTION, "Who painted it?")
    assert turn.answer is not None
    assert turn.answer.question == UNKNOWN
    assert f"“<q>{UNKNOWN}</q>”" in turn.reply
    alone = last(answerer, "Who painted it?")
    assert alone.answer is not None
    assert alone.answer.question == "Who painted it?"
    assert "Understood as" not in alone.reply


def test_a_greeting_is_helped_and_nothing_goes_on_from_it(answerer):
    turn = last(answerer, QUESTION, "hello")
    assert HELP[:30] in turn.reply
    assert "“Almost certainly” at least 90%" in turn.reply
    assert (turn.answer, turn.exchange, turn.citations) == (None, None, ())


def test_what_is_stopped_is_sought_no_longer_and_judged_by_nobody(answerer):
    searching = next(replies(answerer, QUESTION, []))
    shown, page, _ = halted(searching[1])
    assert STOPPED in shown[-1]["content"]
    assert [(turn.answer, turn.pending) for turn in page] == [(None, False)]
    assert halted(page) == (gr.skip(), gr.skip(), gr.skip())
