"""A run in a file: kept row by row, gone on with where it stopped, and never mixed with another."""

import json
from dataclasses import replace

import pytest

from index import Article, Library, ReportError
from qa import (
    Answerer,
    Gold,
    RowsFile,
    Run,
    evaluate_open,
    read_run,
    run_json,
    settings_of,
    summarise,
)
from qa.calibration import UNFITTED
from qa.run import run_from
from tests.fakes import ScriptedReader, WordEmbedder
from tests.rows import make_excerpt, make_row, make_settings

PASSAGE = make_excerpt("The Titanic 🌊 sank.\u2028\n")
ROWS = tuple(
    make_row("Titanic", id=str(n), question=f"Which ship {n}?", passages=(PASSAGE,))
    for n in range(5)
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "rows.jsonl"


def write(path, rows, settings=None):
    with RowsFile(path, settings or make_settings()) as file:
        before = file.rows
        assert list(file.keeping(rows)) == list(rows)
    return before


def test_rows_are_in_the_file_as_soon_as_they_come(path):
    with RowsFile(path, make_settings()) as file:
        for number, row in enumerate(file.keeping(ROWS), start=1):
            assert read_run(path).rows == ROWS[:number]
            assert row == ROWS[number - 1]
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    # The settings, the one passage, and five rows.
    assert [next(iter(line)) for line in lines] == ["clippings", "passage", *["id"] * 5]
    assert read_run(path) == Run(make_settings(), ROWS)


def test_a_run_is_gone_on_with_and_a_passage_written_once(path):
    assert write(path, ROWS[:2]) == ()
    assert write(path, ROWS[2:]) == ROWS[:2]
    assert read_run(path).rows == ROWS
    assert path.read_text(encoding="utf-8").count("sank") == 1


def test_a_line_that_was_cut_short_anywhere_is_dropped_and_the_file_goes_on(path):
    write(path, ROWS[:2])
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        left = max(sum(len(whole[:size]) >= len(b"".join(lines[:n])) for n in range(1, 5)) - 2, 0)
        assert write(path, ROWS[left:]) == ROWS[:left], size
        assert read_run(path).rows == ROWS, size


def test_other_settings_are_refused_and_named_and_the_file_is_left_alone(path):
    write(path, ROWS)
    before = path.read_bytes()
    with pytest.raises(ReportError, match=r"rows of another run, whose k was 10 and not 5: name"):
        RowsFile(path, make_settings(k=5))
    with pytest.raises(ReportError, match="whose gold sha256 was"):
        RowsFile(path, make_settings(gold_sha256="1" * 64))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"My diary\nDay one\n", "Line 1 of .* is damaged"),
        (b"My diary", "holds no rows"),
        (b'{"id": 1}\n', "holds no rows"),
        (b'{"clippings": "rows", "settings": {}}\n', "lack a part"),
        (b"\xff\xfe\n\n", "Line 1 of .* is damaged"),
    ],
)
def test_what_is_no_file_of_rows_is_refused_and_left_alone(path, content, reason):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(ReportError, match=reason):
        RowsFile(path, make_settings())
    with pytest.raises(ReportError):
        read_run(path)
    assert path.read_bytes() == content


def test_a_folder_is_no_file_of_rows(tmp_path):
    with pytest.raises(ReportError, match="cannot be kept: Is a directory"):
        RowsFile(tmp_path, make_settings())
    with pytest.raises(ReportError, match="cannot be read: Is a directory"):
        read_run(tmp_path)


def test_a_run_is_the_same_as_json_and_back():
    run = Run(make_settings(k=None), ROWS)
    assert run_from(json.loads(json.dumps(run_json(run)))) == run


def test_half_a_pair_of_surrogates_does_no_harm(path):
    odd = (replace(ROWS[0], question="Which \ud83c ship?"),)
    write(path, odd)
    assert read_run(path).rows == odd


# Over a library ------------------------------------------------------------------------------

GOLD = [Gold(str(n), f"Which ship is number {n}?", (f"ship{n}",), f"{n}.md") for n in range(6)]


class Counting(ScriptedReader):
    """Keeps what it was asked, and may be stopped."""

    def __init__(self, stop_at=None):
        super().__init__({g.question: dict.fromkeys(g.answers, 4.0) for g in GOLD})
        self.asked = []
        self._stop_at = stop_at

    def read(self, question, passages):
        if len(self.asked) == self._stop_at:
            raise KeyboardInterrupt
        self.asked.append(question)
        return super().read(question, passages)


@pytest.fixture
def library(tmp_path):
    with Library(tmp_path / "library", load=lambda _: WordEmbedder()) as opened:
        names = range(6)
        list(opened.add(Article(f"The ship{n} is number {n}.", "", f"/n/{n}.md") for n in names))
        yield opened


def untimed(rows):
    return [replace(row, timings=ROWS[0].timings) for row in rows]


def run(library, path, reader):
    answerer = Answerer(library, reader, UNFITTED)
    with RowsFile(path, make_settings()) as file:
        left = GOLD[len(file.rows) :]
        return [*file.rows, *file.keeping(evaluate_open(answerer, left, 3))]


def test_an_interrupted_run_gone_on_with_equals_one_that_was_not(library, path, tmp_path):
    whole = run(library, tmp_path / "whole.jsonl", Counting())
    first, second = Counting(stop_at=4), Counting()
    with pytest.raises(KeyboardInterrupt):
        run(library, path, first)
    resumed = run(library, path, second)
    assert first.asked + second.asked == [gold.question for gold in GOLD]
    assert (len(first.asked), len(second.asked)) == (4, 2)
    assert untimed(resumed) == untimed(whole)
    first_figures, second_figures = summarise(untimed(resumed)), summarise(untimed(whole))
    assert first_figures == second_figures
    # Once it is whole, nothing is asked again.
    third = Counting()
    assert run(library, path, third) == resumed
    assert third.asked == []


def test_the_settings_tell_the_gold_file_the_library_and_the_reader_apart(library, tmp_path):
    gold, weights = tmp_path / "gold.jsonl", tmp_path / "reader"
    gold.write_bytes(b"abc")
    weights.mkdir()
    answerer = Answerer(library, Counting(), UNFITTED, 0.25)

    def settings(mode="open", own=False):
        return settings_of(answerer, gold, mode, 7, str(weights), own)

    first = settings()
    assert (first.gold, first.gold_bytes, first.k) == ("gold.jsonl", 3, 7)
    # The SHA-256 of "abc", as FIPS 180-2 has it.
    assert first.gold_sha256.startswith("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61")
    assert (first.reader, first.embedder, first.min_confidence) == ("scripted", "words", 0.25)
    assert (first.articles, first.passages) == (6, 6)
    assert settings() == first
    list(library.add([Article("The ship0 is another.", "", "/n/0.md")]))
    changed = settings()
    assert changed.library != first.library
    assert replace(changed, library=first.library) == first
    (weights / "model.onnx").write_bytes(b"other")
    assert settings().reader_files != changed.reader_files
    assert settings(own=True).library == ""
    reading = settings("reading")
    assert (reading.k, reading.library, reading.embedder, reading.passages) == (None, "", "", 0)
    gold.unlink()
    with pytest.raises(ReportError, match="cannot be read"):
        settings()
