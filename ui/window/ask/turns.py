"""What a page of the chat holds, and how a question becomes its reply, stage by stage."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from index import EVERYTHING, ClippingsError, Filter
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
from ui.shown import TextOf, cited
from ui.window.ask.alternatives import options
from ui.window.ask.feedback import answer_shown
from ui.window.ask.limits import NO_LIMITS, Limits, render_limits
from ui.window.ask.panel import render_sources
from ui.window.ask.render_kinds import render_response, render_understood
from ui.window.render import (
    render_error,
    render_question,
    render_reading,
    render_searching,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its reply, as they are shown.

    ``question``, ``reply`` and ``sources``, the panel beside the last turn, are HTML: what was once
    shown is shown so again, whatever has become of the articles. ``asked`` is the question as it
    was typed, and ``understood`` as it was answered, where that is another; ``where`` says which
    articles it was asked of. ``response`` is None where there was none, and ``pending`` says that
    it is still sought. ``kept`` is the turn's id in the library, None where it is not kept.
    ``given`` is the answer as it was first given, where another was chosen since.
    """

    question: str
    reply: str
    sources: str = ""
    asked: str = ""
    understood: str = ""
    where: Filter = EVERYTHING
    response: Response | None = None
    pending: bool = False
    kept: int | None = None
    given: Answer | None = None

    @property
    def answer(self) -> Answer | None:
        """What a thumb judges, None where there is nothing to judge."""
        return answer_shown(self.response) if self.response else None

    @property
    def exchange(self) -> Exchange | None:
        """What a later question may go on from."""
        answer = self.answer
        return exchange_from(answer.question, answer) if answer else None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the reply cites."""
        return cited(self.response) if self.response else ()


# What one question yields: the chat, the page as the server remembers it, the panel of sources.
Shown = tuple[Any, Any, Any]
# Told of each stage of a turn, and gives it back as it is to be remembered.
Keep = Callable[[Turn], Turn]

UNCHANGED: Shown = (gr.skip(), gr.skip(), gr.skip())
# How many questions a page keeps: all of them travel with every answer.
MOST_TURNS = 50
STOPPED = "Stopped: ask again, or ask something else."


def replies(
    answerer: Answerer,
    question: str,
    page: list[Turn],
    limits: Limits = NO_LIMITS,
    keep: Keep = lambda turn: turn,
) -> Iterator[Shown]:
    """Yield the page at each stage of the search, then with the answer; nothing for no question."""
    if not question.strip():
        yield UNCHANGED
        return
    before = page[1 - MOST_TURNS :]
    try:
        for turn in _stages(answerer, question, before, limits):
            yield shown([*before, keep(turn)])
    except Exception:
        # A bug: Gradio shows it as one, and "searching" goes.
        yield shown(page)
        raise


def halted(page: list[Turn]) -> Shown:
    """Return the page when what was sought for it is sought no longer."""
    if not page or not page[-1].pending:
        return UNCHANGED
    return shown([*page[:-1], stopped(page[-1])])


def stopped(turn: Turn) -> Turn:
    """Return a turn as it is shown when its answer is sought no longer."""
    return replace(turn, reply=render_error(STOPPED), pending=False)


def shown(page: Sequence[Turn]) -> Shown:
    """Return the page as Gradio's chat takes it, as it is remembered, and the last turn's sources.

    What is remembered is always what is shown: a thumb tells its answer by its place. The sources
    stay where they are while the next answer is sought.
    """
    messages: list[dict[str, Any]] = [
        {"role": role, "content": content}
        for turn in page
        for role, content in (("user", turn.question), ("assistant", turn.reply))
    ]
    if page and page[-1].pending:
        return messages, list(page), gr.skip()
    if page and page[-1].answer and (others := options(page[-1].answer)):
        messages[-1]["options"] = others
    sources = page[-1].sources if page else ""
    return messages, list(page), sources or render_sources((), str)


def _stages(
    answerer: Answerer, question: str, before: Sequence[Turn], limits: Limits
) -> Iterator[Turn]:
    turn = Turn(render_question(question), render_searching(), asked=question.strip(), pending=True)
    yield turn
    text_of = _texts(answerer)
    try:
        asked = checked(question)
        if kind_of(asked) == "greeting":  # it goes on from nothing
            yield _answered(turn, "", Response("greeting"), text_of)
            return
        where = limits.where
        understood = understand(asked, [one.exchange for one in before if one.exchange])
        note = render_limits(where)
        if understood.changed:
            note += render_understood(understood.question)
            turn = replace(turn, understood=understood.question)
        hits = answerer.search(understood.question, where=where or None, about=understood.about)
        turn = replace(turn, where=where, reply=note + render_reading(len(hits)))
        yield turn
        response = respond(answerer, understood, hits=hits)
        if response.answer and response.answer.question == asked:  # answered as it was asked
            note, turn = render_limits(where), replace(turn, understood="")
        yield _answered(turn, note, response, text_of)
    except ClippingsError as error:
        yield replace(turn, reply=render_error(str(error)), pending=False)


def _answered(turn: Turn, note: str, response: Response, text_of: TextOf) -> Turn:
    return replace(
        turn,
        reply=note + render_response(response, text_of),
        sources=render_sources(cited(response), text_of),
        response=response,
        pending=False,
    )


def _texts(answerer: Answerer) -> TextOf:
    return lambda article: answerer.library.article(article).text
