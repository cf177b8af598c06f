"""What the list of chats and the buttons above the chat do, as Gradio asks for it."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from index import Chat, ClippingsError
from qa import Answerer
from ui.window.ask.chat_export import render_file
from ui.window.ask.chats import (
    NOT_KEPT,
    READ_ONLY,
    Desk,
    chat_file,
    listed,
    new_chat,
    new_secret,
    opened_page,
    owner_of,
)
from ui.window.ask.kept import title_of
from ui.window.ask.turns import UNCHANGED, Turn, shown
from ui.window.render import block, escaped

NO_CHATS = "Chats that you begin are listed here."
NONE_FOUND = "No chat has these words."

# The row in which a chat is renamed, and that which says that one was deleted.
FOLDED = (gr.update(visible=False), gr.update(visible=False))
_NAMING = (gr.update(visible=True), gr.update(visible=False))
_DELETED = (gr.update(visible=False), gr.update(visible=True))

# Updates of Gradio's, which are of no type.
Updates = tuple[Any, ...]


class ChatEvents:
    """The events over one library's chats; what they take comes from the browser.

    In all of them ``secret`` is what the browser keeps, ``words`` what the list is searched for,
    ``chat`` the id of the open chat and ``desk`` what the server remembers of it. A *listing* is
    the list and what is said where it is empty; a *page* is the open chat's id, the listing, and
    what ``turns.shown`` returns; *folds* are the two rows that unfold below the buttons.
    """

    def __init__(self, answerer: Answerer) -> None:
        """Take whose library it is."""
        self._answerer, self._chats = answerer, answerer.library.chats

    def arrived(self, secret: object, desk: Desk, request: gr.Request) -> Updates:
        """Return the secret to keep, and the page: the chat that its address names, if any.

        A page without one stays as it was built, and so does what is asked there meanwhile.
        """
        secret = secret if owner_of(secret, None) else new_secret()
        owner = owner_of(secret, request.username)
        chat = request.query_params.get("chat", "")
        # Where something has been asked before this came, that is the page's chat.
        turns = [] if desk.chat else opened_page(self._answerer, owner, chat)
        desk.chat = desk.chat or (chat if turns else new_chat())
        told = shown(turns) if turns else UNCHANGED
        return secret, desk.chat, *self._listing(owner, "", desk.chat), *told

    def asked(self, secret: object, words: str, chat: str, request: gr.Request) -> Updates:
        """Return the listing and the folds when something has been asked."""
        return *self.searched(secret, words, chat, request), *FOLDED

    def searched(self, secret: object, words: str, chat: str, request: gr.Request) -> Updates:
        """Return the listing for other words."""
        return self._listing(owner_of(secret, request.username), words, chat)

    def opened(
        self, secret: object, chat: str, words: str, desk: Desk, request: gr.Request
    ) -> Updates:
        """Return the page of a chat, and the folds."""
        desk.chat = chat
        return *self._page(owner_of(secret, request.username), words, desk), *FOLDED

    def begun(self, secret: object, words: str, desk: Desk, request: gr.Request) -> Updates:
        """Return the page of a new chat, and the folds."""
        return self.opened(secret, new_chat(), words, desk, request)

    def naming(self, secret: object, chat: str, request: gr.Request) -> Updates:
        """Return the folds, and the title that the open chat has."""
        kept = self._chats.open(owner_of(secret, request.username), chat)
        if kept is None:
            self._refuse()
            return *FOLDED, gr.skip()
        return *_NAMING, kept.info.title

    def named(
        self, secret: object, chat: str, title: str, words: str, request: gr.Request
    ) -> Updates:
        """Give the open chat another title, if it is one; return the folds and the listing."""
        owner, called = owner_of(secret, request.username), title_of(title)
        if called:
            _tried(lambda: self._chats.rename(owner, chat, called))
        return *FOLDED, *self._listing(owner, words, chat)

    def deleted(
        self, secret: object, chat: str, words: str, desk: Desk, request: gr.Request
    ) -> Updates:
        """Delete the open chat; return a new page, the folds, what is said, and what is gone."""
        owner = owner_of(secret, request.username)
        kept = self._chats.open(owner, chat)
        if kept is None or not _tried(lambda: self._chats.remove(owner, chat)):
            self._refuse()
            return *_NO_PAGE, *FOLDED, gr.skip(), gr.skip()
        desk.chat = new_chat()
        said = block("hint", f"Deleted “{escaped(kept.info.title)}”.")
        return *self._page(owner, words, desk), *_DELETED, said, kept

    def undone(
        self, secret: object, gone: Chat | None, words: str, desk: Desk, request: gr.Request
    ) -> Updates:
        """Put back the chat that was deleted; return its page, the folds, and that none is gone."""
        owner = owner_of(secret, request.username)
        if gone is None or not _tried(lambda: self._chats.restore(owner, gone)):
            return *_NO_PAGE, *FOLDED, None
        desk.chat = gone.info.id
        return *self._page(owner, words, desk), *FOLDED, None

    def exported(self, secret: object, chat: str, page: list[Turn], request: gr.Request) -> str:
        """Return the open chat's file, for the browser to save."""
        owner = owner_of(secret, request.username)
        return render_file(*chat_file(self._answerer, owner, chat, page))

    def _page(self, owner: str, words: str, desk: Desk) -> Updates:
        messages, page, sources = shown(opened_page(self._answerer, owner, desk.chat))
        # Gradio leaves the thumbs of the chat before where they are, unless told another word on
        # each reply: the chat's id is no thumb, and another for each chat.
        told = gr.update(value=messages, feedback_value=[desk.chat] * len(page))
        return desk.chat, *self._listing(owner, words, desk.chat), told, page, sources

    def _listing(self, owner: str, words: str, chat: str) -> Updates:
        """Return the list, the open chat chosen in it, and what is said where it is empty."""
        found = listed(self._answerer, owner, words)
        chosen = chat if any(chat == one for _, one in found) else None
        hint = "" if found else NONE_FOUND if words.strip() else NO_CHATS
        if not self._answerer.library.writable:
            hint = READ_ONLY
        said = block("hint", escaped(hint)) if hint else ""
        return gr.update(choices=found, value=chosen), said

    def _refuse(self) -> None:
        gr.Info(NOT_KEPT if self._answerer.library.writable else READ_ONLY)


# A page that stays as it is: its id, the listing, and what is shown.
_NO_PAGE = (gr.skip(), gr.skip(), gr.skip(), *UNCHANGED)


def _tried(change: Callable[[], object]) -> bool:
    """Change something in the library, or say why it cannot be changed; return whether it is."""
    try:
        change()
    except ClippingsError as error:
        gr.Warning(str(error))
        return False
    return True
