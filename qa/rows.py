"""Rows: what became of each gold question. Every figure of an evaluation is computed from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from qa.answer import Timings
from qa.metrics import exact_match, f1, normalise

Verdict = Literal["right", "retrieval miss", "reader miss", "wrongly abstained", "wrongly answered"]
VERDICTS: tuple[Verdict, ...] = (
    "right",
    "retrieval miss",
    "reader miss",
    "wrongly abstained",
    "wrongly answered",
)
# The least F1 at which an answer that says a little more, or less, than a gold one is still right.
_LEAST_F1 = 0.5


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a given answer stands: half-open offsets in the stored text of an article."""

    n: int
    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage that a row shows: ``rank`` counts from one, offsets as in ``Cited``.

    ``gold`` says that it is a gold passage: one that holds a gold answer, in the gold article where
    that is known.
    """

    rank: int
    article_id: str
    title: str
    start: int
    end: int
    text: str
    gold: bool

    @property
    def key(self) -> str:
        """What tells this passage from all others of its library."""
        return f"{self.article_id}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Row:
    """One question's outcome.

    ``answer`` is empty where nothing was answered; ``best`` is the best candidate even then, empty
    where there was none, and ``confidence`` is its probability of being right. ``article`` is the
    gold article's title, or what the gold file calls it.

    A gold passage is one in which a gold answer stands word for word, in the gold article where
    that is known: ``placed`` says whether it is. ``rank`` is the first gold passage's, from one;
    None where none of the first twenty is one, and where ``placed`` is false. ``held`` says whether
    one was among the passages that were read, in any article where ``placed`` is false; a question
    that is read with its own context, as in reading mode, always holds it. ``refused`` is why the
    question could not be asked, empty for one that could. ``passages`` are the best few, the gold
    one and those cited: not all that were read.
    """

    id: str
    question: str
    gold: tuple[str, ...]
    article: str
    answer: str
    best: str
    confidence: float
    em: float
    f1: float
    placed: bool
    rank: int | None
    held: bool
    cited: tuple[Cited, ...]
    passages: tuple[Excerpt, ...]
    timings: Timings
    refused: str = ""

    @property
    def verdict(self) -> Verdict:
        """What the outcome comes down to, the first of these that holds.

        - ``right``: the answer is right (see ``is_right``), or the question has no gold answer and
          none was given.
        - ``wrongly answered``: the question has no gold answer, and one was given.
        - ``wrongly abstained``: nothing was answered, though a gold passage was read (``held``), or
          the question was refused.
        - ``reader miss``: a gold passage was read, and something else was answered.
        - ``retrieval miss``: no gold passage was read, whatever was answered.
        """
        if is_right(self.answer, self.gold):
            return "right"
        if not self.gold:
            return "wrongly answered"
        if not self.held and not self.refused:
            return "retrieval miss"
        return "reader miss" if self.answer else "wrongly abstained"

    @property
    def best_right(self) -> bool:
        """Whether the best candidate equals a gold answer by SQuAD's rules.

        This is what ``confidence`` is the probability of: never so where there is no gold answer.
        """
        return bool(self.gold) and bool(self.best) and exact_match(self.best, self.gold) == 1.0


def is_right(answer: str, gold: Sequence[str]) -> bool:
    """Whether a person would call the answer right; no answer is, where there is no gold one.

    It is right if it equals a gold answer by SQuAD's rules, or holds one word for word or is held
    by one, with an F1 of at least a half to that one. Exact match alone is too strict: "363 feet
    tall" is no error for "363 feet". F1 alone is too lenient: "30 March 2011" has two of three
    words in common with "31 March 2011". A part that is too small still passes now and then
    ("million" for "5 million"), which is why EM is reported beside it.
    """
    if not gold:
        return not answer
    return exact_match(answer, gold) == 1.0 or any(_says(answer, one) for one in gold)


def _says(answer: str, gold: str) -> bool:
    # Blanks around both, so that only whole words are found in each other.
    ours, theirs = f" {normalise(answer)} ", f" {normalise(gold)} "
    if not ours.strip() or not theirs.strip():
        return False
    return (ours in theirs or theirs in ours) and f1(answer, [gold]) >= _LEAST_F1


def row_json(row: Row) -> dict[str, Any]:
    """Return the row for a file; its passages by their keys, which ``excerpt_json`` explains."""
    timings = row.timings
    return {
        "id": row.id,
        "question": row.question,
        "gold": list(row.gold),
        "article": row.article,
        "answer": row.answer,
        "best": row.best,
        "confidence": row.confidence,
        "em": row.em,
        "f1": row.f1,
        "verdict": row.verdict,
        "placed": row.placed,
        "rank": row.rank,
        "held": row.held,
        "cited": [
            {"n": c.n, "article_id": c.article_id, "answer_start": c.start, "answer_end": c.end}
            for c in row.cited
        ],
        "passages": [{"key": p.key, "rank": p.rank, "gold": p.gold} for p in row.passages],
        "timings_ms": {
            "retrieve": timings.retrieve,
            "read": timings.read,
            "total": timings.total,
        },
        "refused": row.refused,
    }


def excerpt_json(excerpt: Excerpt) -> dict[str, Any]:
    """Return what is the same of a passage wherever it is shown."""
    return {
        "article_id": excerpt.article_id,
        "title": excerpt.title,
        "start": excerpt.start,
        "end": excerpt.end,
        "text": excerpt.text,
    }


def row_from(record: dict[str, Any], passages: dict[str, dict[str, Any]]) -> Row:
    """Return the row that ``row_json`` made ``record`` of, its passages looked up by their keys.

    Raises:
        KeyError, TypeError: if a part is missing or of another kind.
    """
    return Row(
        id=record["id"],
        question=record["question"],
        gold=tuple(record["gold"]),
        article=record["article"],
        answer=record["answer"],
        best=record["best"],
        confidence=record["confidence"],
        em=record["em"],
        f1=record["f1"],
        placed=record["placed"],
        rank=record["rank"],
        held=record["held"],
        cited=tuple(
            Cited(c["n"], c["article_id"], c["answer_start"], c["answer_end"])
            for c in record["cited"]
        ),
        passages=tuple(
            Excerpt(rank=p["rank"], gold=p["gold"], **passages[p["key"]])
            for p in record["passages"]
        ),
        timings=Timings(**record["timings_ms"]),
        refused=record["refused"],
    )
