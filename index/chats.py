"""Chats, kept in the library: whose they are, what they are called, and what was said in them.

What a question and its reply look like is the affair of whoever shows them: here they are a text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from index.conditions import as_json
from index.database import Database

# How many chats are listed: nobody reads through more, and the search finds the others.
_LISTED = 200


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question and its reply; ``body`` is all of it, ``words`` what a search looks through.

    ``id`` rises from turn to turn and is never used twice.
    """

    id: int
    words: str
    body: str


@dataclass(frozen=True, slots=True)
class ChatInfo:
    """A chat without what was said in it; ``changed`` is ISO 8601, in UTC."""

    id: str
    title: str
    changed: str


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat, and its turns in the order in which they were asked."""

    info: ChatInfo
    turns: tuple[KeptTurn, ...]


class Chats:
    """The chats of one library. May be used by several threads.

    Every chat has an owner, a text that tells one person from another and that nobody can guess.
    No method returns or changes the chat of anybody else: it is as if it were not there.

    Raises:
        LibraryError: from every method, if the library cannot be read or written.
    """

    def __init__(self, db: Database) -> None:
        """Take the database in which they are kept."""
        self._db = db
        self._changes = 0

    @property
    def changes(self) -> int:
        """How many rows have been written here: they are no change to the articles."""
        return self._changes

    def ask(self, owner: str, chat: str, title: str, words: str, body: str) -> int | None:
        """Add a turn at the end of a chat, which is made if it is new; return the turn's id.

        Args:
            owner: whose chat it is.
            chat: the chat's id.
            title: what a new chat is called.
            words: what a search looks through.
            body: the turn.

        Returns:
            None where the chat is somebody else's; nothing is added then.
        """
        with self._db.writing() as db:
            before = db.total_changes
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            db.execute("INSERT OR IGNORE INTO chat VALUES (?, ?, ?, ?)", (chat, owner, title, now))
            mine = db.execute(
                "UPDATE chat SET changed = ? WHERE id = ? AND owner = ?", (now, chat, owner)
            )
            added = None
            if mine.rowcount:
                added = db.execute(
                    "INSERT INTO turn (chat, words, body) VALUES (?, ?, ?)",
                    (chat, words.casefold(), body),
                ).lastrowid
            self._changes += db.total_changes - before
            return added

    def answer(self, owner: str, turn: int, words: str, body: str) -> bool:
        """Put what a turn has become in its place; return whether it is still there."""
        return self._changed(
            "UPDATE turn SET words = ?, body = ?"
            " WHERE id = ? AND chat IN (SELECT id FROM chat WHERE owner = ?)",
            (words.casefold(), body, turn, owner),
        )

    def all(self, owner: str, search: str = "") -> list[ChatInfo]:
        """Return the owner's chats, that which was asked in last first, at most 200.

        Args:
            owner: whose.
            search: words that all have to stand in the chat or its title, in any case and place.
        """
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT id, title, changed FROM chat WHERE owner = ?"
                " AND NOT EXISTS (SELECT 1 FROM json_each(?) AS word"
                "  WHERE instr(casefold(chat.title), word.value) = 0"
                "  AND NOT EXISTS (SELECT 1 FROM turn"
                "   WHERE turn.chat = chat.id AND instr(turn.words, word.value)))"
                " ORDER BY changed DESC, id LIMIT ?",
                (owner, as_json(search.casefold().split()), _LISTED),
            ).fetchall()
        return [ChatInfo(*row) for row in rows]

    def open(self, owner: str, chat: str) -> Chat | None:
        """Return one of the owner's chats, or None where there is none of that id."""
        with self._db.reading() as db:
            row = db.execute(
                "SELECT id, title, changed FROM chat WHERE id = ? AND owner = ?", (chat, owner)
            ).fetchone()
            turns = db.execute(
                "SELECT id, words, body FROM turn WHERE chat = ? ORDER BY id", (chat,)
            ).fetchall()
        if row is None:
            return None
        return Chat(ChatInfo(*row), tuple(KeptTurn(*turn) for turn in turns))

    def rename(self, owner: str, chat: str, title: str) -> bool:
        """Give a chat another title; return whether it is there."""
        return self._changed(
            "UPDATE chat SET title = ? WHERE id = ? AND owner = ?", (title, chat, owner)
        )

    def remove(self, owner: str, chat: str) -> bool:
        """Remove a chat and all that was said in it; return whether it was there."""
        return self._changed("DELETE FROM chat WHERE id = ? AND owner = ?", (chat, owner))

    def restore(self, owner: str, chat: Chat) -> None:
        """Put back what was removed, as it was; what was asked there since stays."""
        info = chat.info
        with self._db.writing() as db:
            before = db.total_changes
            db.execute(
                "INSERT OR IGNORE INTO chat VALUES (?, ?, ?, ?)",
                (info.id, owner, info.title, info.changed),
            )
            mine = "SELECT id FROM chat WHERE id = ? AND owner = ?"
            if db.execute(mine, (info.id, owner)).fetchone():
                db.executemany(
                    "INSERT OR IGNORE INTO turn (id, chat, words, body) VALUES (?, ?, ?, ?)",
                    [(turn.id, info.id, turn.words, turn.body) for turn in chat.turns],
                )
            self._changes += db.total_changes - before

    def _changed(self, statement: str, values: Sequence[Any]) -> bool:
        with self._db.writing() as db:
            before = db.total_changes
            changed = db.execute(statement, values).rowcount > 0
            self._changes += db.total_changes - before
            return changed
