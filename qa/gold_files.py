"""The kinds of files that hold gold questions: SQuAD, JSON lines and CSV. Pure: text in."""

import csv
import json
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

from index import Article, GoldError
from qa.gold import Gold, GoldSet

_COLUMNS = ("id", "question", "answer", "answers", "article", "context")
# What several answers in one cell are told apart by.
_BETWEEN = "|"


def squad_gold(whole: dict[str, Any], path: Path) -> GoldSet:
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
                texts = tuple(dict.fromkeys(as_text(answer["text"]) for answer in answers))
                questions.append(
                    Gold(
                        as_text(asked["id"]), as_text(asked["question"]), texts, article.id, context
                    )
                )
    return GoldSet(tuple(questions), tuple(articles))


def json_lines_gold(text: str, path: Path) -> Iterator[Gold]:
    """Read JSON lines, one question each."""
    for number, record in records(text, path):
        if not isinstance(record.get("question"), str):
            raise GoldError(f'Line {number} of {path} has no "question".')
        yield Gold(
            id=str(record.get("id", number)),
            question=record["question"],
            answers=answers_of(record, number, path),
            article=str(record.get("article") or ""),
            context=str(record.get("context") or ""),
        )


def csv_gold(text: str, path: Path) -> Iterator[Gold]:
    """Read CSV with a header: ``question``, ``answer`` or ``answers``, and what else there is.

    Commas, semicolons and tabs are understood; several answers in a cell of ``answers`` are parted
    by ``|``, and an empty cell says that there is no answer.
    """
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        _check_header(header, path)
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                raise GoldError(
                    f"Line {rows.line_num} of {path} has {len(row)} columns, and the header has "
                    f"{len(header)}."
                )
            yield _csv_question(dict(zip(header, row, strict=True)), rows.line_num)
    except csv.Error as error:
        raise GoldError(f"Line {rows.line_num} of {path} is not valid CSV: {error}.") from error


def records(text: str, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of JSON lines, each with the number of its line.

    Raises:
        GoldError: if a line holds no object.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if "\\ud" in line.lower():  # an escape may write half a character, which is no text
                json.dumps(record, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise GoldError(f"Line {number} of {path} is not valid JSON.") from error
        # What is no object has none of the parts that are asked for.
        yield number, record if isinstance(record, dict) else {}


def answers_of(record: dict[str, Any], number: int, path: Path) -> tuple[str, ...]:
    """Return a record's answers: plain texts, or SQuAD's records of them.

    Raises:
        GoldError: if there is no list of them.
        KeyError, TypeError: if one of them is no text.
    """
    answers = record.get("answers")
    if not isinstance(answers, list):
        raise GoldError(
            f'Line {number} of {path} has no list of "answers": an empty one says that there '
            "is no answer."
        )
    return tuple(as_text(a["text"] if isinstance(a, dict) else a) for a in answers)


def as_text(value: object) -> str:
    """Return a text, or a number as text; raise TypeError for what is neither."""
    if not isinstance(value, str | int | float):
        raise TypeError(f"{value!r} is no text")
    return str(value)


def _delimiter(text: str) -> str:
    """Return what parts the columns: whichever shows the most names that we know in the header."""

    def known(delimiter: str) -> int:
        first: list[str] = []
        with suppress(csv.Error):  # what is no CSV is told of when it is read
            first = next(csv.reader(StringIO(text, newline=""), delimiter=delimiter), [])
        return sum(name.strip().lower() in _COLUMNS for name in first)

    return max((",", ";", "\t"), key=known)


def _check_header(header: list[str], path: Path) -> None:
    if not header:
        return  # an empty file holds no question, which the reader of it says
    found = ", ".join(name for name in header if name) or "none with a name"
    if "question" not in header:
        raise GoldError(f'{path} has no column "question": found {found}.')
    if not {"answer", "answers"} & set(header):
        raise GoldError(f'{path} has no column "answer" or "answers": found {found}.')
    twice = [name for name in _COLUMNS if header.count(name) > 1]
    if twice:
        raise GoldError(f'{path} has the column "{twice[0]}" more than once.')


def _csv_question(row: dict[str, str], number: int) -> Gold:
    cells = [row.get("answer", ""), *row.get("answers", "").split(_BETWEEN)]
    return Gold(
        id=row.get("id", "").strip() or str(number),
        question=row["question"].strip(),
        answers=tuple(dict.fromkeys(cell.strip() for cell in cells if cell.strip())),
        article=row.get("article", "").strip(),
        context=row.get("context", ""),
    )
