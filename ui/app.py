"""The chat window: Gradio wiring, and the server that shows it to nobody but its user."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from socket import socket
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI
from gradio.events import api
from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index import ClippingsError
from qa import Answerer
from ui.address import Login, check_address, is_loopback, url
from ui.render import (
    render_answer,
    render_error,
    render_masthead,
    render_question,
    render_searching,
)
from ui.theme import theme
from ui.wire import answer_json

STYLE = Path(str(files("ui") / "style.css"))

Turn = dict[str, str]
# What one question yields: the text box, the page, and the page as the server remembers it.
Shown = tuple[Any, Any, Any]

# Nothing may be loaded from, or told to, any other host: not even by a page that went wrong.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# Parts of Gradio's server that the window has no use for.
_CLOSED = ("/upload", "/openapi.json", "/docs", "/redoc")
# How many questions and answers a page keeps: all of them travel with every answer.
_KEPT = 100
# One question at a time: two would only slow each other down.
_QUEUE = "answering"


def build(answerer: Answerer, examples: Sequence[str]) -> gr.Blocks:
    """Return the chat window.

    Args:
        answerer: what answers.
        examples: questions to click, shown until the first is asked.
    """

    def masthead() -> str:
        return render_masthead(answerer.library.counts()[0])

    def chosen(event: gr.SelectData, page: list[Turn]) -> Iterator[Shown]:
        yield from replies(answerer, event.value["text"], page)

    def asked(question: str, page: list[Turn]) -> Iterator[Shown]:
        yield from replies(answerer, question, page)

    def ask(question: str) -> dict[str, Any]:
        """Answer a question, as ``clippings ask --json`` does."""
        try:
            return answer_json(answerer.ask(question))
        except ClippingsError as error:
            raise gr.Error(str(error), print_exception=False) from error

    window = gr.Blocks(title="Clippings", analytics_enabled=False, fill_height=True)
    with window:
        # The page is kept here and not read back from the browser, which could put anything in it.
        page = gr.State([])
        head = gr.Markdown(masthead(), elem_id="masthead")
        chat = gr.Chatbot(
            elem_id="chat",
            show_label=False,
            container=False,
            layout="panel",
            scale=1,
            placeholder="Ask a question, and read the answer where it was written.",
            examples=[{"text": example} for example in examples] or None,
            sanitize_html=True,
            allow_tags=False,
            latex_delimiters=[],
            buttons=[],
            feedback_options=None,
            autoscroll=True,
        )
        with gr.Row(elem_id="asking"):
            box = gr.Textbox(
                elem_id="question",
                show_label=False,
                label="Your question",
                container=False,
                placeholder="Ask your articles",
                autofocus=True,
                scale=1,
                max_lines=4,
            )
            button = gr.Button("Ask", elem_id="ask", variant="primary", scale=0, min_width=88)
        how: dict[str, Any] = {
            "outputs": [box, chat, page],
            "concurrency_limit": 1,
            "concurrency_id": _QUEUE,
            "api_visibility": "private",
            "show_progress": "hidden",
        }
        gr.on([box.submit, button.click], asked, [box, page], **how)
        chat.example_select(chosen, [page], **how)
        # Articles may have been added since the server started.
        window.load(masthead, outputs=head, api_visibility="private", queue=False)
        api(ask, api_name="ask", concurrency_limit=1, concurrency_id=_QUEUE)
    return window


def replies(answerer: Answerer, question: str, page: list[Turn]) -> Iterator[Shown]:
    """Yield the page with "searching" on it, then with the answer; nothing if nothing was asked."""
    if not question.strip():
        yield gr.skip(), gr.skip(), gr.skip()
        return
    before = [*page[-_KEPT:], {"role": "user", "content": render_question(question)}]
    yield "", _with(before, render_searching()), gr.skip()
    try:
        answer = answerer.ask(question)
        reply = render_answer(answer, lambda i: answerer.library.article(i).text)
    except ClippingsError as error:
        reply = render_error(str(error))
    except Exception:
        yield gr.skip(), page, gr.skip()  # a bug: Gradio shows it as one, and "searching" goes
        raise
    after = _with(before, reply)
    yield gr.skip(), after, after


def serve(
    answerer: Answerer,
    examples: Sequence[str],
    listener: socket,
    *,
    host: str,
    auth: Login | None,
    announce: Callable[[str], None],
) -> None:
    """Open the chat window and keep it open until Ctrl-C.

    Args:
        answerer: what answers.
        examples: questions to click.
        listener: what ``ui.address.listen`` returned: the port is had before anything is loaded.
        host: the address that it listens on.
        auth: the name and password to ask for; None only where no other machine can reach it.
        announce: told, in a sentence, where the window is, once it can be opened.

    Raises:
        ServerError: if the address is refused.
    """
    check_address(host, auth)
    app = application(build(answerer, examples), host, auth)
    # Open pages hold a connection for ever: Ctrl-C waits for them no longer than this.
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
    number = listener.getsockname()[1]
    announce(f"The chat window is at {url(host, number)} (Ctrl-C closes it).")
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def application(window: gr.Blocks, host: str, auth: Login | None) -> FastAPI:
    """Return the window as a web application that keeps other sites and other hosts out."""
    app = FastAPI(openapi_url=None)
    app.add_middleware(CORSMiddleware)  # allows no other origin; Gradio's own would allow many
    if auth is None and is_loopback(host):
        # A web page elsewhere can give its own name this machine's address, and read what is here
        # as if it were its own. It cannot give itself one of these names.
        app.add_middleware(
            TrustedHostMiddleware, allowed_hosts=["localhost", "127.0.0.1", "[::1]", host]
        )

    app.add_middleware(_KeptIn)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        window,
        path="/",
        auth=auth,
        footer_links=[],
        run_history=False,
        show_error=True,
        max_file_size="1kb",  # nothing is ever uploaded
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        theme=theme(),
        css_paths=[STYLE],
    )
    return mounted


def _with(page: list[Turn], reply: str) -> list[Turn]:
    return [*page, {"role": "assistant", "content": reply}]


class _KeptIn:
    """Sends ``_HEADERS`` with every response, and lets nothing be uploaded or listed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        if scope["type"] == "http" and scope["path"].endswith(_CLOSED):
            await PlainTextResponse("Not found", 404)(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
