"""The chats that are kept: listed beside the page, opened, renamed, deleted, searched and exported.

A chat belongs to a browser, and behind a login to the name besides: a secret that the browser keeps
tells whose it is. Every event sends it, and the server looks up with it what may be seen; what was
said in a chat never comes from the browser.
"""

import hashlib
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

import gradio as gr

from index import ClippingsError
from qa import Answerer
from ui.window.ask.chat_export import chat_markdown, file_name
from ui.window.ask.kept import body_of, sound, title_of, turns_of, words_of
from ui.window.ask.limits import NO_LIMITS, Limits
from ui.window.ask.turns import MOST_TURNS, UNCHANGED, Keep, Shown, Turn, replies

READ_ONLY = "Chats are not kept here: the library is read-only."
NOT_KEPT = "This chat is no longer kept."
# A secret of ours has 43 characters; nothing that anybody might guess is taken for one.
_SECRET = range(40, 101)


class Desk:
    """Which chat one page of the browser shows: told by one event while another is at work."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.chat = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the chat that it was asked in, and whose that is."""

    question: str
    chat: str
    owner: str
    limits: Limits = NO_LIMITS


def owner_of(secret: object, name: str | None) -> str:
    """Return whose chats are meant; empty where the browser has told no secret.

    Args:
        secret: what the browser keeps.
        name: who has logged in, None where nobody has to.
    """
    if not isinstance(secret, str) or len(secret) not in _SECRET:
        return ""
    return hashlib.sha256(f"{name or ''}\n{sound(secret)}".encode()).hexdigest()


def new_secret() -> str:
    """Return what a browser is told by from now on."""
    return secrets.token_urlsafe(32)


def new_chat() -> str:
    """Return the id of a chat that does not exist yet."""
    return uuid.uuid4().hex


class Keeper:
    """Keeps one turn of a chat at each of its stages, and with it the question before its answer.

    A library that cannot be written keeps nothing; the question is answered all the same.
    """

    def __init__(self, answerer: Answerer, asked: Asked) -> None:
        """Take what was asked; nothing is written yet."""
        self._library, self._asked = answerer.library, asked
        self._id: int | None = None

    def __call__(self, turn: Turn) -> Turn:
        """Keep a stage, and return it with its id."""
        asked = self._asked
        if not asked.owner or not asked.chat or not self._library.writable:
            return turn
        try:
            if self._id is None:
                self._id = self._library.chats.ask(
                    asked.owner, asked.chat, title_of(turn.asked), words_of(turn), body_of(turn)
                )
            elif not turn.pending:
                self._library.chats.answer(asked.owner, self._id, words_of(turn), body_of(turn))
        except ClippingsError as error:
            gr.Warning(f"This answer is not kept. {error}")
        return replace(turn, kept=self._id)


def kept_replies(answerer: Answerer, asked: Asked, page: list[Turn], desk: Desk) -> Iterator[Shown]:
    """Yield the page at each stage of the search, as ``replies`` does, and keep the turn.

    Where the page has gone on to another chat, or goes on meanwhile, the question is answered and
    kept in the chat that it was asked in, and the page stays as it is.
    """
    # A question that is there before the page was told of its chat begins one.
    chat = asked.chat or desk.chat or new_chat()
    asked = replace(asked, chat=chat)
    if desk.chat != chat:
        page = opened_page(answerer, asked.owner, chat)
    desk.chat = desk.chat or chat  # the server may have been started again under the page
    keeper = Keeper(answerer, asked)
    for stage in replies(answerer, asked.question, page, asked.limits, keeper):
        yield stage if desk.chat == chat else UNCHANGED


def kept_again(answerer: Answerer, owner: str) -> Keep:
    """Return what keeps a turn as it has become since it was kept.

    Raises:
        LibraryError: from what is returned, if the library cannot be written.
    """

    def keep(turn: Turn) -> Turn:
        if owner and turn.kept is not None:
            answerer.library.chats.answer(owner, turn.kept, words_of(turn), body_of(turn))
        return turn

    return keep


def opened_page(answerer: Answerer, owner: str, chat: str) -> list[Turn]:
    """Return the last turns of a chat; none of one that is not there, or not the owner's."""
    found = answerer.library.chats.open(owner, chat) if owner and chat else None
    return turns_of(found)[-MOST_TURNS:] if found else []


def chat_file(answerer: Answerer, owner: str, chat: str, page: list[Turn]) -> tuple[str, str]:
    """Return the open chat as a file's name and its text: all of it that is kept, or the page."""
    found = answerer.library.chats.open(owner, chat) if owner else None
    turns = [turn for turn in (turns_of(found) if found else page) if not turn.pending]
    title = found.info.title if found else title_of(turns[0].asked) if turns else ""
    return file_name(title), chat_markdown(title or "Chat", turns)


def listed(answerer: Answerer, owner: str, search: str) -> list[tuple[str, str]]:
    """Return the titles and ids of the owner's chats in which all the words stand."""
    found = answerer.library.chats.all(owner, sound(search)) if owner else []
    return [(info.title or "Untitled", info.id) for info in found]
