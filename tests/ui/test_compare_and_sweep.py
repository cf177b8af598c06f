"""``clippings eval`` with --compare, --fail-under, --fail-on-regression and --sweep, on fakes."""

import json
import re

import pytest
from click.testing import CliRunner

import qa
from index import Article, Chunking, Library
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from ui.cli import main

WHO = "Who commanded the Titanic?"
WHAT = "What did the Titanic hit?"
NOBODY = "Who built the Titanic?"
SCRIPT = {WHO: {"Smith": 4.0}, WHAT: {"ice": 2.0}, NOBODY: {"Smith": 1.0}}
# The same reader, grown worse: it has another captain, and no longer knows about the ice.
WORSE = {WHO: {"Rostron": 4.0}, NOBODY: {"Smith": 1.0}}
GOLD = [
    {"id": "who", "question": WHO, "answers": ["Smith"], "article": "ships.md"},
    {"id": "what", "question": WHAT, "answers": ["ice"], "article": "ships.md"},
    {"id": "nobody", "question": NOBODY, "answers": []},
]
TEXT = "Smith commanded the Titanic. The Titanic hit ice. Rostron commanded the Carpathia."


class Setting:
    """What a test has at hand: the command, the reader's script, the embedder, the folder."""

    def __init__(self, folder):
        self.folder = folder
        self.script = SCRIPT
        self.embedder = WordEmbedder()
        self.read = []
        self.gold = folder / "gold.jsonl"
        self.gold.write_text("\n".join(json.dumps(one) for one in GOLD))

    def run(self, *arguments):
        arguments = ["eval", "--library", str(self.folder / "library"), *map(str, arguments)]
        return CliRunner().invoke(main, arguments)

    def reader(self, name=None):
        setting = self

        class Reader(ScriptedReader):
            def read(self, question, passages):
                setting.read.extend((question, passage) for passage in passages)
                return super().read(question, passages)

        return Reader(self.script)


@pytest.fixture
def setting(tmp_path, monkeypatch):
    made = Setting(tmp_path)
    monkeypatch.setitem(Library.__init__.__kwdefaults__, "load", lambda _: made.embedder)
    monkeypatch.setattr(qa, "load_reader", made.reader)
    monkeypatch.setattr(qa, "load_calibration", lambda folder, mode: UNFITTED)
    with Library(tmp_path / "library", chunking=Chunking(4, 0)) as library:
        list(library.add([Article(TEXT, "Ships", "/news/ships.md")]))
    made.embedder.encoded.clear()
    return made


@pytest.fixture
def older(setting):
    """The rows of a run of the better reader; the worse one is in place now."""
    rows = setting.folder / "old.jsonl"
    told(setting.run(setting.gold, "--rows", rows, "--json"))
    setting.script = WORSE
    return rows


def told(result, code=0):
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def refused(result, code):
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    assert isinstance(result.exception, SystemExit)
    return result.stderr.splitlines()[-1]


# Comparing -----------------------------------------------------------------------------------


def test_a_run_is_compared_with_an_older_one(setting, older):
    found = told(setting.run(setting.gold, "--compare", older, "--json"))["compare"]
    assert (found["against"], found["pairs"]) == (str(older), 3)
    assert found["differences"]["em"] == {
        "n": 3,
        "old": pytest.approx(2 / 3),
        "new": 0.0,
        "difference": pytest.approx(-2 / 3),
        "interval": [-1.0, 0.0],
    }
    assert found["differences"]["recall@5"]["difference"] == 0.0
    assert found["mcnemar"] == {"won": 0, "lost": 2, "p": 0.5}
    assert found["lost"] == [
        {
            "id": name,
            "question": question,
            "gold": [old],
            "old": old,
            "new": new,
            "old_verdict": "right",
            "new_verdict": verdict,
        }
        for name, question, old, new, verdict in (
            ("who", WHO, "Smith", "Rostron", "reader miss"),
            ("what", WHAT, "ice", "", "wrongly abstained"),
        )
    ]


def test_it_is_printed_with_what_flipped(setting, older):
    lines = setting.run(setting.gold, "--compare", older).stdout.splitlines()
    after = lines[lines.index(f"Compared with {older}: 3 questions are in both.") + 1 :]
    assert after[:3] == [
        "",
        "                      n   before      now   change  95% interval",
        "em                    3     66.7      0.0    -66.7  -100.0 to +0.0",
    ]
    at = after.index("0 won, 2 lost (McNemar's exact test: p = 0.5)")
    assert after[at:] == [
        "0 won, 2 lost (McNemar's exact test: p = 0.5)",
        "",
        "Lost",
        f"who  {WHO}",
        "    before: Smith (right)",
        "    now:    Rostron (reader miss)",
        f"what  {WHAT}",
        "    before: ice (right)",
        "    now:    no answer (wrongly abstained)",
    ]


def test_what_has_no_partner_is_told(setting, older):
    gold = setting.folder / "other.jsonl"
    changed = GOLD[1] | {"answers": ["an iceberg"]}
    new = GOLD[2] | {"id": "new"}
    gold.write_text("\n".join(json.dumps(one) for one in (GOLD[0], changed, new)))
    printed = setting.run(gold, "--compare", older).stdout
    assert f"Compared with {older}: 1 questions are in both." in printed
    assert [line for line in printed.splitlines() if line.startswith("Left out")] == [
        "Left out: 1 only in the older run.",
        "Left out: 1 only in this one.",
        "Left out: 1 in both, but in other words or with other gold answers.",
    ]


def test_a_report_is_compared_with_and_shows_the_comparison(setting):
    first, second = setting.folder / "first", setting.folder / "second"
    told(setting.run(setting.gold, "--report", first, "--json"))
    setting.script = WORSE
    compared = told(
        setting.run(setting.gold, "--compare", first / "report.json", "--report", second, "--json")
    )
    assert compared["compare"]["mcnemar"]["lost"] == 2
    kept = json.loads((second / "report.json").read_text())
    assert kept["compare"] == compared["compare"]
    for name in ("report.html", "report.md"):
        page = (second / name).read_text()
        assert "0 won, 2 lost" in page.replace("&#39;", "'")
        assert "Rostron" in page
        assert "Compared with" not in (first / name).read_text()


def test_nothing_in_common_is_refused_before_anything_is_asked(setting, older):
    gold = setting.folder / "other.jsonl"
    gold.write_text(json.dumps(GOLD[0] | {"id": "else"}))
    setting.read.clear()
    said = refused(setting.run(gold, "--compare", older), 1)
    assert said == (
        "Error: Nothing can be compared: none of the 1 questions was asked in the older run."
    )
    assert setting.read == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read: No such file"),
        (b"", "is empty"),
        (b'{"em": 0.5}', "holds no rows of an evaluation"),
        (b'{"rows": [{"id": "who"}]}', "lacks a part"),
    ],
)
def test_what_is_no_older_run_is_refused(setting, content, reason):
    path = setting.folder / "old.json"
    if content is not None:
        path.write_bytes(content)
    assert reason in refused(setting.run(setting.gold, "--compare", path), 1)


# Gates ---------------------------------------------------------------------------------------


def test_a_gate_that_is_reached_passes(setting):
    assert (
        told(setting.run(setting.gold, "--fail-under", "em=0.66,no_answer=0", "--json"))["n"] == 3
    )


@pytest.mark.parametrize("arguments", [[], ["--json"]], ids=["printed", "JSON"])
def test_a_gate_that_is_missed_ends_in_3_after_the_figures(setting, arguments):
    result = setting.run(setting.gold, "--fail-under", "em=0.7,no_answer=0.5,f1=0.1", *arguments)
    assert result.exit_code == 3
    assert "em" in result.stdout
    assert result.stderr == (
        "Fell short: em is 0.6667, 0.0333 below 0.7; no_answer is 0.0000, 0.5000 below 0.5.\n"
    )


def test_a_measure_that_nothing_counts_for_falls_short(setting):
    gold = setting.folder / "answerable.jsonl"
    gold.write_text(json.dumps(GOLD[0]))
    result = setting.run(gold, "--fail-under", "no_answer=0.5")
    assert result.exit_code == 3
    assert result.stderr == (
        "Fell short: no_answer was not measured, since no question counts for it.\n"
    )


def many(setting, folder, count=8):
    """A gold file of the same question, many times."""
    gold = folder / "many.jsonl"
    gold.write_text("\n".join(json.dumps(GOLD[0] | {"id": str(n)}) for n in range(count)))
    return gold


def test_a_regression_ends_in_3(setting):
    gold, rows = many(setting, setting.folder), setting.folder / "old.jsonl"
    told(setting.run(gold, "--rows", rows, "--json"))
    again = ("--compare", rows, "--fail-on-regression", "--json")
    assert told(setting.run(gold, *again))["compare"]["mcnemar"]["lost"] == 0
    setting.script = WORSE
    result = setting.run(gold, *again)
    told(result, 3)
    assert result.stderr == (
        "Fell short: em fell by 1.0000 (95% interval -1.0000 to -1.0000); "
        "f1 fell by 1.0000 (95% interval -1.0000 to -1.0000); "
        "8 right answers were lost and 0 won (McNemar's p = 0.0078).\n"
    )
    # Compared alone, it is told and nothing more.
    told(setting.run(gold, "--compare", rows, "--json"))


def test_a_gain_is_no_regression(setting):
    gold, rows = many(setting, setting.folder), setting.folder / "old.jsonl"
    setting.script = WORSE
    told(setting.run(gold, "--rows", rows, "--json"))
    setting.script = SCRIPT
    found = told(setting.run(gold, "--compare", rows, "--fail-on-regression", "--json"))
    assert found["compare"]["mcnemar"]["won"] == 8


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--fail-under", "f1"], "'f1' is not of the form MEASURE=SHARE, as in f1=0.80."),
        (["--fail-under", "speed=0.5"], "there is no measure 'speed', only em, f1, "),
        (["--fail-under", "f1=80"], "the least f1 is a share from 0 to 1."),
        (["--fail-under", ""], "'' is not of the form"),
        (["--fail-on-regression"], "--fail-on-regression needs --compare OLD."),
        (["--sweep", "depth=5"], "'depth' cannot be swept, only passage_tokens, overlap, k, min_"),
        (["--sweep", "k=0"], "k takes whole numbers from 1 to 100, not '0'."),
        (["--sweep", "k=5", "--mode", "reading"], "--mode is not for a sweep."),
        (["--sweep", "k=5", "--compare", "old.json"], "--compare is not for a sweep."),
        (["--sweep", "k=5", "--fail-under", "f1=0.5"], "--fail-under is not for a sweep."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_that_mean_nothing_are_refused_before_anything_is_loaded(
    setting, monkeypatch, arguments, reason
):
    def load_reader(name=None):
        raise AssertionError("no reader is needed")

    monkeypatch.setattr(qa, "load_reader", load_reader)
    assert reason in refused(setting.run(setting.gold, *arguments), 2)


# Sweeps --------------------------------------------------------------------------------------


def test_a_sweep_tries_every_combination(setting):
    result = setting.run(
        setting.gold, "--sweep", "min_confidence=0.5,0.7,0.8", "--sweep", "k=1,3", "--json"
    )
    found = told(result)
    assert found["n"] == 3
    # 4.0, 2.0 and 1.0 are confidences of 0.88, 0.73 and 0.62: silence is right for the last alone,
    # whose first passage is the shorter one about the Titanic, in which Smith is not named.
    assert [
        (c["k"], c["min_confidence"], round(3 * c["figures"]["em"]), c["best"])
        for c in found["cells"]
    ] == [
        (1, 0.5, 3, True),
        (1, 0.7, 3, False),
        (1, 0.8, 2, False),
        (3, 0.5, 2, False),
        (3, 0.7, 3, False),
        (3, 0.8, 2, False),
    ]
    assert {(c["passage_tokens"], c["overlap"]) for c in found["cells"]} == {(4, 0)}
    assert result.stderr == (
        "The best was chosen on these very questions, which flatters it: report figures of "
        "others.\n"
    )
    # One search and one reading of each passage served all six.
    assert [f"{text}?" for text in setting.embedder.encoded] == [WHO, WHAT, NOBODY]
    assert len(setting.read) == len(set(setting.read)) == 3 * 3


def test_a_sweep_is_printed_with_what_was_swept(setting):
    result = setting.run(setting.gold, "--sweep", "min_confidence=0.5,0.7", "--k", "2")
    rows = [line.split() for line in result.stdout.splitlines() if re.match(r"\s+[\d.]+ ", line)]
    assert [row[:5] for row in rows] == [
        ["0.5", "66.7", "66.7", "0.0", "100.0"],
        ["0.7", "100.0", "100.0", "100.0", "100.0"],
    ]
    assert [" ".join(row[5:]) for row in rows] == ["-33.3 (-100.0 to +0.0)", "best"]
    assert "min confidence" in result.stdout


def test_other_passages_are_cut_without_embedding_anything_twice(setting):
    result = setting.run(setting.gold, "--sweep", "passage_tokens=4,8", "--json")
    found = told(result)
    assert [(c["passage_tokens"], c["overlap"], c["k"]) for c in found["cells"]] == [
        (4, 0, 7),
        (8, 0, 7),
    ]
    # The library has the passages of four words. Of eight, only the first is new.
    assert setting.embedder.encoded == [
        "Ships\nSmith commanded the Titanic. The Titanic hit ice.",
        *(question.rstrip("?") for question in (WHO, WHAT, NOBODY)),
    ]
    assert len(setting.read) == len(set(setting.read)) == 3 * 4
    with Library(setting.folder / "library") as library:
        assert (library.chunking, library.counts()) == (Chunking(4, 0), (1, 3))


def test_a_squad_file_s_paragraphs_are_cut_anew_too(setting):
    asked = {"id": "1", "question": WHO, "answers": [{"text": "Smith"}]}
    paragraphs = [{"context": TEXT, "qas": [asked]}]
    path = setting.folder / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "Ships", "paragraphs": paragraphs}]}))
    arguments = ("--sweep", "passage_tokens=4,8", "--sweep", "overlap=0,1", "--json")
    found = told(setting.run(path, *arguments))
    assert [(c["passage_tokens"], c["overlap"]) for c in found["cells"]] == [
        *((4, 0), (4, 1)),
        *((8, 0), (8, 1)),
    ]
    assert {c["figures"]["em"] for c in found["cells"]} == {1.0}
    assert len(setting.embedder.encoded) == len(set(setting.embedder.encoded))


def test_passages_longer_than_the_embedder_reads_are_told_of(setting):
    result = setting.run(setting.gold, "--sweep", "passage_tokens=60,61", "--json")
    assert "The embedder reads 60 tokens at most: passages end there.\n" in result.stderr


class Interrupting(ScriptedReader):
    """Reads one question, and is stopped at the next."""

    def read(self, question, passages):
        if question != WHO:
            raise KeyboardInterrupt
        return super().read(question, passages)


@pytest.mark.parametrize("swept", ["min_confidence=0.5,0.7", "passage_tokens=4,8"])
@pytest.mark.parametrize("where", ["--report", "--rows"])
def test_a_sweep_that_is_stopped_goes_on(setting, monkeypatch, where, swept):
    place = setting.folder / "kept"
    command = (setting.gold, "--sweep", swept, where, place, "--json")
    whole = told(setting.run(*command[:3], "--json"))
    with monkeypatch.context() as patch:
        patch.setattr(qa, "load_reader", lambda name=None: Interrupting(SCRIPT))
        stopped = setting.run(*command)
    assert (stopped.exit_code, stopped.stdout) == (130, "")
    assert stopped.stderr == "Stopped: the same command goes on from here.\n"
    setting.read.clear()
    setting.embedder.encoded.clear()
    assert told(setting.run(*command)) == whole
    # What was asked before the stop is neither read nor embedded again.
    assert {question for question, _ in setting.read} == {WHAT, NOBODY}
    embedded = [f"{text}?" for text in setting.embedder.encoded]
    assert [text for text in embedded if text in {WHO, WHAT, NOBODY}] == [WHAT, NOBODY]
    setting.read.clear()
    setting.embedder.encoded.clear()
    assert told(setting.run(*command)) == whole
    assert (setting.read, setting.embedder.encoded) == ([], [])
    other = refused(setting.run(*command[:2], "min_confidence=0.1", where, place), 1)
    assert other.endswith("holds a sweep with other settings: name another file.")


def test_a_sweep_that_keeps_nothing_says_how_to(setting, monkeypatch):
    monkeypatch.setattr(qa, "load_reader", lambda name=None: Interrupting(SCRIPT))
    stopped = setting.run(setting.gold, "--sweep", "k=1")
    assert (stopped.exit_code, stopped.stdout) == (130, "")
    assert stopped.stderr == "Stopped: with --report DIR or --rows FILE, a sweep can go on later.\n"


def test_a_sweep_has_a_report(setting):
    folder = setting.folder / "report"
    found = told(setting.run(setting.gold, "--sweep", "k=1,2", "--report", folder, "--json"))
    assert {path.name for path in folder.iterdir()} == {"sweep.html", "sweep.json", "sweep.jsonl"}
    kept = json.loads((folder / "sweep.json").read_text())
    assert (kept["n"], kept["cells"]) == (found["n"], found["cells"])
    assert (folder / "sweep.html").read_text().count("<svg") == 3
