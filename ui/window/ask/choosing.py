"""Another answer chosen under the last reply: it takes the answer's place, and this is kept."""

from dataclasses import replace

import gradio as gr

from index import ClippingsError
from qa import Answer, Answerer
from ui.window.ask.alternatives import chosen
from ui.window.ask.feedback import chose
from ui.window.ask.limits import render_limits
from ui.window.ask.panel import render_sources
from ui.window.ask.render_kinds import render_understood
from ui.window.ask.turns import UNCHANGED, Keep, Shown, Turn, shown
from ui.window.render import render_answer


def choose(
    answerer: Answerer, page: list[Turn], words: object, keep: Keep = lambda turn: turn
) -> Shown:
    """Return the page with the answer of these words in its last reply, and keep the choice.

    Args:
        answerer: whose library keeps it.
        page: what the page shows; it stays as it is where the words are not offered there.
        words: those of an alternative, as the browser tells them.
        keep: told of the turn as it is then.
    """
    last = page[-1] if page else None
    if last is None or last.answer is None or last.answer.text == words:
        return UNCHANGED
    answer = chosen(last.given or last.answer, words)
    if answer is None:
        return UNCHANGED
    try:
        answerer.library.keep(chose(last.answer, answer))
        gr.Info("Kept in your library.", duration=3)
        turn = keep(_with(answerer, last, answer))
    except ClippingsError as error:
        gr.Warning(str(error))  # it can be shown all the same
        turn = _with(answerer, last, answer)
    return shown([*page[:-1], turn])


def _with(answerer: Answerer, turn: Turn, answer: Answer) -> Turn:
    def text_of(article: str) -> str:
        return answerer.library.article(article).text

    given = turn.given or turn.answer or answer
    note = render_limits(turn.where)
    if turn.understood:
        note += render_understood(turn.understood)
    return replace(
        turn,
        reply=note + render_answer(answer, text_of, chosen=answer.text != given.text),
        sources=render_sources(answer.citations, text_of),
        response=turn.response and replace(turn.response, answer=answer),
        given=given,
    )
