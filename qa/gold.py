"""Gold questions: what is asked in an evaluation, and what would be right."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import Article, GoldError


@dataclass(frozen=True, slots=True)
class Gold:
    """A question and its right answers; none where the articles do not answer it.

    ``article`` is the id or the path of the article that answers it, ``context`` the text in which
    the answer stands; either is empty where the file does not say.
    """

    id: str
    question: str
    answers: tuple[str, ...]
    article: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Gold questions, and the articles that come with them where they bring their own."""

    questions: tuple[Gold, ...]
    articles: tuple[Article, ...] = ()


def read_gold(path: Path) -> GoldSet:
    """Read a SQuAD v1 or v2 file, or JSON lines of ``{"id", "question", "answers", ...}``.

    Raises:
        GoldError: if it cannot be read, is of neither kind, or holds no questions.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise GoldError(f"The gold questions {path} cannot be read: {reason}.") from error
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    try:
        if isinstance(whole, dict) and "data" in whole:
            gold = _squad(whole, path)
        else:
            gold = GoldSet(tuple(_lines(text, path)))
    except (KeyError, TypeError, AttributeError, UnicodeEncodeError) as error:
        raise GoldError(
            f"The gold questions {path} lack a part, or it is wrong: {error!r}."
        ) from error
    if not gold.questions:
        raise GoldError(f"The gold questions {path} hold no question.")
    return gold


def _squad(whole: dict[str, Any], path: Path) -> GoldSet:
    """Read SQuAD's layout; every paragraph becomes an article of its own."""
    questions: list[Gold] = []
    articles: list[Article] = []
    for document in whole["data"]:
        title = str(document.get("title", "")).replace("_", " ")
        for paragraph in document["paragraphs"]:
            context = paragraph["context"]
            article = Article(context, title, origin=f"{path}#{len(articles)}", source=path.name)
            articles.append(article)
            for asked in paragraph["qas"]:
                answers = () if asked.get("is_impossible") else asked["answers"]
                texts = tuple(dict.fromkeys(_text(answer["text"]) for answer in answers))
                questions.append(
                    Gold(_text(asked["id"]), _text(asked["question"]), texts, article.id, context)
                )
    return GoldSet(tuple(questions), tuple(articles))


def _lines(text: str, path: Path) -> list[Gold]:
    questions = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise GoldError(f"Line {number} of {path} is not valid JSON.") from error
        if not isinstance(record, dict) or not isinstance(record.get("question"), str):
            raise GoldError(f'Line {number} of {path} has no "question".')
        answers = record.get("answers")
        if not isinstance(answers, list):
            raise GoldError(
                f'Line {number} of {path} has no list of "answers": an empty one says that there '
                "is no answer."
            )
        questions.append(
            Gold(
                id=str(record.get("id", number)),
                question=record["question"],
                # Plain texts, or SQuAD's records of them.
                answers=tuple(_text(a["text"] if isinstance(a, dict) else a) for a in answers),
                article=str(record.get("article") or ""),
                context=str(record.get("context") or ""),
            )
        )
    return questions


def _text(value: object) -> str:
    """Return a text, or a number as text; raise TypeError for what is neither."""
    if not isinstance(value, str | int | float):
        raise TypeError(f"{value!r} is no text")
    return str(value)
