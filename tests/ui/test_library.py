"""``clippings`` on the articles themselves: show, edit, list, sync, and asking some of them."""

import json
import math
import os

import pytest
from click.testing import CliRunner
from filelock import FileLock

import qa
from index import Library
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from ui.cli import main

FLOOD = (
    "BREGA, Libya, March 31, 2011 (Reuters) - The sea rose and 12 boats sank in the harbour. "
    "Nobody was hurt, a fisherman said, as the crews were all ashore for the night."
)
LATER = FLOOD.replace("12 boats", "15 boats")
SNOW = "Snow\n\nIt snowed in Oslo and 3 boats froze in the harbour."
BOATS = "How many boats sank in the harbour?"
SCRIPT = {BOATS: {"12": 4.0, "15": 4.0, "3": 2.0}}
LONG_AGO = 1_300_000_000


@pytest.fixture
def clip(tmp_path, monkeypatch):
    """Runs a command over a library of the test's own."""
    monkeypatch.setitem(Library.__init__.__kwdefaults__, "load", WordEmbedder)
    monkeypatch.setattr(qa, "load_reader", lambda name=None: ScriptedReader(SCRIPT))
    monkeypatch.setattr(qa, "load_calibration", lambda folder, mode: UNFITTED)

    def run(*arguments):
        environment = {"CLIPPINGS_LIBRARY": str(tmp_path / "library")}
        return CliRunner().invoke(main, [str(a) for a in arguments], env=environment)

    return run


@pytest.fixture
def news(tmp_path):
    """A folder of three articles: one story in two papers, and another."""
    folder = tmp_path / "news"
    folder.mkdir()
    write(folder, "planet.md", FLOOD, "Flood", "Planet", "2011-03-31", "[Sea, Ports]")
    write(folder, "gazette.md", FLOOD, "Boats lost", "Gazette", "2011-04-01", "[]")
    (folder / "snow.txt").write_text(SNOW)
    return folder


@pytest.fixture
def ids(clip, news):
    """The articles' ids by their sources, in a library that holds them."""
    done(clip("add", news))
    return {info["source"]: info["article_id"] for info in told(clip("list", "--json"))}


def write(folder, name, text, title, source, date, tags):
    head = f"---\ntitle: {title}\nsource: {source}\ndate: {date}\ntags: {tags}\n---\n"
    (folder / name).write_text(head + text)


def done(result):
    assert result.exit_code == 0, result.output
    return result.stdout


def told(result):
    return json.loads(done(result))


def refused(result, code=1):
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit)
    return result.stderr.splitlines()[-1].removeprefix("Error: ")


def listed(clip, *options):
    return {info["source"] for info in told(clip("list", "--json", *options))}


# Show and edit ----------------------------------------------------------------------------------


def test_show_tells_all_that_is_known_of_an_article(clip, ids):
    assert clip("show", ids["Planet"]).stderr.splitlines() == [
        "title: Flood",
        "dateline: BREGA, Libya, March 31, 2011 (Reuters)",
        "date: 2011-03-31",
        "source: Planet",
        "tags: Sea, Ports",
    ]
    shown = told(clip("show", ids["Planet"], "--json"))
    assert shown["dateline"] == "BREGA, Libya, March 31, 2011 (Reuters)"
    assert (shown["tags"], shown["url"], shown["pages"]) == (["Sea", "Ports"], None, None)


def test_what_is_put_right_is_shown_and_outlasts_the_file(clip, ids, news):
    changes = ["--byline", "Ann Lee", "--date", "20110330", "--url", "https://example.org/1"]
    printed = done(clip("edit", ids["Planet"], *changes, "--title", "Surge", "--tag", "Libya"))
    assert printed.splitlines() == [
        "title: Surge",
        "byline: Ann Lee",
        "dateline: BREGA, Libya, March 31, 2011 (Reuters)",
        "date: 2011-03-30",
        "source: Planet",
        "url: https://example.org/1",
        "tags: Libya",
        "put right: byline, date, tags, title, url",
    ]
    write(news, "planet.md", LATER, "Storm", "The Planet", "2011-04-02", "[Storms]")
    assert done(clip("add", news)) == "0 added, 1 updated, 2 unchanged, 0 failed\n"
    shown = told(clip("show", ids["Planet"], "--json"))
    assert (shown["title"], shown["byline"], shown["date"]) == ("Surge", "Ann Lee", "2011-03-30")
    assert (shown["source"], shown["text"], shown["tags"]) == ("The Planet", LATER, ["Libya"])
    assert told(clip("edit", ids["Planet"], "--no-tags", "--json"))["tags"] == []


@pytest.mark.parametrize(
    ("arguments", "reason", "code"),
    [
        (["--date", "yesterday"], "'yesterday' is not a date such as 2011-03-31.", 1),
        (["--url", "example.org"], "'example.org' is not a web address such as", 1),
        (["--title", " "], "A title has to have a letter in it.", 1),
        (["--tag", "a", "--no-tags"], "--tag and --no-tags are not for one another.", 2),
        ([], "Say what to put right, such as --title or --date.", 2),
    ],
)
def test_an_edit_that_cannot_be_is_refused_and_changes_nothing(clip, ids, arguments, reason, code):
    before = done(clip("show", ids["Planet"], "--json"))
    assert refused(clip("edit", ids["Planet"], *arguments), code).startswith(reason)
    assert done(clip("show", ids["Planet"], "--json")) == before
    assert "no article 'none'" in refused(clip("edit", "none", "--title", "x"))


# Filters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "sources"),
    [
        ([], {"Planet", "Gazette", "snow.txt"}),
        (["--since", "2011-04-01"], {"Gazette"}),
        (["--until", "2011-03-31"], {"Planet"}),
        (["--source", "PLANET", "--source", "snow.txt"], {"Planet", "snow.txt"}),
        (["--tag", "sea"], {"Planet"}),
        (["--tag", "none"], set()),
    ],
    ids=lambda given: " ".join(sorted(given)),  # in one order, whatever a set's is
)
def test_every_command_keeps_to_the_articles_that_are_meant(clip, ids, options, sources):
    assert listed(clip, *options) == sources
    found = told(clip("search", BOATS, "--json", *options))["passages"]
    everywhere = {h["source"] for h in found} | {a["source"] for h in found for a in h["also_in"]}
    assert everywhere == sources
    answer = told(clip("ask", BOATS, "--json", "--min-confidence", "0", *options))
    assert (answer["answer"] is None) == (not sources)


def test_a_filter_that_cannot_be_is_told_in_a_sentence(clip, ids):
    for command in (["list"], ["search", BOATS], ["ask", BOATS]):
        assert refused(clip(*command, "--since", "soon")) == (
            "'soon' is not a date such as 2011-03-31."
        )
    reason = refused(clip("list", "--since", "2012-01-01", "--until", "2011-01-01"))
    assert reason == "No day is since 2012-01-01 and until 2011-01-01."
    assert clip("list", "--tag", "none").stderr == "The library has no such article.\n"


def test_an_evaluation_keeps_to_them_too(clip, ids, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"question": BOATS, "answers": ["3"], "article": "snow.txt"}))
    how = ["eval", gold, "--json", "--min-confidence", "0"]
    assert told(clip(*how, "--source", "snow.txt"))["em"] == 1.0
    assert told(clip(*how))["em"] == told(clip(*how, "--source", "planet"))["em"] == 0.0
    assert "are for your own library" in refused(clip(*how, "--mode", "reading", "--tag", "x"), 2)
    rows = ["--rows", tmp_path / "rows.jsonl"]
    told(clip(*how, *rows))
    assert "holds the rows of another run" in refused(clip(*how, *rows, "--source", "planet"))


# Stories ----------------------------------------------------------------------------------------


def test_a_story_of_two_papers_is_cited_once_and_both_are_named(clip, ids):
    answer = told(clip("ask", BOATS, "--json"))
    (citation,) = answer["citations"]
    assert (answer["answer"], citation["source"]) == ("12", "Gazette")
    other = {
        "article": ids["Planet"],
        "title": "Flood",
        "source": "Planet",
        "date": "2011-03-31",
    }
    assert citation["also_in"] == [other]
    assert done(clip("ask", BOATS)).splitlines()[-2:] == [
        "[1] Boats lost, Gazette, 2011-04-01",
        "    also in Flood, Planet, 2011-03-31",
    ]
    first, second = told(clip("search", BOATS, "--json"))["passages"]
    assert (first["also_in"], second["also_in"]) == ([other], [])
    assert "    also in Flood, Planet, 2011-03-31" in done(clip("search", BOATS)).splitlines()


def test_the_newer_version_answers_and_the_older_one_as_of_its_day(clip, news, ids):
    write(news, "late.md", LATER, "Flood", "Planet", "2011-04-03", "[]")
    done(clip("add", news))
    for options, answer in (([], "15"), (["--until", "2011-04-02", "--source", "planet"], "12")):
        assert told(clip("ask", BOATS, "--json", *options))["answer"] == answer


# Sync -------------------------------------------------------------------------------------------


def aged(folder):
    for file in folder.rglob("*"):
        os.utime(file, (LONG_AGO, LONG_AGO))


def test_sync_tells_what_it_did_and_does_it_once(clip, news):
    aged(news)
    done(clip("add", news))
    assert done(clip("sync", news, "--dry-run")) == (
        "0 new, 0 changed, 0 moved, 0 deleted, 3 unchanged, 0 failed "
        "(dry run: nothing was changed)\n"
    )
    (news / "storm.txt").write_text("Storm\n\nA storm came.")
    (news / "planet.md").unlink()
    (news / "snow.txt").rename(news / "ice.txt")
    (news / "bad.txt").write_bytes(b"\x00")
    result = clip("sync", news)
    assert result.exit_code == 1  # a file failed
    assert result.stderr == f"failed: {news}/bad.txt: it holds binary data, not text\n"
    lines = result.stdout.splitlines()
    assert lines[-1] == "2 new, 0 changed, 0 moved, 2 deleted, 1 unchanged, 1 failed"
    assert sorted(lines[:-1]) == [
        f"deleted: {news}/planet.md",
        f"deleted: {news}/snow.txt",
        f"new: {news}/ice.txt",
        f"new: {news}/storm.txt",
    ]
    (news / "bad.txt").unlink()
    (news / "ice.txt").rename(news / "frost.txt")
    assert told(clip("sync", news, "--json")) == {
        "folder": str(news),
        "dry_run": False,
        "new": [],
        "changed": [],
        "moved": [{"from": f"{news}/ice.txt", "to": f"{news}/frost.txt"}],
        "deleted": [],
        "unchanged": 2,
        "failed": [],
    }
    assert listed(clip) == {"Gazette", "frost.txt", "storm.txt"}


def test_sync_refuses_what_would_empty_the_library(clip, news, ids, tmp_path):
    news.rename(tmp_path / "elsewhere")
    reason = refused(clip("sync", news))
    assert reason.startswith(f"There is no folder {news}: nothing was changed.")
    news.mkdir()
    assert "holds no articles now, and the library has 3 from there" in refused(clip("sync", news))
    assert listed(clip) == {"Gazette", "Planet", "snow.txt"}
    assert done(clip("sync", news, "--allow-empty")).splitlines()[-1].startswith("0 new, 0 changed")
    assert listed(clip) == set()


def test_sync_makes_no_library_of_a_folder_that_is_not_there(clip, tmp_path):
    assert "There is no folder" in refused(clip("sync", tmp_path / "none"))
    assert not (tmp_path / "library").exists()
    (tmp_path / "news").mkdir()
    assert "There is no library" in refused(clip("sync", tmp_path / "news", "--dry-run"))
    assert not (tmp_path / "library").exists()


def test_a_second_sync_at_once_is_refused(clip, news, ids, tmp_path):
    with FileLock(tmp_path / "library" / "sync.lock"):
        assert refused(clip("sync", news)).startswith("Another sync of the library at")


def test_confidence_counts_a_story_once(clip, ids):
    # As if there were one article: the score of the answer, its lead over the other, one place.
    assert told(clip("ask", BOATS, "--json"))["confidence"] == pytest.approx(
        1 / (1 + math.exp(-2)), abs=1e-4
    )
