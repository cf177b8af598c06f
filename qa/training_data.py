"""Question files to training pairs: answerable ones, and such as their passage does not answer.

Three sorts of unanswerable pairs teach a reader when to stay silent: near misses made by rule
(``qa.near_miss``), another passage that shares the question's words, as retrieval would bring it,
and the questions that people wrote to be unanswerable.
"""

import gzip
import json
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index import GoldError, sentence_spans
from qa.near_miss import Range, near_misses
from qa.spans import tidy
from qa.words import FUNCTION_WORDS


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the passage it was asked about, and where its answers stand; none: no answer."""

    question: str
    context: str
    answers: tuple[Range, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage to learn from.

    ``answer`` is the half-open range of characters to find, None where there is none. Pairs of one
    ``group`` ask the same question of several passages.
    """

    question: str
    context: str
    answer: Range | None
    group: int
    kind: str  # "answer", "given", "near miss" or "other passage"


@dataclass(frozen=True, slots=True)
class Mixture:
    """How questions become pairs.

    Args:
        near_misses: the share of answerable questions that are also paired with a near miss.
        other_passages: the share that are also paired with another passage, of the rest.
        given_visits: how often each question without an answer is visited.
        bare: the share of questions that lose their question mark, as people type them.
        max_characters: longer passages are cut at sentence ends.
    """

    near_misses: float = 0.3
    other_passages: float = 0.2
    given_visits: int = 2
    bare: float = 0.15
    max_characters: int = 900

    def __post_init__(self) -> None:
        """Refuse shares that are none."""
        shares = (self.near_misses, self.other_passages, self.bare)
        if not all(0.0 <= share <= 1.0 for share in shares):
            raise ValueError("near_misses, other_passages and bare must be between 0 and 1")
        if self.given_visits < 0 or self.max_characters < 1:
            raise ValueError("given_visits must be 0 or more and max_characters 1 or more")


# Near misses by rule: a swap says more than a negation, of which a reader learns the "not" alone.
_RULE_WEIGHTS = {"swap": 6, "opposite": 4, "negation": 1}
# Of the questions that nothing but a negation fits, the share that get one.
_LONE_NEGATIONS = 0.25
_NEIGHBOURS = 8


def read_questions(path: Path) -> list[Asked]:
    """Read a SQuAD file, or JSON lines of its questions; either may be compressed by gzip.

    Raises:
        GoldError: if it cannot be read, or an answer does not stand where it is said to.
    """
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
        return [_asked(record) for record in _records(text)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GoldError(f"The questions {path} cannot be trained on: {error!r}.") from error


def _records(text: str) -> Iterator[dict[str, Any]]:
    try:
        whole = json.loads(text)
    except ValueError:  # more lines than one
        whole = None
    if isinstance(whole, dict) and "data" in whole:
        return _flat(whole)
    return (json.loads(line) for line in text.split("\n") if line.strip())


def _flat(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield SQuAD's questions as the lines of the other layout."""
    for document in whole["data"]:
        for paragraph in document["paragraphs"]:
            for asked in paragraph["qas"]:
                answers = [] if asked.get("is_impossible") else asked["answers"]
                yield {
                    "question": asked["question"],
                    "context": paragraph["context"],
                    "answers": answers,
                    "title": document.get("title", ""),
                }


def _asked(record: dict[str, Any]) -> Asked:
    context = record["context"]
    ranges = []
    for answer in record["answers"]:
        start = answer["answer_start"]
        end = start + len(answer["text"])
        if context[start:end] != answer["text"]:
            raise ValueError(f"answer {answer['text']!r} is not at {start}")
        start, end = tidy(context, start, end)
        if start < end:
            ranges.append((start, end))
    question = " ".join(record["question"].split())
    return Asked(question, context, tuple(ranges), str(record.get("title") or ""))


def choose_answer(answers: Sequence[Range], visit: int, draw: random.Random) -> Range:
    """Return the answer that most annotators gave, or the first; after the first visit, any."""
    if visit > 0:
        return draw.choice(answers)
    counts = Counter(answers)
    return max(answers, key=lambda a: counts[a])  # the first of the most frequent


def cut(context: str, keep: Range, limit: int, draw: random.Random) -> Range:
    """Return a part of at most ``limit`` characters that holds ``keep``, whole sentences only.

    It grows from the sentences of ``keep`` to either side by chance, so that where an answer stands
    says nothing. It is longer only where those sentences are.
    """
    if len(context) <= limit:
        return 0, len(context)
    spans = sentence_spans(context)
    held = [i for i, (start, end) in enumerate(spans) if start < keep[1] and keep[0] < end]
    if not held:
        return keep
    first, last = held[0], held[-1]
    sides = ["left", "right"]
    while sides:
        side = draw.choice(sides)
        new = (first - 1, last) if side == "left" else (first, last + 1)
        inside = new[0] >= 0 and new[1] < len(spans)
        if inside and spans[new[1]][1] - spans[new[0]][0] <= limit:
            first, last = new
        else:
            sides.remove(side)
    return min(spans[first][0], keep[0]), max(spans[last][1], keep[1])


class Neighbours:
    """Passages that share a question's words, best first (BM25), of the same title if it has any.

    Context manager over an index in memory.
    """

    def __init__(self, asked: Sequence[Asked]) -> None:
        """Index the passages of the questions."""
        self._index = sqlite3.connect(":memory:")
        self._index.execute("CREATE VIRTUAL TABLE passages USING fts5(context, title UNINDEXED)")
        self._index.executemany(
            "INSERT INTO passages VALUES (?, ?)", dict.fromkeys((a.context, a.title) for a in asked)
        )

    def close(self) -> None:
        """Let the index go."""
        self._index.close()

    def near(self, asked: Asked, limit: int = _NEIGHBOURS) -> list[str]:
        """Return other passages than the question's own that hold none of its answers' texts."""
        # What every passage has tells none apart, and takes the search most of its time.
        words = set(re.findall(r"\w{3,}", asked.question.lower())) - FUNCTION_WORDS
        if not words:
            return []
        rows = self._index.execute(
            "SELECT context, title FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?",
            (" OR ".join(f'"{word}"' for word in sorted(words)), 4 * limit),
        ).fetchall()
        texts = [asked.context[start:end].lower() for start, end in asked.answers]
        fit = [
            (context, title)
            for context, title in rows
            if context != asked.context and not any(text in context.lower() for text in texts)
        ]
        own = [context for context, title in fit if title and title == asked.title]
        others = [context for context, title in fit if not (title and title == asked.title)]
        return [*own, *others][:limit]


def make_units(
    files: Sequence[tuple[Sequence[Asked], int | None]], mixture: Mixture, seed: int
) -> list[list[Pair]]:
    """Return units of pairs to learn from: a question, and what is learnt along with it.

    Args:
        files: each file's questions, and how many answerable ones to take of it: where there are
            fewer, they are visited again; None takes each once.
        mixture: how questions become pairs.
        seed: the same seed gives the same units.
    """
    draw = random.Random(seed)  # noqa: S311 - chance, not secrecy
    units: list[list[Pair]] = []
    for asked, count in files:
        answerable = [a for a in asked if a.answers]
        given = [a for a in asked if not a.answers] * mixture.given_visits
        with closing(Neighbours(asked)) as neighbours:
            wanted = len(answerable) if count is None else count
            for number, question in enumerate(_take(answerable, wanted, draw)):
                visit = number // len(answerable)
                units.append(_unit(question, visit, len(units), neighbours, mixture, draw))
        siblings: dict[str, list[Asked]] = {}
        for question in answerable:
            siblings.setdefault(question.context, []).append(question)
        for question in given:
            units.append(
                _given(question, siblings.get(question.context, []), len(units), mixture, draw)
            )
    draw.shuffle(units)
    return [_bare(unit) if draw.random() < mixture.bare else unit for unit in units]


def _bare(unit: Sequence[Pair]) -> list[Pair]:
    """Return the unit without question marks: all of it, lest the mark tell its pairs apart."""
    return [replace(pair, question=pair.question.rstrip(" ?")) for pair in unit]


def _take(asked: Sequence[Asked], count: int, draw: random.Random) -> Iterator[Asked]:
    """Yield ``count`` questions, each as often as any other, but for one."""
    order = list(asked)
    draw.shuffle(order)
    for number in range(count if order else 0):
        yield order[number % len(order)]


def _unit(
    asked: Asked,
    visit: int,
    group: int,
    neighbours: Neighbours,
    mixture: Mixture,
    draw: random.Random,
) -> list[Pair]:
    """Return the question with its answer, and perhaps an unanswerable pair beside it."""
    limit = mixture.max_characters
    start, end = choose_answer(asked.answers, visit, draw)
    left, right = cut(asked.context, (start, end), limit, draw)
    context = asked.context[left:right]
    pair = Pair(asked.question, context, (start - left, end - left), group, "answer")
    chance = draw.random()
    if chance < mixture.near_misses:
        inside = [(a - left, b - left) for a, b in asked.answers if left <= a and b <= right]
        missed = near_misses(asked.question, context, inside, neighbours.near(asked, 2))
        varied = any(miss.rule != "negation" for miss in missed)
        if missed and (varied or draw.random() < _LONE_NEGATIONS):
            weights = [_RULE_WEIGHTS[miss.rule] for miss in missed]
            question = draw.choices(missed, weights)[0].question
            # Its own group (a negative number), for it asks something else.
            return [pair, Pair(question, context, None, -1 - group, "near miss")]
    elif chance < mixture.near_misses + mixture.other_passages:
        near = neighbours.near(asked)
        if near:
            other = _about(asked.question, draw.choice(near), limit, draw)
            return [pair, Pair(asked.question, other, None, group, "other passage")]
    return [pair]


def _given(
    asked: Asked, siblings: Sequence[Asked], group: int, mixture: Mixture, draw: random.Random
) -> list[Pair]:
    """Return a question without an answer, and one that the same passage does answer, if any."""
    limit = mixture.max_characters
    if not siblings:
        context = _about(asked.question, asked.context, limit, draw)
        return [Pair(asked.question, context, None, group, "given")]
    sibling = draw.choice(siblings)
    start, end = draw.choice(sibling.answers)
    left, right = cut(asked.context, (start, end), limit, draw)
    context = asked.context[left:right]
    return [
        Pair(sibling.question, context, (start - left, end - left), group, "answer"),
        Pair(asked.question, context, None, -1 - group, "given"),
    ]


def _about(question: str, context: str, limit: int, draw: random.Random) -> str:
    """Return a passage cut, if need be, around the sentence with most of the question's words."""
    if len(context) <= limit:
        return context
    words = set(re.findall(r"\w{3,}", question.lower()))
    best = max(
        sentence_spans(context),
        key=lambda s: len(words.intersection(re.findall(r"\w+", context[s[0] : s[1]].lower()))),
    )
    left, right = cut(context, best, limit, draw)
    return context[left:right]
