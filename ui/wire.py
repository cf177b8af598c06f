"""Answers, passages and articles as JSON: what ``--json`` prints. The keys are a contract."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from index import ArticleInfo, Change, StoredArticle, dateline, page_at
from qa import Answer, Citation, Hit, Response, Timings
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


def response_json(question: str, response: Response) -> dict[str, Any]:
    """Return what is shown for a question: an answer's own keys, and what its kind adds.

    A greeting has the keys of an answer too, all of them empty.
    """
    said = response.answer or Answer(question, None, 0.0, (), (), (), Timings(0.0, 0.0, 0.0))
    sides = response.disagreement.sides if response.disagreement else ()
    return {
        **answer_json(said),
        "kind": response.kind,
        "items": [_said_in(item.text, item.citations) for item in response.items],
        "evidence": [
            {"text": one.text, "citation": _citation(one.citation)} for one in response.evidence
        ],
        "disagreement": [_said_in(side.text, side.citations) for side in sides],
    }


def hits_json(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Return passages that were found, numbered from one."""
    return [
        {
            "n": n,
            **_source(hit.passage.article),
            "page": page_at(hit.passage.article.pages, hit.passage.start),
            "passage": hit.passage.text,
            "passage_start": hit.passage.start,
            "passage_end": hit.passage.end,
            "score": round(hit.score, 6),
            "also_in": _also_in(passage.article for passage in hit.also),
        }
        for n, hit in enumerate(hits, start=1)
    ]


def info_json(info: ArticleInfo) -> dict[str, Any]:
    """Return an article without its text."""
    return {
        **_source(info),
        "byline": info.byline or None,
        "url": info.url or None,
        "tags": list(info.tags),
        "path": info.origin,
    }


def article_json(article: StoredArticle) -> dict[str, Any]:
    """Return an article with its text, to which all offsets refer; ``edited`` was put right."""
    return {
        **info_json(article.info),
        "dateline": dateline(article.text) or None,
        "pages": len(article.info.pages) or None,
        "edited": list(article.edited),
        "text": article.text,
    }


def sync_json(changes: Iterable[Change], folder: Path, *, dry_run: bool) -> dict[str, Any]:
    """Return what became of the files of a folder: paths, and the number of those unchanged."""
    by_kind: dict[str, list[Change]] = {}
    for change in changes:
        by_kind.setdefault(change.what, []).append(change)
    return {
        "folder": str(folder),
        "dry_run": dry_run,
        "new": [change.path for change in by_kind.get("new", ())],
        "changed": [change.path for change in by_kind.get("changed", ())],
        "moved": [{"from": c.before, "to": c.path} for c in by_kind.get("moved", ())],
        "deleted": [change.path for change in by_kind.get("deleted", ())],
        "unchanged": len(by_kind.get("unchanged", ())),
        "failed": [{"path": c.path, "reason": c.reason} for c in by_kind.get("failed", ())],
    }


def _also_in(articles: Iterable[ArticleInfo]) -> list[dict[str, Any]]:
    return [
        {
            "article": info.id,
            "title": info.title,
            "source": info.source,
            "date": info.date or None,
        }
        for info in articles
    ]


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
        "page": page_at(citation.article.pages, citation.answer_start),
        "passage": citation.passage,
        "passage_start": citation.passage_start,
        "passage_end": citation.passage_end,
        "answer_start": citation.answer_start,
        "answer_end": citation.answer_end,
        "score": round(citation.score, 4),
        "also_in": _also_in(citation.also_in),
    }


def _said_in(text: str, citations: Sequence[Citation]) -> dict[str, Any]:
    return {"text": text, "citations": [_citation(citation) for citation in citations]}
