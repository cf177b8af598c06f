"""Feedback to gold questions: what people said of answers becomes what answers are measured by."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index import Feedback
from qa.gold import Gold
from qa.metrics import normalise


@dataclass(frozen=True, slots=True)
class Export:
    """The gold questions that feedback comes to, and how many questions came to nothing.

    ``only_wrong`` counts those of which it is known only that an answer was wrong; ``gone`` those
    whose article is no longer there, or no longer has the answer's words.
    """

    questions: tuple[Gold, ...]
    only_wrong: int
    gone: int


@dataclass(frozen=True, slots=True)
class _Word:
    """What was last said to be right: ``answers`` is empty where there is said to be none."""

    answers: tuple[str, ...]
    article: str

    @property
    def meaning(self) -> str:
        """What two words have in common that say the same; empty where there is no answer."""
        return _meaning(self.answers[0]) if self.answers else ""


def export_feedback(feedback: Iterable[Feedback], text_of: Callable[[str], str | None]) -> Export:
    """Return what the feedback comes to, question by question, in the order of their first word.

    Questions are the same that are equal by the rules of SQuAD's evaluation. The latest word on a
    question wins; where it says the same as the one before it, in other words, both are right
    answers. "Wrong" takes back an earlier word that said the opposite, and says nothing else. An
    answer that was chosen among others counts only where nothing else holds: to look at one is
    less than to call it right.

    Args:
        feedback: what was said, oldest first.
        text_of: an article's id to its stored text, None for one that is not there.
    """
    asked: dict[str, list[Feedback]] = {}
    for one in feedback:
        asked.setdefault(normalise(one.question) or one.question, []).append(one)
    questions: list[Gold] = []
    only_wrong = gone = 0
    for number, said in enumerate(asked.values(), start=1):
        word = _settled(said)
        if word is None:
            only_wrong += any(one.verdict == "wrong" for one in said)
            continue
        present = _present(word, text_of)
        if present is None:
            gone += 1
            continue
        questions.append(
            Gold(f"feedback-{number}", said[-1].question, present.answers, present.article)
        )
    return Export(tuple(questions), only_wrong, gone)


def _settled(said: Sequence[Feedback]) -> _Word | None:
    """Return what holds after all that was said of one question, None if nothing does."""
    choices = [one for one in said if one.verdict == "chosen"]
    word = _last_word([one for one in said if one.verdict != "chosen"])
    if word or not choices:
        return word
    choice = _word(choices[-1])
    judged = {_denied(one): one.verdict for one in said if one.verdict in ("wrong", "withdrawn")}
    return None if judged.get(choice.meaning) == "wrong" else choice


def _last_word(said: Sequence[Feedback]) -> _Word | None:
    word: _Word | None = None
    for one in said:
        if one.verdict in ("wrong", "withdrawn"):
            # "Wrong" of another answer than the one held to be right contradicts nothing.
            if one.verdict == "withdrawn" or (word and word.meaning == _denied(one)):
                word = None
            continue
        new = _word(one)
        if word and word.meaning == new.meaning:
            # The latest form first: it is the one that stands where the latest word says.
            new = _Word(tuple(dict.fromkeys(new.answers + word.answers)), new.article)
        word = new
    return word


def _word(one: Feedback) -> _Word:
    right = one.correction if one.verdict in ("corrected", "chosen") else one.answer
    if one.verdict == "unanswerable" or right is None:
        return _Word((), "")
    return _Word((right,), one.place.article if one.place else "")


def _denied(one: Feedback) -> str:
    return _meaning(one.answer) if one.answer else ""


def _meaning(answer: str) -> str:
    return normalise(answer) or answer


def _present(word: _Word, text_of: Callable[[str], str | None]) -> _Word | None:
    """Return the word with those of its answers that its article still has, None if none."""
    if not word.answers or not word.article:
        return word
    text = text_of(word.article) or ""
    answers = tuple(answer for answer in word.answers if answer in text)
    return _Word(answers, word.article) if answers else None
