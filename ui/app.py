"""The window: a masthead, and a tab for each thing that people do here."""

from collections.abc import Sequence

import gradio as gr

from qa import Answerer
from ui.asking import asking_tab
from ui.programs import serve_programs
from ui.render import render_masthead


def build(answerer: Answerer, examples: Sequence[str]) -> gr.Blocks:
    """Return the window.

    Args:
        answerer: what answers.
        examples: questions to click, shown until the first is asked.
    """

    def masthead() -> str:
        return render_masthead(answerer.library.counts()[0])

    window = gr.Blocks(title="Clippings", analytics_enabled=False, fill_height=True)
    with window:
        head = gr.Markdown(masthead(), elem_id="masthead")
        with gr.Tabs(elem_id="tabs"), gr.Tab("Ask", id="ask", elem_id="tab-ask"):
            asking_tab(answerer, examples)
        serve_programs(answerer)
        # Articles may have been added since the server started.
        window.load(masthead, outputs=head, api_visibility="private", queue=False)
    return window
