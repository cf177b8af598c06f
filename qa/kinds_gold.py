"""Gold questions of every kind, and whether what was shown for one is as it should be."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import GoldError
from qa.gold import read_text
from qa.gold_files import records
from qa.kinds import KINDS, Kind
from qa.metrics import normalise
from qa.respond import Response

# The least F1 of the items shown for a list.
_LEAST_F1 = 0.8


@dataclass(frozen=True, slots=True)
class KindGold:
    """A question, its kind, and what has to be shown for it.

    Args:
        id: what tells it from the others.
        kind: the kind that it is.
        question: what is asked.
        items: of a list, the items, each in all the forms that are right.
        sentences: of a question of yes or no, of why or how: parts of sentences, one of which has
            to be in the evidence.
        articles: of what happened: the articles that all have to be shown, by their paths.
    """

    id: str
    kind: Kind
    question: str
    items: tuple[tuple[str, ...], ...] = ()
    sentences: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()


def read_kinds(path: Path) -> tuple[KindGold, ...]:
    """Read JSON lines of ``{"id", "kind", "question"}`` with "items", "sentences" or "articles".

    Raises:
        GoldError: if the file cannot be read, or a line is no such question.
    """
    return tuple(_gold(record, n, path) for n, record in records(read_text(path), path))


def as_it_should_be(gold: KindGold, response: Response) -> bool:
    """Whether the kind was seen, and what has to be shown is shown.

    A list is right if the F1 of its items is 0.8 or more, compared by SQuAD's rules.
    """
    if response.kind != gold.kind:
        return False
    if gold.kind == "list":
        return items_f1(gold.items, [item.text for item in response.items]) >= _LEAST_F1
    if gold.kind == "what_happened":
        shown = [f"/{evidence.citation.article.origin}" for evidence in response.evidence]
        return all(any(origin.endswith(f"/{path}") for origin in shown) for path in gold.articles)
    if gold.kind == "greeting":
        return True
    texts = [evidence.text for evidence in response.evidence]
    return any(sentence in text for sentence in gold.sentences for text in texts)


def items_f1(gold: Sequence[Sequence[str]], shown: Sequence[str]) -> float:
    """Return the harmonic mean of the items' precision and recall; 0 if either has none."""
    right = {n for n, forms in enumerate(gold) for one in shown if _among(one, forms)}
    good = sum(any(_among(one, forms) for forms in gold) for one in shown)
    if not right:
        return 0.0
    precision, recall = good / len(shown), len(right) / len(gold)
    return 2.0 * precision * recall / (precision + recall)


def _among(shown: str, forms: Sequence[str]) -> bool:
    return normalise(shown) in map(normalise, forms)


def _gold(record: dict[str, Any], number: int, path: Path) -> KindGold:
    try:
        kind = record["kind"]
        if kind not in KINDS:
            raise GoldError(f"Line {number} of {path} has the kind {kind!r}, which there is not.")
        return KindGold(
            str(record.get("id", number)),
            kind,
            str(record["question"]),
            tuple(tuple(forms) for forms in record.get("items", ())),
            tuple(record.get("sentences", ())),
            tuple(record.get("articles", ())),
        )
    except (KeyError, TypeError) as error:
        raise GoldError(
            f"Line {number} of {path} lacks a part, or it is wrong: {error!r}."
        ) from error
