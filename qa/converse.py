"""A follow-up question and what was said before to a question that stands alone: rules, no model.

What is understood is always shown, so a rule may err, but it may not drag a new subject into an old
one: a question with a name of its own that leans on nothing stays as it is, to the letter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer import Answer
from qa.ellipsis import asked_event, filled
from qa.pronouns import resolved
from qa.referents import Exchange, referents
from qa.topic import carried

# A question that begins so goes on from the one before; the words go when it is put in full.
_CONNECTOR = re.compile(
    r"(?:(?:and|but|so|or|also|then|now|well|okay|ok|oh|please|hm+)\b[\s,]*)+(?=\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it was asked, what it was understood as, and why, in a few words.

    The two are the same, and ``why`` empty, where it stands alone.
    """

    asked: str
    question: str
    why: str = ""

    @property
    def changed(self) -> bool:
        """Whether it was understood as anything but itself."""
        return self.question != self.asked


def exchange_from(question: str, answer: Answer) -> Exchange:
    """Return what an answer leaves to be spoken of, ``question`` being as it was understood."""
    if answer.text is not None:
        cited = answer.citations[0]
        return Exchange(question, answer.text, cited.passage, cited.article.title)
    for other in answer.alternatives:
        cited = other.citation
        return Exchange(question, None, cited.passage, cited.article.title, other.answer)
    return Exchange(question)


def understand(question: str, exchanges: Sequence[Exchange]) -> Understood:
    """Return the question in the form that needs nothing that was said before.

    Pronouns become what they stand for, what was left out is filled in from the last question, and
    a short question that names nothing is given the subject under discussion.

    Args:
        question: as it was asked.
        exchanges: what was asked and answered before, the newest last; a first question stays as
            it is.
    """
    if not exchanges or not question.strip():
        return Understood(question, question)
    found = referents(exchanges)
    led = _CONNECTOR.match(question.strip())
    bare, joined = question.strip()[led.end() if led else 0 :], bool(led)

    again = filled(bare, joined, exchanges, found) or asked_event(bare, exchanges)
    if again:
        return Understood(question, _sentence(again), "the last question, asked again")
    full, why = resolved(bare, found)
    if why:
        return Understood(question, _sentence(full), why)
    full, why = carried(bare, joined, exchanges, found)
    return Understood(question, _sentence(full), why) if why else Understood(question, question)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip(' ?.!')}?"
