"""What a follow-up leans on, where a reader points at it in what was said.

A reader can learn that as it learns to find answers: asked "she, as in: Where was she born?" of the
last questions and their answers, it points at who she is. Rules do the rest, and all of it where it
points at nothing.
"""

from collections.abc import Callable, Sequence

from qa.attached import unattached
from qa.mentions import Mention, mentions
from qa.nouns import is_plural
from qa.referents import Exchange, Referent

# A word of the follow-up, or none for what it is about, to what stands for it.
Pointing = Callable[[str], str | None]

# So many exchanges are looked at.
_LOOKED_AT = 3


def nowhere(_word: str) -> None:
    """Point at nothing."""


def said(exchanges: Sequence[Exchange]) -> str:
    """Return the last questions and their answers as the passage that a reader looks at."""
    turns = (
        f"{unattached(one.question)} {f'{one.answer}.' if one.answer else ''}".strip()
        for one in exchanges[-_LOOKED_AT:]
    )
    return " ".join(turns)


def pointing_question(word: str, question: str) -> str:
    """Return what a reader is asked of it, ``word`` being as for ``Pointing``."""
    return f"{word}, as in: {question}" if word else f"of what: {question}"


def pointed_at(text: str | None, found: Sequence[Referent], *, plural: bool) -> Referent | None:
    """Return what was spoken of in these words, or what they are by themselves."""
    if not text:
        return None
    for one in found:
        if _bare(one.mention.text) == _bare(text):
            return one
    whole = next((one for one in mentions(text) if _bare(one.text) == _bare(text)), None)
    if whole is None:
        last = text.split()[-1].lower()
        several = plural and is_plural(last)
        whole = Mention(text, 0, len(text), "thing", plural=several, noun=last)
    return Referent(whole, 0, 0, answered=False)


def _bare(text: str) -> str:
    return text.lower().removeprefix("the ")
