"""The database: what is put in comes out, and what is wrong is said in a sentence."""

import sqlite3
from contextlib import closing

import numpy as np
import pytest

from index import Article, Chunking, Feedback, LibraryError, Place, database
from index.database import Database
from index.schema import FORMAT
from index.store import Entry, Settings, Store
from tests.index.stored import DYKE, TEXT, WAVE, entry, found


def test_passages_are_slices_of_the_text_whatever_its_characters(opened):
    opened.put([entry()])
    ids = opened.passage_ids().tolist()
    wave, dyke = opened.passages(ids)
    assert wave.text == TEXT[wave.start : wave.end] == "🌊 The wave reached Orléans."
    assert dyke.text == TEXT[dyke.start : dyke.end] == "The dyke held."
    assert [p.id for p in opened.passages([ids[1], 99, ids[0]])] == [ids[1], ids[0]]


def test_vectors_come_back_bit_for_bit(opened):
    opened.put([entry()])
    ids = opened.passage_ids().tolist()
    assert opened.vectors(ids[::-1], 2).tolist() == [[2.0, 3.0], [0.0, 1.0]]


def test_a_missing_or_misshapen_vector_is_damage(opened):
    opened.put([entry()])
    (first, _) = opened.passage_ids().tolist()
    for ids, dimension in (([99], 2), ([first], 3)):
        with pytest.raises(LibraryError, match=f"is damaged: passage {ids[0]} has no vector"):
            opened.vectors(ids, dimension)


def test_vectors_and_passages_of_different_counts_are_refused():
    with pytest.raises(ValueError, match="2 passages but 1 vectors"):
        Entry(Article(TEXT, "", "/a"), (WAVE, DYKE), np.zeros((1, 2), np.float32))


def test_an_update_drops_old_passages_and_their_full_text(opened):
    opened.put([entry()])
    before = set(opened.passage_ids().tolist())
    opened.put([entry("The storm passed.", [(0, 17)], title="Calm")])
    assert opened.counts() == (1, 1)
    assert opened.fulltext.match("wave dyke flood", 10) == []
    assert found(opened, "storm") == ["The storm passed."]
    assert before.isdisjoint(opened.passage_ids().tolist())


def test_an_id_is_never_used_twice(opened):
    opened.put([entry()])
    last = opened.passage_ids()[-1]
    opened.remove([entry().article.id])
    assert opened.counts() == (0, 0)
    assert opened.fulltext.match("wave", 10) == []
    opened.put([entry()])
    assert opened.passage_ids()[0] > last


def test_entries_are_stored_all_or_none(opened):
    bad = entry(origin="/b.txt")
    object.__setattr__(bad, "vectors", bad.vectors[:1])
    with pytest.raises(ValueError, match="argument"):
        opened.put([entry(), bad])
    assert opened.counts() == (0, 0)


def test_articles_are_listed_newest_first_then_by_title(opened):
    dates = {"b": "2011-03-31", "a": "2011-03-31", "c": "2012-01-01", "d": ""}
    opened.put([entry(origin=t, title=t, date=date) for t, date in dates.items()])
    assert [info.title for info in opened.articles()] == ["c", "a", "b", "d"]


def test_settings_are_recorded_once(opened):
    assert opened.settings() is None
    first = Settings("id", "words", 512, Chunking(60, 2))
    opened.describe(first)
    opened.describe(Settings("other", "model", 2, Chunking()))
    assert opened.settings() == first


def test_what_is_read_in_a_snapshot_is_of_one_moment(path, opened):
    opened.put([entry()])
    with closing(Store(path)) as other, opened.snapshot():
        ids = opened.passage_ids().tolist()
        other.remove([entry().article.id])
        assert opened.vectors(ids, 2).shape == (2, 2)
    assert opened.counts() == (0, 0)


def test_the_version_tells_of_any_write(path, opened):
    versions = [opened.version()]
    opened.put([entry()])
    versions.append(opened.version())
    with closing(Store(path)) as other:
        other.remove([entry().article.id])
    versions.append(opened.version())
    assert len(set(versions)) == 3
    assert opened.version() == versions[-1]


def test_garbage_is_no_library(path):
    path.write_bytes(b"This is no database, but a file of words. " * 100)
    with pytest.raises(LibraryError, match=r"is damaged .*move the folder away"):
        Store(path)


def test_a_library_of_a_newer_format_is_left_alone(path):
    Store(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {FORMAT + 1}")
    with pytest.raises(
        LibraryError, match=f"has format {FORMAT + 1}, and .* reads format {FORMAT}"
    ):
        Store(path)


# The tables of the first format, as they were.
FORMAT_1 = """
CREATE TABLE library (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
    id TEXT PRIMARY KEY, origin TEXT NOT NULL, digest TEXT NOT NULL, title TEXT NOT NULL,
    source TEXT NOT NULL, byline TEXT NOT NULL, date TEXT NOT NULL, text TEXT NOT NULL
);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    article TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    first INTEGER NOT NULL, last INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passage_of_article ON passage (article);
CREATE VIRTUAL TABLE fulltext USING fts5 (
    title, body, tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER passage_gone AFTER DELETE ON passage BEGIN
    DELETE FROM fulltext WHERE rowid = old.id;
END;
INSERT INTO article VALUES ('a', '/a.txt', 'd', 'Flood', 'Planet', 'Ann', '2011-03-31', 'It rose.');
INSERT INTO passage VALUES (7, 'a', 0, 8, x'0000803f00000040');
INSERT INTO fulltext (rowid, title, body) VALUES (7, 'Flood', 'It rose.');
PRAGMA user_version = 1;
PRAGMA application_id = 0x436C6970;
"""


@pytest.fixture
def old(path):
    """A library of the first format."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(FORMAT_1)
    return path


def test_an_older_library_is_brought_up_to_date_and_loses_nothing(old):
    for _ in range(2):  # the second time it is up to date already
        with closing(Store(old)) as opened:
            (info,) = opened.articles()
            assert (info.id, info.title, info.byline, info.date) == (
                "a",
                "Flood",
                "Ann",
                "2011-03-31",
            )
            assert opened.article("a")[1] == "It rose."
            assert opened.vectors([7], 2).tolist() == [[1.0, 2.0]]
            assert found(opened, "rising flood") == ["It rose."]
            opened.feedback.keep(Feedback("Who?", "It", "right", place=Place("a", 0, 2)))
    with closing(Store(old)) as opened:
        assert len(opened.feedback.all()) == 2
        opened.put([entry()])
        assert len(opened.articles()) == 2
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (FORMAT,)


def test_an_upgraded_library_has_the_tables_of_a_new_one(old, tmp_path):
    new = tmp_path / "new.sqlite3"
    Store(old).close()
    Store(new).close()
    tables = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    with closing(sqlite3.connect(old)) as a, closing(sqlite3.connect(new)) as b:
        assert a.execute(tables).fetchall() == b.execute(tables).fetchall()


def test_an_upgrade_that_fails_changes_nothing(old):
    with pytest.raises(LibraryError, match="cannot be used"):
        Database(old, "", {1: "CREATE TABLE more (x);\nCREATE TABLE more (x);\n", 2: ""})
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        assert not db.execute("SELECT * FROM sqlite_master WHERE name = 'more'").fetchall()


def test_an_older_library_that_cannot_be_written_says_so(old, monkeypatch):
    monkeypatch.setattr(Database, "_connect", lambda self: self._prepare("mode=ro"))
    with pytest.raises(LibraryError, match="older version of clippings and is read-only: open it"):
        Store(old)


def test_opening_a_library_writes_nothing(path, opened):
    before = opened.version()
    Store(path).close()
    assert opened.version() == before


def test_a_database_of_another_program_is_left_alone(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE recipe (name)")
        db.execute(f"PRAGMA user_version = {FORMAT}")
    before = path.read_bytes()
    with pytest.raises(LibraryError, match="another program's database"):
        Store(path)
    assert path.read_bytes() == before


def test_a_library_that_is_being_written_is_waited_for_and_then_refused(path, monkeypatch):
    Store(path).close()
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryError, match="is being written by another program: try again"):
            Store(path)
    Store(path).close()


def test_a_folder_in_the_place_of_the_database_is_refused(path):
    path.mkdir()
    with pytest.raises(LibraryError, match="cannot be opened or made"):
        Store(path)


def test_a_library_may_lie_in_a_folder_of_any_name(tmp_path):
    folder = tmp_path / "100% of what? #1"
    folder.mkdir()
    Store(folder / "library.sqlite3").close()
    assert (folder / "library.sqlite3").is_file()


def test_a_log_left_beside_a_read_only_library_is_not_ignored(path):
    Store(path).close()
    path.with_name(path.name + "-wal").write_bytes(b"changes that were not finished")
    with pytest.raises(LibraryError, match="was not closed properly and is read-only"):
        Database(path, "", {})._prepare_immutable(sqlite3.OperationalError())
