"""Who had a post before or after somebody: "And before her?" after "Who is the director?"."""

import re
from collections.abc import Sequence

from qa.frames import BE, frame_of
from qa.mentions import names
from qa.pronouns import resolved
from qa.referents import Exchange, Referent

_NEXT_TO = re.compile(
    r"(?:who (?:was|came|had been)(?: (?:it|that|there))? )?(?P<when>before|after) (?P<whom>.+)",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(r"(?:him|her|them)", re.IGNORECASE)
_ALREADY = re.compile(r" (?:before|after) [A-Z].*")


def succession(
    question: str, exchanges: Sequence[Exchange], found: Sequence[Referent]
) -> str | None:
    """Return the last question asked for who came before or after; None where that is not meant.

    Args:
        question: what was asked, without "and".
        exchanges: what was said before.
        found: what it spoke of, as ``referents`` gives it.
    """
    match = _NEXT_TO.fullmatch(question.strip().rstrip("?!. "))
    last = exchanges[-1]
    frame = frame_of(last.question)
    if match is None or frame is None or frame.word != "who":
        return None
    whom = resolved(match["whom"], found)[0]
    if not names(whom) or not (_SOMEBODY.fullmatch(match["whom"]) or whom == last.answer):
        return None
    rest = _ALREADY.sub("", frame.rest)
    if frame.auxiliary.lower() in BE:
        return f"{frame.asked} was {rest} {match['when'].lower()} {whom}"
    kept = f"{frame.asked} {rest} {match['when'].lower()} {whom}"
    return kept if frame.of_subject and not frame.auxiliary else None
