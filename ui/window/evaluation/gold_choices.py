"""Which gold questions to ask: the starter questions, those that people judged, or a file's."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from index import GoldError, Library, UnknownArticle

if TYPE_CHECKING:
    from qa import Export, Gold, GoldSet

STARTER, JUDGED, DROPPED = "starter", "judged", "dropped"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Gold questions, and the name under which runs of them are kept and compared."""

    name: str
    questions: "tuple[Gold, ...]"


def choose(library: Library, choice: str, file: Path | None, most: int = 0) -> Chosen:
    """Return the gold questions that are meant.

    Args:
        library: what they are asked over.
        choice: ``STARTER``, ``JUDGED`` or ``DROPPED``.
        file: the gold file that was dropped.
        most: how many questions at most; 0 for all.

    Raises:
        GoldError: if there are none, or they are not about this library.
    """
    if choice == STARTER:
        chosen = _starter()
    elif choice == JUDGED:
        chosen = _judged(library)
    else:
        chosen = _dropped(file)
    kept = spread(chosen.questions, most)
    _check_articles(library, kept)
    return Chosen(chosen.name, kept)


def starters_in(library: Library) -> bool:
    """Whether the articles that the starter questions are about are in the library."""
    # By their last two parts: they may have been added from another installation.
    there = {"/".join(PurePath(info.origin).parts[-2:]) for info in library.articles()}
    return all(gold.article in there for gold in _starter().questions if gold.article)


def judged_questions(library: Library) -> "Export":
    """Return the gold questions that what people said of the library's answers comes to."""
    from qa import export_feedback

    def text_of(article: str) -> str | None:
        try:
            return library.article(article).text
        except UnknownArticle:
            return None

    return export_feedback(library.feedback(), text_of)


def spread(questions: "Sequence[Gold]", most: int) -> "tuple[Gold, ...]":
    """Return at most so many questions, taken evenly from first to last; all of them for 0."""
    if most <= 0 or most >= len(questions):
        return tuple(questions)
    return tuple(questions[place * len(questions) // most] for place in range(most))


def _starter() -> Chosen:
    from qa import read_gold
    from seeds import QUESTIONS

    return Chosen(QUESTIONS.name, read_gold(QUESTIONS).questions)


def _judged(library: Library) -> Chosen:
    questions = judged_questions(library).questions
    if not questions:
        raise GoldError(
            "Nobody has said which answers are right yet: judge some in the chat, with the thumbs."
        )
    return Chosen("feedback.jsonl", questions)


def _dropped(file: Path | None) -> Chosen:
    from qa import holds_conversations

    if file is None:
        raise GoldError("There is no file yet: drop one with gold questions first.")
    if holds_conversations(file):
        raise GoldError(f"{file.name} holds conversations: measure these with `clippings eval`.")
    gold = _read(file)
    if gold.articles:
        raise GoldError(
            f"{file.name} brings its own articles: measure it with `clippings eval`, "
            "which asks it over these alone."
        )
    return Chosen(file.name, gold.questions)


def _read(file: Path) -> "GoldSet":
    from qa import read_gold

    try:
        return read_gold(file)
    except GoldError as error:
        # Where the server keeps what was dropped is nothing to the person who dropped it.
        raise GoldError(str(error).replace(str(file), file.name)) from error


def _check_articles(library: Library, questions: "Sequence[Gold]") -> None:
    """Refuse questions about articles that are not there, before any is asked.

    Raises:
        GoldError: if there is one.
    """
    from qa import GoldSet, check_gold

    placed = GoldSet(tuple(gold for gold in questions if gold.article and gold.answers))
    unknown = [one for one in check_gold(placed, library) if one.kind == "unknown article"]
    if unknown:
        raise GoldError(
            f"{len(unknown)} of the {len(questions)} questions are about articles that the library "
            f"does not have. The first: {unknown[0].message}"
        )
