"""How often the passage with the answer is found, by either search alone and by both.

``python -m tests.benchmarks.retrieval GOLD...`` prints recall@1, @5 and @10 for each file of gold
questions, over the paragraphs that it brings along, else over the starter articles. With ``--fit``
first, it prints the weights that fit the questions of all files together instead; report no figure
on questions that they were fitted on.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import seeds
from index import Library, Passage, read_paths
from qa import Gold, GoldSet, read_gold, retrieve
from qa.fit_ranking import Ranked, fit_ranking, observe_ranking
from qa.metrics import recall_at

_DEPTH = 10
_RANKS = (1, 5, 10)
Search = Callable[[Library, str], Sequence[Passage]]


def by_meaning(library: Library, question: str) -> Sequence[Passage]:
    """Return the nearest passages."""
    return library.passages(i for i, _ in library.nearest(question, _DEPTH))


def by_words(library: Library, question: str) -> Sequence[Passage]:
    """Return the best full-text matches."""
    return library.passages(i for i, _ in library.matching(question, _DEPTH))


def by_both(library: Library, question: str) -> Sequence[Passage]:
    """Return what an answer is read from."""
    return [hit.passage for hit in retrieve(library, question, _DEPTH)]


def rank(found: Sequence[Passage], gold: Gold, articles: set[str]) -> int | None:
    """Return the rank of the first passage of a gold article that holds a gold answer."""
    for number, passage in enumerate(found, start=1):
        if passage.article.id in articles and any(a in passage.text for a in gold.answers):
            return number
    return None


def report(library: Library, questions: Sequence[Gold]) -> None:
    """Print the recall of each search."""
    for search in (by_meaning, by_words, by_both):
        ranks = []
        for gold in questions:
            articles = {info.id for info in library.find(gold.article)}
            ranks.append(rank(search(library, gold.question), gold, articles))
        recalls = " ".join(f"{recall_at(ranks, k):.3f}" for k in _RANKS)
        sys.stdout.write(f"  {search.__name__:10} recall@1 @5 @10: {recalls}\n")


def fill(library: Library, gold: GoldSet) -> None:
    """Add the articles that the questions are about."""
    for outcome in library.add(gold.articles or read_paths([str(seeds.ARTICLES)])):
        assert outcome.status != "failed", outcome


def main(files: Sequence[str], *, fit: bool) -> None:
    """Measure or fit, and print."""
    seen: list[Ranked] = []
    for name in files:
        gold = read_gold(Path(name))
        questions = [one for one in gold.questions if one.answers and one.article]
        with tempfile.TemporaryDirectory() as folder, Library(Path(folder)) as library:
            fill(library, gold)
            sys.stdout.write(
                f"{name}: {len(questions)} questions, {library.counts()[1]} passages\n"
            )
            if fit:
                seen += observe_ranking(library, questions, _DEPTH)
            else:
                report(library, questions)
    if fit:
        sys.stdout.write(f"{fit_ranking(seen)}\n")


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "--fit"]
    main(arguments, fit="--fit" in sys.argv)
