"""What an answer that is no noun phrase speaks of by the way: "killed by a horse-drawn wagon"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from qa.mentions import WORD, Mention, names
from qa.nouns import sort_of

_MEANS = re.compile(r"(?<=\bby )an? (?P<called>[a-z-]+(?: [a-z-]+)?)$")


def aside(answer: str | None) -> Iterator[Mention]:
    """Yield the people that an answer names, and the thing by which something was done."""
    text = (answer or "").rstrip(". ")
    means = _MEANS.search(text)
    if means:
        noun = means["called"].rsplit(maxsplit=1)[-1]
        yield Mention(
            f"the {means['called']}", means.start(), means.end(), sort_of(noun), noun=noun
        )
    for one in names(text):
        before = WORD.findall(text[: one.start])[-1:]
        role = bool(before) and sort_of(before[0].lower()) == "person"
        # "the Kelm shipowner Piet Roth" is Piet Roth.
        if not one.noun and (one.sort == "person" or (one.sort == "name" and role)):
            yield replace(one, sort="person")
