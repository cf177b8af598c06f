"""The subject under discussion, given to a question that names none."""

import re
from collections.abc import Sequence

from qa.mentions import WORD, Mention, known_names, mentions, names
from qa.referents import Exchange, Referent
from qa.words import FUNCTION_WORDS, GENERAL_NOUNS

_MOST_WORDS = 14
# What is asked of things that everybody knows by their common names.
_OF_RENOWN = re.compile(
    r"\b(?:invent|discover|compose|paint|wr[io]te|written)(?:e?d|ed)?\b|^what (?:is|are) (?!the)",
    re.IGNORECASE,
)
_IN_TITLE, _NOUN_THERE, _AN_AGE, _NO_NAME, _PART, _AN_ANSWER = 3.0, 2.0, 0.3, 1.5, 1.0, 1.0


def carried(
    question: str, joined: bool, exchanges: Sequence[Exchange], found: Sequence[Referent]
) -> tuple[str, str]:
    """Return the question with the subject under discussion, and why.

    One that has a subject of its own stays as it is, and the second part is empty.

    Args:
        question: what was asked, without "and".
        joined: whether an "and" was there.
        exchanges: what was said before.
        found: what it spoke of, as ``referents`` gives it.
    """
    subject = topic(exchanges, found)
    if (
        subject is None
        or subject.text.lower() in question.lower()
        or not leans(question, joined, exchanges)
    ):
        return question, ""
    bare = question.rstrip("?!. ")
    return f"{bare}{_attached(subject)}", f"about {subject.text}"


def leans(question: str, joined: bool, exchanges: Sequence[Exchange]) -> bool:
    """Whether a question without pronouns still needs what was said before."""
    context = [text for one in exchanges for text in (one.question, one.passage, one.title)]
    if names(question, known_names(*context)) or len(question.split()) > _MOST_WORDS:
        return False
    if joined:
        return True
    # Where nothing was answered, the passage was not about the question.
    told = [text for one in exchanges if one.answer for text in (one.passage, one.title)]
    spoken = [*(one.question for one in exchanges), *told]
    said = {word.group().lower() for text in spoken for word in WORD.finditer(text)}
    nouns = [one.noun for one in mentions(question) if one.noun]
    return not nouns or any(noun in said for noun in nouns)


def topic(exchanges: Sequence[Exchange], found: Sequence[Referent]) -> Mention | None:
    """Return the name that the conversation is about: in titles, often said, and lately."""
    answers = {one.mention.text.lower() for one in found if one.answered}
    asked = [one.question.lower() for one in exchanges]
    titles = {w.group().lower() for one in exchanges[-3:] for w in WORD.finditer(one.title)}

    def weight(one: Referent) -> float:
        mention = one.mention
        words = {
            w.group().lower()
            for w in WORD.finditer(mention.text)
            if w.group()[0].isupper() or not mention.named
        }
        said = sum(mention.text.lower() in text for text in asked)
        title = bool(words & titles - FUNCTION_WORDS) * (
            _IN_TITLE if mention.named else _NOUN_THERE
        )
        ill = 0.0 if mention.named else _NO_NAME
        ill += _PART * (not mention.named and (mention.plural or mention.sort == "person"))
        # Who was the answer is seldom what the talk is about.
        ill += _AN_ANSWER if mention.text.lower() in answers else 0.0
        return title + said - one.age * _AN_AGE - one.place * 0.1 - ill

    usable = [one for one in found if one.mention.sort != "time" and _is_subject(one.mention)]
    return max(usable, key=weight).mention if usable else None


def _is_subject(one: Mention) -> bool:
    return one.named or (one.noun not in GENERAL_NOUNS and one.noun not in FUNCTION_WORDS)


def _attached(subject: Mention) -> str:
    named_place = subject.sort == "place" and subject.named
    return f" in {subject.text}" if named_place else f", in the case of {subject.text}"
