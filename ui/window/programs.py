"""What programs may ask of the window, over HTTP and as tools: the same as of the command line.

Both give the JSON that ``clippings ask --json`` and ``clippings search --json`` print.
"""

import functools
from collections.abc import Callable
from threading import Lock
from typing import Any

import gradio as gr
from gradio.events import api

from index import ClippingsError, Filter, QuestionError
from qa import Answerer, checked, respond, retrieve
from ui.shown import FOUND
from ui.wire import hits_json, response_json

# One question at a time: two would only slow each other down.
QUEUE = "answering"
_MOST_PASSAGES = 100

Program = Callable[..., dict[str, Any]]


class Programs:
    """``ask`` and ``search`` over an answerer's library; calls wait for each other.

    Only the question has to be given. Errors are ``ClippingsError``s, for what is no question, no
    day, no list of names or no number of passages.
    """

    def __init__(self, answerer: Answerer) -> None:
        """Let programs ask ``answerer``."""
        self._answerer = answerer
        self._turn = Lock()

    def ask(
        self,
        question: str,
        since: str = "",
        until: str = "",
        sources: list[str] | None = None,
        tags: list[str] | None = None,
        k: int | None = None,
    ) -> dict[str, Any]:
        """Answer a question in the words of the user's own articles, with citations.

        Returns what "clippings ask --json" prints: "answer" (null where the articles hold none),
        "confidence" from 0 to 1, and "citations", whose offsets are half-open and in characters of
        the article's text. For a list see "items", for yes or no, why and what happened "evidence".

        Args:
            question: a question in English, at most 500 characters, about one thing.
            since: only articles of this day or later, as in 2011-03-31.
            until: only what was published by this day, as it then stood.
            sources: only articles from one of these sources, whatever their case.
            tags: only articles with one of these tags, whatever their case.
            k: how many passages are read, from 1 to 100; as many as suit the reader unless told.
        """
        asked, where = _asked(question, k), _meant(since, until, sources, tags)
        with self._turn:
            return response_json(asked, respond(self._answerer, asked, k, where))

    def search(
        self,
        question: str,
        since: str = "",
        until: str = "",
        sources: list[str] | None = None,
        tags: list[str] | None = None,
        k: int | None = None,
    ) -> dict[str, Any]:
        """Find the passages of the user's own articles that best fit a question, without reading.

        Returns what "clippings search --json" prints: "passages", best first, each with its
        article's title, source and date.

        Args:
            question: a question, or words to look for, in English, at most 500 characters.
            since: only articles of this day or later, as in 2011-03-31.
            until: only what was published by this day, as it then stood.
            sources: only articles from one of these sources, whatever their case.
            tags: only articles with one of these tags, whatever their case.
            k: how many passages are found, from 1 to 100; 10 unless told.
        """
        asked, where = _asked(question, k), _meant(since, until, sources, tags)
        with self._turn:
            hits = retrieve(self._answerer.library, asked, k or FOUND, where)
        return {"question": asked, "passages": hits_json(hits)}


def serve_programs(answerer: Answerer) -> None:
    """Give the window that is being built its ``/ask`` and ``/search``.

    Gradio reads the signatures: what has a value there may be left out by those who call by name.
    """
    programs = Programs(answerer)
    for name, program in (("ask", programs.ask), ("search", programs.search)):
        api(
            failing_as(_gradio_error, program),
            api_name=name,
            concurrency_limit=1,
            concurrency_id=QUEUE,
        )


def failing_as(error_of: Callable[[str], Exception], program: Program) -> Program:
    """Return the program with its errors raised as what ``error_of`` makes of their message."""

    @functools.wraps(program)
    def call(*args: object, **kwargs: object) -> dict[str, Any]:
        try:
            return program(*args, **kwargs)
        except ClippingsError as error:
            raise error_of(str(error)) from error

    return call


def _gradio_error(message: str) -> Exception:
    return gr.Error(message, print_exception=False)


def _asked(question: str, k: int | None) -> str:
    """Return the question as it is asked: JSON may have brought anything."""
    if not isinstance(question, str):
        raise QuestionError(f"A question is a text, not {question!r}.")
    if k is not None and not (isinstance(k, int) and 1 <= k <= _MOST_PASSAGES):
        raise QuestionError(f"k is a number of passages from 1 to {_MOST_PASSAGES}, not {k!r}.")
    return checked(question)


def _meant(since: str, until: str, sources: list[str] | None, tags: list[str] | None) -> Filter:
    for said in (since, until):
        if not isinstance(said, str):
            raise QuestionError(f"{said!r} is not a date such as 2011-03-31.")
    return Filter(since, until, _names("sources", sources), _names("tags", tags))


def _names(what: str, said: list[str] | None) -> tuple[str, ...]:
    names = [] if said is None else said
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise QuestionError(f"{what} is a list of names, not {said!r}.")
    return tuple(names)
