"""The window: a masthead, and a tab for each thing that people do here."""

from collections.abc import Sequence

import gradio as gr

from qa import Answerer
from ui.window.ask.asking import asking_tab
from ui.window.ask.whole_article import whole_article
from ui.window.evaluation.evaluation_tab import evaluation_tab
from ui.window.library.library_tab import library_tab
from ui.window.programs import serve_programs
from ui.window.render import render_masthead


def build(answerer: Answerer, examples: Sequence[str]) -> gr.Blocks:
    """Return the window.

    Args:
        answerer: what answers.
        examples: questions to click, shown until the first is asked.
    """

    def masthead() -> str:
        return render_masthead(answerer.library.counts()[0])

    window = gr.Blocks(
        title="Clippings",
        analytics_enabled=False,
        fill_height=True,
        # What was uploaded and never read goes within two hours: the period and the age, seconds.
        delete_cache=(3600, 3600),
    )
    with window:
        head = gr.Markdown(masthead(), elem_id="masthead")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", id="ask", elem_id="tab-ask"):
                asking_tab(window, answerer, examples)
            with gr.Tab("Library", id="library", elem_id="tab-library"):
                library_tab(window, answerer, head)
            with gr.Tab("Evaluation", id="evaluation", elem_id="tab-evaluation") as evaluation:
                evaluation_tab(answerer, evaluation)
        whole_article(answerer)
        serve_programs(answerer)
        # Articles may have been added since the server started.
        window.load(masthead, outputs=head, api_visibility="private", queue=False)
    return window
