"""Which article is wanted in full, and where in it: as a button carries it, and as it comes back.

A button of the class ``open-article`` has it as its value. ``whole_article.js`` sends it, with a
number before it by which the page knows the reply.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index import Passage
from qa import Citation

_SPAN = r"\d{1,9}-\d{1,9}"
_ASKED = re.compile(rf"(\d{{1,9}}) (\S{{1,64}}) ({_SPAN})((?: {_SPAN}){{0,99}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which article, which of its passages, and the answers in it: half-open, in characters."""

    article: str
    passage: tuple[int, int]
    answers: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        """Return it as a button's value says it: ``ID START-END START-END ...``."""
        spans = (f"{start}-{end}" for start, end in (self.passage, *self.answers))
        return " ".join((self.article, *spans))

    def fits(self, text: str) -> bool:
        """Whether an article's text has such a passage, and the passage such answers."""
        start, end = self.passage
        inside = 0 <= start < end <= len(text)
        return inside and all(start <= first < last <= end for first, last in self.answers)


def cited_in(citations: Sequence[Citation]) -> Wanted:
    """Return the article of citations of one passage, at that passage, what they cite marked."""
    first = citations[0]
    answers = tuple((one.answer_start, one.answer_end) for one in citations)
    return Wanted(first.article.id, (first.passage_start, first.passage_end), answers)


def found_in(passage: Passage) -> Wanted:
    """Return the article of a passage, at that passage."""
    return Wanted(passage.article.id, (passage.start, passage.end))


def render_opener(wanted: Wanted) -> str:
    """Return the button that opens the article."""
    return (
        f'<button class="open-article" type="button" value="{html.escape(str(wanted))}">'
        "Open the article</button>"
    )


def parse_asked(asked: str) -> tuple[int, Wanted] | None:
    """Return the page's number for it and what is wanted; None for what no button says."""
    found = _ASKED.fullmatch(asked)
    if not found:
        return None
    number, article, passage, answers = found.groups()
    return int(number), Wanted(article, _span(passage), tuple(map(_span, answers.split())))


def _span(said: str) -> tuple[int, int]:
    start, end = said.split("-")
    return int(start), int(end)
