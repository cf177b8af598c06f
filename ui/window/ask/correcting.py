"""Thumbs, and the panel below the chat in which a wrong answer is put right."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from index import ClippingsError, Feedback
from qa import Answer, Answerer
from ui.window.ask.feedback import corrected, judged, passages_of, unanswerable, withdrawn
from ui.window.ask.turns import Turn
from ui.window.render import render_correcting, render_error

# What a word on an answer changes: the panel, what it is about, its box, its answer, its note.
Panel = tuple[Any, Any, Any, Any, Any]

NOWHERE = (
    "These words stand in none of the passages above, so nothing was kept: "
    "give whole words, as they are written there."
)
_CLOSED_PANEL: Panel = (gr.update(visible=False), "", "", None, "")


def correcting(answerer: Answerer, chat: gr.Chatbot, page: gr.State) -> None:
    """Put the panel below the chat in which a wrong answer is put right, and wire the thumbs."""

    def thumb(event: gr.LikeData, turns: list[Turn]) -> Panel:
        return judge(answerer, turns, event.index, event.liked)

    def put_right(answer: Answer | None, words: str) -> Panel:
        return correct(answerer, answer, words)

    def say_none(answer: Answer | None) -> Panel:
        if answer is not None:
            _keep(answerer, unanswerable(answer))
        return _CLOSED_PANEL

    # The answer that is put right: kept here, and not read back from the browser.
    about = gr.State(None)
    with gr.Column(visible=False, elem_id="correcting") as panel:
        passages = gr.Markdown(elem_id="passages", latex_delimiters=[])
        words = gr.Textbox(
            elem_id="correction",
            label="The right answer is",
            placeholder="The right answer, in the passage's words",
            max_lines=4,
            container=False,
        )
        note = gr.Markdown(elem_id="note", latex_delimiters=[])
        with gr.Row():
            gr.Button("Use the selected words", elem_id="use-selection", size="sm")
            keep = gr.Button("Keep", elem_id="keep", size="sm", variant="primary")
            none = gr.Button("There is no answer", elem_id="no-answer", size="sm")
            close = gr.Button("Close", elem_id="close", size="sm")
    how: dict[str, Any] = {
        "outputs": [panel, passages, words, about, note],
        "api_visibility": "private",
        "show_progress": "hidden",
    }
    chat.like(thumb, [page], **how)
    gr.on([words.submit, keep.click], put_right, [about, words], **how)
    none.click(say_none, [about], **how)
    close.click(lambda: _CLOSED_PANEL, **how)


def judge(answerer: Answerer, turns: Sequence[Turn], index: object, liked: object) -> Panel:
    """Keep what a thumb says of the reply at ``index`` of the chat; open the panel for a "wrong".

    Args:
        answerer: whose library keeps it.
        turns: what the page shows.
        index: the reply's place among all questions and replies, as the browser tells it.
        liked: True for up, False for down, anything else where the thumb was taken back.
    """
    # A reply follows each question.
    turn = index // 2 if isinstance(index, int) and index % 2 else -1
    answer = turns[turn].answer if 0 <= turn < len(turns) else None
    if answer is None:
        gr.Info("There is no answer here to judge.")
        return _CLOSED_PANEL
    if not isinstance(liked, bool):
        _keep(answerer, withdrawn(answer))
        return _CLOSED_PANEL
    _keep(answerer, judged(answer, right=liked))
    if liked:
        return _CLOSED_PANEL
    shown = render_correcting(answer, passages_of(answer))
    return gr.update(visible=True), shown, "", answer, ""


def correct(answerer: Answerer, answer: Answer | None, words: str) -> Panel:
    """Keep ``words`` as the right answer and close the panel, or say why they are not kept."""
    if answer is None:
        return _CLOSED_PANEL
    said = corrected(answer, words)
    if said is None:
        skip = gr.skip()
        return skip, skip, skip, skip, render_error(NOWHERE)
    _keep(answerer, said)
    return _CLOSED_PANEL


def _keep(answerer: Answerer, said: Feedback) -> None:
    try:
        answerer.library.keep(said)
    except ClippingsError as error:
        raise gr.Error(str(error), print_exception=False) from error
    gr.Info("Kept in your library.", duration=3)
