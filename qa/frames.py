"""The frame of a question, and the same question asked for something else: "When?" after it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.mentions import WORD
from qa.verbs import base_form, base_of_present, is_participle, is_past, is_verb
from qa.words import (
    AUXILIARIES,
    DETERMINERS,
    FUNCTION_WORDS,
    PERSON_NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    WH,
)

_HAVE = frozenset("had has have".split())
BE = frozenset("is was are were".split())
# What is asked of an event, not of who or what took part in it.
_ADJUNCTS = frozenset("when where why how".split())
_AMOUNTS = frozenset("many much".split())
# "What was Ann Hale carrying when she fell?": what she carried comes after that.
_DOING = re.compile(r"(?<= )[a-z]{2,}ing(?= (?:after|as|before|when|while)\b)")
_NO_EVENT = re.compile(r"how (?!many|much)\w", re.IGNORECASE)
# The longest answer that is put into another question.
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Frame:
    """A question in three parts: "Which ship" + "did" + "the iceberg sink".

    ``auxiliary`` is empty where what is asked for is the subject: "Which ship" + "" + "sank in
    1912". ``rest`` is without the question mark.
    """

    asked: str
    auxiliary: str
    rest: str

    @property
    def word(self) -> str:
        """The question word, in lower case."""
        return next((w for w in self.asked.lower().split() if w in WH), "")

    @property
    def noun(self) -> str:
        """The noun that says what is asked for ("ship"), with its adjectives; empty without one."""
        after = re.search(r"\b(?:which|what|whose|how many|how much)\s+(.+)", self.asked, re.I)
        return after[1] if after else ""

    @property
    def of_subject(self) -> bool:
        """Whether what is asked for is the subject: "Who was shot", "Which ship sank"."""
        if not self.auxiliary:
            return True
        first = WORD.search(self.rest)
        if first is None or (self.word in _ADJUNCTS and not self.noun):
            return False
        low = first.group().lower()
        if low in DETERMINERS | PRONOUNS or first.group()[0].isupper() or low in PERSON_NOUNS:
            return False
        return is_verb(low) or low in PREPOSITIONS

    def rest_is(self, text: str) -> bool:
        """Whether the end of the question, from some place on, is what follows its auxiliary."""
        return len(text.rstrip("?!. ")) == len(self.rest)

    @property
    def of_event(self) -> bool:
        """Whether when, where, why or how is asked, so that all who took part are named."""
        led = self.asked.split()[0].lower() in PREPOSITIONS
        return led or (self.word in _ADJUNCTS and not self.noun)


def frame_of(question: str) -> Frame | None:
    """Return the question's frame; None where it is no question that begins with a question word.

    A preposition may come before the question word ("In which year").
    """
    text = question.strip().rstrip("?!. ")
    words = list(WORD.finditer(text))
    if not words or words[0].group().lower() not in WH | PREPOSITIONS:
        return None
    if not any(word.group().lower() in WH for word in words[:2]):
        return None
    for n, word in enumerate(words[1:], start=1):
        low = word.group().lower()
        if low in AUXILIARIES and not _owns(words[n:]):
            return Frame(text[: word.start()].strip(), word.group(), text[word.end() :].strip())
        led = words[n - 1].group().lower() in DETERMINERS | PREPOSITIONS
        acts = not led and (is_past(low) or low in _HAVE or _acts(words, n))
        if acts and not _tells_which(words, n):
            return Frame(text[: word.start()].strip(), "", text[word.start() :])
    return None


def _tells_which(words: Sequence[re.Match[str]], n: int) -> bool:
    """Whether word ``n`` is no verb but of what is asked for: "Which retired teacher helped?"."""
    low = [word.group().lower() for word in words[n - 1 :]]
    of_noun = len(low) > 2 and words[n + 1].group().islower() and low[2] not in FUNCTION_WORDS
    done = any(is_past(word) or word in AUXILIARIES for word in low[3:])
    return low[0] in ("which", "whose", "many") and of_noun and done


def _acts(words: Sequence[re.Match[str]], n: int) -> bool:
    """Whether word ``n`` is a verb in the present: "who leads it", not "which calls were"."""
    low = [word.group().lower() for word in words[: n + 2]]
    who = n == 1 and low[0] == "who"
    which = n > 1 and low[0] in ("which", "what")
    goes_on = len(low) > n + 1 and low[n + 1] not in AUXILIARIES and not is_past(low[n + 1])
    return (who or which) and goes_on and base_of_present(low[n]) is not None


def _owns(words: Sequence[re.Match[str]]) -> bool:
    """Whether the words are "had the idea" rather than "had the ship sunk"."""
    first, *rest = [word.group().lower() for word in words]
    return (
        first in _HAVE
        and rest[:1] != []
        and rest[0] in DETERMINERS
        and not any(map(is_participle, rest))
    )


def asked_again(wanted: str, frame: Frame, answer: str | None) -> str | None:
    """Return the question of ``frame`` asked for ``wanted``, or None where that makes no sense.

    "When" after "Which ship sank?", answered by "the Titanic", makes "When did the Titanic sink?".

    Args:
        wanted: a question word with what belongs to it: "When", "By whom", "Which party".
        frame: the last question.
        answer: what was answered to it.
    """
    low = wanted.lower().split()
    # "How old is she?" is of no event, and "What happened?" of one that it does not name.
    if _NO_EVENT.match(frame.asked) or frame.rest.startswith("happen"):
        return None
    of_event = any(word in _ADJUNCTS for word in low) and not _AMOUNTS.intersection(low)
    of_event = of_event or low[0] in PREPOSITIONS
    if not of_event:  # "How many?", "Which party?": of the same subject, or of none
        same = frame.of_subject and not frame.of_event
        return _joined(wanted, frame.auxiliary, frame.rest) if same else None
    if frame.of_event:
        return _joined(wanted, frame.auxiliary, frame.rest)
    filler = _filler(frame, answer)
    if frame.of_subject:
        return _of_subject(wanted, frame, filler)
    if frame.auxiliary.lower() in BE and filler:
        doing = _DOING.search(frame.rest)
        at = doing.end() if doing else 0
        return _joined(wanted, frame.auxiliary, frame.rest[:at], filler, frame.rest[at:].strip())
    return _joined(wanted, frame.auxiliary, frame.rest, filler or "")


def _of_subject(wanted: str, frame: Frame, filler: str | None) -> str | None:
    if not filler:
        return None
    if frame.auxiliary:
        return _joined(wanted, frame.auxiliary, filler, frame.rest)
    verb, _, rest = frame.rest.partition(" ")
    now = base_of_present(verb)
    if now:
        return _joined(wanted, "does", filler, now, rest)
    base = base_form(verb)
    if base is None:  # right of every verb, if stiff
        return _joined(wanted, "was it that", filler, frame.rest)
    return _joined(wanted, "did", filler, base, rest)


def _filler(frame: Frame, answer: str | None) -> str | None:
    """Return what stands for the thing that was asked for."""
    low = frame.asked.lower().split()
    noun = re.sub(r"^other ", "", frame.noun)
    if _AMOUNTS.intersection(low):
        return noun
    if answer and len(answer.split()) <= _MOST_WORDS:
        return answer
    return f"the {noun}" if noun else None


def _joined(*parts: str) -> str:
    said = " ".join(part for part in parts if part).strip()
    return f"{said[0].upper()}{said[1:]}?"
