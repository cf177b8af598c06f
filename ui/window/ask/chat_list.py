"""What stands around the chat: the list of all that are kept, and a row of buttons for this one.

``chats.js`` opens and closes the list, tells the page's address the open chat, and saves files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.events import Dependency

from qa import Answerer
from ui.window.ask.chat_events import FOLDED, ChatEvents
from ui.window.ask.chats import Desk

# Gradio writes the secret in a cipher whose key every page has: what keeps others from it is that a
# browser shows it to the pages of this address alone. A fixed key lets it outlast the server.
_STORED, _KEY = "clippings-reader", "clippings"

_HOW: dict[str, Any] = {"queue": False, "api_visibility": "private", "show_progress": "hidden"}


@dataclass(frozen=True, slots=True)
class ChatList:
    """The list, and what tells whose it is and which chat of it is open.

    ``who`` is the browser's secret, ``here`` the open chat's id, and ``desk`` what the server
    remembers of this page. ``hint`` says why the list is empty.
    """

    who: gr.BrowserState
    here: gr.Markdown
    desk: gr.State
    search: gr.Textbox
    chats: gr.Radio
    hint: gr.Markdown


@dataclass(frozen=True, slots=True)
class Tools:
    """The row of buttons above the chat, and the two rows that unfold below it."""

    new: gr.Button
    rename: gr.Button
    export: gr.Button
    delete: gr.Button
    renaming: gr.Row
    title: gr.Textbox
    keep: gr.Button
    leave: gr.Button
    deleted: gr.Row
    said: gr.Markdown
    undo: gr.Button


def chat_list() -> ChatList:
    """Put the column with the list into the row that is being built."""
    with gr.Column(elem_id="chats", scale=0, min_width=220):
        search = gr.Textbox(
            elem_id="search-chats",
            label="Search your chats",
            show_label=False,
            placeholder="Search your chats",
            container=False,
            max_lines=1,
        )
        chats = gr.Radio(
            [], elem_id="listed", label="Your chats", show_label=False, container=False
        )
        hint = gr.Markdown(elem_id="chats-hint", latex_delimiters=[])
    return ChatList(
        who=gr.BrowserState("", storage_key=_STORED, secret=_KEY),
        here=gr.Markdown(elem_id="here", visible="hidden"),
        desk=gr.State(Desk()),
        search=search,
        chats=chats,
        hint=hint,
    )


def chat_tools() -> Tools:
    """Put the buttons into the column that is being built."""
    with gr.Row(elem_id="chat-tools"):
        _button("Chats", "show-chats")
        with gr.Row(elem_id="this-chat"):
            new, rename = _button("New chat"), _button("Rename")
            export, delete = _button("Export"), _button("Delete")
    with gr.Row(visible=False, elem_id="renaming") as renaming:
        title = gr.Textbox(
            label="The chat’s title", show_label=False, container=False, max_lines=1, scale=1
        )
        keep, leave = _button("Keep title"), _button("Cancel", "keep-title-not")
    with gr.Row(visible=False, elem_id="deleted") as deleted:
        said, undo = gr.Markdown(latex_delimiters=[]), _button("Undo")
    return Tools(new, rename, export, delete, renaming, title, keep, leave, deleted, said, undo)


def wire_chats(
    window: gr.Blocks,
    answerer: Answerer,
    found: ChatList,
    tools: Tools,
    page: gr.State,
    outputs: list[Any],
    asking: Sequence[Dependency],
) -> None:
    """Let the list and the buttons do what they say.

    Args:
        window: what is being built.
        answerer: whose library keeps the chats.
        found: the list.
        tools: the buttons.
        page: the page as the server remembers it.
        outputs: what ``ui.window.ask.turns.shown`` fills.
        asking: the events that ask something, after which the list is another.
    """
    events = ChatEvents(answerer)
    who, here, desk, words = found.who, found.here, found.desk, found.search
    listing = [found.chats, found.hint]
    whole = [here, *listing, *outputs]
    folds = [tools.renaming, tools.deleted]
    gone = gr.State(None)

    window.load(events.arrived, [who, desk], [who, *whole], **_HOW)
    for event in asking:
        event.then(events.asked, [who, words, here], [*listing, *folds], **_HOW)
    # Not its "input", which tells of keys that print and neither of Backspace nor of pasting.
    words.change(events.searched, [who, words, here], listing, trigger_mode="always_last", **_HOW)
    found.chats.input(events.opened, [who, found.chats, words, desk], [*whole, *folds], **_HOW)
    tools.new.click(events.begun, [who, words, desk], [*whole, *folds], **_HOW)
    tools.rename.click(events.naming, [who, here], [*folds, tools.title], **_HOW)
    gr.on(
        [tools.title.submit, tools.keep.click],
        events.named,
        [who, here, tools.title, words],
        [*folds, *listing],
        **_HOW,
    )
    tools.leave.click(lambda: FOLDED, outputs=folds, **_HOW)
    tools.delete.click(
        events.deleted, [who, here, words, desk], [*whole, *folds, tools.said, gone], **_HOW
    )
    tools.undo.click(events.undone, [who, gone, words, desk], [*whole, *folds, gone], **_HOW)
    file = gr.Markdown(elem_id="chat-file", visible="hidden", latex_delimiters=[])
    tools.export.click(events.exported, [who, here, page], file, **_HOW)


def _button(name: str, elem_id: str | None = None) -> gr.Button:
    return gr.Button(name, elem_id=elem_id, size="sm", scale=0, min_width=64)
