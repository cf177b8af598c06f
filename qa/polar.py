"""Questions to answer with yes or no, to which more was answered: "Did anyone drown?"."""

import re

from qa.frames import Frame
from qa.mentions import names
from qa.words import AUXILIARIES

_YES_NO = re.compile(
    rf"(?P<auxiliary>{'|'.join(sorted(AUXILIARIES))}) "
    r"(?:(?P<anyone>(?:any|some)(?:one|body))(?: else)? )?(?P<rest>.+)",
    re.IGNORECASE,
)
_NO = re.compile(r"no(?:body|t|ne)?\b", re.IGNORECASE)


def who_of(question: str, answer: str | None) -> Frame | None:
    """Return the frame of "Who drowned", if stiff, for "Did anyone drown?" answered by a name."""
    match = _YES_NO.fullmatch(question.rstrip("?!. "))
    if match is None or not match["anyone"] or not answer or not names(answer):
        return None
    return Frame("Who", "", match["rest"])


def event_of(question: str, answer: str | None) -> Frame | None:
    """Return the frame of a yes-or-no question as if when or why was asked; else None.

    So it names all who took part: to "Did anyone drown?" that is the answer. There is none where
    the answer was a "no", or no name.
    """
    match = _YES_NO.fullmatch(question.rstrip("?!. "))
    if match is None or not answer or _NO.match(answer):
        return None
    auxiliary = match["auxiliary"].lower()
    if not match["anyone"]:
        return Frame("when", auxiliary, match["rest"])
    many = auxiliary == "was" and " and " in answer
    who = Frame("when", "were" if many else auxiliary, f"{answer} {match['rest']}")
    return who if names(answer) else None
