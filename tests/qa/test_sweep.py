"""Sweeps on fakes: what each cell answers, what is shared, and a file that goes on."""

import json
import re

import pytest

from index import Article, Chunking, GoldError, Library, ReportError
from qa import (
    OPEN,
    UNFITTED,
    Answerer,
    Cell,
    Gold,
    Scores,
    Settings,
    SweepFile,
    cells,
    evaluate_open,
    measured,
    parse_sweep,
    scores,
    sweep,
    write_sweep,
)
from qa.intervals import Interval
from qa.sweep import Trial, Tried
from tests.fakes import ScriptedReader, WordEmbedder

# A passage of four words is one sentence, of eight all of the article.
SHIPS = {
    "titanic.md": "Smith commanded the Titanic. The Titanic hit ice.",
    "carpathia.md": "Rostron commanded the Carpathia. The Carpathia came.",
}
SCRIPT = {
    "Who commanded the Titanic?": {"Smith": 4.0, "Rostron": 1.0},
    "What did the Titanic hit?": {"ice": 0.5},
    "Who built the Titanic?": {"Smith": -1.0},
    "Who commanded the ship?": {"Smith": 1.0, "Rostron": 4.0},
}
GOLD = [
    Gold("1", "Who commanded the Titanic?", ("Smith",), "titanic.md"),
    Gold("2", "What did the Titanic hit?", ("ice", "an iceberg"), "titanic.md"),
    Gold("3", "Who built the Titanic?", ()),
    Gold("4", "Wer war der Kapitän auf dem Schiff im Jahr?", ("Smith",), "titanic.md"),
]
SETTINGS = Settings("gold.jsonl", 9, "ab", OPEN, 10, 0.5, "scripted", "", "words", "", 2, 4, "0")


class Counting(ScriptedReader):
    """Notes what it is given to read."""

    def __init__(self):
        super().__init__(SCRIPT)
        self.given = []

    def read(self, question, passages):
        self.given.extend((question, passage) for passage in passages)
        return super().read(question, passages)


@pytest.fixture
def libraries(tmp_path):
    opened = {}
    for tokens in (4, 8):
        cut = Chunking(tokens, 0)
        embedder = WordEmbedder()
        opened[cut] = Library(tmp_path / f"{tokens}", load=lambda _, e=embedder: e, chunking=cut)
        list(opened[cut].add(Article(t, "", f"/news/{n}") for n, t in SHIPS.items()))
    yield opened
    for library in opened.values():
        library.close()


def cell(tokens=8, k=4, least=0.5):
    return Cell(tokens, 0, k, least)


# What is swept -------------------------------------------------------------------------------


def test_every_combination_is_a_cell():
    swept = parse_sweep(["k=10,5,5", "passage_tokens = 128, 64", "min_confidence=.5"])
    assert swept == {"k": (5, 10), "passage_tokens": (64, 128), "min_confidence": (0.5,)}
    assert cells(swept, Cell(160, 1, 7, 0.3)) == (
        Cell(64, 1, 5, 0.5),
        Cell(64, 1, 10, 0.5),
        Cell(128, 1, 5, 0.5),
        Cell(128, 1, 10, 0.5),
    )
    assert cells({}, Cell(160, 1, 7, 0.3)) == (Cell(160, 1, 7, 0.3),)
    both = cells(parse_sweep(["overlap=0,1", "min_confidence=0,1"]), Cell(160, 1, 7, 0.3))
    assert [(c.overlap, c.min_confidence) for c in both] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert both[0].chunking == Chunking(160, 0)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (["k"], "'k' is not of the form SETTING=VALUE,VALUE, as in k=5,10"),
        (["depth=5"], "'depth' cannot be swept, only passage_tokens, overlap, k, min_confidence"),
        (["k=5", "k=10"], "k is named twice"),
        (["k=5,"], "k takes whole numbers from 1 to 100, not ''"),
        (["k=0"], "k takes whole numbers from 1 to 100, not '0'"),
        (["k=101"], "k takes whole numbers from 1 to 100, not '101'"),
        (["k=5.5"], "k takes whole numbers from 1 to 100, not '5.5'"),
        (["overlap=-1"], "overlap takes whole numbers from 0, not '-1'"),
        (["passage_tokens=0"], "passage_tokens takes whole numbers from 1, not '0'"),
        (["min_confidence=1.1"], "min_confidence takes shares from 0 to 1, not '1.1'"),
        (["min_confidence=nan"], "min_confidence takes shares from 0 to 1, not 'nan'"),
    ],
)
def test_what_cannot_be_swept_is_refused(parts, reason):
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        parse_sweep(parts)


# What a sweep finds --------------------------------------------------------------------------


def test_each_cell_answers_as_its_settings_would_have_it(libraries):
    # 4.0 is a confidence of 0.88, 0.5 one of 0.56, -1.0 one of 0.38.
    grid = [cell(least=0.3), cell(least=0.5), cell(least=0.6), cell(least=0.9)]
    tried = list(sweep(libraries, Counting(), UNFITTED, GOLD, grid))
    assert [(t.id, [trial.answer for trial in t.trials]) for t in tried] == [
        ("1", ["Smith", "Smith", "Smith", ""]),
        ("2", ["ice", "ice", "", ""]),
        ("3", ["Smith", "", "", ""]),
        ("4", ["", "", "", ""]),
    ]
    assert [round(t.trials[0].confidence, 2) for t in tried] == [0.88, 0.56, 0.38, 0.0]
    assert [one.figures["f1"] for one in scores(tried, grid)] == [2 / 4, 3 / 4, 2 / 4, 1 / 4]


def test_each_cell_is_what_an_evaluation_of_its_own_finds(libraries):
    grid = [cell(tokens, k, least) for tokens in (4, 8) for k in (1, 2, 4) for least in (0.3, 0.6)]
    questions = [*GOLD, Gold("5", "Who commanded the ship?", ("Rostron",), "carpathia.md")]
    tried = list(sweep(libraries, Counting(), UNFITTED, questions, grid))
    for number, one in enumerate(grid):
        library = libraries[one.chunking]
        alone = Answerer(library, Counting(), UNFITTED, one.min_confidence)
        rows = list(evaluate_open(alone, questions, one.k))
        assert [t.trials[number].answer for t in tried] == [row.answer for row in rows]
        assert [t.trials[number].confidence for t in tried] == [row.confidence for row in rows]
        assert [t.trials[number].values for t in tried] == [measured(row) for row in rows]
    # The settings matter: both what is read and how much is asked of it change the answers.
    assert [trial.answer for trial in tried[-1].trials[:4]] == [
        "Smith",
        "Smith",
        "Rostron",
        "Rostron",
    ]
    assert len({tuple(t.trials[n].answer for t in tried) for n in range(len(grid))}) == 5


def test_a_question_is_embedded_and_a_passage_read_once(libraries):
    reader = Counting()
    before = {cut: len(library.embedder.encoded) for cut, library in libraries.items()}
    grid = [cell(tokens, k, least) for tokens in (4, 8) for k in (1, 3) for least in (0.2, 0.8)]
    list(sweep(libraries, reader, UNFITTED, GOLD[:3], grid))
    for cut, library in libraries.items():
        assert library.embedder.encoded[before[cut] :] == [
            gold.question.rstrip("?") for gold in GOLD[:3]
        ]
    # Three passages of four and both of eight words, none of them twice.
    assert len(reader.given) == len(set(reader.given)) == 3 * (3 + 2)


def test_a_passage_that_two_libraries_share_is_read_once(libraries):
    for library in libraries.values():
        list(library.add([Article("It snowed.", "", "/news/snow.md")]))
    reader = Counting()
    list(sweep(libraries, reader, UNFITTED, GOLD[:1], [cell(4, 9), cell(8, 9)]))
    assert len(reader.given) == len(set(reader.given)) == 4 + 2 + 1


def test_an_article_that_the_libraries_do_not_have_is_an_error(libraries):
    gold = [Gold("7", "Which ship?", ("x",), "britannic.md")]
    with pytest.raises(GoldError, match="'7' is about the article"):
        list(sweep(libraries, Counting(), UNFITTED, gold, [cell()]))


def test_no_questions_are_left_of_a_sweep_that_is_done():
    assert list(sweep({}, Counting(), UNFITTED, [], [cell()])) == []


def tried(*f1s):
    """One question a tuple, one cell a number in it."""
    return [
        Tried(str(n), tuple(Trial("", 0.0, {"em": 0.0, "f1": value}) for value in values))
        for n, values in enumerate(f1s)
    ]


def test_the_best_cell_has_the_greatest_f1_and_the_others_their_distance():
    grid = [cell(k=1), cell(k=2), cell(k=3), cell(k=4)]
    found = scores(tried((0.0, 1.0, 0.5, 1.0), (0.5, 0.5, 0.5, 0.5)), grid)
    assert [one.cell for one in found] == grid
    # Of two equals the first is the best.
    assert [one.best for one in found] == [False, True, False, False]
    assert [one.figures["f1"] for one in found] == [0.25, 0.75, 0.5, 0.75]
    assert [one.behind.mean for one in found] == [-0.5, 0.0, -0.25, 0.0]
    # Of two questions drawn, a quarter of the time both are the first, or both the second.
    assert found[0].behind == Interval(-0.5, -1.0, 0.0)
    assert found[0].to_json() == {
        "passage_tokens": 8,
        "overlap": 0,
        "k": 1,
        "min_confidence": 0.5,
        "figures": {"em": 0.0, "f1": 0.25},
        "f1_to_best": {"difference": -0.5, "interval": [-1.0, 0.0]},
        "best": False,
    }


@pytest.mark.parametrize("questions", [[], tried((1.0,))], ids=["none", "one trial for two cells"])
def test_scores_need_a_trial_for_each_cell(questions):
    with pytest.raises(ValueError, match=r".+"):
        scores(questions, [cell(k=1), cell(k=2)])


# The file ------------------------------------------------------------------------------------

GRID = [cell(k=1), cell(k=2)]
SOME = tried((0.0, 1.0), (0.5, 0.25), (1.0, 1.0))


def kept(path, questions, settings=SETTINGS, grid=GRID):
    with SweepFile(path, settings, grid) as file:
        return file.tried, list(file.keeping(questions))


def test_what_is_kept_is_there_when_a_sweep_goes_on(tmp_path):
    path = tmp_path / "new" / "sweep.jsonl"
    assert kept(path, SOME[:2]) == ((), SOME[:2])
    assert kept(path, SOME[2:]) == (tuple(SOME[:2]), SOME[2:])
    assert kept(path, []) == (tuple(SOME), [])


def test_half_a_pair_in_a_question_s_id_comes_back_as_it_was(tmp_path):
    half = [Tried("\ud83d", trial.trials) for trial in SOME[:1]]
    kept(tmp_path / "sweep.jsonl", half)
    assert kept(tmp_path / "sweep.jsonl", [])[0] == tuple(half)


def test_a_line_cut_short_is_asked_again(tmp_path):
    path = tmp_path / "sweep.jsonl"
    kept(path, SOME)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for cut in (1, len(lines[-1]) // 2, len(lines[-1]) - 1):
        path.write_bytes(whole[:-cut])
        assert kept(path, SOME[2:]) == (tuple(SOME[:2]), SOME[2:])
        assert path.read_bytes() == whole


def test_a_line_is_there_as_soon_as_its_question_is_done(tmp_path):
    path = tmp_path / "sweep.jsonl"
    with SweepFile(path, SETTINGS, GRID) as file:
        for number, _ in enumerate(file.keeping(SOME), start=2):
            assert path.read_bytes().count(b"\n") == number


def other(**changes):
    values = {name: getattr(SETTINGS, name) for name in SETTINGS.__dataclass_fields__}
    return Settings(**(values | changes))


@pytest.mark.parametrize(
    ("settings", "grid"),
    [
        (other(gold_sha256="cd"), GRID),
        (other(reader="another"), GRID),
        (other(library="other articles"), GRID),
        (SETTINGS, GRID[:1]),
        (SETTINGS, [cell(k=1), cell(k=3)]),
    ],
    ids=["gold", "reader", "library", "fewer cells", "other cells"],
)
def test_another_sweep_s_file_is_left_alone(tmp_path, settings, grid):
    path = tmp_path / "sweep.jsonl"
    kept(path, SOME)
    before = path.read_bytes()
    with pytest.raises(ReportError, match="holds a sweep with other settings: name another file"):
        SweepFile(path, settings, grid)
    assert path.read_bytes() == before


def test_what_the_cells_say_themselves_may_differ(tmp_path):
    path = tmp_path / "sweep.jsonl"
    kept(path, SOME)
    assert kept(path, [], other(k=3, min_confidence=0.9))[0] == tuple(SOME)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda lines: [b"{}\n"], "holds no sweep of an evaluation"),
        (lambda lines: [b'{"clippings": "rows", "settings": {}}\n'], "holds no sweep"),
        (lambda lines: [lines[0], b"nonsense\n", lines[1]], "Line 2 of .* is damaged"),
        (lambda lines: [lines[0], b'{"id": "1"}\n'], "lacks a part"),
        (lambda lines: [lines[0], b'{"id": "1", "trials": []}\n'], "has not one trial for each"),
    ],
)
def test_a_damaged_file_is_refused_and_left_alone(tmp_path, damage, reason):
    path = tmp_path / "sweep.jsonl"
    kept(path, SOME)
    spoilt = b"".join(damage(path.read_bytes().splitlines(keepends=True)))
    path.write_bytes(spoilt)
    with pytest.raises(ReportError, match=reason):
        SweepFile(path, SETTINGS, GRID)
    assert path.read_bytes() == spoilt


def test_a_file_that_cannot_be_had_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match=r"cannot be kept: (Not a directory|File exists)"):
        SweepFile(tmp_path / "file" / "sweep.jsonl", SETTINGS, GRID)
    with pytest.raises(ReportError, match="cannot be kept: Is a directory"):
        SweepFile(tmp_path, SETTINGS, GRID)


# The report ----------------------------------------------------------------------------------


def report_of(folder, grid, values):
    found = [
        Scores(one, {"em": value, "f1": value}, Interval(-0.1, -0.2, 0.0), value == max(values))
        for one, value in zip(grid, values, strict=True)
    ]
    write_sweep(folder, SETTINGS, found, 7)
    return (folder / "sweep.html").read_text(), json.loads((folder / "sweep.json").read_text())


def test_the_report_has_every_cell_as_a_number_in_the_map_and_in_the_table(tmp_path):
    grid = cells({"k": (1, 2), "passage_tokens": (4, 8)}, cell())
    page, told = report_of(tmp_path / "new", grid, [0.111, 0.222, 0.444, 0.333])
    assert (told["n"], told["settings"]["reader"]) == (7, "scripted")
    assert [c["figures"]["f1"] for c in told["cells"]] == [0.111, 0.222, 0.444, 0.333]
    assert [c["best"] for c in told["cells"]] == [False, False, True, False]
    f1, em = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    for drawn in (f1, em):
        texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
        assert sorted(texts) == sorted(
            ["11.1", "22.2", "33.3", "44.4", "k 1", "k 2", "passage tokens 4", "passage tokens 8"]
        )
        assert re.findall(r"<text[^>]*font-weight: 700[^>]*>([^<]*)</text>", drawn) == ["44.4"]
    best = re.findall(r'<tr class="best">(.*?)</tr>', page)
    assert len(best) == 1
    assert re.findall(r"<td[^>]*>([^<]*)</td>", best[0]) == [
        *("8", "0", "1", "0.5"),
        *("44.4", "best", "44.4"),
    ]
    assert page.count("-10.0 (-20.0 to +0.0)") == 3


def test_the_page_loads_nothing_and_escapes_names(tmp_path):
    found = [Scores(cell(), {"em": 1.0, "f1": 1.0}, Interval(0.0, 0.0, 0.0), best=True)]
    write_sweep(tmp_path, other(gold="<script>alert(1)</script>"), found, 1)
    page = (tmp_path / "sweep.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r'(src|href)="(?!#|data:,)', page.replace("xlink:href", "href"))
    assert "@import" not in page
