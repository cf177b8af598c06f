"""Answers, passages and articles as JSON: what ``--json`` prints. The keys are a contract."""

from collections.abc import Sequence
from typing import Any

from index import ArticleInfo, StoredArticle
from qa import Answer, Citation, Hit
from ui.shown import NEAREST


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return an answer; ``nearest`` holds passages instead of citations when it abstains."""
    timings = answer.timings
    return {
        "question": answer.question,
        "answer": answer.text,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "citations": [_citation(citation) for citation in answer.citations],
        "alternatives": [
            {
                "answer": other.answer,
                "confidence": round(other.confidence, 4),
                "n": other.citation.n,
                "citation": _citation(other.citation),
            }
            for other in answer.alternatives
        ],
        "nearest": hits_json(answer.hits[:NEAREST]) if answer.abstained else [],
        "timings_ms": {
            "retrieve": round(timings.retrieve, 1),
            "read": round(timings.read, 1),
            "total": round(timings.total, 1),
        },
    }


def hits_json(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Return passages that were found, numbered from one."""
    return [
        {
            "n": n,
            **_source(hit.passage.article),
            "passage": hit.passage.text,
            "passage_start": hit.passage.start,
            "passage_end": hit.passage.end,
            "score": round(hit.score, 6),
        }
        for n, hit in enumerate(hits, start=1)
    ]


def info_json(info: ArticleInfo) -> dict[str, Any]:
    """Return an article without its text."""
    return {**_source(info), "byline": info.byline or None, "path": info.origin}


def article_json(article: StoredArticle) -> dict[str, Any]:
    """Return an article with its text, to which all offsets refer."""
    return {**info_json(article.info), "text": article.text}


def _source(info: ArticleInfo) -> dict[str, Any]:
    return {
        "article_id": info.id,
        "title": info.title,
        "source": info.source,
        "date": info.date or None,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        **_source(citation.article),
        "passage": citation.passage,
        "passage_start": citation.passage_start,
        "passage_end": citation.passage_end,
        "answer_start": citation.answer_start,
        "answer_end": citation.answer_end,
        "score": round(citation.score, 4),
    }
