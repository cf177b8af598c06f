"""Several settings tried on the same questions, the work that they have in common done once.

A question is searched once in each library, and a passage is read once for a question, however
many settings or libraries bring it. A reader pads the passages of a batch to one length, and here
they come in other batches than when a single setting is measured: scores are the same but for
rounding.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from index import Chunking, Library, QuestionError
from qa.answer import Answer, Timings, candidates, compose, judge
from qa.calibration import Calibration
from qa.compare import paired_differences
from qa.evaluate import gold_articles, gold_rank
from qa.gold import Gold
from qa.intervals import Interval
from qa.measures import RANKS, figures, measured
from qa.metrics import exact_match, f1
from qa.question import checked
from qa.reader import Reader
from qa.retrieve import Hit, retrieve
from qa.spans import Reading

# As deep as a search goes whatever k is, so that the first few of many are those of a smaller k.
MOST_K = 100
# What each setting takes: the least, the greatest, and both in words.
_TAKES = {
    "passage_tokens": (1, math.inf, "whole numbers from 1"),
    "overlap": (0, math.inf, "whole numbers from 0"),
    "k": (1, MOST_K, f"whole numbers from 1 to {MOST_K}"),
    "min_confidence": (0, 1, "shares from 0 to 1"),
}
SETTINGS = tuple(_TAKES)
_UNTIMED = Timings(0.0, 0.0, 0.0)  # shared work belongs to no cell


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination of settings."""

    passage_tokens: int
    overlap: int
    k: int
    min_confidence: float

    @property
    def chunking(self) -> Chunking:
        """How the cell's library is cut."""
        return Chunking(self.passage_tokens, self.overlap)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a question came to in one cell: an empty answer is silence.

    ``values`` are its values by measure, as ``qa.measures.measured`` returns them.
    """

    answer: str
    confidence: float
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Tried:
    """A question, and its trials in the order of the cells."""

    id: str
    trials: tuple[Trial, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """A cell's figures, and how far its F1 lies behind that of the best cell, by questions.

    ``behind`` is the mean difference to the best with its 95% paired bootstrap interval: where
    that reaches 0, these questions do not tell the two apart.
    """

    cell: Cell
    figures: Mapping[str, float]
    behind: Interval
    best: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            **{name: getattr(self.cell, name) for name in SETTINGS},
            "figures": dict(self.figures),
            "f1_to_best": {
                "difference": self.behind.mean,
                "interval": [self.behind.low, self.behind.high],
            },
            "best": self.best,
        }


@dataclass(frozen=True, slots=True)
class _Scored:
    """What ``measured`` looks at."""

    gold: tuple[str, ...]
    em: float
    f1: float
    placed: bool
    rank: int | None


def parse_sweep(parts: Sequence[str]) -> dict[str, tuple[float, ...]]:
    """Return the values of each setting that ``k=5,10`` and the like mean, rising, each once.

    Raises:
        ValueError: if a part is of another form, names no setting or one twice, or has a value that
            the setting cannot take.
    """
    found: dict[str, tuple[float, ...]] = {}
    for part in parts:
        name, equals, values = (piece.strip() for piece in part.partition("="))
        if not equals:
            raise ValueError(f"{part!r} is not of the form SETTING=VALUE,VALUE, as in k=5,10")
        if name not in SETTINGS:
            raise ValueError(f"{name!r} cannot be swept, only {', '.join(SETTINGS)}")
        if name in found:
            raise ValueError(f"{name} is named twice")
        found[name] = tuple(sorted({_value(name, value.strip()) for value in values.split(",")}))
    return found


def cells(swept: Mapping[str, Sequence[float]], fixed: Cell) -> tuple[Cell, ...]:
    """Return every combination of the values swept, what is not swept being as in ``fixed``.

    Libraries come first, then ``k``, then the least confidence.
    """
    tokens, overlaps, ks, least = (swept.get(name, (getattr(fixed, name),)) for name in SETTINGS)
    return tuple(
        Cell(int(t), int(o), int(k), float(c))
        for t, o, k, c in product(tokens, overlaps, ks, least)
    )


def sweep(
    libraries: Mapping[Chunking, Library],
    reader: Reader,
    calibration: Calibration,
    questions: Sequence[Gold],
    grid: Sequence[Cell],
) -> Iterator[Tried]:
    """Ask every question with every cell's settings; yield what came of it, in order.

    Args:
        libraries: the same articles cut in each way that a cell names.
        reader: what reads the passages found.
        calibration: how the reader's scores become confidence.
        questions: what is asked.
        grid: the settings to try.

    Raises:
        GoldError: if a question names an article that the libraries do not have.
    """
    known: dict[str, tuple[str, ...]] = {}
    for gold in questions:
        if gold.article not in known:
            any_library = next(iter(libraries.values()))  # ids are the same in all of them
            known[gold.article] = tuple(info.id for info in gold_articles(any_library, gold))
        found = _look(libraries, reader, gold.question, max(cell.k for cell in grid))
        trials = [_trial(gold, known[gold.article], cell, calibration, found) for cell in grid]
        yield Tried(gold.id, tuple(trials))


def scores(tried: Sequence[Tried], grid: Sequence[Cell]) -> list[Scores]:
    """Return the figures of every cell, in order, the best one marked.

    The best has the greatest F1 over all questions; of equals, the first.

    Raises:
        ValueError: if there are no questions, or not one trial for each cell.
    """
    columns = list(zip(*(question.trials for question in tried), strict=True))
    if len(columns) != len(grid):
        raise ValueError(f"{len(columns)} trials a question for {len(grid)} cells")
    reached = [figures(trial.values for trial in column) for column in columns]
    best = max(range(len(grid)), key=lambda i: reached[i]["f1"])
    f1s = np.array([[trial.values["f1"] for trial in question.trials] for question in tried])
    behind = paired_differences(f1s[:, best : best + 1], f1s)
    return [Scores(cell, reached[i], behind[i], i == best) for i, cell in enumerate(grid)]


@dataclass(frozen=True, slots=True)
class _Found:
    """A question's passages by library, best first, and what was read in each by its text."""

    hits: Mapping[Chunking, Sequence[Hit]]
    readings: Mapping[str, Reading]


def _look(
    libraries: Mapping[Chunking, Library], reader: Reader, question: str, most: int
) -> _Found | None:
    """Search every library once and read every passage once; None for a question refused."""
    try:
        asked = checked(question)
    except QuestionError:
        return None
    hits: dict[Chunking, list[Hit]] = {}
    readings: dict[str, Reading] = {}
    for chunking, library in libraries.items():
        hits[chunking] = retrieve(library, asked, max(most, *RANKS))
        texts = dict.fromkeys(hit.passage.text for hit in hits[chunking][:most])
        unread = [text for text in texts if text not in readings]
        readings.update(zip(unread, reader.read(asked, unread), strict=True))
    return _Found(hits, readings)


def _trial(
    gold: Gold,
    articles: Sequence[str],
    cell: Cell,
    calibration: Calibration,
    found: _Found | None,
) -> Trial:
    answer: Answer | None = None
    hits: Sequence[Hit] = ()
    if found is not None:
        hits = found.hits[cell.chunking]
        taken = hits[: cell.k]
        readings = [found.readings[hit.passage.text] for hit in taken]
        least = cell.min_confidence
        spans = candidates(taken, readings, calibration)
        answer = compose(gold.question, taken, judge(spans, calibration), least, _UNTIMED)
    text = (answer.text if answer else None) or ""
    scored = _Scored(
        gold=gold.answers,
        em=exact_match(text, gold.answers),
        f1=f1(text, gold.answers),
        placed=bool(articles),
        rank=gold_rank(hits[: max(RANKS)], articles, gold.answers),
    )
    return Trial(text, answer.confidence if answer else 0.0, measured(scored))


def _value(name: str, text: str) -> float:
    """Return a setting's value; raise ValueError for one that it cannot take."""
    lowest, highest, kind = _TAKES[name]
    try:
        value = float(text) if name == "min_confidence" else int(text)
    except ValueError:
        value = math.nan
    if not lowest <= value <= highest:
        raise ValueError(f"{name} takes {kind}, not {text!r}")
    return value
