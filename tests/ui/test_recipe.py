"""The commands for a reader of one's own hand their settings on, and keep what they made."""

import json
import random

import pytest
from click.testing import CliRunner

import qa
import qa.export
import qa.train
import ui.common
from index import Library
from qa import OPEN, READING, load_calibration
from qa.training_data import Mixture
from tests.fakes import ScriptedReader, WordEmbedder
from ui.cli import main


@pytest.fixture
def questions(tmp_path):
    """A file of two questions with an answer and one without."""
    rows = [
        {
            "id": n,
            "question": f"Who was mayor in {town}?",
            "context": f"Bo ran {town}.",
            "answers": a,
        }
        for n, (town, a) in enumerate(
            (
                ("Oslo", [{"text": "Bo", "answer_start": 0}]),
                ("Rome", [{"text": "Bo", "answer_start": 0}]),
                ("Bonn", []),
            )
        )
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def run(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result


def test_train_hands_its_settings_on_and_names_the_reader(monkeypatch, tmp_path, questions):
    given = []

    def train(settings, progress):
        given.append(settings)
        progress(qa.train.Progress(1, 2, 0.5, 3.0))
        return settings.out / "model"

    monkeypatch.setattr(qa.train, "train", train)
    monkeypatch.setattr(ui.common, "_TELL_SECONDS", 0.0)
    out = tmp_path / "mine"
    options = [
        "--base",
        "b",
        "--out",
        out,
        "--batch",
        4,
        "--rate",
        0.1,
        "--seed",
        3,
        "--near-misses",
        0.5,
        "--given-visits",
        1,
        "--max-characters",
        700,
    ]
    result = run("train", *options, "--whole", f"{questions}=7", questions)

    assert given == [
        qa.train.TrainSettings(
            base="b",
            data=((questions, 7), (questions, None)),
            out=out,
            adapters=None,
            mixture=Mixture(near_misses=0.5, given_visits=1, max_characters=700),
            batch=4,
            rate=0.1,
            seed=3,
        )
    ]
    assert result.stderr.splitlines() == [
        "1 of 2: loss 0.50, 3.0 questions/s",
        f"The reader is in {out / 'model'}: try it with --reader {out / 'model'}.",
    ]


def test_train_makes_adapters_as_wide_as_asked_for(monkeypatch, tmp_path, questions):
    given = []
    monkeypatch.setattr(qa.train, "train", lambda settings, _: given.append(settings) or tmp_path)
    run("train", "--base", "b", "--out", tmp_path, "--rank", 32, questions)
    run("train", "--base", "b", "--out", tmp_path, questions)

    assert [settings.adapters for settings in given] == [
        qa.train.Adapters(rank=32, alpha=64),
        qa.train.Adapters(),
    ]


def test_export_sets_its_ranges_by_questions_that_have_an_answer(monkeypatch, tmp_path, questions):
    given = []
    monkeypatch.setattr(qa.export, "export", lambda *p: given.append((*p[:3], p[4])))
    run("export", tmp_path, tmp_path / "small", "--texts", questions, "--word-bits", 4)

    assert given == [
        (
            tmp_path,
            tmp_path / "small",
            [
                ("Who was mayor in Oslo?", "Bo ran Oslo."),
                ("Who was mayor in Rome?", "Bo ran Rome."),
            ],
            4,
        )
    ]


def test_calibrate_keeps_both_fits_beside_the_reader(monkeypatch, tmp_path):
    towns = [f"Town{n}" for n in range(40)]
    draw = random.Random(5)
    # What it finds is right for every other town, and its scores say so more often than not.
    script = {
        f"Who ran {town}?": {"Ann" if n % 2 else "Bo": draw.gauss(3.0 if n % 2 else 0.0, 1.0)}
        for n, town in enumerate(towns)
    }
    monkeypatch.setitem(Library.__init__.__kwdefaults__, "load", WordEmbedder)
    monkeypatch.setattr(qa, "load_reader", lambda name=None: ScriptedReader(script))
    monkeypatch.setattr(qa, "reader_folder", lambda name=None: tmp_path)
    paragraphs = [
        {
            "context": f"Ann and Bo lived in {town}. Ann ran {town}.",
            "qas": [{"id": town, "question": f"Who ran {town}?", "answers": [{"text": "Ann"}]}],
        }
        for town in towns
    ]
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps({"data": [{"title": "T", "paragraphs": paragraphs}]}))
    result = run("calibrate", "--reader", tmp_path, gold)

    for mode in (OPEN, READING):
        fitted = load_calibration(tmp_path, mode)
        assert fitted.fitted_on == "gold.json (at most 400 questions)"
        assert fitted.rank.weights[0] > 0
        assert fitted.trust is None
    assert str(tmp_path) in result.stderr

    # Follow-ups: what is found with the last question in front is right for every other town.
    for n, town in enumerate(towns):
        script[f"Who ran {town}? {'Ann' if n % 2 else 'Bo'}. And her mother?"] = {
            "Ann" if n % 2 else "Bo": 2.0 + n % 2
        }
    (tmp_path / "articles").mkdir()
    for paragraph, town in zip(paragraphs, towns, strict=True):
        (tmp_path / "articles" / f"{town}.txt").write_text(paragraph["context"])
    run("add", "--library", tmp_path / "library", tmp_path / "articles")
    talks = tmp_path / "talks.jsonl"
    asked = [("Who ran {}?", "Ann"), ("And her mother?", "Ann")]
    talks.write_text(
        "".join(
            json.dumps(
                {
                    "id": town,
                    "turns": [
                        {
                            "question": question.format(town),
                            "standalone": question.format(town),
                            "answers": [answer],
                            "article": f"{town}.txt",
                        }
                        for question, answer in asked
                    ],
                }
            )
            + "\n"
            for town in towns
        )
    )
    run("calibrate", "--library", tmp_path / "library", "--reader", tmp_path, gold, talks)
    trust = load_calibration(tmp_path, OPEN).trust
    assert trust.confidence.weights[0] > 0
    assert trust.threshold == 0.0  # of these follow-ups, each has an answer
