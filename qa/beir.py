"""BEIR folders: a corpus, queries, and which documents are relevant to which. Retrieval alone.

The layout is that of the BEIR benchmark (Thakur et al., 2021): ``corpus.jsonl`` and
``queries.jsonl`` of ``{"_id", "title", "text"}``, and ``qrels/test.tsv`` of query, document and
grade under a header; each of them plain or as ``.gz``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import Article, GoldError, Library
from qa.gold import read_text
from qa.gold_files import records
from qa.measures import RANKS
from qa.retrieve import Hit, retrieve

# How many passages are looked at for a query: as many as either search goes deep.
_DEPTH = 100
# Figures are computed to this depth, as the benchmark's own are.
_CUT = 10


@dataclass(frozen=True, slots=True)
class Beir:
    """A folder's contents.

    ``documents`` tells the document of each article by the article's id; ``queries`` the text of
    each query that is judged; ``grades`` the grade of each judged document by query, where a grade
    above nought says that the document is relevant.
    """

    articles: tuple[Article, ...]
    documents: Mapping[str, str]
    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]


def read_beir(folder: Path) -> Beir:
    """Read a BEIR folder.

    Raises:
        GoldError: if a file is missing or cannot be used, or no query has a relevant document.
    """
    grades = _grades(folder)
    queries = {
        name: record["text"] for name, record in _records(folder, "queries") if name in grades
    }
    missing = [name for name in grades if name not in queries]
    if missing:
        raise GoldError(
            f"{folder}: query {missing[0]!r} is judged and has no text in queries.jsonl."
        )
    articles, documents = [], {}
    for name, record in _records(folder, "corpus"):
        title, text = record["title"].strip(), record["text"]
        # A document of a title alone is found by its title.
        article = Article(text if text.strip() else title, title, f"{folder}#{name}", folder.name)
        articles.append(article)
        documents[article.id] = name
    return Beir(tuple(articles), documents, queries, grades)


def rank_documents(library: Library, beir: Beir) -> Iterator[tuple[str, list[str]]]:
    """Search for every query; yield it with the documents found, best first."""
    for name, text in beir.queries.items():
        yield name, documents_of(retrieve(library, text, _DEPTH), beir.documents)


def documents_of(hits: Sequence[Hit], documents: Mapping[str, str]) -> list[str]:
    """Return the documents that the passages belong to, each at the rank of its best passage."""
    found = (place.article.id for hit in hits for place in (hit.passage, *hit.also))
    return list(dict.fromkeys(documents[article] for article in found))


def beir_summary(
    ranked: Mapping[str, Sequence[str]], grades: Mapping[str, Mapping[str, int]]
) -> dict[str, Any]:
    """Return nDCG@10, MRR@10 and recall@k over the judged queries, as ir_measures computes them.

    nDCG's gain is the grade, as in trec_eval; recall@k is the share of a query's relevant
    documents among the first k, unlike the success@k of a question with one gold place.

    Args:
        ranked: the documents found for each query, best first; a query that is not there scores 0.
        grades: the grade of each judged document by query.
    """
    import ir_measures

    ndcg, mrr = ir_measures.nDCG @ _CUT, ir_measures.RR @ _CUT
    recalls = {f"recall@{k}": ir_measures.R @ k for k in RANKS}
    # It sorts by score, and would break ties by name.
    run = {
        query: {document: float(-rank) for rank, document in enumerate(found)}
        for query, found in ranked.items()
        if found
    }
    judged = {query: dict(graded) for query, graded in grades.items()}
    figures = ir_measures.calc_aggregate([ndcg, mrr, *recalls.values()], judged, run)
    named = {f"ndcg@{_CUT}": ndcg, f"mrr@{_CUT}": mrr, **recalls}
    return {"n": len(judged), **{name: float(figures[m]) for name, m in named.items()}}


def _grades(folder: Path) -> dict[str, dict[str, int]]:
    """Return the grades by query and document, of queries that have a relevant document."""
    path, grades = _file(folder, "qrels/test.tsv"), dict[str, dict[str, int]]()
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        parts = line.split("\t")
        if not line.strip() or (number == 1 and parts[-1].strip() == "score"):
            continue
        try:
            query, document, grade = parts
            grades.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            raise GoldError(
                f"Line {number} of {path} is not query, document and grade, parted by tabs."
            ) from error
    judged = {query: found for query, found in grades.items() if max(found.values()) > 0}
    if not judged:
        raise GoldError(f"{path} names no relevant document.")
    return judged


def _records(folder: Path, kind: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each record's ``_id`` with its ``title`` and ``text``."""
    path, seen = _file(folder, f"{kind}.jsonl"), set()
    for number, record in records(read_text(path), path):
        where = f"Line {number} of {path}"
        key, text, title = record.get("_id"), record.get("text"), record.get("title") or ""
        if not (isinstance(key, str) and isinstance(text, str) and isinstance(title, str)):
            raise GoldError(f'{where} is no object whose "_id" and "text" are texts.')
        if key in seen:
            raise GoldError(f"{where} has the same id as an earlier one: {key!r}.")
        seen.add(key)
        yield key, {"title": title, "text": text}


def _file(folder: Path, name: str) -> Path:
    """Return the file of this name, plain or compressed."""
    plain = folder / name
    for path in (plain, plain.with_name(plain.name + ".gz")):
        if path.is_file():
            return path
    raise GoldError(
        f"{folder} is no BEIR folder: it has no {name} (corpus.jsonl, queries.jsonl and "
        "qrels/test.tsv are needed, plain or as .gz)."
    )
