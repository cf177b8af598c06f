"""The server that shows the chat window to nobody but its user."""

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index import MAX_FILE_BYTES
from qa import Answerer
from ui.address import Login, check_address, is_loopback, url
from ui.window.app import build
from ui.window.evaluation.report_route import serve_reports
from ui.window.theme import theme

_ROOM = Path(str(files("ui.window")))
# By their own names: what a later one says of a part holds.
STYLES = sorted(_ROOM.rglob("*.css"), key=lambda path: path.name)
SCRIPTS = sorted(_ROOM.rglob("*.js"), key=lambda path: path.name)

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
_CLOSED = ("/openapi.json", "/docs", "/redoc")
_READING = ("GET", "HEAD", "OPTIONS")


def serve(
    answerer: Answerer,
    examples: Sequence[str],
    listener: socket,
    *,
    host: str,
    auth: Login | None,
    announce: Callable[[str], None],
    mcp: bool = False,
) -> None:
    """Open the chat window and keep it open until Ctrl-C.

    Args:
        answerer: what answers.
        examples: questions to click.
        listener: what ``ui.address.listen`` returned: the port is had before anything is loaded.
        host: the address that it listens on.
        auth: the name and password to ask for; None only where no other machine can reach it.
        announce: told, in a sentence, where the window is, once it can be opened.
        mcp: whether to open ``ask`` and ``search`` as tools for language models.

    Raises:
        ServerError: if the address is refused.
    """
    check_address(host, auth)
    with _private_uploads():
        app = application(build(answerer, examples), answerer, host, auth, mcp=mcp)
        # Open pages hold a connection for ever: Ctrl-C waits for them no longer than this.
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        logging.getLogger("uvicorn.error").addFilter(_is_worth_telling)
        here = url(host, listener.getsockname()[1])
        tools = f", the tools for language models at {here}mcp" if mcp else ""
        announce(f"The chat window is at {here}{tools} (Ctrl-C closes it).")
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def _is_worth_telling(record: logging.LogRecord) -> bool:
    """Whether a line of the server's log says more than that pages were open when it closed."""
    cancelled = record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not cancelled and "timeout graceful shutdown" not in record.getMessage()


@contextlib.contextmanager
def _private_uploads() -> Iterator[None]:
    """Let Gradio keep what is uploaded where nobody else can read it, and nothing of it stays.

    The variable is Gradio's only way to say so; each part of a window reads it when it is built.
    """
    name = "GRADIO_TEMP_DIR"
    before = os.environ.get(name)
    with TemporaryDirectory(prefix="clippings-uploads-") as folder:
        os.environ[name] = folder
        try:
            yield
        finally:
            os.environ.pop(name)
            if before is not None:
                os.environ[name] = before


def application(
    window: gr.Blocks, answerer: Answerer, host: str, auth: Login | None, *, mcp: bool
) -> FastAPI:
    """Return the window as a web application that keeps other sites and other hosts out.

    The reports that are kept in the library's folder are pages of it.
    """
    app = FastAPI(openapi_url=None)
    app.add_middleware(CORSMiddleware)  # allows no other origin; Gradio's own would allow many
    if auth is None and is_loopback(host):
        # A web page elsewhere can give its own name this machine's address, and read what is here
        # as if it were its own. It cannot give itself one of these names.
        app.add_middleware(
            TrustedHostMiddleware, allowed_hosts=["localhost", "127.0.0.1", "[::1]", host]
        )

    app.add_middleware(_KeptIn)
    serve_reports(app, answerer.library.folder)
    if mcp:
        from ui.window.mcp_tools import serve_tools

        running = serve_tools(app, answerer, auth)
        app.router.lifespan_context = lambda _: running
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        window,
        path="/",
        auth=auth,
        footer_links=[],
        run_history=False,
        show_error=True,
        max_file_size=MAX_FILE_BYTES,
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
    """Sends ``_HEADERS`` with every response, and lets no other site upload or change anything."""

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
        if scope["type"] == "http" and _is_foreign(scope):
            refused = PlainTextResponse("This is no page of Clippings.", 403)
            await refused(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def _is_foreign(scope: Scope) -> bool:
    """Whether a page of another site sends this: browsers let it, and only hide the answer from it.

    Browsers say whose page it is, other programs say nothing. A proxy may have another name in
    front, of which no page can tell a lie.
    """
    if scope["method"] in _READING:
        return False
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    ours = (headers.get("host"), headers.get("x-forwarded-host"))
    return origin is not None and urlsplit(origin).netloc not in ours
