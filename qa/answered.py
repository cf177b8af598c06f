"""Who or what an answer is, judged by what was asked."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from qa.frames import BE, Frame
from qa.mentions import Mention, gender_in, mentions, names
from qa.verbs import is_past
from qa.words import (
    COLLECTIVES,
    DETERMINERS,
    FUNCTION_WORDS,
    ORGANISATIONS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    TIME_NOUNS,
    VESSELS,
)

_LONGEST_ANSWER = 8
# What is called or said is a word, and nothing to speak of.
_SAYS = re.compile(
    r"\b(?:call(?:ed)?|sa(?:y|id)|means?|meant|job|post|role|profession|occupation|title)\b", re.I
)
# With these an answer begins that is no noun phrase.
_NO_NOUN = (FUNCTION_WORDS - DETERMINERS) | (PRONOUNS - POSSESSIVES)
# An answer that begins so is an amount.
_FIGURE = re.compile(r"[£$€¥]?\d")
_MONEY = re.compile(r"[£$€¥]\d|\d[\d.,]*(?: \w+)? (?:cent|dollars|euros|francs|pounds)\b|\d+%")
# The most words of an answer that may be no more than a noun: "a gold ring".
_A_THING = 4
# What is asked so is answered by an amount, of whatever money.
_PRICED = re.compile(r"\b(?:much|cost|pa(?:y|id)|ask|earn|charge|offer)\b", re.IGNORECASE)
_AMOUNTS = frozenset("many much old long far tall high deep big large fast wide heavy".split())


def answered(text: str | None, question: str, frame: Frame | None, passage: str) -> Mention | None:
    """Return who or what the answer is, judged by what was asked; None where it is neither."""
    if not text or frame is None or len(text.split()) > _LONGEST_ANSWER:
        return None
    if _MONEY.match(text) or (_FIGURE.match(text) and _PRICED.search(question)):
        return Mention(text, 0, len(text), "amount", noun="money")
    return _named_answer(text, frame, passage)


def _named_answer(text: str, frame: Frame, passage: str) -> Mention | None:
    noun = frame.noun.split()[-1].lower() if frame.noun else ""
    single = noun if noun in COLLECTIVES else noun.removesuffix("s")
    led = text.split(maxsplit=1)[0].lower() in PREPOSITIONS - {"of"}  # "in a capsule"
    how = frame.word == "how" and not led
    if frame.word == "why" and len(text.split()) <= _A_THING:
        return _called_noun(text)
    if how or frame.word == "why" or _AMOUNTS.intersection(frame.asked.lower().split()):
        return None
    if frame.word == "when" or single in TIME_NOUNS:
        return Mention(text, 0, len(text), "time")
    one = (_called_noun(text) if len(text.split()) <= _A_THING else None) or _phrase(text)
    if frame.word == "where" or single in PLACE_NOUNS:
        return replace(one or Mention(text, 0, 0, "place"), sort="place", noun=single)
    if one is None or (not one.named and _describes(one, noun, frame)):
        return None
    return _asked_for(one, single, noun != single, frame, passage)


def _called_noun(text: str) -> Mention | None:
    """Return an answer that is a noun led by an article, though it may be a verb: "a ring"."""
    article, _, called = text.partition(" ")
    words = called.split()
    bare = bool(words) and all(word.isalpha() and word.islower() for word in words)
    if article.lower() not in ("a", "an", "the") or not bare or FUNCTION_WORDS.intersection(words):
        return None
    one = next(iter(mentions(f"the {words[-1]}")), None)
    return replace(one, text=f"the {called}") if one else None


def _describes(one: Mention, noun: str, frame: Frame) -> bool:
    """Whether an answer without a name only says what somebody is, or is no answer to speak of.

    "Who was Ivo Marek?" and "What sentence did Ivo Marek get?" are on Ivo Marek still.
    """
    rest = frame.rest.rstrip(" ?")
    who = frame.word in ("who", "whom", "whose")
    is_name = any(called.text == rest for called in names(rest))
    if who and frame.auxiliary.lower() in BE and is_name:
        return True
    unasked = one.sort == "person" and not one.plural and not who and bool(noun)
    return _SAYS.search(frame.rest) is not None or (unasked and noun not in PERSON_NOUNS)


def _asked_for(one: Mention, noun: str, several: bool, frame: Frame, passage: str) -> Mention:
    """Return the answer as what was asked for, of which ``noun`` is the name."""
    if frame.word in ("who", "whom") or noun in PERSON_NOUNS:
        one = _person(one, frame, passage)
    elif noun in ORGANISATIONS:
        one = replace(one, sort="group")
    elif one.sort == "name":
        known = sexed(one, passage) if noun and noun not in VESSELS else one
        one = known if known.gender else replace(one, sort="thing")
    return replace(one, noun=noun or one.noun, plural=one.plural or several)


def _person(one: Mention, frame: Frame, passage: str) -> Mention:
    """Return the answer to "who" as a person, unless it is a body."""
    if one.sort == "group":
        return one
    of_stone = not one.named or one.text.split()[-1].lower() in PLACE_NOUNS
    if one.sort == "place" and of_stone:  # "Who lost that?", "the port"
        return replace(one, sort="group")
    role = next((m for m in mentions(frame.rest) if m.noun), None) if frame.auxiliary else None
    if role and role.gender and role.start == 0 and not one.gender:
        one = replace(one, gender=role.gender)  # "Who was her son?"
    return replace(sexed(one, passage), sort="person")


def _phrase(text: str) -> Mention | None:
    """Return an answer as one mention; None where it is a clause or a figure."""
    bare = text.strip()
    while bare.split()[0].lower() in PREPOSITIONS and " " in bare:
        bare = bare.split(maxsplit=1)[1]
    first = bare.split()[0].lower().strip(",.")
    acts = is_past(first) and " " in bare and bare[0].islower()  # not "Winifred Tarn"
    if first in _NO_NOUN or _FIGURE.match(first) or acts:
        return None
    called = [one for one in names(bare) if one.sort != "time"]
    if len(called) > 1 and (" and " in bare or ", " in bare) and bare[0].isupper():
        return Mention(_without_asides(bare), 0, len(bare), called[0].sort, plural=True)
    people = [one for one in called if one.sort in ("person", "name") and not one.noun]
    if len(people) == 1 and not _within_phrase(bare, people[0]):
        led = re.fullmatch(r"an? ", bare[: people[0].start], re.IGNORECASE) is not None
        return replace(people[0], text=f"the {people[0].text}") if led else people[0]
    return _noun_phrase(bare, called)


def _within_phrase(text: str, name: Mention) -> bool:
    """Whether a name is only a part of what is spoken of: "a Marlow comet", "a view of Marlow"."""
    led = re.match(r"(?:an?|the) [a-z]", text) and re.search(
        r" (?:about|for|from|in|of|on) ", text[: name.start]
    )
    word = re.match(r" ([a-z][\w-]+)", text[name.end :])
    noun = word is not None and word[1] not in FUNCTION_WORDS and not is_past(word[1])
    return bool(led) or noun


def _without_asides(text: str) -> str:
    """Return "Ann Hale, a surgeon, and Bob Kerr" as "Ann Hale and Bob Kerr"."""
    return re.sub(r", (?:an?|the|from|of|his|her|their) [^,]*(?:,|$)", "", text)


def _noun_phrase(bare: str, called: Sequence[Mention]) -> Mention | None:
    found = mentions(bare)
    if not found:
        return None
    first, last = found[0], found[-1]
    joined = all(one.end + 1 == other.start for one, other in pairwise(found))
    if len(found) > 1 and joined and found[-2].named and last.noun and last.end == len(bare):
        phrase = _definite(bare[first.start :]).removeprefix("the ")  # "brown Samsonite suitcase"
        return replace(last, text=f"the {phrase}", start=first.start)
    beside = len(found) == 2 and joined and first.noun and not first.named
    if beside and last.named and last.end == len(bare):  # "steamer Californian"
        name = f"the {last.text}" if first.noun in VESSELS else last.text
        return replace(last, text=name, noun=first.noun)
    whole = found[0] if found[0].noun else (called or found)[0]
    if len(found) == 1 and found[0].end >= len(bare) - 1:
        return replace(whole, text=_definite(bare))
    return whole


def _definite(text: str) -> str:
    first, _, rest = text.partition(" ")
    return f"the {rest}" if first.lower() in ("a", "an") and rest else text


def sexed(one: Mention, passage: str) -> Mention:
    """Return a name of which the passage goes on with "he" or "she" as a person's."""
    if one.sort not in ("name", "person") or one.gender or one.plural or not passage:
        return one
    if not one.named or one.noun:
        return one
    gender = gender_in(one.text, passage)
    return replace(one, gender=gender, sort="person" if gender else one.sort)
