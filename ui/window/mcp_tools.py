"""``ask`` and ``search`` as tools for language models, by the Model Context Protocol over HTTP."""

import base64
import hmac
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from qa import Answerer
from ui.address import Login
from ui.window.programs import Programs, failing_as

PATH = "/mcp"
_INSTRUCTIONS = (
    "The user's own library of articles. Use `ask` for a question that an article may answer: the "
    "answer is in the article's words, or null where there is none. Use `search` to see the "
    "passages themselves. Quote with the title, source and date that come with each."
)
# Nothing is changed, and nothing outside the library is looked at.
_ONLY_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def serve_tools(
    app: FastAPI, answerer: Answerer, auth: Login | None
) -> AbstractAsyncContextManager[None]:
    """Open the tools at ``PATH``, and return what has to be entered while the server runs.

    Hosts and origins are checked by what stands before ``app``, as for everything that it serves.

    Args:
        app: what serves the window, before that is put in.
        answerer: what answers.
        auth: the name and password that each call brings (HTTP basic authentication), if any.
    """
    server = MCPServer("clippings", instructions=_INSTRUCTIONS, log_level="WARNING")
    programs = Programs(answerer)
    for title, program in (("Ask the articles", programs.ask), ("Search", programs.search)):
        server.add_tool(failing_as(ToolError, program), title=title, annotations=_ONLY_READS)
    inside = server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    app.router.routes.append(Route(PATH, endpoint=_Locked(inside, auth)))
    return server.session_manager.run()


class _Locked:
    """Lets nobody in without the name and the password, where there are any."""

    def __init__(self, app: ASGIApp, auth: Login | None) -> None:
        self._app = app
        self._needed = b"" if auth is None else base64.b64encode(":".join(auth).encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._needed and not self._may_enter(Headers(scope=scope)):
            refused = PlainTextResponse(
                "Log in first.", 401, {"WWW-Authenticate": 'Basic realm="Clippings"'}
            )
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _may_enter(self, headers: Headers) -> bool:
        kind, _, told = headers.get("authorization", "").partition(" ")
        given = told.strip().encode("utf-8", "replace")
        return kind.lower() == "basic" and hmac.compare_digest(given, self._needed)
