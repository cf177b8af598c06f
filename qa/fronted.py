"""A question with its subject set before it: "And the tasting, how many voted?"."""

import re

from qa.attached import attached
from qa.ellipsis import is_fragment
from qa.mentions import mentions
from qa.words import PREPOSITIONS, WH

_FRONTED = re.compile(
    rf"(?P<about>(?:what|how) about |as for )?(?P<front>[^,?]+), "
    rf"(?P<asked>(?:\w+ )?(?:{'|'.join(sorted(WH))})\b.+)",
    re.IGNORECASE,
)
_OWNS = re.compile(r"\b(?:his|its|their|her(?= \w)) (\w+)", re.IGNORECASE)
_STANDS = re.compile(r"\b(?:he|she|it|they|him|her|them)\b", re.IGNORECASE)
# "The captain's name", but "the name of the captain who retired".
_SHORT = 3


def put_back(question: str, joined: bool) -> tuple[str, str]:
    """Return the question with its subject in its place, and that subject; else it and nothing.

    Args:
        question: what was asked, without "and".
        joined: whether an "and" was there.
    """
    match = _FRONTED.fullmatch(question.strip().rstrip("?!. "))
    if match is None:
        return question, ""
    front, asked = match["front"].strip(), match["asked"]
    stands = _OWNS.search(asked) or _STANDS.search(asked)
    leads = front.split(maxsplit=1)[0].lower() in PREPOSITIONS
    fit = is_fragment(front) and any(one.sort != "time" for one in mentions(front))
    if leads or not fit or not (joined or match["about"] or stands):
        return question, ""
    if stands is None:
        return attached(asked, front), front
    put = front
    if stands.re is _OWNS:
        noun = stands[1]
        put = f"{front}'s {noun}" if len(front.split()) <= _SHORT else f"the {noun} of {front}"
    return f"{asked[: stands.start()]}{put}{asked[stands.end() :]}", front
