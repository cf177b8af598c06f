"""Nouns by their lists and endings: of what sort, of which gender, and whether many."""

from typing import Literal

from qa.words import (
    COLLECTIVES,
    FEMALE_NAMES,
    FEMALE_TITLES,
    MALE_NAMES,
    MALE_TITLES,
    MEN,
    ORGANISATIONS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    TIME_NOUNS,
    WOMEN,
)

# What is spoken of: "name" is a name of which nothing more is known, "thing" is none of the others.
Sort = Literal["person", "place", "time", "group", "name", "thing", "amount"]
Gender = Literal["m", "f", ""]

# "Shipowner", "steelworker", "nationalist": trades and beliefs that need no list.
_TRADES = ("ist", "keeper", "maker", "owner", "worker")
_NO_TRADES = frozenset(
    "blacklist checklist fist foist gist grist heist hoist joist list mist playlist shortlist "
    "twist waist waitlist wrist".split()
)
_PLURALS = frozenset("children feet geese mice oxen teeth".split())


def is_plural(noun: str) -> bool:
    """Whether a noun is of many, or of a body that is "they"."""
    if noun.endswith("men") and f"{noun[:-3]}man" in PERSON_NOUNS:
        return True
    return noun in COLLECTIVES | _PLURALS or (
        noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
    )


def sort_of(noun: str) -> Sort:
    """Return what a noun stands for."""
    noun = noun.rsplit("-", maxsplit=1)[-1]  # "co-pilot"
    single = f"{noun[:-3]}man" if noun.endswith("men") else noun.removesuffix("s")
    trade = single.endswith(_TRADES) and single not in _NO_TRADES
    if noun in PERSON_NOUNS or single in PERSON_NOUNS or trade:
        return "person"
    if noun in PLACE_NOUNS or single in PLACE_NOUNS:
        return "place"
    if noun in TIME_NOUNS or single in TIME_NOUNS:
        return "time"
    return "group" if noun in COLLECTIVES | ORGANISATIONS else "thing"


def gender_of(*words: str) -> Gender:
    """Return the gender of the first of the words that has one: a title, a name, a noun."""
    for word in words:
        if word in MALE_TITLES | MALE_NAMES | MEN:
            return "m"
        if word in FEMALE_TITLES | FEMALE_NAMES | WOMEN:
            return "f"
    return ""
