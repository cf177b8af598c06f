"""The server that shows the chat window to nobody but its user."""

import contextlib
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from socket import socket

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa import Answerer
from ui.address import Login, check_address, is_loopback, url
from ui.app import build
from ui.theme import theme

_ROOM = Path(str(files("ui")))
STYLES = sorted(_ROOM.glob("*.css"))
SCRIPTS = sorted(_ROOM.glob("*.js"))

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
        css_paths=STYLES,
        head="".join(f"<script>{path.read_text(encoding='utf-8')}</script>" for path in SCRIPTS),
    )
    return mounted


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
