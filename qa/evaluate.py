"""Gold questions to rows, one a question, and rows to the figures of a summary."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from index import ArticleInfo, GoldError, Library, Passage, QuestionError
from qa.answer import Answer
from qa.answerer import Answerer
from qa.gold import Gold
from qa.metrics import exact_match, f1, mean, mean_reciprocal_rank, percentile, recall_at
from qa.question import checked
from qa.retrieve import Hit

RECALL_AT = (1, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Row:
    """One question's outcome.

    ``rank`` is that of the first retrieved passage that holds a gold answer in the gold article,
    from one; None where none of the first twenty does, and where ``placed`` is false because the
    gold passage is not known. ``latency_ms`` is the time from question to answer.
    """

    id: str
    question: str
    gold: tuple[str, ...]
    answer: str
    confidence: float
    em: float
    f1: float
    placed: bool
    rank: int | None
    latency_ms: float


def evaluate_open(answerer: Answerer, questions: Sequence[Gold], k: int) -> Iterator[Row]:
    """Ask every question over the whole library; yield one row each, in order."""
    known: dict[str, tuple[str, ...]] = {}
    for gold in questions:
        if gold.article not in known:
            known[gold.article] = _gold_articles(answerer.library, gold)
        articles = known[gold.article]
        began = perf_counter()
        try:
            asked = checked(gold.question)
        except QuestionError:  # a question that is refused is a question that is not answered
            yield _row(gold, None, articles, ())
            continue
        hits = answerer.search(asked, max(k, *RECALL_AT))
        retrieve_ms = (perf_counter() - began) * 1000.0
        # One search serves both: the answer is read from its first k, recall looks at twenty.
        answer = answerer.read(asked, hits[:k], retrieve_ms)
        yield _row(gold, answer, articles, hits[: max(RECALL_AT)])


def evaluate_reading(answerer: Answerer, questions: Sequence[Gold]) -> Iterator[Row]:
    """Give the reader each question's own context; yield one row each, in order.

    Raises:
        GoldError: if a question has no context.
    """
    for gold in questions:
        if not gold.context:
            raise GoldError(f'Question {gold.id!r} has no "context" to read: use --mode open.')
        yield _row(gold, answerer.read(gold.question, [own_context(gold)]), (), ())


def summarise(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the figures: shares between 0 and 1, milliseconds, None for what has no questions."""
    answerable = [row for row in rows if row.gold]
    unanswerable = [row for row in rows if not row.gold]
    ranks = [row.rank for row in answerable if row.placed]
    retrieval = {f"recall@{k}": recall_at(ranks, k) for k in RECALL_AT}
    return {
        "n": len(rows),
        "em": mean([row.em for row in rows]),
        "f1": mean([row.f1 for row in rows]),
        "answerable": {
            "n": len(answerable),
            "em": mean([row.em for row in answerable]) if answerable else None,
            "f1": mean([row.f1 for row in answerable]) if answerable else None,
        },
        "unanswerable": {
            "n": len(unanswerable),
            "accuracy": mean([row.em for row in unanswerable]) if unanswerable else None,
        },
        "retrieval": {**retrieval, "mrr": mean_reciprocal_rank(ranks)} if ranks else None,
        "latency_ms": {
            "p50": percentile([row.latency_ms for row in rows], 50),
            "p95": percentile([row.latency_ms for row in rows], 95),
        },
    }


def own_context(gold: Gold) -> Hit:
    """Return a question's own context as if it had been the one passage found."""
    info = ArticleInfo(gold.article, "", "", "", "", "")
    return Hit(Passage(0, info, 0, len(gold.context), gold.context), 1.0, 0.0, 0.0)


def gold_rank(hits: Sequence[Hit], articles: Sequence[str], answers: Sequence[str]) -> int | None:
    """Return the rank, from one, of the first hit in a gold article that holds a gold answer."""
    for rank, hit in enumerate(hits, start=1):
        held = any(answer in hit.passage.text for answer in answers)
        if hit.passage.article.id in articles and held:
            return rank
    return None


def _gold_articles(library: Library, gold: Gold) -> tuple[str, ...]:
    """Return the ids of the articles that the question names.

    Raises:
        GoldError: if it names one that the library does not have.
    """
    if not gold.article:
        return ()
    found = tuple(info.id for info in library.find(gold.article))
    if not found and gold.answers:
        raise GoldError(
            f"Question {gold.id!r} is about the article {gold.article!r}, which the library at "
            f"{library.folder} does not have: add it first."
        )
    return found


def _row(gold: Gold, answer: Answer | None, articles: Sequence[str], hits: Sequence[Hit]) -> Row:
    text = (answer.text if answer else None) or ""
    return Row(
        id=gold.id,
        question=gold.question,
        gold=gold.answers,
        answer=text,
        confidence=answer.confidence if answer else 0.0,
        em=exact_match(text, gold.answers),
        f1=f1(text, gold.answers),
        placed=bool(articles),
        rank=gold_rank(hits, articles, gold.answers),
        latency_ms=answer.timings.total if answer else 0.0,
    )
