"""What a page of the chat holds, and how a question becomes its reply, stage by stage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index import ClippingsError
from qa import (
    Answer,
    Answerer,
    Citation,
    Exchange,
    Response,
    checked,
    exchange_from,
    kind_of,
    respond,
    understand,
)
from ui.feedback import answer_shown
from ui.panel import render_sources
from ui.render import (
    render_error,
    render_question,
    render_reading,
    render_searching,
)
from ui.render_kinds import render_response, render_understood
from ui.shown import TextOf, cited


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its reply, as they are shown.

    ``answer`` is what a thumb judges, None where there is nothing to judge; ``exchange`` is what a
    later question may go on from; ``citations`` are in the panel of sources while this is the last
    turn. ``pending`` says that the reply is still sought.
    """

    question: str
    reply: str
    answer: Answer | None = None
    exchange: Exchange | None = None
    citations: tuple[Citation, ...] = ()
    pending: bool = False


# What one question yields: the chat, the page as the server remembers it, the panel of sources.
Shown = tuple[Any, Any, Any]

# How many questions a page keeps: all of them travel with every answer.
_KEPT = 50
STOPPED = "Stopped: ask again, or ask something else."


def replies(answerer: Answerer, question: str, page: list[Turn]) -> Iterator[Shown]:
    """Yield the page at each stage of the search, then with the answer; nothing for no question."""
    if not question.strip():
        yield gr.skip(), gr.skip(), gr.skip()
        return
    before = page[1 - _KEPT :]
    text_of = _texts(answerer)
    try:
        for turn in _stages(answerer, question, before, text_of):
            yield _shown([*before, turn], text_of)
    except Exception:
        # A bug: Gradio shows it as one, and "searching" goes.
        yield _shown(page, text_of)
        raise


def halted(answerer: Answerer, page: list[Turn]) -> Shown:
    """Return the page when what was sought for it is sought no longer."""
    if not page or not page[-1].pending:
        return gr.skip(), gr.skip(), gr.skip()
    return _shown([*page[:-1], Turn(page[-1].question, render_error(STOPPED))], _texts(answerer))


def _stages(
    answerer: Answerer, question: str, before: Sequence[Turn], text_of: TextOf
) -> Iterator[Turn]:
    shown = render_question(question)
    yield Turn(shown, render_searching(), pending=True)
    try:
        asked = checked(question)
        if kind_of(asked) == "greeting":  # it goes on from nothing
            yield Turn(shown, render_response(Response("greeting"), text_of))
            return
        understood = understand(asked, [turn.exchange for turn in before if turn.exchange])
        note = render_understood(understood.question) if understood.changed else ""
        hits = answerer.search(understood.question)
        yield Turn(shown, note + render_reading(len(hits)), pending=True)
        response = respond(answerer, understood.question, hits=hits)
        yield _answered(shown, note, response, text_of)
    except ClippingsError as error:
        yield Turn(shown, render_error(str(error)))


def _answered(shown: str, note: str, response: Response, text_of: TextOf) -> Turn:
    answer = answer_shown(response)
    return Turn(
        shown,
        note + render_response(response, text_of),
        answer,
        exchange_from(answer.question, answer) if answer else None,
        cited(response),
    )


def _texts(answerer: Answerer) -> TextOf:
    return lambda article: answerer.library.article(article).text


def _shown(page: list[Turn], text_of: TextOf) -> Shown:
    """Return the page as Gradio's chat takes it, as it is remembered, and the last turn's sources.

    What is remembered is always what is shown: a thumb tells its answer by its place. The sources
    stay where they are while the next answer is sought.
    """
    messages = [
        {"role": role, "content": content}
        for turn in page
        for role, content in (("user", turn.question), ("assistant", turn.reply))
    ]
    if page and page[-1].pending:
        return messages, page, gr.skip()
    citations = page[-1].citations if page else ()
    return messages, page, render_sources(citations, text_of)
