"""A list from spans: "Brazil, China and India" is three items, each with its own exact place."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.answer import Candidate, Citation, cite
from qa.metrics import normalise
from qa.spans import tidy
from qa.words import MONTHS, PERSON_NOUNS

_MOST_ITEMS = 20
_FOR_SEVERAL = 1 / 3
# A span after the best counts if it is more likely right than not, and not much less than the best;
# one that lists several may score this much less, as reading long spans does.
_MORE_LIKELY_THAN_NOT, _NEAR = 0.0, 2.5
_SEVERAL = math.log(3)
_JOINT = re.compile(
    r"(?:\s*[,;]\s*(?:and|or|as well as)\s+|\s*[,;]\s+|\s+(?:and|or|as well as)\s+)"
)
_NAME = r"(?:the )?[A-Z][\w'’.-]*(?: (?:(?:of|the|de|al|bin|van|von|and the) )?[A-Z0-9][\w'’.-]*)*"
# "Ann Hale, a nurse, and Bob Kerr, of Dover": what is said of one name stands between two.
_BETWEEN = r"(?:(?:, (?:an?|the|his|her|their|aged|from|of) [^,.;]{1,40})?,)?"
_AND_LAST = rf"{_BETWEEN} (?:and|or) {_NAME}"
_RIGHT = re.compile(rf"(?:, {_NAME})*{_AND_LAST}")
_LEFT = re.compile(rf"{_NAME}(?:, {_NAME})*(?:{_BETWEEN} (?:and|or) |, )$")
# "at Syracuse University" and "in Arlington" are two places.
_PREPOSITION = re.compile(r"^(?:(?:at|by|from|in|of|on|to|with) (?=\S))?")
# "red, white and blue of the flag": what follows the last of bare words belongs to no one item.
_AFTER = re.compile(r"^([a-z]+) (?:at|for|from|in|of|on|to|with) .*$", re.DOTALL)
# "Ann Hale, Bob Kerr and the Reverend Cyril Dow": what he is, and who.
_TITLED = re.compile(r"^the [A-Z][a-z]+ (?=[A-Z]\S+ [A-Z])")
_FULL_NAME = re.compile(r"[A-Z]\S*(?: (?:[a-z]{2,3} )?[A-Z]\S*)+")
# Two names that are one, such as a company's.
_FIRM = re.compile(r"\b(?:&|and) (?:sons?|co|company|brothers)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, in an article's words, and every place that has it so."""

    text: str
    citations: tuple[Citation, ...]


def items_of(
    found: Sequence[Candidate], confidence: float, min_confidence: float
) -> tuple[Item, ...]:
    """Return the items that the spans list, best span first, each once; none if none is sure.

    Two items are the same when one is the other with more words of a name ("Gaddafi", "Muammar
    Gaddafi"); the first stands for both.

    Args:
        found: the spans that may be the answer, best first.
        confidence: the probability that the best of them is right.
        min_confidence: the least that a single item needs. A span that lists several needs a third
            of it: that it lists what was asked for speaks for it, and readers, trained on single
            facts, score long spans low.
    """
    if not found:
        return ()
    listed = _fullest_first([(candidate, list(parts_of(candidate))) for candidate in found])
    several = len(listed[0][1]) > 1
    if confidence < min_confidence * (_FOR_SEVERAL if several else 1.0):
        return ()
    least = max(_MORE_LIKELY_THAN_NOT, found[0].score - _NEAR)
    items: dict[str, list[Candidate]] = {}
    for candidate, parts in listed:
        allowed = _SEVERAL if len(parts) > 1 else 0.0
        if candidate is not listed[0][0] and candidate.score + allowed < least:
            continue
        for part in parts:
            key = next((known for known in items if _same(known, part.text)), part.text)
            places = items.setdefault(key, [])
            if part.text == key and all(part.place != other.place for other in places):
                places.append(part)
    number = iter(range(1, 10_000))
    return tuple(
        Item(text, tuple(cite(next(number), place) for place in places))
        for text, places in list(items.items())[:_MOST_ITEMS]
    )


def _fullest_first(
    listed: list[tuple[Candidate, list[Candidate]]],
) -> list[tuple[Candidate, list[Candidate]]]:
    """Return the spans and their items, first a near one that lists the best among others."""
    (best, parts), *others = listed
    if len(parts) > 1:
        return listed
    for candidate, items in others:
        near = candidate.score >= best.score - _NEAR and len(items) > 1
        if near and any(_same(best.text, item.text) for item in items):
            return sorted(listed, key=lambda one: one[0] is not candidate)
    return listed


def parts_of(candidate: Candidate) -> Iterator[Candidate]:
    """Yield the items of a span, of which each is a span: "A, B and C" grown whole and split."""
    passage = candidate.hit.passage
    start, end = grown(passage.text, candidate.start - passage.start, candidate.end - passage.start)
    for first, last in split(passage.text, start, end):
        yield replace(
            candidate,
            text=passage.text[first:last],
            start=passage.start + first,
            end=passage.start + last,
        )


def grown(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of names grown to the list of names that it is part of: "Brazil" to all."""
    part = text[start:end]
    if " and " in part or not re.fullmatch(_NAME + rf"(?:, {_NAME})*", part):
        return start, end
    sentence = max(text.rfind("\n", 0, start), text.rfind(". ", 0, start)) + 1
    left = _LEFT.search(text, sentence, start)
    right = _RIGHT.match(text, end)
    if left and (right or left.group().rstrip().endswith((" and", " or"))):
        start = _past_time(text, left.start(), start)
    return start, right.end() if right else end


def split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return half-open offsets of the items in ``text[start:end]``, itself if it lists nothing."""
    if _FIRM.search(text[start:end]):
        return [(start, end)]
    edges = [(start, start)]
    edges += [m.span() for m in _JOINT.finditer(text, start, end) if _parts(text, m, end)]
    edges.append((end, end))
    spans = [(a, b) for (_, a), (b, _) in pairwise(edges)]
    spans = [tidy(text, a, b) for a, b in spans if a < b]
    spans = _without_asides(text, spans)
    spans = _alike(text, spans)
    if len(spans) > 1:
        spans = [(a + len(_PREPOSITION.findall(text[a:b])[0]), b) for a, b in spans]
    names = [span for span in spans if _is_name(text[slice(*span)])]
    if len(names) > 1:  # "Musa Kusa, the foreign minister, and William Hague": an aside is no item
        spans = [span for span in spans if span in names or not _aside(text[slice(*span)])]
    return [span for span in spans if span[0] < span[1]]


def _without_asides(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the items without "from Dover" of "Ann Hale, from Dover, and Bob Kerr"."""
    if not spans or _preposition(text, spans[0]) or not _is_name(text[slice(*spans[0])]):
        return spans
    kept = [spans[0]]
    for before, span in pairwise(spans):
        joined = text[before[1] : span[0]].strip() != ","
        if joined or not _preposition(text, span):
            kept.append(span)
    return kept


def _preposition(text: str, span: tuple[int, int]) -> str:
    return str(_PREPOSITION.findall(text[slice(*span)])[0])


def _alike(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the items, one that says more than the others cut to what they say."""
    if len(spans) < 2:
        return spans
    *others, (start, end) = spans
    bare = [text[slice(*span)] for span in others]
    last = text[start:end]
    if all(one.isalpha() and one.islower() for one in bare) and (more := _AFTER.match(last)):
        return [*others, (start, start + more.end(1))]
    if all(map(_FULL_NAME.fullmatch, bare)) and (title := _TITLED.match(last)):
        return [*others, (start + title.end(), end)]
    return spans


def _parts(text: str, joint: re.Match[str], end: int) -> bool:
    """Whether two items meet here, and not a day and its year or two halves of a figure."""
    before = text[: joint.start()].rsplit(maxsplit=2)[-2:]
    after = text[joint.end() : end].split(maxsplit=1)
    if not after:
        return False
    dated = any(word.lower() in MONTHS for word in before)
    return not (dated and re.match(r"\d{4}\b", after[0]))


def _past_time(text: str, left: int, start: int) -> int:
    """Return where the names begin, "March, " before them left out."""
    for name in re.finditer(rf"{_NAME}(?:, |,? and )", text[left:start]):
        if not any(month in name.group().lower() for month in MONTHS - {"may"}):
            return left + name.start()
    return start


def _is_name(text: str) -> bool:
    return bool(text) and text.removeprefix("the ")[:1].isupper()


def _aside(text: str) -> bool:
    words = text.lower().split()
    return words[0] in ("the", "a", "an", "his", "her", "their") and bool(
        PERSON_NOUNS.intersection(words)
    )


def _same(one: str, other: str) -> bool:
    a, b = normalise(one).split(), normalise(other).split()
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    named = one[:1].isupper() and other[:1].isupper()
    return named and bool(short) and long[-len(short) :] == short
