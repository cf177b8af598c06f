"""The tab in which answers are measured: gold questions in, figures, plots and a report out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from index import ClippingsError
from qa import Answerer
from ui.window.evaluation.evaluator import Evaluator, Progress
from ui.window.evaluation.gold_choices import DROPPED, JUDGED, STARTER, choose, starters_in
from ui.window.evaluation.kept_runs import FOLDER, KeptRuns
from ui.window.evaluation.render_evaluation import render_nothing, render_progress, render_run
from ui.window.render import render_error

_CHOICES = {
    STARTER: "The starter questions",
    JUDGED: "What people said of answers here",
    DROPPED: "A file of mine",
}
_FILE_TYPES = [".jsonl", ".json", ".csv", ".tsv", ".gz"]

# What an evaluation changes: how far it is, its figures, and which button is of use.
Shown = tuple[Any, Any, Any, Any]


def evaluation_tab(answerer: Answerer, tab: gr.Tab) -> None:
    """Put the evaluation into the window that is being built.

    Args:
        answerer: what is measured.
        tab: the tab that it is put into.
    """
    runs = KeptRuns(answerer.library.folder / FOLDER)
    evaluator = Evaluator(answerer, runs)
    results = Results(runs)

    def started(choice: str, file: str | None, most: float | None) -> Iterator[Shown]:
        try:
            path = Path(file) if file else None
            evaluator.start(choose(answerer.library, choice, path, int(most or 0)))
        except ClippingsError as error:
            yield render_error(str(error)), gr.skip(), gr.skip(), gr.skip()
            return
        yield from watched()
        if bug := evaluator.progress.bug:
            raise bug  # Gradio shows it as one, and prints it

    def watched() -> Iterator[Shown]:
        for progress in evaluator.watch():
            yield shown(progress, results)

    offered = offers(answerer)
    gr.Markdown("## Measure the answers", elem_id="evaluation-title")
    with gr.Row(elem_id="evaluation-choice"):
        choice = gr.Radio(
            offered,
            value=offered[0][1],
            label="Gold questions",
            elem_id="gold",
            scale=3,
        )
        most = gr.Number(
            label="At most (0 for all)",
            value=0,
            minimum=0,
            precision=0,
            elem_id="at-most",
            scale=1,
            min_width=120,
        )
    file = gr.File(
        label="Gold questions as JSON lines or CSV",
        file_types=_FILE_TYPES,
        visible=False,
        height=140,
        elem_id="gold-file",
    )
    with gr.Row(elem_id="evaluation-buttons"):
        start = gr.Button("Start", variant="primary", scale=0, min_width=110, elem_id="evaluate")
        stop = gr.Button("Stop", scale=0, min_width=110, visible=False, elem_id="stop-evaluating")
    progress = gr.Markdown(elem_id="evaluation-progress", latex_delimiters=[])
    figures = gr.Markdown(render_nothing(), elem_id="figures", latex_delimiters=[])

    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    watching: dict[str, Any] = {
        **private,
        "outputs": [progress, figures, start, stop],
        # Every page that is open may look on.
        "concurrency_limit": None,
    }
    choice.change(
        lambda name: gr.update(visible=name == DROPPED), choice, file, queue=False, **private
    )
    # Articles may have been added or removed since the server started.
    gr.on(None, lambda: gr.update(choices=offers(answerer)), outputs=choice, queue=False, **private)
    looking = tab.select(watched, **watching)
    # What the page was still to be told of the last run must not hide what is said of this one.
    start.click(started, [choice, file, most], cancels=[looking], **watching)
    stop.click(evaluator.stop, queue=False, **private)


class Results:
    """The last finished run as HTML, made once and kept until there is a later one."""

    def __init__(self, runs: KeptRuns) -> None:
        self._runs = runs
        self._made: tuple[list[str], str] = ([], render_nothing())

    def html(self) -> str:
        """Return the last run, or what stands in its place.

        Raises:
            ReportError: if it cannot be read.
        """
        names = self._runs.names()
        if names != self._made[0]:
            shown = render_run(self._runs.read(names[0]), names[1:]) if names else render_nothing()
            self._made = names, shown
        return self._made[1]


def offers(answerer: Answerer) -> list[tuple[str, str]]:
    """Return the kinds of gold questions that there are, each with what it is called.

    The starter questions are there only with their articles.
    """
    there = [name for name in _CHOICES if name != STARTER or starters_in(answerer.library)]
    return [(_CHOICES[name], name) for name in there]


def shown(progress: Progress, results: Results) -> Shown:
    """Return what a page shows of an evaluation: while it is at work, the figures stay."""
    running = progress.running
    buttons = gr.update(interactive=not running), gr.update(visible=running)
    if running:
        return render_progress(progress), gr.skip(), *buttons
    told = render_progress(progress)
    try:
        return told, results.html(), *buttons
    except ClippingsError as error:
        return told, render_error(str(error)), *buttons
