"""Gold questions to rows, one a question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from time import perf_counter

from index import ArticleInfo, GoldError, Library, Passage, QuestionError
from qa.answer import Answer, Timings
from qa.answerer import Answerer
from qa.converse import Understood, as_understood
from qa.gold import Gold
from qa.measures import RANKS
from qa.metrics import exact_match, f1
from qa.question import checked
from qa.retrieve import Hit
from qa.rows import Cited, Excerpt, Row

# How many of the best passages a row shows, besides the gold one and those cited.
_SHOWN = 3
_NOTHING = Timings(0.0, 0.0, 0.0)


def evaluate_open(answerer: Answerer, questions: Sequence[Gold], k: int) -> Iterator[Row]:
    """Ask every question over the whole library; yield one row each, in order.

    Raises:
        GoldError: if a question names an article that the library does not have.
    """
    known: dict[str, tuple[ArticleInfo, ...]] = {}
    for gold in questions:
        if gold.article not in known:
            known[gold.article] = gold_articles(answerer.library, gold)
        yield _ask(answerer, gold, known[gold.article], k, as_understood(gold.question))


def evaluate_turn(answerer: Answerer, gold: Gold, understood: Understood, k: int) -> Row:
    """Ask a question of a conversation over the whole library, as it was understood.

    The row's question is what it was answered as.

    Raises:
        GoldError: as ``evaluate_open``.
    """
    return _ask(answerer, gold, gold_articles(answerer.library, gold), k, understood)


def evaluate_reading(
    answerer: Answerer, questions: Sequence[Gold], titles: Mapping[str, str] | None = None
) -> Iterator[Row]:
    """Give the reader each question's own context; yield one row each, in order.

    Args:
        answerer: what reads.
        questions: what is asked.
        titles: the titles of articles by the name that questions call them.

    Raises:
        GoldError: if a question has no context.
    """
    for gold in questions:
        if not gold.context:
            raise GoldError(f'Question {gold.id!r} has no "context" to read: use --mode open.')
        title = (titles or {}).get(gold.article, gold.article)
        hits = [own_context(gold, title)]
        answer, _ = answerer.consider(gold.question, hits)
        shown = _excerpts(hits, answer, [holds(hits[0], gold.answers)])
        yield _row(gold, title, answer, shown, held=True)


def own_context(gold: Gold, title: str = "") -> Hit:
    """Return a question's own context as if it had been the one passage found."""
    info = ArticleInfo(gold.article, title, "", "", "", "")
    return Hit(Passage(0, info, 0, len(gold.context), gold.context), 1.0, 0.0, 0.0)


def holds(hit: Hit, answers: Sequence[str]) -> bool:
    """Whether one of the answers stands in the passage, word for word."""
    return any(answer in hit.passage.text for answer in answers)


def gold_rank(hits: Sequence[Hit], articles: Sequence[str], answers: Sequence[str]) -> int | None:
    """Return the rank, from one, of the first hit in a gold article that holds a gold answer."""
    for rank, hit in enumerate(hits, start=1):
        if _is_of(hit, articles) and holds(hit, answers):
            return rank
    return None


def _is_of(hit: Hit, articles: Sequence[str]) -> bool:
    """Whether the passage stands in one of the articles, or in its copy of a common story."""
    return any(place.article.id in articles for place in (hit.passage, *hit.also))


def _ask(
    answerer: Answerer,
    gold: Gold,
    articles: Sequence[ArticleInfo],
    k: int,
    understood: Understood,
) -> Row:
    title = (articles[0].title if articles else "") or gold.article
    placed = bool(articles)
    began = perf_counter()
    try:
        asked = checked(understood.question)
    except QuestionError as error:  # a question that is refused is a question not answered
        gold = replace(gold, question=understood.question)
        return _row(gold, title, None, (), placed=placed, refused=str(error))
    hits = answerer.search(asked, max(k, *RANKS), about=understood.about)
    retrieve_ms = (perf_counter() - began) * 1000.0
    # One search serves both: the answer is read from its first k, recall looks at twenty.
    answer, _ = answerer.consider(replace(understood, question=asked), hits[:k], retrieve_ms)
    ids = [info.id for info in articles]
    golds = [holds(hit, gold.answers) and (not placed or _is_of(hit, ids)) for hit in hits]
    return _row(
        replace(gold, question=answer.question),
        title,
        answer,
        _excerpts(hits, answer, golds),
        placed=placed,
        rank=gold_rank(hits[: max(RANKS)], ids, gold.answers),
        held=any(golds[:k]),
    )


def gold_articles(library: Library, gold: Gold) -> tuple[ArticleInfo, ...]:
    """Return the articles that the question names.

    Raises:
        GoldError: if it names one that the library does not have.
    """
    if not gold.article:
        return ()
    found = tuple(library.find(gold.article))
    if not found and gold.answers:
        raise GoldError(
            f"Question {gold.id!r} is about the article {gold.article!r}, which the library at "
            f"{library.folder} does not have: add it first."
        )
    return found


def _row(
    gold: Gold,
    title: str,
    answer: Answer | None,
    shown: tuple[Excerpt, ...],
    *,
    placed: bool = False,
    rank: int | None = None,
    held: bool = False,
    refused: str = "",
) -> Row:
    text = (answer.text if answer else None) or ""
    others = answer.alternatives if answer else ()
    return Row(
        id=gold.id,
        question=gold.question,
        gold=gold.answers,
        article=title,
        answer=text,
        best=text or (others[0].answer if others else ""),
        confidence=answer.confidence if answer else 0.0,
        em=exact_match(text, gold.answers),
        f1=f1(text, gold.answers),
        placed=placed,
        rank=rank,
        held=held,
        cited=tuple(
            Cited(c.n, c.article.id, c.answer_start, c.answer_end)
            for c in (answer.citations if answer else ())
        ),
        passages=shown,
        timings=answer.timings if answer else _NOTHING,
        refused=refused,
    )


def _excerpts(hits: Sequence[Hit], answer: Answer, golds: Sequence[bool]) -> tuple[Excerpt, ...]:
    """Return the passages that a row shows, by rank: the best, the cited, the first gold one."""
    # The best candidate of an abstention is where the reader would have pointed.
    places = [*answer.citations, *(other.citation for other in answer.alternatives[:1])]
    cited = {(place.article.id, place.passage_start) for place in places}
    first = next((number for number, held in enumerate(golds) if held), None)
    excerpts = []
    for number, hit in enumerate(hits):
        passage = hit.passage
        pointed = (passage.article.id, passage.start) in cited
        if pointed or number == first or number < min(_SHOWN, len(answer.hits)):
            title, rank = passage.article.title, number + 1
            start, end = passage.start, passage.end
            excerpts.append(
                Excerpt(rank, passage.article.id, title, start, end, passage.text, golds[number])
            )
    return tuple(excerpts)
