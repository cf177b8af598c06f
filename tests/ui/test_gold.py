"""``clippings gold``, and ``clippings eval`` of a BEIR folder and of conversations."""

import json

import pytest
from click.testing import CliRunner

import qa
from index import Feedback, Library, Place
from qa import Understood
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from ui.cli import main

SHIP = "The Titanic sank in 1912."
SCRIPT = {
    "Which ship sank?": {"Titanic": 4.0},
    "When did the Titanic sink?": {"1912": 4.0},
    "Who was king then?": {"1912": 4.0},
}


@pytest.fixture
def library(tmp_path, monkeypatch):
    monkeypatch.setitem(Library.__init__.__kwdefaults__, "load", WordEmbedder)
    monkeypatch.setattr(qa, "load_reader", lambda name=None: ScriptedReader(SCRIPT))
    monkeypatch.setattr(qa, "load_calibration", lambda folder, mode: UNFITTED)
    monkeypatch.setattr("qa.conversations.understand", lambda q, _: Understood(q, q))
    (tmp_path / "ship.txt").write_text(SHIP)
    folder = tmp_path / "library"
    assert clip(folder, "add", tmp_path / "ship.txt").exit_code == 0
    return folder


def clip(library, *arguments):
    environment = {"CLIPPINGS_LIBRARY": str(library)}
    return CliRunner().invoke(main, [str(a) for a in arguments], env=environment)


def done(library, *arguments):
    result = clip(library, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def write(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def said(library, *feedback):
    """Keep feedback as the chat does."""
    with Library(library, load=lambda _: WordEmbedder()) as opened:
        for one in feedback:
            opened.keep(one)


@pytest.fixture
def article(library):
    return json.loads(done(library, "list", "--json"))[0]["article_id"]


def test_feedback_is_exported_as_gold_questions_that_eval_reads(library, article, tmp_path):
    said(
        library,
        Feedback("Which ship sank?", "1912", "wrong"),
        Feedback("Which ship sank?", "1912", "corrected", "Titanic", Place(article, 4, 11)),
        Feedback("Who was king then?", "1912", "unanswerable"),
        Feedback("Who built it?", "Titanic", "wrong"),
        Feedback("When was it built?", "1911", "right", place=Place("gone", 0, 4)),
    )
    out = tmp_path / "made.jsonl"
    result = clip(library, "gold", "export", "--out", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [
        "2 gold questions",
        "1 left out: known only that an answer was wrong",
        "1 left out: the article is gone, or no longer has the answer's words",
    ]
    ship = {"question": "Which ship sank?", "answers": ["Titanic"], "article": article}
    king = {"question": "Who was king then?", "answers": []}
    assert [json.loads(line) for line in out.read_text().splitlines()] == [
        {"id": "feedback-1"} | ship,
        {"id": "feedback-2"} | king,
    ]
    assert done(library, "gold", "export") == out.read_text()
    assert done(library, "gold", "check", out) == "2 questions, 0 problems\n"
    figures = json.loads(done(library, "eval", out, "--json"))
    assert (figures["n"], figures["em"]) == (2, 0.5)


def test_without_feedback_nothing_is_exported(library):
    result = clip(library, "gold", "export")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "0 gold questions\n")


def test_an_export_that_cannot_be_written_is_refused(library, tmp_path):
    refused = clip(library, "gold", "export", "--out", tmp_path / "none" / "made.jsonl")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: ")
    assert refused.stderr.endswith("made.jsonl cannot be written: No such file or directory.\n")


def test_a_check_tells_what_is_wrong_and_ends_with_one(library, tmp_path):
    gold = write(
        tmp_path / "gold.jsonl",
        {"id": "a", "question": "Which ship sank?", "answers": ["Titanic"], "article": "ship.txt"},
        {"id": "b", "question": "which ship sank", "answers": ["Olympic"], "article": "ship.txt"},
        {"id": "c", "question": "When?", "answers": ["1912"], "article": "shop.txt"},
        {"id": "d", "question": " ", "answers": []},
    )
    problems = [
        ("b", "conflict", "The question is that of 'a', and its answers are different."),
        ("b", "answer not found", "The answer 'Olympic' does not stand in the article 'ship.txt'."),
        ("c", "unknown article", "There is no article 'shop.txt': did you mean 'ship.txt'?"),
        ("d", "no question", "The question has no text."),
    ]
    result = clip(library, "gold", "check", gold)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        *(f"{name}: {message}" for name, _, message in problems),
        "4 questions, 4 problems",
    ]
    told = clip(library, "gold", "check", gold, "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout) == {
        "n": 4,
        "problems": [{"id": i, "kind": kind, "message": said} for i, kind, said in problems],
    }


def test_a_file_that_brings_its_articles_needs_no_library(library, tmp_path):
    asked = {"id": "q", "question": "What?", "answers": [{"text": "Fog", "answer_start": 0}]}
    squad = {"data": [{"title": "", "paragraphs": [{"context": "Fog came.", "qas": [asked]}]}]}
    gold = write(tmp_path / "gold.json", squad)
    assert done(tmp_path / "none", "gold", "check", gold) == "1 questions, 0 problems\n"


def turn(question, standalone, *answers):
    article = "ship.txt" if answers else ""
    return {
        "question": question,
        "standalone": standalone,
        "answers": list(answers),
        "article": article,
    }


@pytest.fixture
def talk(tmp_path):
    turns = [
        turn("Which ship sank?", "Which ship sank?", "Titanic"),
        turn("When?", "When did the Titanic sink?", "1912"),
        turn("And who was king?", "Who was king then?"),
    ]
    return write(tmp_path / "talk.jsonl", {"id": "a", "turns": turns})


def test_conversations_are_measured_in_both_forms(library, talk, tmp_path):
    rows = tmp_path / "rows.jsonl"
    first = json.loads(done(library, "eval", talk, "--json", "--rows", rows))
    assert (first["conversations"], first["turns"]) == (1, 3)
    assert first["first_turns"]["f1"] == 1.0
    follow_ups = first["follow_ups"]
    # As written: "When?" finds nothing, "And who was king?" is rightly not answered.
    written, alone = follow_ups["as_written"], follow_ups["standalone"]
    assert (written["n"], written["answerable_f1"], written["no_answer"]) == (2, 0.0, 1.0)
    assert (alone["n"], alone["answerable_f1"], alone["no_answer"]) == (2, 1.0, 0.0)
    assert follow_ups["loss"]["answerable_f1"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    again = clip(library, "eval", talk, "--json", "--rows", rows)
    assert json.loads(again.stdout) == first
    assert "6 of 6 questions were asked before." in again.stderr


def test_the_table_of_conversations_shows_what_follow_ups_lose(library, talk):
    lines = done(library, "eval", talk).splitlines()
    assert lines[0] == "1 conversations, 3 turns"
    table = [line.split() for line in lines[2:]]
    assert table[0] == ["first", "follow-ups", "standalone", "loss", "95%", "interval"]
    assert table[1] == ["n", "1", "2", "2"]
    assert ["answerable_f1", "100.0", "0.0", "100.0", "+100.0", "+100.0", "to", "+100.0"] in table
    assert ["no_answer", "-", "100.0", "0.0", "-100.0", "-100.0", "to", "-100.0"] in table


def test_conversations_are_checked_in_their_standalone_form(library, talk):
    assert done(library, "gold", "check", talk) == "3 questions, 0 problems\n"


@pytest.mark.parametrize("option", [("--mode", "reading"), ("--report", "r"), ("--sweep", "k=1")])
def test_what_is_not_for_conversations_is_refused(library, talk, option):
    refused = clip(library, "eval", talk, *option)
    assert refused.exit_code == 2
    assert f"{option[0]} is not for conversations" in refused.stderr


@pytest.fixture
def beir(tmp_path):
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    write(
        folder / "corpus.jsonl",
        {"_id": "d1", "title": "Rivers", "text": "The flood came to Paris."},
        {"_id": "d2", "title": "Snow", "text": "Oslo lay under snow."},
    )
    write(folder / "queries.jsonl", {"_id": "q1", "text": "flood in Paris"})
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n")
    return folder


def test_of_a_beir_folder_the_search_is_measured(library, beir):
    figures = json.loads(done(library, "eval", beir, "--json"))
    ranks = {f"recall@{k}": 1.0 for k in (1, 5, 10, 20)}
    assert figures == {"n": 1, "ndcg@10": 1.0, "mrr@10": 1.0, **ranks}
    lines = [line.split() for line in done(library, "eval", beir).splitlines()]
    assert lines[:3] == [["n", "1"], ["ndcg@10", "100.0"], ["mrr@10", "100.0"]]
    # The library of one's own is left alone.
    assert len(json.loads(done(library, "list", "--json"))) == 1


def test_what_is_not_for_a_beir_folder_is_refused(library, beir):
    refused = clip(library, "eval", beir, "--k", 3)
    assert refused.exit_code == 2
    assert "--k is not for a BEIR folder" in refused.stderr
