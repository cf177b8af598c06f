"""An evaluation made in the window: which questions, how far, what is kept, and what is shown."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from threading import Event

import pytest

from index import Article, Feedback, GoldError, Library, Place, ReportError
from qa import Answerer, Gold, GoldSet, read_gold
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from ui.window.evaluation.evaluation_tab import Results, offers, shown
from ui.window.evaluation.evaluator import Evaluator, Progress
from ui.window.evaluation.gold_choices import (
    DROPPED,
    JUDGED,
    STARTER,
    Chosen,
    choose,
    spread,
    starters_in,
)
from ui.window.evaluation.kept_runs import FOLDER, KeptRuns, when
from ui.window.evaluation.render_evaluation import render_nothing, render_progress, render_run

TOWNS = ("Oslo", "Rome", "Bonn", "Cork")
ASKED = {town: f"Who was mayor in {town}?" for town in TOWNS}
QUESTIONS = tuple(Gold(town, ASKED[town], (f"Bo of {town}",), f"{town}.md") for town in TOWNS)
CHOSEN = Chosen("towns.jsonl", QUESTIONS)


class Reader(ScriptedReader):
    """Knows every mayor but those it was told to forget; waits where it was told to."""

    def __init__(self, *forgotten: str) -> None:
        super().__init__({ASKED[t]: {f"Bo of {t}": 4.0} for t in TOWNS if t not in forgotten})
        self.asked: list[str] = []
        self.at_work, self.may_go_on = Event(), Event()
        self.may_go_on.set()
        self.bug = False

    def read(self, question, passages):
        if self.bug:
            raise RuntimeError("a bug")
        self.at_work.set()
        self.may_go_on.wait(10)
        self.asked.append(question)
        return super().read(question, passages)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library", "words", load=lambda _: WordEmbedder()) as library:
        list(library.add(Article(f"The mayor was Bo of {t}.", t, f"/n/{t}.md") for t in TOWNS))
        yield library


@pytest.fixture
def runs(library: Library) -> KeptRuns:
    return KeptRuns(library.folder / FOLDER)


def evaluator_of(library: Library, runs: KeptRuns, reader: Reader) -> Evaluator:
    return Evaluator(Answerer(library, reader, UNFITTED), runs)


def ended(evaluator: Evaluator, chosen: Chosen = CHOSEN) -> Progress:
    evaluator.start(chosen)
    *_, last = evaluator.watch()
    return last


# Which questions -----------------------------------------------------------------------------


def test_a_limit_takes_questions_evenly_from_first_to_last():
    eight = [Gold(str(n), f"q{n}", ()) for n in range(8)]
    assert [gold.id for gold in spread(eight, 4)] == ["0", "2", "4", "6"]
    assert [gold.id for gold in spread(eight, 3)] == ["0", "2", "5"]
    assert spread(eight, 0) == spread(eight, 8) == spread(eight, 99) == tuple(eight)


def test_the_starter_questions_are_offered_only_with_their_articles(library):
    answerer = Answerer(library, Reader(), UNFITTED)
    assert [name for _, name in offers(answerer)] == [JUDGED, DROPPED]
    with pytest.raises(GoldError, match=r"^168 of the 240 questions are about articles that the"):
        choose(library, STARTER, None)


def test_the_starter_articles_may_come_from_another_installation(library):
    import seeds

    named = {gold.article for gold in read_gold(seeds.QUESTIONS).questions if gold.article}
    list(library.add(Article(f"About {n}.", n, f"/elsewhere/seeds/{n}") for n in sorted(named)))
    assert starters_in(library)
    assert len(choose(library, STARTER, None, 7).questions) == 7
    library.remove([library.find(min(named))[0].id])
    assert not starters_in(library)


def test_what_people_said_becomes_questions(library):
    with pytest.raises(GoldError, match="judge some in the chat"):
        choose(library, JUDGED, None)
    (oslo,) = library.find("Oslo.md")
    library.keep(Feedback(ASKED["Oslo"], "Bo of Oslo", "right", None, Place(oslo.id, 14, 24)))
    chosen = choose(library, JUDGED, None)
    assert chosen.name == "feedback.jsonl"
    assert [(g.question, g.answers, g.article) for g in chosen.questions] == [
        (ASKED["Oslo"], ("Bo of Oslo",), oslo.id)
    ]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.jsonl", "no JSON", "Line 1 of a.jsonl is not valid JSON."),
        ("a.csv", "question,answer\n", "The gold questions a.csv hold no question."),
        (
            "a.jsonl",
            '{"id": "1", "question": "Who?", "answers": ["Bo"], "article": "Paris.md"}',
            "1 of the 1 questions are about articles that the library does not have. "
            "The first: There is no article 'Paris.md'.",
        ),
        (
            "a.jsonl",
            '{"id": "c", "turns": []}',
            "a.jsonl holds conversations: measure these with `clippings eval`.",
        ),
        (
            "a.json",
            '{"data": [{"paragraphs": [{"context": "Bo.", "qas": '
            '[{"id": "1", "question": "Who?", "answers": [{"text": "Bo"}]}]}]}]}',
            "a.json brings its own articles: measure it with `clippings eval`, "
            "which asks it over these alone.",
        ),
    ],
)
def test_a_file_that_cannot_be_asked_is_refused_by_its_own_name(
    library, tmp_path, name, text, message
):
    (tmp_path / name).write_text(text)
    with pytest.raises(GoldError) as refused:
        choose(library, DROPPED, tmp_path / name)
    assert str(refused.value) == message


def test_without_a_file_there_is_nothing_to_ask(library):
    with pytest.raises(GoldError, match="drop one with gold questions first"):
        choose(library, DROPPED, None)


# A run ---------------------------------------------------------------------------------------


def test_a_run_is_kept_whole_with_its_report_and_plots(library, runs):
    last = ended(evaluator_of(library, runs, Reader("Bonn")))
    assert (last.phase, last.done, last.total) == ("done", 4, 4)
    (name,) = runs.names()
    folder = library.folder / FOLDER / name
    assert sorted(path.name for path in folder.iterdir()) == [
        "gold.jsonl",
        "latency.svg",
        "recall.svg",
        "reliability.svg",
        "report.html",
        "report.json",
        "report.md",
        "risk.svg",
        "rows.jsonl",
    ]
    assert read_gold(folder / "gold.jsonl") == GoldSet(QUESTIONS)
    kept = runs.read(name)
    assert (kept.run.settings.gold, kept.summary["n"], kept.summary["em"]) == (
        "towns.jsonl",
        4,
        0.75,
    )
    assert kept.compared is None
    assert kept.plots == ("risk", "reliability", "recall", "latency")
    assert not (library.folder / FOLDER / "unfinished").exists()


def test_a_run_is_compared_with_the_last_one_of_the_same_questions(library, runs):
    ended(evaluator_of(library, runs, Reader("Bonn")))
    ended(evaluator_of(library, runs, Reader()), Chosen("other.jsonl", QUESTIONS))
    # As after a restart: nothing is known but what is in the folder.
    ended(evaluator_of(library, KeptRuns(library.folder / FOLDER), Reader("Oslo", "Rome")))
    newest, other, oldest = runs.names()
    assert runs.read(other).compared is None
    compared = runs.read(newest).compared
    assert compared is not None
    assert compared["against"] == f"the run of {when(oldest)}"
    assert [flip["id"] for flip in compared["won"]] == ["Bonn"]
    assert [flip["id"] for flip in compared["lost"]] == ["Oslo", "Rome"]
    em = compared["differences"]["em"]
    assert (em["old"], em["new"], em["difference"]) == (0.75, 0.5, -0.25)


def test_a_stopped_run_goes_on_where_it_was_and_asks_nothing_twice(library, runs):
    reader = Reader()
    evaluator = evaluator_of(library, runs, reader)
    reader.may_go_on.clear()
    evaluator.start(CHOSEN)
    reader.at_work.wait(10)
    evaluator.stop()  # the question that is being read is still answered
    reader.may_go_on.set()
    *_, last = evaluator.watch()
    assert (last.phase, last.done, last.seconds_left) == ("stopped", 1, None)
    assert runs.names() == []
    again = Reader()
    assert ended(evaluator_of(library, runs, again)).phase == "done"
    assert reader.asked + again.asked == list(ASKED.values())
    assert len(runs.read(runs.names()[0]).run.rows) == 4


def test_a_stopped_run_of_other_questions_is_not_gone_on_with(library, runs):
    unfinished = library.folder / FOLDER / "unfinished"
    for left in ("no rows at all\n", '{"clippings": "rows", "settings": {"gold": "x"}}\n'):
        unfinished.mkdir(parents=True)
        (unfinished / "rows.jsonl").write_text(left)
        assert ended(evaluator_of(library, runs, Reader())).phase == "done"
    assert [len(runs.read(name).run.rows) for name in runs.names()] == [4, 4]


def test_one_evaluation_at_a_time_in_this_program_and_in_others(library, runs):
    reader = Reader()
    evaluator = evaluator_of(library, runs, reader)
    reader.may_go_on.clear()
    evaluator.start(CHOSEN)
    with pytest.raises(ReportError, match="An evaluation is at work"):
        evaluator.start(CHOSEN)
    reader.at_work.wait(10)
    elsewhere = evaluator_of(library, KeptRuns(library.folder / FOLDER), Reader())
    assert ended(elsewhere).failure == (
        "Another program evaluates over this library: wait until it is done."
    )
    reader.may_go_on.set()
    *_, last = evaluator.watch()
    assert last.phase == "done"


def test_a_bug_is_shown_as_one_and_what_a_person_can_mend_as_a_sentence(library, runs):
    reader = Reader()
    reader.bug = True
    last = ended(evaluator_of(library, runs, reader))
    assert last.phase == "failed"
    assert isinstance(last.bug, RuntimeError)
    assert "A fault in Clippings ended it" in shown(last, Results(runs))[0]
    (library.folder / FOLDER / "unfinished" / "gold.jsonl").unlink()
    (library.folder / FOLDER / "unfinished" / "gold.jsonl").mkdir()
    last = ended(evaluator_of(library, runs, Reader()))
    told, figures, start, stop = shown(last, Results(runs))
    assert last.bug is None
    assert "cannot be kept: Is a directory." in told
    assert figures == render_nothing()
    assert (start["interactive"], stop["visible"]) == (True, False)


def test_while_it_runs_the_figures_stay_and_it_can_be_stopped(runs):
    at_work = Progress("asking", "x", 1, 4, 100.0)
    told, figures, start, stop = shown(at_work, Results(runs))
    assert '<progress value="1" max="4">' in told
    assert figures["__type__"] == "update"
    assert (start["interactive"], stop["visible"]) == (False, True)


# What may be looked at -----------------------------------------------------------------------


def test_only_what_a_finished_run_shows_may_be_looked_at(library, runs):
    ended(evaluator_of(library, runs, Reader()))
    (name,) = runs.names()
    (library.folder / FOLDER / "unfinished").mkdir()
    (library.folder / FOLDER / "unfinished" / "report.html").write_text("")
    report = runs.file(name, "report.html")
    assert report == library.folder / FOLDER / name / "report.html"
    for run, file in (
        (name, "gold.jsonl"),
        (name, "../../library.sqlite3"),
        (name, "report.html/"),
        (name + "\n", "report.html"),
        ("unfinished", "report.html"),
        ("..", "report.html"),
        ("20200101T000000Z", "report.html"),
    ):
        assert runs.file(run, file) is None


def test_two_runs_of_one_second_have_names_of_their_own(library, runs):
    for _ in range(3):
        ended(evaluator_of(library, runs, Reader()))
    assert len(runs.names()) == 3


def test_a_damaged_run_is_told_and_compared_with_by_none(library, runs):
    ended(evaluator_of(library, runs, Reader()))
    folder = library.folder / FOLDER / runs.names()[0]
    (folder / "report.json").write_text("{}")
    (folder / "rows.jsonl").write_text("")
    with pytest.raises(ReportError):
        Results(runs).html()
    assert runs.before("towns.jsonl", QUESTIONS) is None


# What is shown -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress("idle"), ""),
        (Progress("starting", "x", 0, 9), "Starting…"),
        (Progress("asking", "x", 3, 9), "3 of 9 questions asked"),
        (Progress("asking", "x", 3, 9, 0.2), "3 of 9 questions asked, about 1 s left"),
        (Progress("asking", "x", 3, 9, 89.0), "3 of 9 questions asked, about 89 s left"),
        (Progress("asking", "x", 3, 9, 200.0), "3 of 9 questions asked, about 3 min left"),
        (Progress("reporting", "x", 9, 9), "Drawing the figures…"),
        (Progress("done", "x", 1, 1), "Done: 1 of 1 question asked."),
        (
            Progress("stopped", "x", 3, 9),
            "Stopped after 3 of 9 questions. Start the same again, and it goes on from there.",
        ),
    ],
)
def test_how_far_it_is_stands_in_words(progress, words):
    assert text_of(render_progress(progress)) == words


def test_a_failure_is_told_and_escaped():
    failed = Progress("failed", error=GoldError("<b> is missing"))
    assert "<p>&lt;b&gt; is missing</p>" in render_progress(failed)


def test_a_run_is_shown_with_its_figures_changes_causes_and_plots(library, runs):
    ended(evaluator_of(library, runs, Reader("Bonn")))
    ended(evaluator_of(library, runs, Reader("Oslo", "Rome")))
    newest, older = runs.names()
    page = render_run(runs.read(newest), [older])
    text = text_of(page)
    assert text.startswith(f"4 questions of towns.jsonl{when(newest)}, over 4 articles")
    assert "EM, all questions50.0" in text
    assert f"Compared with the run of {when(older)}4 questions are in both" in text
    assert "EM, all questions75.050.0-25.0" in text
    assert "1 won, 2 lost (McNemar's exact test: p = 1)." in text
    assert f"{ASKED['Bonn']}before: no answer (wrongly abstained) · now: Bo of Bonn (right)" in text
    assert "wrongly abstainedSuch a passage was read, and nothing was answered.250.0" in text
    assert f'<a href="evaluations/{newest}/report.html" target="_blank">Open the report</a>' in page
    assert f'<a href="evaluations/{older}/report.html" target="_blank">{when(older)}</a>' in page
    assert f'src="evaluations/{newest}/recall.svg"' in page
    assert (
        'alt="The passage with the answer is found: 100.0% in the first 1, 100.0% in the first 5, '
        '100.0% in the first 10."'
    ) in page
    assert "\n" not in page


def test_what_others_wrote_is_shown_as_it_is(library, runs):
    hostile = "<img src=x onerror=alert(1)> & who?"
    questions = (Gold("1", hostile, ("<b>",)), replace(QUESTIONS[0], id="2"))
    for reader in (Reader(), Reader("Oslo")):
        ended(evaluator_of(library, runs, reader), Chosen("<script>.jsonl", questions))
    kept = runs.read(runs.names()[0])
    flip = dict(kept.compared["lost"][0], question=hostile, old="<i>", old_verdict="<u>")
    page = render_run(replace(kept, compared=dict(kept.compared, lost=[flip])), [])
    assert f"{hostile}before: <i> (<u>) · now: no answer" in text_of(page)
    assert "2 questions of <script>.jsonl" in text_of(page)
    assert {"script", "i", "u"}.isdisjoint(tags_of(page))
    assert "onerror=alert" not in page.replace("&lt;img src=x onerror=alert(1)&gt;", "")


def test_the_last_run_is_read_once(library, runs, monkeypatch):
    results = Results(runs)
    assert results.html() == render_nothing()
    ended(evaluator_of(library, runs, Reader()))
    page = results.html()
    monkeypatch.setattr(runs, "read", pytest.fail)
    assert results.html() is page


def test_a_run_is_called_by_the_time_that_the_clock_shows():
    told = datetime(2026, 8, 4, 10, 21, 3, tzinfo=UTC).astimezone()
    assert when("20260804T102103Z") == told.strftime("%Y-%m-%d %H:%M")


def test_the_report_in_the_folder_tells_of_the_comparison(library, runs):
    for _ in range(2):
        ended(evaluator_of(library, runs, Reader()))
    report = runs.file(runs.names()[0], "report.json")
    assert report is not None
    assert json.loads(report.read_text(encoding="utf-8"))["compare"]["pairs"] == 4


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: set[str] = set()

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)


def parsed(page: str) -> _Text:
    parser = _Text()
    parser.feed(page)
    parser.close()
    return parser


def text_of(page: str) -> str:
    return "".join(parsed(page).text)


def tags_of(page: str) -> set[str]:
    return parsed(page).tags
