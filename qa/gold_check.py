"""Gold questions against the library: what would make a measurement wrong, found before it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePath
from typing import Literal

from index import Article, ArticleInfo, Library
from qa.gold import Gold, GoldSet
from qa.metrics import normalise

ProblemKind = Literal["no question", "unknown article", "answer not found", "duplicate", "conflict"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one question, in a sentence."""

    id: str
    kind: ProblemKind
    message: str


def check_gold(gold: GoldSet, library: Library | None) -> Iterator[Problem]:
    """Yield what is wrong with the questions, in their order.

    Args:
        gold: what is checked.
        library: where the articles are, unless the questions bring their own.
    """
    sources = _Own(gold.articles) if library is None else _Library(library)
    seen: dict[str, Gold] = {}
    for question in gold.questions:
        key = normalise(question.question) or question.question
        if not re.search(r"\w", question.question):
            yield Problem(question.id, "no question", "The question has no text.")
        elif (earlier := seen.setdefault(key, question)) is not question:
            yield _duplicate(question, earlier)
        yield from _answers(question, sources)


class _Own:
    """The articles that a file of gold questions brings along."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._texts = {article.id: article.text for article in articles}

    def texts(self, name: str) -> list[str] | None:
        """Return the texts that a name means, all for an empty one, None for one not known."""
        if not name:
            return list(self._texts.values())
        return [self._texts[name]] if name in self._texts else None

    def nearest(self, name: str) -> str:
        """Return the known name that is most like ``name``, empty if none is like it."""
        return _nearest(name, self._texts)


class _Library:
    """The articles of a library, each read once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._articles = library.articles()
        self._texts: dict[str, str] = {}

    def texts(self, name: str) -> list[str] | None:
        """Return the texts that a name means, all for an empty one, None for one not known."""
        found = self._library.find(name) if name else self._articles
        return [self._text(info) for info in found] if found or not name else None

    def nearest(self, name: str) -> str:
        """Return the path, title or id that is most like ``name``, empty if none is like it."""
        parts = len(PurePath(name).parts)
        names: dict[str, str] = {}
        for info in self._articles:
            # As much of the path as was written: a whole one would be like nothing short.
            path = "/".join(PurePath(info.origin).parts[-parts:])
            names |= {info.id: info.id, info.title: path, path: path}
        return names.get(_nearest(name, names), "")

    def _text(self, info: ArticleInfo) -> str:
        if info.id not in self._texts:
            self._texts[info.id] = self._library.article(info.id).text
        return self._texts[info.id]


def _nearest(name: str, names: dict[str, str]) -> str:
    return next(iter(get_close_matches(name, names, n=1)), "")


def _duplicate(question: Gold, earlier: Gold) -> Problem:
    same = {normalise(a) for a in question.answers} == {normalise(a) for a in earlier.answers}
    if same:
        return Problem(question.id, "duplicate", f"The question is that of {earlier.id!r}.")
    return Problem(
        question.id,
        "conflict",
        f"The question is that of {earlier.id!r}, and its answers are different.",
    )


def _answers(question: Gold, sources: _Own | _Library) -> Iterator[Problem]:
    texts = sources.texts(question.article)
    if texts is None:
        nearest = sources.nearest(question.article)
        hint = f": did you mean {nearest!r}?" if nearest else "."
        message = f"There is no article {question.article!r}{hint}"
        yield Problem(question.id, "unknown article", message)
        return
    where = f"in the article {question.article!r}" if question.article else "in any article"
    for answer in question.answers:
        if not any(answer in text for text in texts):
            folded = answer.casefold()
            near = any(folded in text.casefold() for text in texts)
            hint = " in these letters, capital and small" if near else ""
            message = f"The answer {answer!r} does not stand {where}{hint}."
            yield Problem(question.id, "answer not found", message)
