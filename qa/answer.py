"""Hits and readings to an answer with its citations, or an abstention: pure."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from index import ArticleInfo
from qa.calibration import Calibration
from qa.metrics import normalise
from qa.retrieve import Hit
from qa.spans import Reading
from qa.told import repeats

# A passage's second-best span counts as a candidate, and a further place is cited for the answer,
# only when it is more likely right than not.
_MORE_LIKELY_THAN_NOT = 0.0
_MOST_ALTERNATIVES = 4
# Of two candidates, the one is about as good where its odds are no less than 1/e of the other's.
_ABOUT_AS_WELL = 1.0
# Log-odds. Readers like a name that they met in the question; people do not ask for what they said.
_ALREADY_TOLD = 3.0


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage, and where in its article the answer stands.

    Offsets are half-open, in characters of the article's stored text:
    ``text[passage_start:passage_end] == passage`` and ``text[answer_start:answer_end]`` is the
    answer. ``n`` counts from one. ``score`` is the candidate's log-odds. ``also_in`` are the other
    articles of the same story in which the passage stands with these words.
    """

    n: int
    article: ArticleInfo
    passage: str
    passage_start: int
    passage_end: int
    answer_start: int
    answer_end: int
    score: float
    also_in: tuple[ArticleInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another answer that was considered, how likely it is to be right, and where it stands."""

    answer: str
    confidence: float
    citation: Citation


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds."""

    retrieve: float
    read: float
    total: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to a question.

    ``text`` is None when the question is not answered; ``confidence`` is then that of the best
    candidate, which was too low and is the first of ``alternatives``, and ``citations`` is empty.
    ``hits`` are the passages that were read, best first.
    """

    question: str
    text: str | None
    confidence: float
    citations: tuple[Citation, ...]
    alternatives: tuple[Alternative, ...]
    hits: tuple[Hit, ...]
    timings: Timings

    @property
    def abstained(self) -> bool:
        """Whether the question was not answered."""
        return self.text is None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of one article: ``text`` at ``start`` to ``end``, and its rank score (log-odds)."""

    text: str
    start: int
    end: int
    score: float
    hit: Hit

    @property
    def place(self) -> tuple[str, int, int]:
        """The article and the characters, to tell whether two candidates are one place."""
        return self.hit.passage.article.id, self.start, self.end


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer: the candidates that give it, best first, and how likely it is to be right."""

    group: tuple[Candidate, ...]
    confidence: float


def features(span_score: float, null: float, hit: Hit, best_match: float) -> tuple[float, ...]:
    """Return what ``Calibration.rank`` takes, in its order."""
    share = hit.match / best_match if best_match > 0 else 0.0
    return span_score, null, hit.similarity, share


def candidates(
    hits: Sequence[Hit],
    readings: Sequence[Reading],
    calibration: Calibration,
    told: Collection[str] = (),
) -> list[Candidate]:
    """Return the spans that may be the answer, best first, each place once.

    Args:
        hits: the passages that were read.
        readings: what was found in each.
        calibration: how to rank it.
        told: what a conversation has said already, as ``qa.told`` gives it.

    Raises:
        ValueError: if there is not one reading for each hit.
    """
    best_match = max((hit.match for hit in hits), default=0.0)
    found: list[Candidate] = []
    for hit, reading in zip(hits, readings, strict=True):
        for number, span in enumerate(reading.spans):
            score = calibration.rank.score(features(span.score, reading.null, hit, best_match))
            score += hit.favour
            if number == 0 or score > _MORE_LIKELY_THAN_NOT:
                text = hit.passage.text[span.start : span.end]
                score -= _ALREADY_TOLD * repeats(text, told)
                first = hit.passage.start + span.start
                found.append(Candidate(text, first, first + len(text), score, hit))
    found = _up_to_date(found)
    found.sort(key=attrgetter("score"), reverse=True)
    return apart(found)  # passages of an article overlap, so one place may be read twice


def apart(found: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that share no character with an earlier one."""
    kept: list[Candidate] = []
    for candidate in found:
        if not any(same_place(candidate, other) for other in kept):
            kept.append(candidate)
    return kept


def _up_to_date(found: Sequence[Candidate]) -> list[Candidate]:
    """Leave out what a story's newer version no longer says where that answers about as well."""
    best: dict[str, float] = {}
    for candidate in found:
        article = candidate.hit.passage.article.id
        best[article] = max(best.get(article, -math.inf), candidate.score)
    return [
        candidate
        for candidate in found
        if not candidate.hit.newer
        or best.get(candidate.hit.newer, -math.inf)
        < max(candidate.score - _ABOUT_AS_WELL, _MORE_LIKELY_THAN_NOT)
    ]


def grouped(found: Sequence[Candidate]) -> list[list[Candidate]]:
    """Return the candidates by answer, groups in the order of their best.

    Two answers are the same when they are equal by the rules of SQuAD's evaluation.
    """
    groups: dict[str, list[Candidate]] = {}
    for candidate in found:
        groups.setdefault(answer_key(candidate.text), []).append(candidate)
    return list(groups.values())


def answer_key(text: str) -> str:
    """Return what is equal for texts that are the same answer."""
    return normalise(text) or text


def judge(found: Sequence[Candidate], calibration: Calibration) -> list[Judged]:
    """Return the answers among the candidates, in the order of their best candidate."""
    groups = grouped(found)
    sure = (calibration.confidence.probability(evidence(groups, n)) for n in range(len(groups)))
    return [Judged(tuple(group), one) for group, one in zip(groups, sure, strict=True)]


def evidence(groups: Sequence[Sequence[Candidate]], number: int) -> tuple[float, ...]:
    """Return what ``Calibration.confidence`` takes for one group, in its order."""
    score = groups[number][0].score
    rivals = [group[0].score for n, group in enumerate(groups) if n != number]
    # With nothing to compare with, the lead is that over a candidate of even odds.
    lead = score - max(rivals, default=0.0)
    return score, lead, math.log(len(groups[number]))


def is_sure(judged: Sequence[Judged], min_confidence: float) -> bool:
    """Whether the first of the answers is sure enough to be given."""
    return bool(judged) and judged[0].confidence >= min_confidence


def compose(
    question: str,
    hits: Sequence[Hit],
    judged: Sequence[Judged],
    min_confidence: float,
    timings: Timings,
) -> Answer:
    """Return the first of the answers found in the hits, or an abstention if it is too unsure."""
    answered = is_sure(judged, min_confidence)
    citations = _citations(judged[0].group) if answered else ()
    rest = judged[int(answered) :][:_MOST_ALTERNATIVES]
    return Answer(
        question=question,
        text=judged[0].group[0].text if answered else None,
        confidence=judged[0].confidence if judged else 0.0,
        citations=citations,
        alternatives=tuple(
            Alternative(one.group[0].text, one.confidence, cite(n, one.group[0]))
            for n, one in enumerate(rest, start=len(citations) + 1)
        ),
        hits=tuple(hits),
        timings=timings,
    )


def _citations(group: Sequence[Candidate]) -> tuple[Citation, ...]:
    """Cite every place that has the answer in the very words in which it is given.

    A place that says it a little differently ("the Titanic" for "Titanic") is cited for the part
    that is the same; one that cannot be is left out, since a citation is exact or it is none.
    """
    answer = group[0].text
    exact: list[Candidate] = []
    for candidate in group:
        if exact and candidate.score < _MORE_LIKELY_THAN_NOT:
            break
        at = candidate.text.find(answer)
        if at >= 0:
            start = candidate.start + at
            end = start + len(answer)
            exact.append(Candidate(answer, start, end, candidate.score, candidate.hit))
    return tuple(cite(n, candidate) for n, candidate in enumerate(exact, start=1))


def cite(n: int, candidate: Candidate) -> Citation:
    """Return the candidate as the ``n``-th citation."""
    passage = candidate.hit.passage
    return Citation(
        n=n,
        article=passage.article,
        passage=passage.text,
        passage_start=passage.start,
        passage_end=passage.end,
        answer_start=candidate.start,
        answer_end=candidate.end,
        score=candidate.score,
        also_in=tuple(
            other.article for other in candidate.hit.also if candidate.text in other.text
        ),
    )


def same_place(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates have a character in common."""
    (a, start, end), (b, first, last) = one.place, other.place
    return a == b and start < last and first < end
