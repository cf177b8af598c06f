"""The README says what the program does: its commands, its options and its scores."""

import json
import re

import pytest
from click.testing import CliRunner

import seeds
from tests.readme_scores import README, rows, shown, table
from ui.cli import main

_TEXT = README.read_text(encoding="utf-8")


def test_every_command_stands_in_the_readme_and_no_other():
    told = set(re.findall(r"^\| `clippings (\w+)", _TEXT, re.MULTILINE))

    assert told == set(main.commands)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_option_in_the_readme_exists(name):
    line = next(line for line in _TEXT.splitlines() if line.startswith(f"| `clippings {name}"))
    known = {option for parameter in main.commands[name].params for option in parameter.opts}

    assert set(re.findall(r"--[\w-]+", line.split("` |")[0])) <= known


def test_a_question_its_answer_and_its_citation_stand_within_the_first_25_lines():
    head = "\n".join(_TEXT.splitlines()[:25])

    assert re.search(r'\$ clippings ask ".+\?"\nBrega', head)
    assert re.search(r"^\[1\] .+", head, re.MULTILINE)


def test_the_table_of_scores_can_be_read_back():
    summary = {
        "n": 4,
        "em": 0.5,
        "f1": 0.625,
        "answerable": {"n": 3, "em": 1 / 3, "f1": 0.5},
        "unanswerable": {"n": 1, "accuracy": 1.0},
        "retrieval": {"recall@1": 0.0, "recall@5": 1.0, "recall@10": 1.0, "mrr": 0.4},
    }
    found = re.findall(r"^\| (.+?) \| (\d+) \| ([\d.]+) \|$", table(summary), re.MULTILINE)

    assert [(n, int(c), float(v)) for n, c, v in found] == rows(summary)


def _words(printed: str) -> str:
    """Return what was printed on one line: the README folds, and processors round differently."""
    return " ".join(re.sub(r"\(\d+%\)", "(%)", printed).split())


@pytest.fixture(scope="module")
def starter(tmp_path_factory) -> str:
    """A library of the starter articles."""
    library = str(tmp_path_factory.mktemp("starter") / "library")
    run = CliRunner().invoke(main, ["add", "--library", library, str(seeds.ARTICLES)])
    assert run.exit_code == 0, run.output
    return library


@pytest.mark.model
@pytest.mark.timeout(600)
def test_the_transcript_is_what_the_program_prints(starter):
    transcript = _TEXT.split("```console\n")[1].split("```")[0]
    for asked in filter(None, transcript.split("$ clippings ask ")):
        question, _, told = asked.partition("\n")
        run = CliRunner().invoke(main, ["ask", "--library", starter, question.strip('"')])
        assert run.exit_code == 0, run.output
        assert _words(run.stdout).startswith(_words(told.rstrip("…\n ")))


@pytest.mark.model
@pytest.mark.timeout(3600)
def test_the_readmes_scores_are_what_eval_prints(starter):
    run = CliRunner().invoke(main, ["eval", "--library", starter, "--json", str(seeds.QUESTIONS)])
    assert run.exit_code == 0, run.output
    measured = rows(json.loads(run.stdout))

    assert [row[:2] for row in shown()] == [row[:2] for row in measured]
    for (name, count, told), (_, _, found) in zip(shown(), measured, strict=True):
        # Processors round differently: one question may fall the other way, not two.
        assert abs(told - found) <= 100 / count + 0.1, (name, told, found)
