"""Gold questions: what is asked in an evaluation, and what would be right."""

import gzip
import json
import zlib
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
    """Read a SQuAD v1 or v2 file, JSON lines of ``{"id", "question", "answers", ...}``, or CSV.

    A file is CSV, or TSV, if its name ends so; one whose name ends in ``.gz`` is compressed.

    Raises:
        GoldError: if it cannot be read, is of none of these kinds, or holds no questions.
    """
    from qa.gold_files import csv_gold, json_lines_gold, squad_gold

    text = read_text(path)
    try:
        if path.name.lower().removesuffix(".gz").endswith((".csv", ".tsv")):
            gold = GoldSet(tuple(csv_gold(text, path)))
        elif (whole := _whole(text)) is not None:
            gold = squad_gold(whole, path)
        else:
            gold = GoldSet(tuple(json_lines_gold(text, path)))
    except (KeyError, TypeError, AttributeError, UnicodeEncodeError) as error:
        raise GoldError(
            f"The gold questions {path} lack a part, or it is wrong: {error!r}."
        ) from error
    if not gold.questions:
        raise GoldError(f"The gold questions {path} hold no question.")
    return gold


def gold_json(gold: Gold) -> dict[str, Any]:
    """Return the question as a record of JSON lines, which ``read_gold`` reads."""
    record = {
        "id": gold.id,
        "question": gold.question,
        "answers": list(gold.answers),
        "article": gold.article,
        "context": gold.context,
    }
    return {key: value for key, value in record.items() if value or key == "answers"}


def read_text(path: Path) -> str:
    """Return a gold file's text, decompressed where its name ends in ``.gz``.

    Raises:
        GoldError: if it cannot be read or is not UTF-8.
    """
    try:
        content = path.read_bytes()
        if path.suffix.lower() == ".gz":
            content = gzip.decompress(content)
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise GoldError(f"{path} cannot be read: it is not UTF-8 text.") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise GoldError(f"{path} cannot be read: it is no .gz file, or a damaged one.") from error
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror}.") from error


def _whole(text: str) -> dict[str, Any] | None:
    """Return the file as one SQuAD object, or None where it is something else."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return whole if isinstance(whole, dict) and "data" in whole else None
