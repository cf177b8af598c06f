"""Rows of an evaluation, made by hand: each test names only what it is about."""

from typing import Any

from qa import Excerpt, Row, Settings, Timings
from qa.metrics import exact_match, f1


def make_row(answer: str = "", gold: tuple[str, ...] = ("Titanic",), **parts: Any) -> Row:
    """A row whose EM and F1 follow from the answer; all else is plain unless it is named."""
    ms = parts.pop("ms", 0.0)
    given = {
        "id": "1",
        "question": "Which ship?",
        "gold": gold,
        "article": "",
        "answer": answer,
        "best": answer,
        "confidence": 0.5,
        "em": exact_match(answer, gold),
        "f1": f1(answer, gold),
        "placed": False,
        "rank": None,
        "held": False,
        "cited": (),
        "passages": (),
        "timings": Timings(0.0, ms, ms),
    }
    return Row(**(given | parts))


def make_excerpt(text: str, rank: int = 1, **parts: Any) -> Excerpt:
    """A passage from the beginning of an article of its own."""
    given = {
        "rank": rank,
        "article_id": f"article {rank}",
        "title": f"Title {rank}",
        "start": 0,
        "end": len(text),
        "text": text,
        "gold": False,
    }
    return Excerpt(**(given | parts))


def make_settings(**parts: Any) -> Settings:
    """Settings of a run that nobody made."""
    given = {
        "gold": "gold.jsonl",
        "gold_bytes": 1234,
        "gold_sha256": "0" * 64,
        "mode": "open",
        "k": 10,
        "min_confidence": 0.5,
        "reader": "scripted",
        "reader_files": "",
        "embedder": "words",
        "library": "",
        "articles": 3,
        "passages": 30,
        "version": "0.1.0",
    }
    return Settings(**(given | parts))
