"""The filters above the question: folded away, and a line that says so while one is set."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index import ClippingsError
from qa import Answerer
from ui.window.ask.limits import limits_of, render_limits
from ui.window.render import render_error

_DAY = "2011-03-31 or 2011"


@dataclass(frozen=True, slots=True)
class FilterBar:
    """The fields that a question is asked with, in the order of ``limits.limits_of``."""

    since: gr.Textbox
    until: gr.Textbox
    sources: gr.Dropdown
    tags: gr.Dropdown

    @property
    def fields(self) -> list[Any]:
        """All of them."""
        return [self.since, self.until, self.sources, self.tags]


def filter_bar(window: gr.Blocks, answerer: Answerer) -> FilterBar:
    """Put the filters into the window that is being built."""

    def choices() -> tuple[Any, Any]:
        """What the library has may have changed since the server started."""
        library = answerer.library
        return _choices(library.sources()), _choices(library.tags())

    with gr.Row(elem_id="limited"):
        line = gr.Markdown(elem_id="limits-line", latex_delimiters=[])
        clear = gr.Button("Clear", elem_id="clear-limits", size="sm", scale=0, min_width=64)
    with gr.Accordion("Filter by date, source or tag", open=False, elem_id="limits"), gr.Row():
        bar = FilterBar(
            gr.Textbox(label="Since", placeholder=_DAY, max_lines=1, min_width=140),
            gr.Textbox(label="Until", placeholder=_DAY, max_lines=1, min_width=140),
            _dropdown("Sources"),
            _dropdown("Tags"),
        )
    how: dict[str, Any] = {
        "queue": False,
        "api_visibility": "private",
        "show_progress": "hidden",
    }
    changed = [
        bar.since.blur,
        bar.since.submit,
        bar.until.blur,
        bar.until.submit,
        bar.sources.input,
        bar.tags.input,
    ]
    gr.on(changed, limits_shown, bar.fields, line, trigger_mode="always_last", **how)
    clear.click(lambda: ("", "", [], [], ""), outputs=[*bar.fields, line], **how)
    window.load(choices, outputs=[bar.sources, bar.tags], **how)
    return bar


def limits_shown(
    since: str | None, until: str | None, sources: Sequence[str] | None, tags: Sequence[str] | None
) -> str:
    """Return as HTML which articles are meant, or what is wrong with what was filled in."""
    try:
        return render_limits(limits_of(since, until, sources, tags).where)
    except ClippingsError as error:
        return render_error(str(error))


def _dropdown(label: str) -> gr.Dropdown:
    return gr.Dropdown([], value=[], label=label, multiselect=True, filterable=True, min_width=140)


def _choices(names: Sequence[str]) -> Any:  # noqa: ANN401 - Gradio's updates are of no type
    return gr.update(choices=list(names), visible=bool(names))
