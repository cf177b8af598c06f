"""BEIR folders: figures computed by hand, and every way in which a folder can be wrong."""

import gzip
import json
import math

import pytest

from index import ArticleInfo, Chunking, GoldError, Library, Passage
from qa import Hit, beir_summary, rank_documents, read_beir
from qa.beir import documents_of
from tests.fakes import WordEmbedder

CORPUS = [
    {"_id": "d1", "title": "Rivers", "text": "The flood came. " * 30 + "Paris stood in water."},
    {"_id": "d2", "title": "Snow", "text": "Oslo lay under snow."},
    {"_id": "d3", "title": "Only a title: hail in Rome", "text": ""},
    {"_id": "d4", "text": "Nothing of note."},
]
QUERIES = [
    {"_id": "q1", "text": "flood in Paris"},
    {"_id": "q2", "text": "hail in Rome"},
    {"_id": "unjudged", "text": "snow"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td3\t2\nq2\td2\t1\nq2\td1\t0\nq3\td1\t0\n"


def write(folder, *, corpus=CORPUS, queries=QUERIES, qrels=QRELS):
    (folder / "qrels").mkdir(exist_ok=True)
    for name, records in (("corpus", corpus), ("queries", queries)):
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (folder / f"{name}.jsonl").write_text(lines)
    (folder / "qrels/test.tsv").write_text(qrels)
    return folder


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path)


def test_a_folder_is_read_with_the_queries_that_are_judged(folder):
    beir = read_beir(folder)
    assert beir.queries == {"q1": "flood in Paris", "q2": "hail in Rome"}
    assert beir.grades == {"q1": {"d1": 1}, "q2": {"d3": 2, "d2": 1, "d1": 0}}
    assert [beir.documents[article.id] for article in beir.articles] == ["d1", "d2", "d3", "d4"]
    third, fourth = beir.articles[2:]
    assert (third.title, third.text) == ("Only a title: hail in Rome",) * 2
    assert (fourth.title, fourth.text) == ("", "Nothing of note.")


def test_compressed_files_are_read_too(folder):
    plain = read_beir(folder)
    for name in ("corpus.jsonl", "queries.jsonl", "qrels/test.tsv"):
        path = folder / name
        (folder / f"{name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert read_beir(folder) == plain


def test_the_figures_are_those_computed_by_hand():
    grades = {"a": {"x": 2, "y": 1, "z": 0}, "b": {"x": 1}, "c": {"y": 1}}
    # a: relevant at ranks 2 (grade 1) and 3 (grade 2); b: at rank 12; c: nothing was found.
    many = [f"n{n}" for n in range(11)]
    ranked = {"a": ["z", "y", "x"], "b": [*many, "x"], "c": []}
    dcg = 1 / math.log2(3) + 2 / math.log2(4)
    ideal = 2 / math.log2(2) + 1 / math.log2(3)
    assert beir_summary(ranked, grades) == {
        "n": 3,
        "ndcg@10": pytest.approx(dcg / ideal / 3),
        "mrr@10": pytest.approx(1 / 2 / 3),
        "recall@1": 0.0,
        "recall@5": pytest.approx(1 / 3),
        "recall@10": pytest.approx(1 / 3),
        "recall@20": pytest.approx(2 / 3),
    }


def test_a_perfect_run_scores_one_and_an_empty_one_nought():
    grades = {"a": {"x": 2, "y": 1}, "b": {"z": 1}}
    perfect = beir_summary({"a": ["x", "y"], "b": ["z"]}, grades)
    assert (perfect["ndcg@10"], perfect["mrr@10"], perfect["recall@5"]) == (1.0, 1.0, 1.0)
    empty = beir_summary({}, grades)
    assert set(empty.values()) == {2, 0.0}


def hit(article, n):
    info = ArticleInfo(article, "", "", "", "", "")
    return Hit(Passage(n, info, 0, 1, "x"), 1.0 / n, 0.0, 0.0)


def test_a_documents_rank_is_that_of_its_best_passage():
    hits = [hit("1", 1), hit("2", 2), hit("1", 3), hit("3", 4), hit("2", 5)]
    assert documents_of(hits, {"1": "d1", "2": "d2", "3": "d3"}) == ["d1", "d2", "d3"]


def test_documents_are_searched_and_ranked(folder, tmp_path_factory):
    beir = read_beir(folder)
    # Passages of few words: the first document is cut into many, and is found once all the same.
    with Library(
        tmp_path_factory.mktemp("library"), load=lambda _: WordEmbedder(), chunking=Chunking(20, 0)
    ) as library:
        list(library.add(beir.articles))
        ranked = dict(rank_documents(library, beir))
    assert [found[0] for found in ranked.values()] == ["d1", "d3"]
    assert all(len(set(found)) == len(found) for found in ranked.values())
    figures = beir_summary(ranked, beir.grades)
    assert (figures["n"], figures["mrr@10"]) == (2, 1.0)
    assert figures["recall@1"] == pytest.approx((1 + 1 / 2) / 2)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"qrels": "q1\td1\n"}, "Line 1 of .* is not query, document and grade"),
        ({"qrels": "q1\td1\thigh\n"}, "Line 1 of .* is not query, document and grade"),
        ({"qrels": ""}, "names no relevant document"),
        ({"qrels": "q1\td1\t0\n"}, "names no relevant document"),
        ({"queries": QUERIES[1:]}, "query 'q1' is judged and has no text"),
        ({"corpus": [[]]}, 'Line 1 of .*corpus.jsonl is no object whose "_id" and "text" are'),
        ({"corpus": [{"_id": "d1"}]}, "is no object whose"),
        ({"corpus": [{"text": "x"}]}, "is no object whose"),
        ({"corpus": [{"_id": 1, "text": "x"}]}, "is no object whose"),
        ({"corpus": [{"_id": "1", "text": 5}]}, "is no object whose"),
        ({"corpus": [{"_id": "1", "text": "x", "title": 5}]}, "is no object whose"),
        ({"corpus": [{"_id": "1", "text": "\ud800"}]}, "Line 1 of .* is not valid JSON"),
        ({"corpus": [CORPUS[0]] * 2}, "Line 2 of .* has the same id as an earlier one: 'd1'"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused_in_one_sentence(tmp_path, parts, says):
    with pytest.raises(GoldError, match=says):
        read_beir(write(tmp_path, **parts))


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_folder_without_one_of_its_files_is_none(folder, name):
    (folder / name).unlink()
    with pytest.raises(GoldError, match=f"is no BEIR folder: it has no {name}"):
        read_beir(folder)


def test_damaged_files_are_named(folder):
    (folder / "queries.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(GoldError, match=r"queries\.jsonl cannot be read"):
        read_beir(folder)
    (folder / "queries.jsonl").unlink()
    (folder / "queries.jsonl.gz").write_bytes(gzip.compress(b"x" * 100)[:-9])
    with pytest.raises(GoldError, match=r"queries\.jsonl\.gz cannot be read"):
        read_beir(folder)
    (folder / "queries.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(GoldError, match=r"queries\.jsonl\.gz cannot be read"):
        read_beir(folder)
