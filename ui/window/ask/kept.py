"""Turns as they are kept in the library, and back: pure."""

import json
from functools import cache
from typing import TYPE_CHECKING

from index import Chat, ClippingsError, KeptTurn, clean_line
from ui.window.ask.turns import Turn, stopped

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_LONGEST_TITLE = 80


def body_of(turn: Turn) -> str:
    """Return all of a turn but its id in the library, as ``turn_from`` takes it."""
    # Half of a pair of surrogates, which no database takes, stands in JSON as it may.
    return json.dumps(_turns().dump_python(turn, mode="json", exclude={"kept"}))


def turn_from(kept: KeptTurn) -> Turn | None:
    """Return a turn as it was kept; None for what is none, or is of another version.

    One that was still sought, when whoever sought it went away, is one that was stopped.
    """
    try:
        turn = _turns().validate_python({**json.loads(kept.body), "kept": kept.id})
    except (ValueError, TypeError, ClippingsError):
        return None
    return stopped(turn) if turn.pending else turn


def turns_of(chat: Chat) -> list[Turn]:
    """Return the turns of a chat, in their order; those that cannot be read are left out."""
    turns = (turn_from(kept) for kept in chat.turns)
    return [turn for turn in turns if turn is not None]


def words_of(turn: Turn) -> str:
    """Return what a search for a chat looks through: the question, and what was answered."""
    return sound(" ".join([turn.asked, turn.understood, *_answered(turn)]))


def title_of(said: str) -> str:
    """Return what a chat is called: what was said, on one line, shortened; empty for no words."""
    title = clean_line(said)
    if len(title) <= _LONGEST_TITLE:
        return title
    return title[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def sound(text: str) -> str:
    """Return a text from a browser with a question mark for what no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _answered(turn: Turn) -> list[str]:
    response = turn.response
    if response is None:
        return []
    said = [response.answer.text] if response.answer and response.answer.text else []
    said += [item.text for item in response.items]
    said += [one.text for one in response.evidence]
    sides = response.disagreement.sides if response.disagreement else ()
    return [*said, *(side.text for side in sides)]


@cache
def _turns() -> "TypeAdapter[Turn]":
    from pydantic import TypeAdapter

    return TypeAdapter(Turn)
