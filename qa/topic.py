"""The subject under discussion, given to a question that names none."""

import re
from collections.abc import Sequence

from qa.attached import attached, unattached
from qa.mentions import WORD, Mention, is_origin, known_names, mentions, names
from qa.pronouns import unresolved
from qa.referents import Exchange, Referent
from qa.words import FUNCTION_WORDS, GENERAL_NOUNS, TIME_NOUNS

# "Who was the commander": of what is wanting.
_POST = re.compile(r"(?:who|what) (?:is|was|are|were) the \w+(?: \w+)?", re.IGNORECASE)
_MOST_WORDS = 14
# So short a question is seldom a new one, nor one a little longer on "the walk" or "how many".
_SHORT, _DEFINITE = 5, 6
# The least share of a question's nouns that was spoken of, where it leans on that.
_KNOWN = 0.5
# "the best month" is of all months: nothing that was spoken of.
_UTMOST = re.compile(
    r"the (?:most|least|best|worst|main|average|\w+est)\b|\w+ of all\b", re.IGNORECASE
)
# Nouns that are in most passages, whatever these are about.
_COMMON = frozenset(
    "country day man men month number part people time way week woman women world year".split()
)
_THAT_TIME = re.compile(rf"\bthat (?:{'|'.join(sorted(TIME_NOUNS))})\b", re.IGNORECASE)
_DEFINITE_ARTICLE = re.compile(r"the ", re.IGNORECASE)
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
        or _says_which(question, found)
        or not leans(question, joined, exchanges)
    ):
        return question, ""
    bare = question.rstrip("?!. ")
    post = _POST.fullmatch(bare)
    full = f"{bare} of {subject.text}" if post else attached(bare, subject.text)
    return full, f"about {subject.text}"


def _says_which(question: str, found: Sequence[Referent]) -> bool:
    """Whether it says again, in as many words, what was spoken of: "the harbour bridge"."""
    spoken = {one.mention.text.lower() for one in found}
    return any(
        one.text.lower() in spoken and len(one.text.split()) > 2 for one in mentions(question)
    )


def leans(question: str, joined: bool, exchanges: Sequence[Exchange]) -> bool:
    """Whether a question without pronouns still needs what was said before."""
    context = [text for one in exchanges for text in (one.question, one.passage, one.title)]
    own = [
        one
        for one in names(question, known_names(*context))
        # "How many of them were American?": a name, and nobody's.
        if not (is_origin(one.text) and question[one.end :].strip(" ?.!") == "")
        and not _only_where(question, one)
    ]
    words = WORD.findall(question.lower())
    if own or len(words) > _MOST_WORDS:
        return False
    if joined or unresolved(question) or _THAT_TIME.search(question):
        return True
    if not _OF_RENOWN.search(question) and len(words) <= _SHORT:
        return True
    # Where nothing was answered, the passage was not about the question.
    told = [text for one in exchanges if one.answer for text in (one.passage, one.title)]
    spoken = [*(one.question for one in exchanges), *told]
    said = {word.group().lower() for text in spoken for word in WORD.finditer(text)}
    if _UTMOST.search(question):
        return False
    nouns = [one.noun for one in mentions(question) if one.noun and one.noun not in _COMMON]
    definite = len(words) <= _DEFINITE and any(
        _is_known(question, one)
        and len(one.text.split()) == 2  # "the chess final" says which one itself
        and "'" not in one.text
        for one in mentions(question)
    )
    if not nouns:
        return len(words) <= _DEFINITE
    return definite or sum(noun in said for noun in nouns) >= _KNOWN * len(nouns)


def _is_known(question: str, one: Mention) -> bool:
    """Whether the question calls it as something known: "the survivors", and not "survivors"."""
    return one.definite and _DEFINITE_ARTICLE.match(question, one.start) is not None


def _only_where(question: str, one: Mention) -> bool:
    """Whether a name says where to, at the end of a question on "the survivors"."""
    before = question[: one.start].rstrip()
    ends = not question[one.end :].strip(" ?.!")
    phrases = [other for other in mentions(question) if other.end <= one.start]
    return (
        ends
        and re.search(r"\b(?:from|in|to)(?: the)?$", before, re.IGNORECASE) is not None
        and any(_is_known(question, other) for other in phrases)
        and not any(other.named for other in phrases)
    )


def topic(exchanges: Sequence[Exchange], found: Sequence[Referent]) -> Mention | None:
    """Return the name that the conversation is about: in titles, often said, and lately."""
    answers = {one.mention.text.lower() for one in found if one.answered}
    asked = [unattached(one.question).lower() for one in exchanges]
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
        ill += _PART * _is_of_others(mention)
        # Who was the answer is seldom what the talk is about.
        ill += _AN_ANSWER if mention.text.lower() in answers else 0.0
        return title + said - one.age * _AN_AGE - one.place * 0.1 - ill

    usable = [one for one in found if one.mention.sort != "time" and _is_subject(one.mention)]
    return max(usable, key=weight).mention if usable else None


def _is_of_others(one: Mention) -> bool:
    """Whether it is somebody by what they are of, or is many: "the workers of Chernobyl"."""
    if one.named:
        return one.sort == "person" and (one.plural or (one.noun != "" and " of " in one.text))
    return one.plural or one.sort == "person"


def _is_subject(one: Mention) -> bool:
    if is_origin(one.text):
        return False
    return one.named or (one.noun not in GENERAL_NOUNS and one.noun not in FUNCTION_WORDS)
