"""Articles that disagree on a figure, a date or a name: both are shown, and where each stands.

It is better to miss a disagreement than to claim one that is none. So the question must name what
it is about and have one right answer, both articles must speak of that, and both answers must be
nearly as likely.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.answer import Candidate, Citation, cite
from qa.frames import frame_of
from qa.mentions import WORD, names
from qa.metrics import normalise
from qa.quantities import day_of, quantity, same_day, same_quantity
from qa.words import FUNCTION_WORDS

# Two log-odds further apart than this are not comparable; one below the least counts for nothing.
_APART, _LEAST = 2.0, 0.5
# The least share of a question's words that an article's title and passage have to say.
_COVERED = 0.6
_STEM = 5
_COUNTED = re.compile(
    r"\bhow (?:many|much|old|long|far|tall|high|deep|big|large|wide|fast|heavy)\b", re.IGNORECASE
)
_DATED = re.compile(r"\bwhen\b|\b(?:which|what) (?:year|date|day|month)\b", re.IGNORECASE)
# Questions after a person of which there is one.
_ONE_PERSON = re.compile(
    r"\bwho (?:was|is) (?:the|\w+['’]s)\b|\bwho\b.*\b(?:first|last|only|original|\w{2,}est)\b"
    r"|\bwho (?:won|invented|discovered|founded|wrote|directed|designed|commanded|chaired)\b",
    re.IGNORECASE,
)

Same = Callable[[str, str], bool | None]


@dataclass(frozen=True, slots=True)
class Side:
    """One of several answers, and every article that gives it, the newest first."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two answers or more that cannot all be right; the one in the newest article first."""

    sides: tuple[Side, ...]


def disagreement(question: str, found: Sequence[Candidate]) -> Disagreement | None:
    """Return in what the articles disagree, or None where they do not, or it is not sure.

    Args:
        question: what was asked.
        found: the spans that may be the answer, best first, scored by log-odds.
    """
    same = _measure(question)
    if same is None:
        return None
    sides: list[list[Candidate]] = []
    for one in _best_by_article(question, found):
        verdicts = [same(_in_full(side[0]), _in_full(one)) for side in sides]
        if None in verdicts:
            continue
        if True in verdicts:
            sides[verdicts.index(True)].append(one)
        else:
            sides.append([one])
    if len(sides) < 2:
        return None
    for side in sides:
        side.sort(key=lambda one: one.hit.passage.article.date, reverse=True)
    sides.sort(key=lambda side: side[0].hit.passage.article.date, reverse=True)
    number = iter(range(1, len(found) + 1))
    return Disagreement(
        tuple(Side(side[0].text, tuple(cite(next(number), one) for one in side)) for side in sides)
    )


def same_name(one: str, other: str) -> bool | None:
    """Whether two names may be of one person; None where one of the texts is no name alone."""
    short, long = sorted((normalise(one).split(), normalise(other).split()), key=len)
    if not (_is_name(one) and _is_name(other)):
        return True if short == long else None
    return set(short) <= set(long) or short[-1] == long[-1]


def same_figure(one: str, other: str) -> bool | None:
    """Whether two texts state the same figure; None where they do not state one each."""
    a, b = quantity(one), quantity(other)
    return same_quantity(a, b) if a and b else None


def same_date(one: str, other: str) -> bool | None:
    """Whether two texts state dates that agree; None where they do not state one each."""
    a, b = day_of(one), day_of(other)
    return same_day(a, b) if a and b else None


def _measure(question: str) -> Same | None:
    """Return what compares answers to the question, None if it may have several right ones."""
    if _COUNTED.search(question):
        return same_figure
    if _DATED.search(question):
        return same_date
    return same_name if _ONE_PERSON.search(question) else None


def _best_by_article(question: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Return each article's best span, of those articles that speak of what is asked."""
    best: dict[str, Candidate] = {}
    for one in found:
        if one.hit.newer:
            continue  # what an older version of a story said was put right, not denied
        best.setdefault(one.hit.passage.article.id, one)
    top = max((_odds(one) for one in best.values()), default=0.0)
    return [
        one
        for one in best.values()
        if _odds(one) >= max(_LEAST, top - _APART) and _speaks_of(question, one)
    ]


def _odds(one: Candidate) -> float:
    """Return a candidate's log-odds; which article is spoken of says nothing of which is right."""
    return one.score - one.hit.favour


def _speaks_of(question: str, one: Candidate) -> bool:
    """Whether the span's article, by its title and the passage, is on what the question names."""
    frame = frame_of(question)
    said = _stems(f"{one.hit.passage.article.title} {one.hit.passage.text}")
    called = [name for name in names(question) if name.sort != "time"]
    if not called or any(not _stems(name.text) <= said for name in called):
        return False
    wanted = _stems(frame.rest if frame else question)
    return len(wanted & said) >= _COVERED * len(wanted)


def _stems(text: str) -> set[str]:
    words = (word.group().lower() for word in WORD.finditer(text))
    return {word[:_STEM] for word in words if word not in FUNCTION_WORDS}


def _in_full(one: Candidate) -> str:
    """Return the span with the word after it, which may say what a bare figure counts."""
    figure = quantity(one.text)
    if figure is None or figure.unit:
        return one.text
    passage = one.hit.passage
    after = re.match(
        r" ([a-z]+s|per cent|people|men|women)\b", passage.text[one.end - passage.start :]
    )
    return one.text + after.group() if after else one.text


def _is_name(text: str) -> bool:
    called = names(text)
    return len(called) == 1 and called[0].end - called[0].start == len(text) and not called[0].noun
