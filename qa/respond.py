"""A question of any kind to what is shown for it: an answer, a list, evidence, or help."""

from dataclasses import dataclass, replace
from time import perf_counter

from index import Filter
from qa.answer import Answer, Candidate
from qa.answerer import Answerer
from qa.converse import Understood, as_understood
from qa.disagree import Disagreement, disagreement
from qa.items import Item, items_of
from qa.kinds import Kind, as_question, kind_of
from qa.overview import overview
from qa.question import checked
from qa.retrieve import Hit
from qa.sentences import Evidence, evidence_for


@dataclass(frozen=True, slots=True)
class Response:
    """What is shown for a question.

    ``answer`` is what the reader makes of it, whatever the kind, and None for a greeting alone.
    ``items`` are those of a list; ``evidence`` bears on a question of yes or no, of why or how, or
    on what happened, of which the last is in order of date. ``disagreement`` is given where the
    articles answer a fact differently.
    """

    kind: Kind
    answer: Answer | None = None
    items: tuple[Item, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    disagreement: Disagreement | None = None

    @property
    def empty(self) -> bool:
        """Whether a question was asked and nothing in the articles bears on it."""
        return (
            self.answer is not None
            and not (self.items or self.evidence)
            and (self.kind in ("yes_no", "what_happened") or self.answer.abstained)
        )


def respond(
    answerer: Answerer,
    question: str | Understood,
    k: int | None = None,
    where: Filter | None = None,
    hits: list[Hit] | None = None,
) -> Response:
    """Return what is shown for a question; a fact is answered as ``answerer.ask`` does.

    ``where`` says in which articles to look; None for the answerer's own. ``hits`` are what
    ``answerer.search`` found for the question, where that is done already. A fact, and why
    or how in a talk, may be answered as it was asked, where it was understood as another question.

    Raises:
        QuestionError: if the question cannot be asked.
    """
    understood = as_understood(question)
    kind = kind_of(understood.question)
    if kind == "greeting":
        return Response(kind)
    asked = checked(understood.question)
    began = perf_counter()
    if hits is None:
        hits = answerer.search(asked, k, where)
    retrieve_ms = (perf_counter() - began) * 1000.0
    read = as_question(asked) if kind == "list" else asked
    own = kind == "fact" or (understood.before and answerer.follows)
    wording = understood.asked if own and understood.changed else read
    understood = replace(understood, asked=wording, question=read)
    answer, found = answerer.consider(understood, hits, retrieve_ms)
    if kind == "list":
        answer = replace(answer, question=asked)
    return shown(answerer, kind, answer, hits, found)


def shown(
    answerer: Answerer, kind: Kind, answer: Answer, hits: list[Hit], found: list[Candidate]
) -> Response:
    """Return what is shown for a question of a kind, of which all has been read that will be."""
    sure = not answer.abstained
    if kind == "list":
        items = items_of(found, answer.confidence, answerer.min_confidence)
        return Response(kind, answer, items=items)
    if kind in ("yes_no", "why_how"):
        encode = answerer.library.embedder.encode
        evidence = evidence_for(answer.question, hits, found, encode, sure)
        return Response(kind, answer, evidence=evidence)
    if kind == "what_happened":
        return Response(kind, answer, evidence=overview(answer.question, hits))
    at_odds = disagreement(answer.question, found) if sure else None
    return Response(kind, answer, disagreement=at_odds)
