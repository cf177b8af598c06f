"""What a conversation has said already: a follow-up seldom asks for that."""

import re
from collections.abc import Collection, Sequence

from qa.attached import unattached
from qa.metrics import normalise
from qa.referents import MEMORY, Exchange

# "Which of the two is heavier?": here what was spoken of is what is asked for.
_A_CHOICE = re.compile(r"\b(?:or|whether|(?:which|who) of)\b", re.IGNORECASE)
# Of the last exchange a reader is told so much at most: a question leaves little room for more.
_WORDS_BEFORE, _CHARACTERS_BEFORE = 20, 150


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
    question = " ".join(unattached(last.question).split()[-_WORDS_BEFORE:])
    answer = " ".join((last.answer or last.guess or "").split()[:_WORDS_BEFORE])
    said = [question[-_CHARACTERS_BEFORE:].rstrip(" ?.!") + "?"]
    if answer:
        said.append(answer[:_CHARACTERS_BEFORE].rstrip(" .") + ".")
    return " ".join(said)


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
