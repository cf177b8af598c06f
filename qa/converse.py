"""A follow-up question and what was said before to a question that stands alone: rules, no model.

What is understood is always shown, so a rule may err, but it may not drag a new subject into an old
one: a question with a name of its own that leans on nothing stays as it is, to the letter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer import Answer
from qa.ellipsis import asked_event, asked_who, filled, same_act, such_one, which_one
from qa.fronted import put_back
from qa.kinds import kind_of
from qa.mentions import WORD, names
from qa.pronouns import resolved
from qa.referents import Exchange, referents
from qa.succession import succession
from qa.told import last_said, told
from qa.topic import carried
from qa.words import DETERMINERS, FUNCTION_WORDS, POSSESSIVES

# A question that begins so goes on from the one before; the words go when it is put in full.
_CONNECTOR = re.compile(
    r"(?:(?:and|but|so|or|also|then|now|well|okay|ok|oh|please|wait|right|hm+)\b[\s,.]*)+(?=\w)",
    re.IGNORECASE,
)

_LEADS_A_NOUN = DETERMINERS | POSSESSIVES
# "What's his job?", "What's happened?"; of "What's he said?" nobody knows which verb it is.
_CONTRACTED = re.compile(
    rf"(?P<asks>how|wh(?:at|en|ere|o|y))['’]s (?:(?=(?:{'|'.join(sorted(_LEADS_A_NOUN))})\b)|"
    r"(?P<has>(?:been|become|gone|got|happened)\b))",
    re.IGNORECASE,
)
# To a question of any other kind, what bears on it is sought.
_ONE_ANSWER = ("fact", "why_how")

_LATELY = 2  # exchanges


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it was asked, what it was understood as, and why, in a few words.

    The two are the same, and ``why`` empty, where it stands alone. ``about`` are the ids of the
    articles that it probably goes on about: those of the last two exchanges, unless it was asked in
    full, by name, or names what has not been spoken of. ``told`` is then what these said, as
    ``qa.told`` gives it. ``before`` is the last question and its answer in a line, where it goes on
    from that by its wording and one answer is wanted.
    """

    asked: str
    question: str
    why: str = ""
    about: frozenset[str] = frozenset()
    told: tuple[str, ...] = ()
    before: str = ""

    @property
    def changed(self) -> bool:
        """Whether it was understood as anything but itself."""
        return self.question != self.asked


def as_understood(question: str | Understood) -> Understood:
    """Return a question, where it is one that stands alone, as understood to be itself."""
    return question if isinstance(question, Understood) else Understood(question, question)


def exchange_from(question: str, answer: Answer) -> Exchange:
    """Return what an answer leaves to be spoken of, ``question`` being as it was understood."""
    if answer.text is not None:
        cited = answer.citations[0]
        return Exchange(
            question, answer.text, cited.passage, cited.article.title, article=cited.article.id
        )
    for other in answer.alternatives:
        cited = other.citation
        info = cited.article
        return Exchange(question, None, cited.passage, info.title, other.answer, info.id)
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
    full, why = _in_full(question, exchanges)
    about = _about(full, exchanges, by_name=not why)
    said = told(full, exchanges) if about else ()
    goes_on = about and why and kind_of(full) in _ONE_ANSWER
    before = last_said(exchanges) if goes_on else ""
    return Understood(question, full, why, about, said, before)


def _in_full(question: str, exchanges: Sequence[Exchange]) -> tuple[str, str]:
    found = referents(exchanges)
    led = _CONNECTOR.match(question.strip())
    spelt, joined = _spelt_out(question.strip()[led.end() if led else 0 :]), bool(led)
    bare = such_one(which_one(spelt, exchanges), exchanges)

    fronted = put_back(bare, joined)
    if fronted:
        full, why = resolved(fronted.question, found)
        return _sentence(full), "; ".join(filter(None, (f"about {fronted.front}", why)))
    next_to = succession(bare, exchanges, found)
    if next_to:
        return _sentence(next_to), "the last question, asked again"
    who = asked_who(bare, joined, exchanges, found)
    if who:
        full, why = resolved(who, found)
        full, about = (full, "") if why else carried(full, joined, exchanges, found)
        return _sentence(full), why or about or "what was asked for"
    again = filled(bare, joined, exchanges, found) or asked_event(bare, exchanges)
    again = again or (same_act(bare, exchanges) if joined else None)
    if again:
        return _sentence(again), "the last question, asked again"
    full, why = resolved(bare, found)
    if why:
        return _sentence(full), why
    full, why = carried(bare, joined, exchanges, found)
    why = why or ("what was asked about" if bare != spelt else "")
    return (_sentence(full), why) if why else (question, "")


def _spelt_out(question: str) -> str:
    """Return "What is his job?" for "What's his job?"."""
    short = _CONTRACTED.match(question)
    if short is None:
        return question
    verb = f"has {short['has']}" if short["has"] else "is "
    return f"{short['asks']} {verb}{question[short.end() :]}"


def _about(question: str, exchanges: Sequence[Exchange], *, by_name: bool) -> frozenset[str]:
    texts = (text for one in exchanges for text in (one.question, one.passage, one.title))
    spoken = {word.group().lower() for text in texts for word in WORD.finditer(text)}
    for one in names(question):
        own = set(WORD.findall(one.text.lower())) - FUNCTION_WORDS
        if one.sort != "time" and (by_name or own.isdisjoint(spoken)):
            return frozenset()
    return frozenset(one.article for one in exchanges[-_LATELY:] if one.article)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip(' ?.!')}?"
