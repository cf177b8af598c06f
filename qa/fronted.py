"""A question with its subject set before it: "And the tasting, how many voted?"."""

import re
from dataclasses import dataclass

from qa.attached import attached
from qa.ellipsis import is_fragment
from qa.mentions import Mention, mentions
from qa.words import PREPOSITIONS, WH

_TURNS_TO = (
    r"(?:what|how) about|as for|let['’]?s go to|"
    r"(?:(?:let['’]?s|let us|now) )?(?:go )?(?:back|on) to"
)
_FRONTED = re.compile(
    rf"(?P<turn>(?:{_TURNS_TO}) )?(?P<front>[^,:.?]+)[,:.] (?P<asked>[^?]+)", re.IGNORECASE
)
_ASKS = re.compile(rf"(?:\w+ )?(?:{'|'.join(sorted(WH))})\b.+", re.IGNORECASE)
# "The officer at the gate, name?", "The ship that came, its captain?"
_A_NOUN = re.compile(r"(?:(?:his|her|its|their|the) )?([a-z]+)")
_PRONOUN = re.compile(
    r"\b(?:(?P<owns>his|its|their|her(?= \w)) (?P<noun>\w+)|"
    r"(?P<word>he|she|it|they|him|her|them))\b",
    re.IGNORECASE,
)
_THAT = re.compile(r"(?:(?<=’s )|(?<='s )|(?<=\bis )|(?<=\bwas )|(?<=\bdid ))that\b", re.IGNORECASE)
_FAMILIES = {"he": "him his", "she": "her", "it": "its", "they": "them their"}
_FAMILY = {word: one for one, others in _FAMILIES.items() for word in (one, *others.split())}
# "The captain's name", but "the name of the captain who retired".
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Fronted:
    """A question in its usual order, and the subject that was set before it."""

    question: str
    front: str


def put_back(question: str, joined: bool) -> Fronted | None:
    """Return the question with its subject in its place; None where none is set before it.

    Args:
        question: what was asked, without "and".
        joined: whether an "and" was there.
    """
    match = _FRONTED.fullmatch(question.strip().rstrip("?!. "))
    if match is None:
        return None
    front, asked = re.sub(r"^The\b", "the", match["front"].strip()), match["asked"].strip()
    about = next((one for one in mentions(front) if one.sort != "time"), None)
    if about is None or not is_fragment(front):
        return None
    leads = front.split(maxsplit=1)[0].lower() in PREPOSITIONS
    if _ASKS.fullmatch(asked) is None:
        noun = _A_NOUN.fullmatch(asked)
        return Fronted(f"what is the {noun[1]} of {front}", front) if noun and not leads else None
    if leads:  # "On the ground, how many died?"
        return Fronted(f"{asked} {front}", front) if joined else None
    put = _put(asked, front, about)
    if put is None and not (joined or match["turn"]):
        return None
    return Fronted(put or attached(asked, front), front)


def _put(asked: str, front: str, about: Mention) -> str | None:
    """Return the question with the subject for its pronouns; None where none stands for it."""
    first = next((_family(one) for one in _PRONOUN.finditer(asked)), None)
    if first is None or (first in ("he", "she") and not _may_be_somebody(about)):
        return _THAT.sub(front, asked, 1) if first is None and _THAT.search(asked) else None

    def new(one: re.Match[str]) -> str:
        if _family(one) != first:
            return one.group()
        if one["word"]:
            return front
        short = len(front.split()) <= _SHORT
        return f"{front}'s {one['noun']}" if short else f"the {one['noun']} of {front}"

    return _PRONOUN.sub(new, asked)


def _family(one: re.Match[str]) -> str:
    return _FAMILY[(one["owns"] or one["word"]).lower()]


def _may_be_somebody(about: Mention) -> bool:
    """Whether "he" may be said of it: not of "that code"; of "the beekeeper", if none is known."""
    if about.sort in ("person", "name"):
        return True
    # "the one from Bolivia": the place is not what comes first.
    return about.start > len("the ") or (about.sort == "thing" and about.definite)
