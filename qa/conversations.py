"""Conversations: gold questions that follow each other, and what is lost when they lean on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from index import GoldError
from qa.answerer import Answerer
from qa.compare import paired_difference
from qa.converse import Understood, as_understood, understand
from qa.evaluate import evaluate_turn
from qa.gold import Gold, read_text
from qa.gold_files import answers_of, records
from qa.measures import MEASURES, figures, measured
from qa.referents import Exchange
from qa.rows import Row

# What tells the id of a turn's standalone form from that of the turn as it was written.
_ALONE = "/standalone"


@dataclass(frozen=True, slots=True)
class GoldTurn:
    """A question as somebody wrote it, and what it comes to where nothing was said before.

    ``answers`` and ``article`` are those of ``Gold``.
    """

    question: str
    standalone: str
    answers: tuple[str, ...]
    article: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns in their order; the first one stands alone."""

    id: str
    turns: tuple[GoldTurn, ...]


@dataclass(frozen=True, slots=True)
class TurnRows:
    """What became of a turn as it was written, and in its standalone form; ``number`` from one."""

    number: int
    written: Row
    standalone: Row


def holds_conversations(path: Path) -> bool:
    """Whether the file is one of conversations: JSON lines of which the first has ``turns``."""
    try:
        first = next(records(read_text(path), path), None)
    except GoldError:
        return False  # whatever it is, its own reader says what is wrong with it
    return first is not None and "turns" in first[1]


def read_conversations(path: Path) -> tuple[Conversation, ...]:
    """Read JSON lines of ``{"id", "turns": [{"question", "standalone", "answers", "article"}]}``.

    Raises:
        GoldError: if it cannot be read, a line is no conversation, or two have the same id.
    """
    found: dict[str, Conversation] = {}
    for number, record in records(read_text(path), path):
        conversation = _conversation(record, number, path)
        if conversation.id in found:
            raise GoldError(f"Line {number} of {path} has the id of an earlier one.")
        found[conversation.id] = conversation
    return tuple(found.values())


def standalone_questions(conversation: Conversation) -> list[Gold]:
    """Return the turns as questions that need nothing that was said before, in their order."""
    return [
        Gold(
            f"{_turn_id(conversation, number)}{_ALONE}", turn.standalone, turn.answers, turn.article
        )
        for number, turn in enumerate(conversation.turns, start=1)
    ]


def ask_conversations(
    answerer: Answerer, conversations: Sequence[Conversation], k: int, before: Sequence[Row] = ()
) -> Iterator[Row]:
    """Ask every turn as it was written, and in its standalone form; yield a row for each, in order.

    As in the chat, a turn as written is understood from the turns before it and from what was
    answered to them, right or wrong, and the articles of that are favoured; its row's question is
    what it was understood as. The standalone form is asked as if nothing had been said.

    Args:
        answerer: what is asked.
        conversations: the turns.
        k: how many passages are read for a question.
        before: rows of an earlier run, which are not asked for again.

    Raises:
        GoldError: if a turn names an article that the library does not have.
    """
    kept = {row.id: row for row in before}
    for alone, understood, written in ask_written(answerer, conversations, k, kept):
        full = as_understood(alone.question)
        if understood == full:  # a first turn, or a new subject: it need not be asked twice
            itself = replace(written, id=alone.id)
        else:
            itself = kept.get(alone.id) or evaluate_turn(answerer, alone, full, k)
        yield from (row for row in (written, itself) if row.id not in kept)


def ask_written(
    answerer: Answerer,
    conversations: Sequence[Conversation],
    k: int,
    kept: Mapping[str, Row] = MappingProxyType({}),
) -> Iterator[tuple[Gold, Understood, Row]]:
    """Ask every turn as it was written; yield its standalone form, how it was understood, its row.

    The arguments are those of ``ask_conversations``, ``kept`` being rows of an earlier run by id.

    Raises:
        GoldError: as ``ask_conversations``.
    """
    for conversation in conversations:
        said: list[Exchange] = []
        for number, alone in enumerate(standalone_questions(conversation), start=1):
            understood = understand(conversation.turns[number - 1].question, said)
            gold = replace(alone, id=_turn_id(conversation, number))
            row = kept.get(gold.id) or evaluate_turn(answerer, gold, understood, k)
            said.append(exchange_of(row))
            yield alone, understood, row


def exchange_of(row: Row) -> Exchange:
    """Return what later turns are understood from: a question and what came of it."""
    for cited in row.cited[:1]:
        for passage in row.passages:
            inside = passage.start <= cited.start and cited.end <= passage.end
            if passage.article_id == cited.article_id and inside:
                return Exchange(
                    row.question,
                    row.answer,
                    passage.text,
                    passage.title,
                    article=passage.article_id,
                )
    if not row.best:
        return Exchange(row.question)
    for passage in row.passages:
        if row.best in passage.text:
            return Exchange(
                row.question, None, passage.text, passage.title, row.best, passage.article_id
            )
    return Exchange(row.question, guess=row.best)


def turn_rows(conversations: Sequence[Conversation], rows: Sequence[Row]) -> list[TurnRows]:
    """Return the rows of ``ask_conversations`` by turn.

    Raises:
        KeyError: if one of them is missing.
    """
    by_id = {row.id: row for row in rows}
    return [
        TurnRows(number, by_id[name], by_id[name + _ALONE])
        for conversation in conversations
        for number in range(1, len(conversation.turns) + 1)
        for name in [_turn_id(conversation, number)]
    ]


def conversation_summary(turns: Sequence[TurnRows]) -> dict[str, Any]:
    """Return the figures of first turns, and of later ones in both forms.

    ``loss`` is what the standalone form scores more than the written one, with the ends of its 95%
    paired bootstrap interval: what is still lost in the understanding of earlier turns.
    """
    first = [turn.written for turn in turns if turn.number == 1]
    later = [turn for turn in turns if turn.number > 1]
    written, alone = [turn.written for turn in later], [turn.standalone for turn in later]
    return {
        "conversations": len(first),
        "turns": len(turns),
        "first_turns": _figures(first),
        "follow_ups": {
            "as_written": _figures(written),
            "standalone": _figures(alone),
            "loss": _loss(written, alone),
        },
    }


def _conversation(record: dict[str, Any], number: int, path: Path) -> Conversation:
    turns = record.get("turns")
    where = f"Line {number} of {path}"
    if not isinstance(turns, list) or not turns:
        raise GoldError(f'{where} is no conversation: it has no list of "turns".')
    return Conversation(
        str(record.get("id", number)), tuple(_turn(turn, number, path) for turn in turns)
    )


def _turn(turn: object, number: int, path: Path) -> GoldTurn:
    asked = turn if isinstance(turn, dict) else {}
    question, alone = asked.get("question"), asked.get("standalone")
    if not isinstance(question, str) or not isinstance(alone, str):
        raise GoldError(f'Line {number} of {path} has a turn without "question" or "standalone".')
    try:
        answers = answers_of(asked, number, path)
    except (KeyError, TypeError) as error:
        raise GoldError(f"Line {number} of {path} has an answer that is no text.") from error
    return GoldTurn(question, alone, answers, str(asked.get("article") or ""))


def _turn_id(conversation: Conversation, number: int) -> str:
    return f"{conversation.id}/{number}"


def _figures(rows: Sequence[Row]) -> dict[str, float]:
    return {"n": len(rows), **figures(measured(row) for row in rows)}


def _loss(written: Sequence[Row], alone: Sequence[Row]) -> dict[str, dict[str, float]]:
    # The gold answers are the same, so a measure counts for both rows of a turn or for neither.
    pairs = [(measured(a), measured(b)) for a, b in zip(written, alone, strict=True)]
    found = {}
    for name in MEASURES:
        counted = [(a[name], b[name]) for a, b in pairs if name in a]
        if counted:
            loss = paired_difference([a for a, _ in counted], [b for _, b in counted])
            found[name] = {"mean": loss.mean, "low": loss.low, "high": loss.high}
    return found
