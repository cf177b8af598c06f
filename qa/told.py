"""What a conversation has said already: a follow-up seldom asks for that."""

import re
from collections.abc import Collection, Sequence

from qa.attached import unattached
from qa.metrics import normalise
from qa.referents import MEMORY, Exchange

# "Which of the two is heavier?": here what was spoken of is what is asked for.
_A_CHOICE = re.compile(r"\b(?:or|whether|(?:which|who) of)\b", re.IGNORECASE)
# Of the last exchange a reader is told so many words at most, the latest ones.
_WORDS_BEFORE = 40


def told(question: str, exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """Return the last questions and answers, normalised as by SQuAD's evaluation.

    Nothing where the question offers a choice among what was spoken of, and not what came of it
    where it was asked before.
    """
    if _A_CHOICE.search(question):
        return ()
    asked = normalise(unattached(question))
    said: list[str] = []
    for one in exchanges[-MEMORY:]:
        before = normalise(unattached(one.question))
        if before != asked:
            said += [before, normalise(one.answer or "")]
    return tuple(filter(None, said))


def last_said(exchanges: Sequence[Exchange]) -> str:
    """Return the last question and what was found for it in a line, as a reader is told them."""
    last = exchanges[-1]
    answer = last.answer or last.guess
    said = f"{unattached(last.question)} {f'{answer}.' if answer else ''}"
    return " ".join(said.split()[-_WORDS_BEFORE:])


def repeats(text: str, said: Collection[str]) -> bool:
    """Whether a text says, in whole words, what one of the texts that ``told`` returns says.

    It is a part of that, or holds it and little more: "the lookout Ann Hale" after "Ann Hale".
    """
    if not said:
        return False
    words = normalise(text)
    count = len(words.split())
    return bool(words) and any(
        _within(words, one) or (_within(one, words) and count < 2 * len(one.split()))
        for one in said
    )


def _within(part: str, whole: str) -> bool:
    return f" {part} " in f" {whole} "
