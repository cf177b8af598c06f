"""The tab of the library: files go in, and the articles are found, read, edited and removed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from index import EDITABLE, MAX_FILE_BYTES, ClippingsError
from qa import Answerer
from ui.window.library.articles_table import render_articles
from ui.window.library.dropping import add_dropped, refusals, render_progress, told
from ui.window.library.library_desk import (
    Desk,
    WordCounts,
    brought_back,
    edited,
    form_of,
    page_shown,
    pressed,
    removed,
    render_article,
    render_note,
    searched,
)
from ui.window.render import render_masthead

# What each part of the form is called.
_LABELS = {
    "title": "Title",
    "byline": "Byline",
    "date": "Date, such as 2011-03-31",
    "source": "Source",
    "url": "Web address",
    "tags": "Tags, one a line",
}
# What changes the library waits here, one at a time; the rest of the window goes on.
_CHANGING: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "changing"}
# What every event here has in common.
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def library_tab(window: gr.Blocks, answerer: Answerer, masthead: gr.Markdown) -> None:
    """Put the library into the tab that is being built.

    Args:
        window: what the tab is part of.
        answerer: whose library it is.
        masthead: tells how many articles there are.
    """
    _Tab(answerer, masthead).wire(window)


class _Tab:
    """The parts of the tab. They are laid out here, and wired to what ``library_desk`` says."""

    def __init__(self, answerer: Answerer, masthead: gr.Markdown) -> None:
        self.library = answerer.library
        self.words = WordCounts(self.library)
        self.masthead = masthead
        # Kept here and not read back from the browser, which could put anything in it.
        self.desk = gr.State(Desk())
        self._lay_out_adding()
        self._lay_out_list()
        self._lay_out_article()
        # The script writes here what was pressed: Gradio knows nothing of buttons in a text.
        self.command = gr.Textbox(visible="hidden", elem_id="library-command")
        self.press = gr.Button("Do it", visible="hidden", elem_id="library-press")
        # And here what it took out of a drop; it travels with the rest, if there is a rest.
        self.refused = gr.Textbox(visible="hidden", elem_id="library-refused")
        self.refuse = gr.Button("Tell it", visible="hidden", elem_id="library-refuse")

    def _lay_out_adding(self) -> None:
        limit = MAX_FILE_BYTES // 2**20
        self.drop = gr.File(
            elem_id="drop",
            file_count="multiple",
            label=f"Files to add, at most {limit} MB each",
            show_label=False,
            container=False,
            height=110,
        )
        self.progress = gr.Markdown(elem_id="adding", latex_delimiters=[])

    def _lay_out_list(self) -> None:
        with gr.Row(elem_id="undoing"):
            self.note = gr.Markdown(elem_id="library-note", latex_delimiters=[])
            self.undo = gr.Button(
                "Undo removal", elem_id="undo", size="sm", scale=0, min_width=88, visible=False
            )
        with gr.Column(elem_id="articles") as self.list_view:
            with gr.Row(elem_id="finding"):
                self.search = gr.Textbox(
                    elem_id="find",
                    show_label=False,
                    container=False,
                    label="Find articles",
                    placeholder="Find by title, source, byline, date or tag",
                    max_lines=1,
                    scale=1,
                )
                self.remove = gr.Button(
                    "Remove", elem_id="remove", scale=0, min_width=150, interactive=False
                )
            self.table = gr.Markdown(elem_id="table", latex_delimiters=[])

    def _lay_out_article(self) -> None:
        with gr.Column(visible=False, elem_id="reading") as self.article_view:
            with gr.Row(elem_id="acts"):
                self.back = gr.Button(
                    "All articles", elem_id="back", size="sm", scale=0, min_width=88
                )
                self.edit = gr.Button("Edit", elem_id="edit", size="sm", scale=0, min_width=88)
                self.remove_one = gr.Button(
                    "Remove", elem_id="remove-one", size="sm", scale=0, min_width=88
                )
            with gr.Column(visible=False, elem_id="editing") as self.form:
                self.fields = {name: self._field(name) for name in EDITABLE}
                with gr.Row():
                    self.save = gr.Button(
                        "Save", elem_id="save", variant="primary", size="sm", scale=0, min_width=88
                    )
                    self.cancel = gr.Button(
                        "Cancel", elem_id="cancel", size="sm", scale=0, min_width=88
                    )
            self.article = gr.Markdown(elem_id="sheet", latex_delimiters=[])

    @staticmethod
    def _field(name: str) -> gr.Textbox:
        lines = 3 if name == "tags" else 1
        return gr.Textbox(label=_LABELS[name], elem_id=f"edit-{name}", lines=lines, max_lines=lines)

    def wire(self, window: gr.Blocks) -> None:
        """Say what each thing that can be pressed does."""
        shown = [
            *(self.desk, self.masthead, self.list_view, self.table, self.remove, self.note),
            *(self.undo, self.article_view, self.form, self.article, *self.fields.values()),
        ]
        # Not by the queue, by which Gradio may lose the question that is asked at that moment.
        reading: dict[str, Any] = {
            "outputs": shown,
            "trigger_mode": "multiple",
            "queue": False,
            **_QUIET,
        }
        changing: dict[str, Any] = {"outputs": shown, **_QUIET, **_CHANGING}

        window.load(self._show, [self.desk], **reading)
        self.press.click(self._press, [self.command, self.desk], **reading)
        self.refuse.click(_all_refused, [self.refused], [self.progress], queue=False, **_QUIET)
        self.search.change(
            self._search, [self.search, self.desk], **{**reading, "trigger_mode": "always_last"}
        )
        self.back.click(self._close, [self.desk], **reading)
        self.edit.click(self._open_form, [self.desk], **reading)
        self.cancel.click(self._close_form, [self.desk], **reading)
        self.remove.click(self._remove_picked, [self.desk], **changing)
        self.remove_one.click(self._remove_opened, [self.desk], **changing)
        self.undo.click(self._undo, [self.desk], **changing)
        fields = list(self.fields.values())
        gr.on(
            [self.save.click, *(one.submit for one in fields)],
            self._save,
            [self.desk, *fields],
            **changing,
        )
        # Several drops wait for each other; the table is looked at again when one is through.
        adding = self.drop.upload(
            self._add,
            [self.drop, self.refused],
            [self.drop, self.progress, self.masthead],
            # A list of what was uploaded, checked by Gradio to be nothing else; made into files by
            # it, each would leave an empty one behind.
            preprocess=False,
            trigger_mode="multiple",
            **_QUIET,
            **_CHANGING,
        )
        adding.then(self._show, [self.desk], **reading)

    def _add(self, uploads: list[dict[str, Any]] | None, refused: str) -> Iterator[tuple[Any, ...]]:
        paths = [Path(upload["path"]) for upload in uploads or ()]
        for progress in add_dropped(self.library, paths, list(refusals(refused))):
            # The place to drop files is free again at once.
            yield None, render_progress(progress), self._masthead()

    def _show(self, desk: Desk) -> dict[Any, Any]:
        return self._screen(desk)

    def _press(self, command: str, desk: Desk) -> dict[Any, Any]:
        after = pressed(desk, command)
        if after == desk:
            return {self.desk: desk}
        if command.startswith("pick "):  # the browser shows the ticks already
            return {self.desk: after, self.remove: _removing(after)}
        return self._screen(after)

    def _search(self, words: str, desk: Desk) -> dict[Any, Any]:
        return self._screen(searched(desk, words))

    def _close(self, desk: Desk) -> dict[Any, Any]:
        return self._screen(Desk(desk.view, removed=desk.removed))

    def _open_form(self, desk: Desk) -> dict[Any, Any]:
        opened = Desk(desk.view, desk.opened, editing=True, removed=desk.removed)
        try:
            form = form_of(self.library.article(desk.opened).info)
        except ClippingsError:  # gone meanwhile, which the screen says
            return self._screen(opened)
        return {
            **self._screen(opened),
            **{field: form[name] for name, field in self.fields.items()},
        }

    def _close_form(self, desk: Desk) -> dict[Any, Any]:
        return self._screen(Desk(desk.view, desk.opened, removed=desk.removed))

    def _remove_picked(self, desk: Desk) -> dict[Any, Any]:
        return self._screen(removed(self.library, desk, desk.view.picked))

    def _remove_opened(self, desk: Desk) -> dict[Any, Any]:
        return self._screen(removed(self.library, desk, [desk.opened] if desk.opened else []))

    def _undo(self, desk: Desk) -> dict[Any, Any]:
        return self._screen(brought_back(self.library, desk))

    def _save(self, desk: Desk, *values: str) -> dict[Any, Any]:
        said = dict(zip(EDITABLE, values, strict=True))
        return self._screen(edited(self.library, desk, said))

    def _masthead(self) -> str:
        return render_masthead(self.library.counts()[0])

    def _screen(self, desk: Desk) -> dict[Any, Any]:
        """Return what every part of the tab shows; the form keeps what is written in it."""
        note, sheet = desk.note, ""
        try:
            sheet = render_article(self.library.article(desk.opened)) if desk.opened else ""
        except ClippingsError as error:
            note = note or str(error)
        try:
            page = page_shown(self.library, desk.view, self.words)
            table = render_articles(page, desk.view, self.words.anew)
            masthead: Any = self._masthead()
        except ClippingsError as error:
            note, table, masthead = str(error), "", gr.skip()
        return {
            self.desk: desk,
            self.masthead: masthead,
            self.list_view: gr.update(visible=not sheet),
            self.table: table,
            self.remove: _removing(desk),
            self.note: render_note(note),
            self.undo: gr.update(visible=bool(desk.removed)),
            self.article_view: gr.update(visible=bool(sheet)),
            self.form: gr.update(visible=bool(sheet) and desk.editing),
            self.article: sheet,
        }


def _all_refused(refused: str) -> str:
    return render_progress(told(list(refusals(refused))))


def _removing(desk: Desk) -> Any:  # noqa: ANN401 - as Gradio calls an update
    """Return the button that removes what is ticked, and says how much that is."""
    picked = len(desk.view.picked)
    said = f"Remove {picked:,} selected" if picked else "Remove"
    return gr.update(value=said, interactive=picked > 0)
