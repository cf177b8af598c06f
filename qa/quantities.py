"""Figures and dates as people write them, and whether two of them can both be right."""

import re
from dataclasses import dataclass

from qa.words import DAYS, FUNCTION_WORDS, MONTHS

_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: n for n, word in enumerate(_SMALL)} | {
    word: 10 * n for n, word in enumerate(_TENS, start=2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}
_TOKEN = re.compile(r"[£$€]|\d+(?:,\d{3})*(?:\.\d+)?|[^\W\d_]+|%")
_HEDGES = frozenset(
    """about almost approximately around at estimated fewer least less more most nearly over roughly
    some than under up""".split()
)
# A figure that is hedged agrees with one that differs by no more than this share.
_ABOUT = 0.05
_MONTHS = "january february march april may june july august september october november december"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure, what it counts (a plural without its "s", a unit, or empty), and whether hedged."""

    value: float
    unit: str
    hedged: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What a text says of a date; None where it does not say."""

    year: int | None
    month: int | None
    day: int | None


def quantity(text: str) -> Quantity | None:
    """Return the one figure that a text states; None where it states none, or several."""
    tokens = [token.lower() for token in _TOKEN.findall(text)]
    found: list[tuple[int, int, float]] = []
    n = 0
    while n < len(tokens):
        end, value = _figure(tokens, n)
        if end > n:
            found.append((n, end, value))
        n = max(end, n + 1)
    if len(found) != 1 or "half" in tokens:
        return None
    start, end, value = found[0]
    before = tokens[start - 1] if start else ""
    unit = before if before in ("£", "$", "€") else ""
    unit = unit or next((t for t in tokens[end:] if t not in FUNCTION_WORDS), "")
    return Quantity(value, unit.removesuffix("s"), bool(_HEDGES.intersection(tokens)))


def same_quantity(one: Quantity, other: Quantity) -> bool | None:
    """Whether two figures are the same; None where they are of different things."""
    if one.unit and other.unit and one.unit != other.unit:
        return None
    if one.value == other.value:
        return True
    hedged = one.hedged or other.hedged
    return hedged and abs(one.value - other.value) <= _ABOUT * max(one.value, other.value)


def day_of(text: str) -> Day | None:
    """Return the one date that a text states, as far as it states it; None where it states none.

    A day of the week says nothing here: weeks have one each.
    """
    words = re.findall(r"\d+|[^\W\d_]+", text.lower())
    months = [_MONTHS.split().index(word) + 1 for word in words if word in MONTHS]
    years = [int(word) for word in words if re.fullmatch(r"1\d{3}|20\d{2}", word)]
    days = [int(word) for word in words if re.fullmatch(r"[12]?\d|3[01]", word)] if months else []
    if max(len(months), len(years), len(days)) > 1 or not (months or years):
        return None
    year, month, day = (next(iter(said), None) for said in (years, months, days))
    return Day(year, month, day)


def same_day(one: Day, other: Day) -> bool | None:
    """Whether two dates agree in all that both say; None where they have nothing in common."""
    pairs = [
        (a, b)
        for a, b in ((one.year, other.year), (one.month, other.month), (one.day, other.day))
        if a is not None and b is not None
    ]
    return all(a == b for a, b in pairs) if pairs else None


def is_weekday(text: str) -> bool:
    """Whether a text names a day of the week."""
    return any(word in DAYS for word in re.findall(r"[a-z]+", text.lower()))


def _figure(tokens: list[str], start: int) -> tuple[int, float]:
    """Return where the figure at ``start`` ends, and its value; ``start`` itself if there is none.

    "thirty-three", "1,517", "2 million", "three hundred and five".
    """
    total, part, end = 0.0, 0.0, start
    while end < len(tokens):
        word = tokens[end]
        if word[0].isdigit():
            if end > start and tokens[end - 1] not in _SCALES:
                break
            part += float(word.replace(",", ""))
        elif word in _VALUES:
            part += _VALUES[word]
        elif word in _SCALES and end > start:
            part *= _SCALES[word]
            if _SCALES[word] >= 1000:
                total, part = total + part, 0.0
        elif not (word == "and" and end > start and _goes_on(tokens, end)):
            break
        end += 1
    return end, total + part


def _goes_on(tokens: list[str], at: int) -> bool:
    """Whether "and" is within a figure: "three hundred and five"."""
    return tokens[at - 1] in _SCALES and at + 1 < len(tokens) and tokens[at + 1] in _VALUES
