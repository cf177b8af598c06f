"""The reports of evaluations as pages of their own, for nobody but who may see the window."""

from pathlib import Path

from fastapi import FastAPI, Request
from gradio.routes import App
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount

from ui.window.evaluation.kept_runs import FOLDER, KeptRuns


def serve_reports(app: FastAPI, library: Path) -> None:
    """Show the reports that a library keeps; to be called before the window is put in.

    Args:
        app: what serves the window.
        library: the library's folder.
    """
    runs = KeptRuns(library / FOLDER)

    def report(run: str, file: str, request: Request) -> Response:
        if not _may_look(app, request):
            return PlainTextResponse("Log in first.", 401)
        path = runs.file(run, file)
        return PlainTextResponse("Not found", 404) if path is None else FileResponse(path)

    app.get(f"/{FOLDER}/{{run}}/{{file}}")(report)


def _may_look(app: FastAPI, request: Request) -> bool:
    """Whether the window asks for no login, or the request is of somebody who is logged in."""
    window = next(
        route.app for route in app.routes if isinstance(route, Mount) and isinstance(route.app, App)
    )
    if window.auth is None:
        return True
    # Gradio names its cookies so, one for HTTPS and one for HTTP.
    names = (f"access-token-{window.cookie_id}", f"access-token-unsecure-{window.cookie_id}")
    return any(request.cookies.get(name) in window.tokens for name in names)
