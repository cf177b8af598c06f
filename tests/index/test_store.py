"""The database: what is put in comes out, and what is wrong is said in a sentence."""

import sqlite3
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, Chunking, LibraryError, database
from index.database import FORMAT, Database
from index.store import Entry, Settings, Store, match_query

TEXT = "🌊 The wave reached Orléans. The dyke held."
WAVE, DYKE = (0, 27), (28, 42)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "library.sqlite3"


@pytest.fixture
def opened(path):
    with closing(Store(path)) as opened:
        yield opened


def entry(text=TEXT, spans=(WAVE, DYKE), origin="/a.txt", title="Flood", date=""):
    vectors = np.arange(len(spans) * 2, dtype=np.float32).reshape(-1, 2)
    return Entry(Article(text, title, origin, date=date), spans, vectors)


def found(opened, question):
    return [p.text for p in opened.passages(i for i, _ in opened.match(question, 10))]


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
    assert opened.match("wave dyke flood", 10) == []
    assert found(opened, "storm") == ["The storm passed."]
    assert before.isdisjoint(opened.passage_ids().tolist())


def test_an_id_is_never_used_twice(opened):
    opened.put([entry()])
    last = opened.passage_ids()[-1]
    opened.remove([entry().article.id])
    assert opened.counts() == (0, 0)
    assert opened.match("wave", 10) == []
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


def test_full_text_finds_words_by_stem_and_without_accents_and_by_title(opened):
    opened.put([entry()])
    assert found(opened, "Which waves?") == ["🌊 The wave reached Orléans."]
    assert found(opened, "orleans") == ["🌊 The wave reached Orléans."]
    assert sorted(found(opened, "floods")) == sorted([TEXT[slice(*WAVE)], TEXT[slice(*DYKE)]])


def test_the_best_match_comes_first_with_the_greatest_score(opened):
    opened.put([entry("Rain. Rain and much more about other things.", [(0, 5), (6, 44)])])
    (first, high), (second, low) = opened.match("rain", 10)
    assert [p.start for p in opened.passages([first, second])] == [0, 6]
    assert high > low > 0
    assert len(opened.match("rain", 1)) == 1


def test_common_words_are_looked_for_only_where_there_are_no_others():
    assert match_query("What is the wave?") == '"wave"'
    assert match_query("Who is it?") == '"Who" OR "is" OR "it"'
    assert match_query("?! __") == ""


@given(st.text())
@settings(deadline=None, max_examples=150)
def test_no_question_is_read_as_syntax(question):
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE t USING fts5 (a)")
        if query := match_query(question.replace("\0", "")):
            db.execute("SELECT * FROM t WHERE t MATCH ?", (query,)).fetchall()


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
        Database(path, "")._prepare_immutable(sqlite3.OperationalError())
