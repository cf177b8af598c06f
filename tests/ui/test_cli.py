"""The command line: what it prints for programs and people, and what it says of bad input."""

import json
import math
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import qa
from index import Library
from qa.calibration import UNFITTED, Level
from tests.fakes import ScriptedReader, WordEmbedder
from ui.cli import main

ROOT = Path(__file__).parents[2]

FLOOD = "The river rose on Friday 🌊 and Paris was flooded. The mayor was Ann Hidalgo."
SNOW = "It snowed in Oslo. The mayor of that town was Bo Ek."
MAYOR = "Who was the mayor of Paris?"
CHAIRMAN = "Who was chairman of the board?"
WINNER = "Who won the regatta?"
SCRIPT = {
    MAYOR: {"Ann Hidalgo": 4.0, "Bo Ek": 2.0},
    "Who was mayor in Oslo?": {"Bo Ek": 3.0},
    CHAIRMAN: {"Osric Bane": 3.0},
}

# The contract: other programs read these.
SOURCE = {"article_id", "title", "source", "date"}
PASSAGE = {"n", *SOURCE, "page", "passage", "passage_start", "passage_end", "score", "also_in"}
CITATION = {*PASSAGE, "answer_start", "answer_end"}
ANSWER = {"question", "answer", "abstained", "confidence", "citations", "alternatives"}
ANSWER |= {"nearest", "timings_ms", "kind", "items", "evidence", "disagreement"}
SUMMARY = {"n", "em", "f1", "answerable", "unanswerable", "retrieval", "latency_ms"}
SUMMARY |= {"mode", "k", "verdicts", "ece", "auroc", "risk_coverage", "intervals"}
SUMMARY |= {"by_question_word", "by_answer_length", "by_article"}


def sure(score):
    """The confidence in a candidate of this score where nothing was fitted."""
    return pytest.approx(1 / (1 + math.exp(-score / 2)), abs=1e-4)


@pytest.fixture
def fakes(monkeypatch):
    monkeypatch.setitem(Library.__init__.__kwdefaults__, "load", WordEmbedder)
    monkeypatch.setattr(qa, "load_reader", lambda name=None: ScriptedReader(SCRIPT))
    monkeypatch.setattr(qa, "load_calibration", lambda folder, mode: UNFITTED)


@pytest.fixture
def clip(tmp_path, fakes):
    """Runs a command over a library of the test's own."""

    def run(*arguments):
        environment = {"CLIPPINGS_LIBRARY": str(tmp_path / "library")}
        return CliRunner().invoke(main, [str(a) for a in arguments], env=environment)

    return run


@pytest.fixture
def news(tmp_path):
    """A folder of two articles."""
    folder = tmp_path / "news"
    folder.mkdir()
    matter = "---\ntitle: The flood\nbyline: Ann Lee\ndate: 2011-03-31\nsource: Planet\n---\n"
    (folder / "flood.md").write_text(matter + FLOOD, encoding="utf-8")
    (folder / "snow.md").write_text(SNOW, encoding="utf-8")
    return folder


@pytest.fixture
def ids(clip, news):
    """The articles' ids by title, in a library that holds them."""
    done(clip("add", news))
    return {info["title"]: info["article_id"] for info in told(clip("list", "--json"))}


def done(result):
    assert result.exit_code == 0, result.output
    return result.stdout


def told(result):
    """The JSON that a command printed, and nothing but it."""
    return json.loads(done(result))


def refused(result, *, code=1):
    """The one sentence that a command said instead of doing anything."""
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit)  # and not a bug
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


def contents(clip):
    """All that a library holds."""
    listed = told(clip("list", "--json"))
    return [told(clip("show", info["article_id"], "--json")) for info in listed]


# What works ---------------------------------------------------------------------------------


def test_add_counts_what_became_of_each_article(clip, news):
    assert done(clip("add", news)) == "2 added, 0 updated, 0 unchanged, 0 failed\n"
    (news / "snow.md").write_text("It thawed in Oslo.")
    (news / "hail.txt").write_text("It hailed.")
    assert done(clip("add", news)) == "1 added, 1 updated, 1 unchanged, 0 failed\n"


def test_add_is_told_what_a_table_calls_its_columns(clip, tmp_path):
    table = tmp_path / "news.csv"
    table.write_text("kop,stuk\nSnow,It snowed in Oslo.\n")
    result = clip("add", table)
    assert result.exit_code == 1
    assert result.stderr == (
        f'failed: {table}: none of its columns is known to hold the text ("kop", "stuk"): '
        "say which with --map text=COLUMN\n"
    )
    done(clip("add", "--map", "text=stuk", "--map", "title=kop", table))
    assert [(a["title"], a["text"]) for a in contents(clip)] == [("Snow", "It snowed in Oslo.")]


@pytest.mark.parametrize("said", ["text", "text=", "words=stuk"])
def test_a_column_that_is_mapped_to_nothing_is_refused(clip, said):
    result = clip("add", "--map", said, "news.csv")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        f"Error: Invalid value for '--map': '{said}' is not PART=COLUMN, where PART is one of "
        "text, title, date, source, url, byline, tags."
    )


def test_a_bad_file_beside_a_good_one_is_told_and_the_good_one_is_added(clip, news):
    (news / "bad [1] :smile:.md").write_bytes(b"\x00")
    result = clip("add", news / "bad [1] :smile:.md", news / "snow.md")
    assert result.exit_code == 1
    assert result.stdout == "1 added, 0 updated, 0 unchanged, 1 failed\n"
    assert result.stderr == f"failed: {news}/bad [1] :smile:.md: it holds binary data, not text\n"
    assert [article["text"] for article in contents(clip)] == [SNOW]


def test_list_and_show_give_what_is_stored(clip, news, ids):
    flood, snow = told(clip("list", "--json"))
    assert flood == {
        "article_id": ids["The flood"],
        "title": "The flood",
        "source": "Planet",
        "date": "2011-03-31",
        "byline": "Ann Lee",
        "url": None,
        "tags": [],
        "path": str(news / "flood.md"),
    }
    assert (snow["date"], snow["byline"], snow["source"]) == (None, None, "snow.md")
    assert done(clip("list")).splitlines() == [
        f"{ids['The flood']}  2011-03-31  The flood",
        f"{ids['snow']}  ----------  snow",
    ]
    more = {"dateline": None, "pages": None, "edited": [], "text": FLOOD}
    assert told(clip("show", ids["The flood"], "--json")) == {**flood, **more}
    shown = clip("show", ids["The flood"])
    assert (shown.stdout, shown.stderr) == (
        f"{FLOOD}\n",
        "title: The flood\nbyline: Ann Lee\ndate: 2011-03-31\nsource: Planet\n",
    )


def test_an_answer_is_cited_to_the_character(clip, ids):
    answer = told(clip("ask", MAYOR, "--json"))
    assert set(answer) == ANSWER
    assert set(answer["timings_ms"]) == {"retrieve", "read", "total"}
    assert (answer["question"], answer["answer"]) == (MAYOR, "Ann Hidalgo")
    assert (answer["abstained"], answer["nearest"]) == (False, [])
    assert answer["confidence"] == sure(4.0)
    (citation,) = answer["citations"]
    assert set(citation) == CITATION
    assert (citation["n"], citation["score"], citation["date"]) == (1, 4.0, "2011-03-31")
    assert citation["page"] is None
    (other,) = answer["alternatives"]
    assert set(other) == {"answer", "confidence", "n", "citation"}
    assert (other["answer"], other["confidence"], other["n"]) == ("Bo Ek", sure(2.0), 2)
    for said, place in (("Ann Hidalgo", citation), ("Bo Ek", other["citation"])):
        text = told(clip("show", place["article_id"], "--json"))["text"]
        assert text[place["answer_start"] : place["answer_end"]] == said
        assert text[place["passage_start"] : place["passage_end"]] == place["passage"]


def test_an_answer_from_a_pdf_is_cited_with_its_page(clip):
    done(clip("add", ROOT / "tests/data/formats/gazette.pdf"))
    (citation,) = told(clip("ask", CHAIRMAN, "--json"))["citations"]
    assert citation["page"] == 2
    shown = done(clip("ask", CHAIRMAN)).splitlines()
    assert shown[-1] == "[1] The ferry that would not sink, Tidewire, 2019-05-14, p. 2"


def test_a_question_that_nothing_answers_gets_an_honest_no(clip, ids):
    answer = told(clip("ask", WINNER, "--json"))
    assert (answer["answer"], answer["abstained"], answer["citations"]) == (None, True, [])
    assert answer["confidence"] == sure(-9.0)
    assert [set(hit) for hit in answer["nearest"]] == [PASSAGE] * 2
    shown = done(clip("ask", WINNER))
    assert shown.startswith("I found no answer in your articles.\nThe best guess is 1% likely")
    assert SNOW in shown


def test_the_least_confidence_is_the_user_s_to_set(clip, ids):
    for least, abstained in (("0", False), ("0.88", False), ("0.89", True), ("1", True)):
        answer = told(clip("ask", MAYOR, "--json", "--min-confidence", least))
        assert answer["abstained"] is abstained, least


def test_the_precision_is_the_user_s_to_set(clip, ids, monkeypatch):
    curve = (Level(0.0, 0.5, 1.0), Level(0.88, 0.8, 0.5), Level(0.89, 0.9, 0.3))
    fitted = replace(UNFITTED, curve=curve)
    monkeypatch.setattr(qa, "load_calibration", lambda folder, mode: fitted)
    for precision, abstained in (("0.5", False), ("0.8", False), ("0.81", True), ("0.9", True)):
        answer = told(clip("ask", MAYOR, "--json", "--target-precision", precision))
        assert answer["abstained"] is abstained, precision
    assert "91% is out of reach" in refused(clip("ask", MAYOR, "--target-precision", "0.91"))
    both = clip("ask", MAYOR, "--target-precision", "0.8", "--min-confidence", "0.5")
    assert (both.exit_code, "not both" in both.stderr) == (2, True)


def test_an_answer_is_printed_with_its_sentence_and_sources(clip, ids):
    assert done(clip("ask", MAYOR)).splitlines() == [
        "Ann Hidalgo  (88%)",
        "",
        "The mayor was Ann Hidalgo. [1]",
        "",
        "[1] The flood, Planet, 2011-03-31",
    ]


def test_search_prints_passages_best_first(clip, ids):
    found = told(clip("search", "flood in Paris", "--json"))
    assert set(found) == {"question", "passages"}
    assert [set(hit) for hit in found["passages"]] == [PASSAGE] * 2
    first = found["passages"][0]
    assert (first["n"], first["passage"], first["article_id"]) == (1, FLOOD, ids["The flood"])
    assert len(told(clip("search", "flood in Paris", "--json", "--k", "1"))["passages"]) == 1
    lines = done(clip("search", "flood in Paris", "--k", "1")).splitlines()
    assert lines == ["[1] The flood, Planet, 2011-03-31", FLOOD, ""]


def test_remove_takes_ids_paths_and_folders(clip, news, ids):
    assert done(clip("remove", ids["snow"])) == "1 removed\n"
    assert done(clip("remove", news / "flood.md")) == "1 removed\n"
    done(clip("add", news))
    assert done(clip("remove", news, ids["snow"])) == "2 removed\n"
    emptied = clip("list")
    assert (done(emptied), emptied.stderr.count("\n")) == ("", 1)


def gold_lines(folder, *records):
    path = folder / "gold.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in records))
    return path


def test_eval_measures_answers_and_search_over_the_library(clip, ids, tmp_path):
    gold = gold_lines(
        tmp_path,
        {"id": 1, "question": MAYOR, "answers": ["Ann Hidalgo"], "article": "flood.md"},
        {
            "id": 2,
            "question": "Who was mayor in Oslo?",
            "answers": ["Bo Ek Jr"],
            "article": "snow.md",
        },
        {"id": 3, "question": WINNER, "answers": []},
        {"id": 4, "question": "Wer war in dem Jahr der Bürgermeister?", "answers": ["He"]},
    )
    summary = told(clip("eval", gold, "--json"))
    assert set(summary) == SUMMARY
    assert set(summary["latency_ms"]) == {"p50", "p95"}
    headline = ("n", "em", "f1", "answerable", "unanswerable", "retrieval")
    # The second answer has both its words of the gold answer's three: F1 is 4 / 5.
    assert {name: summary[name] for name in headline} == {
        "n": 4,
        "em": pytest.approx(2 / 4),
        "f1": pytest.approx(2.8 / 4),
        "answerable": {"n": 3, "em": pytest.approx(1 / 3), "f1": pytest.approx(1.8 / 3)},
        "unanswerable": {"n": 1, "accuracy": 1.0},
        # No passage holds "Bo Ek Jr", and where the fourth answer stands is not known.
        "retrieval": {
            **dict.fromkeys(["recall@1", "recall@5", "recall@10", "recall@20"], 0.5),
            "mrr": 0.5,
        },
    }
    # The second answer is right but for a word, and the refused question is not answered.
    assert summary["verdicts"] == {
        "right": 3,
        "retrieval miss": 0,
        "reader miss": 0,
        "wrongly abstained": 1,
        "wrongly answered": 0,
    }
    printed = done(clip("eval", gold))
    table = dict(re.findall(r"^(.+?) {2,}(\S+)", printed, re.MULTILINE))
    assert (table["n"], table["f1"], table["retrieval mrr"]) == ("4", "70.0", "50.0")
    assert (table["verdicts right"], table["mode"], table["k"]) == ("3", "open", "7")
    assert table["f1 by question word, who (3)"] == "93.3"  # (1 + 4/5 + 1) / 3
    low, high = (100 * end for end in summary["intervals"]["answerable_f1"])
    assert re.search(rf"^answerable f1 +60\.0   {low:.1f} to {high:.1f}$", printed, re.MULTILINE)


def squad(folder):
    asked = {"id": "1", "question": MAYOR, "answers": [{"text": "Ann Hidalgo"}]}
    paragraphs = [{"context": FLOOD, "qas": [asked]}, {"context": SNOW, "qas": []}]
    path = folder / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "Weather", "paragraphs": paragraphs}]}))
    return path


@pytest.mark.parametrize("mode", ["open", "reading"])
def test_eval_of_squad_brings_its_own_paragraphs(clip, tmp_path, mode):
    summary = told(clip("eval", squad(tmp_path), "--json", "--mode", mode))
    assert set(summary) == SUMMARY
    assert (summary["n"], summary["em"], summary["f1"]) == (1, 1.0, 1.0)
    assert summary["unanswerable"] == {"n": 0, "accuracy": None}
    assert (summary["retrieval"] is None) == (mode == "reading")
    assert not (tmp_path / "library").exists()


# What is refused ----------------------------------------------------------------------------


@pytest.fixture
def unchanged(clip, ids):
    """Holds the library to what it was, through whatever the test does."""
    before = contents(clip)
    yield
    assert contents(clip) == before


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", "The question is empty: "),
        (" ?! ", "The question is empty: "),
        ("Why? " * 2000, "The question has 9,999 characters and the limit is 500: "),
        ("Wer war der Bürgermeister von Paris im Jahr der Flut?", "does not seem to be in English"),
        ("Qui était le maire de Paris pendant la crue ?", "does not seem to be in English"),
        ("谁是巴黎的市长？", "does not seem to be in English"),
    ],
    ids=["empty", "marks", "long", "German", "French", "Chinese"],
)
def test_a_question_that_cannot_be_asked_is_refused_before_anything_is_loaded(
    clip, unchanged, monkeypatch, command, question, reason
):
    def load_reader(name=None):
        raise AssertionError("no reader is needed")

    monkeypatch.setattr(qa, "load_reader", load_reader)
    assert reason in refused(clip(command, question))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "hold no question"),
        (b"\xff\xfe", "it is not UTF-8 text"),
        (b"question, answer", "Line 1 of "),
        (b"{}\n", 'Line 1 of .* has no "question"'),
        (b'{"question": "Who?", "answers": ["a"]}\n{"question": "Who?"}', 'Line 2 .* "answers"'),
        (b'{"question": "Who?", "answers": ["a"], "article": "none.md"}', "does not have"),
        (b'{"data": 5}', "lack a part"),
        (b'{"data": [{"paragraphs": [{"qas": []}]}]}', "lack a part.*'context'"),
        (b"[" * 100_000, "Line 1 of .* is not valid JSON"),
    ],
)
def test_a_bad_gold_file_is_refused(clip, unchanged, tmp_path, data, reason):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(data)
    assert re.search(reason, refused(clip("eval", path, "--json")))


def test_a_gold_file_that_is_missing_or_a_folder_is_refused(clip, unchanged, tmp_path):
    assert "cannot be read: No such file" in refused(clip("eval", tmp_path / "none.json"))
    assert "is no BEIR folder: it has no qrels/test.tsv" in refused(clip("eval", tmp_path))


def test_reading_needs_a_context(clip, unchanged, tmp_path):
    gold = gold_lines(tmp_path, {"id": "q7", "question": MAYOR, "answers": ["Ann Hidalgo"]})
    reason = refused(clip("eval", gold, "--mode", "reading"))
    assert reason == "Question 'q7' has no \"context\" to read: use --mode open."


def test_an_unknown_article_is_neither_shown_nor_removed(clip, unchanged, ids):
    assert refused(clip("show", "none")) == (
        "The library has no article 'none': `clippings list` shows those it has."
    )
    assert refused(clip("remove", ids["snow"], "none")) == (
        "The library has no article 'none': nothing was removed."
    )


@pytest.mark.parametrize(
    "command",
    [["list"], ["show", "x"], ["remove", "x"], ["search", "rain"], ["ask", MAYOR]],
    ids=lambda command: command[0],
)
def test_without_a_library_nothing_is_made(clip, tmp_path, command):
    assert "`clippings add` makes one" in refused(clip(*command))
    assert not (tmp_path / "library").exists()


def test_a_damaged_library_is_told_of_and_left_alone(clip, ids, tmp_path):
    path = tmp_path / "library" / "library.sqlite3"
    path.write_bytes(b"garbage " * 1000)
    for command in (["list"], ["ask", MAYOR], ["add", tmp_path]):
        assert "is damaged" in refused(clip(*command))
    assert path.read_bytes() == b"garbage " * 1000


def test_another_embedder_is_refused(clip, unchanged, news):
    assert "was built with the embedder" in refused(clip("add", "--embedder", "other", news))


def test_a_model_that_is_missing_is_told_in_a_sentence(clip, unchanged, monkeypatch, tmp_path):
    monkeypatch.setattr(qa, "load_reader", qa.reader.load_reader)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (tmp_path / "model.onnx").write_bytes(b"garbage")
    reason = refused(clip("ask", MAYOR, "--reader", tmp_path))
    assert reason.startswith(f"The reader in {tmp_path} is damaged or incomplete")


@pytest.mark.parametrize(
    "arguments",
    [
        ["add"],
        ["ask", MAYOR, "--k", "0"],
        ["ask", MAYOR, "--min-confidence", "1.5"],
        ["ask", MAYOR, "--min-confidence", "nan"],
        ["ask"],
        ["eval", "gold.json", "--mode", "closed"],
        ["fetch"],
    ],
    ids=" ".join,
)
def test_arguments_that_mean_nothing_are_refused(clip, unchanged, arguments):
    result = clip(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr


# As a process -------------------------------------------------------------------------------


def process(tmp_path, *command):
    environment = {**os.environ, "CLIPPINGS_LIBRARY": str(tmp_path / "library")}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_process_prints_json_alone_on_stdout_and_ends_in_a_sentence(tmp_path, clip, ids):
    listed = process(tmp_path, "-m", "ui", "list", "--json")
    assert {info["article_id"] for info in json.loads(listed.stdout)} == set(ids.values())
    missing = process(tmp_path, "-m", "ui", "show", "none")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert missing.stderr.startswith("Error: The library has no article 'none'")
    assert missing.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--help"], ["list"]], ids=" ".join)
def test_help_and_list_load_nothing_heavy(tmp_path, clip, ids, arguments):
    script = (
        "import atexit, sys\n"
        "heavy = 'torch transformers sentence_transformers gradio faiss onnxruntime sklearn'\n"
        "loaded = lambda: print('LOADED', sorted({*heavy.split()} & {*sys.modules}))\n"
        "atexit.register(loaded)\n"
        "from ui.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    found = process(tmp_path, "-c", script, *arguments)
    assert found.returncode == 0, found.stderr
    assert "The flood" in found.stdout or "Usage:" in found.stdout
    assert found.stdout.splitlines()[-1] == "LOADED []"


@pytest.mark.model
def test_the_models_that_ship_answer_from_end_to_end(tmp_path, news):
    assert process(tmp_path, "-m", "ui", "add", str(news)).returncode == 0
    asked = process(tmp_path, "-m", "ui", "ask", MAYOR, "--json", "--min-confidence", "0")
    answer = json.loads(asked.stdout)
    assert answer["answer"] == "Ann Hidalgo"
    (place, *_) = answer["citations"]
    assert FLOOD[place["answer_start"] : place["answer_end"]] == "Ann Hidalgo"
