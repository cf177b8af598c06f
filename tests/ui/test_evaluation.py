"""``clippings eval`` with its files: rows that a stopped run goes on from, and the report."""

import json

import pytest
from click.testing import CliRunner

import qa
import ui.common
from index import Article, Library
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from ui.cli import main

TOWNS = ("Oslo", "Rome", "Bonn", "Cork")
ASKED = {town: f"Who was mayor in {town}?" for town in TOWNS}


class Stopping(ScriptedReader):
    """Stops, as if by Ctrl-C, before the question that it is told to."""

    def __init__(self, stop_at=None):
        super().__init__({ASKED[town]: {f"Bo of {town}": 4.0} for town in TOWNS})
        self.stop_at = stop_at
        self.asked = []

    def read(self, question, passages):
        if len(self.asked) == self.stop_at:
            raise KeyboardInterrupt
        self.asked.append(question)
        return super().read(question, passages)


@pytest.fixture
def reader(monkeypatch):
    reader = Stopping()
    monkeypatch.setitem(Library.__init__.__kwdefaults__, "load", WordEmbedder)
    monkeypatch.setattr(qa, "load_reader", lambda name=None: reader)
    monkeypatch.setattr(qa, "load_calibration", lambda folder, mode: UNFITTED)
    return reader


@pytest.fixture
def clip(tmp_path, reader):
    """Runs ``clippings eval`` over a library of four articles."""
    folder = tmp_path / "library"
    with Library(folder) as library:
        list(library.add(Article(f"The mayor was Bo of {t}.", t, f"/n/{t}.md") for t in TOWNS))

    def run(*arguments):
        environment = {"CLIPPINGS_LIBRARY": str(folder)}
        return CliRunner().invoke(main, ["eval", *map(str, arguments)], env=environment)

    return run


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.jsonl"
    records = [
        {"id": town, "question": asked, "answers": [f"Bo of {town}"], "article": f"{town}.md"}
        for town, asked in ASKED.items()
    ]
    path.write_text("\n".join(map(json.dumps, records)))
    return path


def test_a_stopped_run_says_how_to_go_on_and_asks_nothing_twice(clip, reader, gold, tmp_path):
    rows = tmp_path / "rows.jsonl"
    reader.stop_at = 3
    stopped = clip(gold, "--rows", rows, "--json")
    assert (stopped.exit_code, stopped.stdout) == (130, "")
    assert stopped.stderr == "Stopped: the same command goes on from here.\n"
    reader.stop_at = None
    resumed = clip(gold, "--rows", rows, "--json")
    assert (resumed.exit_code, resumed.stderr) == (0, "3 of 4 questions were asked before.\n")
    assert reader.asked == list(ASKED.values())
    summary = json.loads(resumed.stdout)
    assert (summary["n"], summary["em"]) == (4, 1.0)
    # With all of it there, the figures come from the file, times and all.
    again = clip(gold, "--rows", rows, "--json")
    assert json.loads(again.stdout) == summary
    assert len(reader.asked) == 4


def test_a_run_that_keeps_no_rows_says_how_it_could(clip, reader, gold):
    reader.stop_at = 1
    stopped = clip(gold)
    assert (stopped.exit_code, stopped.stdout) == (130, "")
    assert stopped.stderr == (
        "Stopped: with --rows FILE, what is asked is kept, and it can go on later.\n"
    )


def test_rows_of_other_settings_or_another_library_are_refused(clip, gold, tmp_path):
    rows = tmp_path / "rows.jsonl"
    assert clip(gold, "--rows", rows).exit_code == 0
    kept = rows.read_bytes()
    refused = clip(gold, "--rows", rows, "--k", 3)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "another run, whose k was 7 and not 3: name another file." in refused.stderr
    gold.write_text(gold.read_text() + "\n")
    assert "whose gold bytes was" in clip(gold, "--rows", rows).stderr
    assert rows.read_bytes() == kept


def test_the_report_is_written_as_page_markdown_and_json(clip, gold, tmp_path):
    folder = tmp_path / "out" / "report"
    result = clip(gold, "--report", folder, "--json")
    assert (result.exit_code, result.stderr) == (
        0,
        f"The report is {folder / 'report.html'}.\n",
    )
    assert sorted(path.name for path in folder.iterdir()) == [
        "report.html",
        "report.json",
        "report.md",
    ]
    whole = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert whole["summary"] == json.loads(result.stdout)
    assert [row["id"] for row in whole["rows"]] == list(TOWNS)


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_asked(clip, reader, gold):
    refused = clip(gold, "--report", gold / "report")
    assert (refused.exit_code, refused.stdout, reader.asked) == (1, "", [])
    assert "cannot be written: Not a directory" in refused.stderr


def test_without_a_terminal_a_line_tells_now_and_then_how_far_it_is(clip, gold, monkeypatch):
    monkeypatch.setattr(ui.common, "_TELL_SECONDS", 0.0)
    lines = clip(gold, "--json").stderr.splitlines()
    assert lines == [f"{n} of 4 asked, about 0 min left" for n in range(1, 5)]
