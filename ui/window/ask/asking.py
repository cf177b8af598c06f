"""The tab in which people ask: the chat, its sources, and what they say of the answers."""

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from qa import Answerer
from ui.window.ask.chat_list import chat_list, chat_tools, wire_chats
from ui.window.ask.chats import Asked, Desk, kept_again, kept_replies, owner_of
from ui.window.ask.choosing import choose
from ui.window.ask.correcting import correcting
from ui.window.ask.filter_bar import filter_bar
from ui.window.ask.limits import limits_of
from ui.window.ask.panel import render_sources
from ui.window.ask.turns import Shown, Turn, halted
from ui.window.programs import QUEUE


def asking_tab(window: gr.Blocks, answerer: Answerer, examples: Sequence[str]) -> None:
    """Put the chat into the window that is being built.

    Args:
        window: what is being built.
        answerer: what answers.
        examples: questions to click, shown until the first is asked.
    """

    def asked(
        question: str,
        page: list[Turn],
        desk: Desk,
        chat: str,
        secret: object,
        request: gr.Request,
        *limits: Any,  # noqa: ANN401 - as the fields hold them
    ) -> Iterator[Shown]:
        owner = owner_of(secret, request.username)
        said = Asked(question, chat, owner, limits_of(*limits))
        yield from kept_replies(answerer, said, page, desk)

    def chosen(
        event: gr.SelectData,
        page: list[Turn],
        desk: Desk,
        chat: str,
        secret: object,
        request: gr.Request,
        *limits: Any,  # noqa: ANN401
    ) -> Iterator[Shown]:
        yield from asked(event.value["text"], page, desk, chat, secret, request, *limits)

    def instead(
        event: gr.SelectData, page: list[Turn], secret: object, request: gr.Request
    ) -> Shown:
        owner = owner_of(secret, request.username)
        return choose(answerer, page, event.value, kept_again(answerer, owner))

    # The page is kept here and not read back from the browser, which could put anything in it.
    page = gr.State([])
    with gr.Row(elem_id="desk", scale=1):
        found = chat_list()
        with gr.Column(elem_id="talk", scale=3, min_width=320):
            tools = chat_tools()
            chat = _chat(examples)
            correcting(answerer, chat, page)
            filters = filter_bar(window, answerer)
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
                stop = gr.Button("Stop", elem_id="stop", scale=0, min_width=88)
                button = gr.Button("Ask", elem_id="ask", variant="primary", scale=0, min_width=88)
        with gr.Column(elem_id="beside", scale=2, min_width=320):
            sources = gr.Markdown(render_sources((), str), elem_id="sources", latex_delimiters=[])
    shown = [chat, page, sources]
    how: dict[str, Any] = {
        "outputs": shown,
        "concurrency_limit": 1,
        "concurrency_id": QUEUE,
        # A question that is asked while another is answered waits for its turn.
        "trigger_mode": "multiple",
        "api_visibility": "private",
        "show_progress": "hidden",
    }
    given = [page, found.desk, found.here, found.who, *filters.fields]
    asking = gr.on([box.submit, button.click], asked, [box, *given], **how)
    # Emptied at once, and not when the question's turn comes: the next may be there by then.
    gr.on(
        [box.submit, button.click],
        lambda: "",
        outputs=box,
        queue=False,
        api_visibility="private",
        show_progress="hidden",
    )
    choosing = chat.example_select(chosen, given, **how)
    chat.option_select(instead, [page, found.who], **how)
    wire_chats(window, answerer, found, tools, page, shown, [asking, choosing])
    stop.click(
        halted,
        [page],
        shown,
        cancels=[asking, choosing],
        queue=False,
        api_visibility="private",
        show_progress="hidden",
    )


def _chat(examples: Sequence[str]) -> gr.Chatbot:
    return gr.Chatbot(
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
        feedback_options=("Like", "Dislike"),
        autoscroll=False,  # ui/window/following.js does it
    )
