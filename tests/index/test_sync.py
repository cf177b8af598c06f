"""A library that follows a folder: what changed there, and nothing else, whatever happens."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from filelock import FileLock

import index.library
from index import Article, Chunking, Library, LibraryError, sync_folder
from index.sync import LOCK
from tests.fakes import WordEmbedder

ROOT = Path(index.library.__file__).parents[1]
LONG_AGO = 1_300_000_000


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "news" / "old").mkdir(parents=True)
    return tmp_path / "news"


@pytest.fixture
def library(tmp_path):
    with Library(tmp_path / "library", load=WordEmbedder, chunking=Chunking(60, 0)) as opened:
        yield opened


def write(path, text, *, seconds=LONG_AGO):
    """A file that was not written just now."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (seconds, seconds))
    return path


def synced(library, folder, **how):
    """What became of which files, by their names in the folder."""

    def short(path):
        return path.removeprefix(f"{folder}/")

    changes = list(sync_folder(library, folder, **how))
    return {
        (c.what, *([short(c.before)] if c.before else []), short(c.path))
        for c in changes
        if c.what != "unchanged"
    }


def held(library):
    """Titles and texts by the end of the origin."""
    return {Path(info.origin).name: library.article(info.id).text for info in library.articles()}


@pytest.fixture
def filled(library, folder):
    write(folder / "rain.txt", "Rain\n\nIt rained in Paris.")
    write(folder / "old" / "snow.txt", "Snow\n\nIt snowed in Oslo.")
    rows = [{"id": n, "text": f"Hail number {n} fell."} for n in (1, 2, 3)]
    write(folder / "hail.jsonl", "\n".join(map(json.dumps, rows)))
    assert synced(library, folder) == {
        ("new", "rain.txt"),
        ("new", "old/snow.txt"),
        ("new", "hail.jsonl"),
    }
    library.embedder.encoded.clear()
    return library


def test_the_library_holds_what_the_folder_holds(filled, folder):
    assert held(filled) == {
        "rain.txt": "Rain\n\nIt rained in Paris.",
        "snow.txt": "Snow\n\nIt snowed in Oslo.",
        "hail.jsonl#1": "Hail number 1 fell.",
        "hail.jsonl#2": "Hail number 2 fell.",
        "hail.jsonl#3": "Hail number 3 fell.",
    }


def test_a_second_sync_opens_no_file_and_does_nothing(filled, folder, monkeypatch):
    before = filled._store.version()

    def refused(*given, **how):
        raise AssertionError("no file is opened")

    monkeypatch.setattr(Path, "open", refused)
    monkeypatch.setattr(Path, "read_bytes", refused)
    changes = list(sync_folder(filled, folder))
    assert Counter(change.what for change in changes) == {"unchanged": 3}
    assert filled._store.version() == before


def test_new_changed_and_deleted_files_are_followed(filled, folder):
    write(folder / "rain.txt", "Rain\n\nIt rained in Rome.")
    write(folder / "fog.txt", "Fog\n\nFog lay over Bonn.")
    (folder / "old" / "snow.txt").unlink()
    write(folder / "hail.jsonl", '{"id": 2, "text": "Hail number 2 fell."}\n{"id": 4, "text": "4"}')
    assert synced(filled, folder, dry_run=True) == {
        ("changed", "rain.txt"),
        ("changed", "hail.jsonl"),
        ("new", "fog.txt"),
        ("deleted", "old/snow.txt"),
    }
    assert len(held(filled)) == 5  # nothing was done
    assert synced(filled, folder) == {
        ("changed", "rain.txt"),
        ("changed", "hail.jsonl"),
        ("new", "fog.txt"),
        ("deleted", "old/snow.txt"),
    }
    assert held(filled) == {
        "rain.txt": "Rain\n\nIt rained in Rome.",
        "fog.txt": "Fog\n\nFog lay over Bonn.",
        "hail.jsonl#2": "Hail number 2 fell.",
        "hail.jsonl#4": "4",
    }
    assert synced(filled, folder) == set()


def test_a_record_that_alone_is_gone_is_a_change(filled, folder):
    write(folder / "hail.jsonl", '{"id": 2, "text": "Hail number 2 fell."}')
    assert synced(filled, folder) == {("changed", "hail.jsonl")}
    assert sorted(held(filled)) == ["hail.jsonl#2", "rain.txt", "snow.txt"]
    assert filled.embedder.encoded == []


def test_a_moved_file_is_embedded_no_second_time_and_keeps_what_was_put_right(filled, folder):
    (snow,) = filled.find("old/snow.txt")
    filled.edit(snow.id, {"byline": "Bo"})
    (folder / "old" / "snow.txt").rename(folder / "first.txt")
    (folder / "hail.jsonl").rename(folder / "old" / "stones.jsonl")
    moves = {("moved", "old/snow.txt", "first.txt"), ("moved", "hail.jsonl", "old/stones.jsonl")}
    assert synced(filled, folder, dry_run=True) == moves
    assert synced(filled, folder) == moves
    # The title of a record that has none is its file's name, which is embedded with it.
    assert filled.embedder.encoded == [f"stones\nHail number {n} fell." for n in (1, 2, 3)]
    (first,) = filled.find("first.txt")
    assert (first.title, first.byline) == ("Snow", "Bo")
    assert sorted(held(filled)) == [
        "first.txt",
        "rain.txt",
        "stones.jsonl#1",
        "stones.jsonl#2",
        "stones.jsonl#3",
    ]
    assert synced(filled, folder) == set()


def test_a_copy_is_new_and_of_two_places_one_is_moved(filled, folder):
    write(folder / "copy.txt", "Rain\n\nIt rained in Paris.")
    assert synced(filled, folder) == {("new", "copy.txt")}
    (folder / "rain.txt").rename(folder / "a.txt")
    (folder / "copy.txt").rename(folder / "b.txt")
    what = synced(filled, folder)
    assert {change[0] for change in what} == {"moved"}
    assert len(what) == 2
    assert sorted(held(filled))[:2] == ["a.txt", "b.txt"]


def test_only_what_came_from_the_folder_is_touched(filled, folder, tmp_path):
    beside = Article("Beside it.", "Beside", f"{folder}-2/a.txt")
    elsewhere = Article("Elsewhere.", "Elsewhere", f"{tmp_path}/b.txt")
    list(filled.add([beside, elsewhere]))
    write(folder / "old" / "a.txt#1.txt", "One\n\nThe name has a mark in it.")
    write(folder / "old" / "a.txt", "Two\n\nThe name has none.")
    (folder / "rain.txt").unlink()
    assert synced(filled, folder) == {
        ("deleted", "rain.txt"),
        ("new", "old/a.txt"),
        ("new", "old/a.txt#1.txt"),
    }
    write(folder / "old" / "a.txt", "Two\n\nThe name still has none.")
    assert synced(filled, folder) == {("changed", "old/a.txt")}
    assert synced(filled, folder / "old") == set()
    assert {"Beside", "Elsewhere", "One", "Two", "Snow"} <= {i.title for i in filled.articles()}


@pytest.mark.parametrize("how", ["missing", "empty"])
def test_a_folder_that_is_not_mounted_empties_no_library(filled, folder, how, tmp_path):
    folder.rename(tmp_path / "elsewhere")
    if how == "empty":
        folder.mkdir()
    reason = {"missing": "There is no folder", "empty": "holds no articles now, and the library"}
    for dry_run in (True, False):
        with pytest.raises(
            LibraryError, match=f"{reason[how]}.*nothing was changed.*--allow-empty"
        ):
            synced(filled, folder, dry_run=dry_run)
    assert len(held(filled)) == 5
    assert synced(filled, folder, allow_empty=True) == {
        ("deleted", "rain.txt"),
        ("deleted", "old/snow.txt"),
        ("deleted", "hail.jsonl"),
    }
    assert held(filled) == {}


def test_an_empty_folder_of_which_nothing_is_known_is_no_matter(filled, tmp_path):
    (tmp_path / "more").mkdir()
    assert synced(filled, tmp_path / "more") == set()
    assert len(held(filled)) == 5


def test_what_can_no_longer_be_read_stays_and_is_told_every_time(filled, folder):
    (folder / "rain.txt").write_bytes(b"\x00\x01")
    write(folder / "hail.jsonl", '{"id": 1, "text": "One fell."}\n{"id": 2}\nno JSON')
    for first in (True, False):
        changes = list(sync_folder(filled, folder))
        failed = {c.path.removeprefix(f"{folder}/"): c.reason for c in changes if c.reason}
        assert failed["rain.txt"] == "it holds binary data, not text"
        assert failed["hail.jsonl#line-3"] == "line 3 is not valid JSON"
        assert len(failed) == 3
        what = {c.path: c.what for c in changes if c.what in ("changed", "unchanged")}
        assert what[f"{folder}/hail.jsonl"] == ("changed" if first else "unchanged")
    assert held(filled)["rain.txt"] == "Rain\n\nIt rained in Paris."
    assert held(filled)["hail.jsonl#1"] == "One fell."
    assert "hail.jsonl#3" not in held(filled)


def test_a_folder_inside_that_cannot_be_read_is_left_alone(filled, folder, monkeypatch):
    walk = os.walk

    def refusing(top, onerror):
        for parent, folders, names in walk(top):
            if Path(parent).name == "old":
                onerror(PermissionError(13, "Permission denied", parent))
            else:
                yield parent, folders, names

    (folder / "old" / "snow.txt").unlink()  # as far as anybody can see
    monkeypatch.setattr(os, "walk", refusing)
    assert synced(filled, folder) == {("failed", "old")}
    assert "snow.txt" in held(filled)


def test_a_file_written_just_now_is_looked_into_again(filled, folder):
    (folder / "rain.txt").write_text("Rain\n\nIt rained in Rome.")
    status = (folder / "rain.txt").stat()
    assert synced(filled, folder) == {("changed", "rain.txt")}
    (folder / "rain.txt").write_text("Rain\n\nIt rained in Bonn.")
    os.utime(folder / "rain.txt", ns=(status.st_mtime_ns, status.st_mtime_ns))
    assert synced(filled, folder) == {("changed", "rain.txt")}
    assert held(filled)["rain.txt"].endswith("Bonn.")


def test_a_file_that_is_only_newer_has_not_changed(filled, folder):
    write(folder / "rain.txt", "Rain\n\nIt rained in Paris.", seconds=LONG_AGO + 5)
    assert synced(filled, folder, dry_run=True) == synced(filled, folder) == set()
    assert filled.files(folder)[f"{folder}/rain.txt"].stamp.split("-")[1].startswith("1300000005")


def test_what_was_added_by_hand_is_taken_over_and_what_was_removed_comes_back(filled, folder):
    write(folder / "fog.txt", "Fog\n\nFog lay over Bonn.")
    list(filled.add([Article("Fog\n\nFog lay over Bonn.", "Fog", f"{folder}/fog.txt", "fog.txt")]))
    filled.embedder.encoded.clear()
    assert synced(filled, folder) == set()
    assert filled.embedder.encoded == []
    (two,) = filled.find("hail.jsonl#2")
    filled.remove([two.id])
    assert synced(filled, folder) == {("changed", "hail.jsonl")}
    assert held(filled)["hail.jsonl#2"] == "Hail number 2 fell."


def test_a_second_sync_at_once_is_refused(filled, folder):
    write(folder / "fog.txt", "Fog\n\nFog lay over Bonn.")
    with FileLock(filled.folder / LOCK):
        with pytest.raises(LibraryError, match="Another sync of the library at "):
            synced(filled, folder)
        assert synced(filled, folder, dry_run=True) == {("new", "fog.txt")}
    assert synced(filled, folder) == {("new", "fog.txt")}


KILLED = """
import os, signal, sys
from pathlib import Path
from index import Chunking, Library, sync_folder
from index.store import Store
from tests.fakes import WordEmbedder
owner, name, calls, library, folder = sys.argv[1:]
owner = {"Store": Store, "WordEmbedder": WordEmbedder}[owner]
done, true = [], owner.__dict__[name]
true = getattr(true, "__func__", true)
def deadly(*given, **how):
    done.append(1)
    if len(done) == int(calls):
        os.kill(os.getpid(), signal.SIGKILL)
    return true(*given, **how)
setattr(owner, name, staticmethod(deadly) if name == "_insert" else deadly)
with Library(Path(library), load=WordEmbedder, chunking=Chunking(60, 0)) as opened:
    list(sync_folder(opened, Path(folder)))
"""


@pytest.mark.parametrize(
    ("owner", "name", "calls"),
    [("Store", "_insert", 1), ("Store", "_insert", 12), ("WordEmbedder", "encode", 2),
     ("Store", "remove", 1), ("Store", "remove", 2)],
)  # fmt: skip
def test_a_sync_that_is_killed_is_made_up_for_by_the_next(filled, folder, owner, name, calls):
    for n in range(20):
        write(folder / f"{n}.txt", f"Number {n}\n\nNumber {n} fell.")
    write(folder / "hail.jsonl", '{"id": 2, "text": "Hail number 2 fell."}')
    (folder / "rain.txt").unlink()
    (folder / "old" / "snow.txt").rename(folder / "first.txt")
    process = subprocess.run(
        [sys.executable, "-c", KILLED, owner, name, str(calls), filled.folder, folder],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert process.returncode == -signal.SIGKILL, process.stderr
    synced(filled, folder)
    assert sorted(held(filled)) == sorted(
        ["first.txt", "hail.jsonl#2", *(f"{n}.txt" for n in range(20))]
    )
    assert synced(filled, folder) == set()
    ids = {p.id for info in filled.articles() for p in filled.passages_of([info.id])}
    assert {i for i, _ in filled.nearest("number", 99)} == ids
    assert {i for i, _ in filled.matching("number", 99)} <= ids
