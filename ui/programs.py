"""What programs may ask of the window over HTTP: the same as of the command line, as JSON."""

from typing import Any

import gradio as gr
from gradio.events import api

from index import ClippingsError
from qa import Answerer, checked, respond
from ui.wire import response_json

# One question at a time: two would only slow each other down.
QUEUE = "answering"


def serve_programs(answerer: Answerer) -> None:
    """Give the window that is being built its ``/ask``."""

    def ask(question: str) -> dict[str, Any]:
        """Answer a question, as ``clippings ask --json`` does."""
        try:
            asked = checked(question)
            return response_json(asked, respond(answerer, asked))
        except ClippingsError as error:
            raise gr.Error(str(error), print_exception=False) from error

    api(ask, api_name="ask", concurrency_limit=1, concurrency_id=QUEUE)
