"""Chats: kept as they were, in order, and for nobody but their owner."""

import sqlite3
import threading
from contextlib import closing

import pytest

from index import Article, Chunking
from index.schema import FORMAT, UPGRADES
from index.store import Entry, Settings, Store
from tests.index.stored import entry
from tests.index.test_store import FORMAT_1

ANN, BO = "a" * 64, "b" * 64


@pytest.fixture
def store(path):
    with closing(Store(path)) as store:
        yield store


@pytest.fixture
def chats(store):
    return store.chats


def bodies(chats, owner, chat):
    found = chats.open(owner, chat)
    return [turn.body for turn in found.turns] if found else None


def titles(chats, owner, search=""):
    return [info.title for info in chats.all(owner, search)]


def test_turns_come_back_in_order_with_what_they_became(path, chats):
    first = chats.ask(ANN, "1", "Who?", "who", "asked 🌊")
    second = chats.ask(ANN, "1", "not its title", "when", "asked too")
    assert second > first
    assert chats.answer(ANN, first, "who ada", "answered")
    with closing(Store(path)) as again:
        assert titles(again.chats, ANN) == ["Who?"]
        assert bodies(again.chats, ANN, "1") == ["answered", "asked too"]


def test_the_chat_that_was_asked_in_last_comes_first(chats):
    for number, chat in enumerate(["1", "2", "1"]):
        chats.ask(ANN, chat, f"chat {chat}", "", "")
        while chats.all(ANN)[0].id != chat:  # two within a millisecond are in no order
            chats.ask(ANN, chat, "", "", str(number))
    assert titles(chats, ANN) == ["chat 1", "chat 2"]


def test_nobody_sees_or_touches_the_chat_of_another(chats):
    turn = chats.ask(ANN, "1", "Who?", "who", "body")
    kept = chats.open(ANN, "1")
    assert chats.all(BO) == chats.all(BO, "who") == []
    assert chats.open(BO, "1") is None
    assert chats.ask(BO, "1", "Mine?", "", "") is None
    assert not chats.answer(BO, turn, "", "")
    assert not chats.rename(BO, "1", "Mine")
    assert not chats.remove(BO, "1")
    chats.restore(BO, kept)
    assert chats.all(BO) == []
    assert chats.open(ANN, "1") == kept


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["Bridges", "Ferries"]),
        ("ÉCOLE", ["Bridges"]),
        ("ada bridg", ["Bridges"]),  # one in a turn, the other in the title
        ("ada when", ["Bridges"]),  # one in a turn, the other in another
        ("ada skua", []),
        ("%", []),
        ('"', []),
    ],
)
def test_a_search_finds_words_anywhere_in_a_chat(chats, search, found):
    chats.ask(ANN, "2", "Ferries", "Who sank the Skua?", "{}")
    chats.ask(ANN, "1", "Bridges", "Who built it? Ada, of the École.", "{}")
    chats.ask(ANN, "1", "", "When?", "{}")
    assert sorted(titles(chats, ANN, search)) == found


def test_a_chat_is_renamed_removed_and_put_back(chats):
    turns = [chats.ask(ANN, "1", "Who?", "", body) for body in ("a", "b")]
    assert chats.rename(ANN, "1", "Builders")
    gone = chats.open(ANN, "1")
    assert gone.info.title == "Builders"
    assert chats.remove(ANN, "1")
    assert not chats.remove(ANN, "1")
    assert chats.open(ANN, "1") is None
    # What comes late for a turn that is gone finds no other in its place.
    assert chats.ask(BO, "2", "", "", "another's") not in turns
    assert not chats.answer(ANN, turns[1], "", "late")
    chats.restore(ANN, gone)
    assert chats.open(ANN, "1") == gone
    chats.remove(ANN, "1")
    chats.ask(ANN, "1", "And?", "", "c")  # asked in a page that still shows it
    chats.restore(ANN, gone)
    assert bodies(chats, ANN, "1") == ["a", "b", "c"]


def test_many_may_ask_at_once_and_nothing_is_lost(path, chats):
    def ask(owner):
        for n in range(10):
            chats.ask(owner, f"chat of {owner}", owner, "", f"{owner} {n}")

    people = [str(n) for n in range(8)]
    threads = [threading.Thread(target=ask, args=[owner]) for owner in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for owner in people:
        assert bodies(chats, owner, f"chat of {owner}") == [f"{owner} {n}" for n in range(10)]


def test_chats_outlive_articles_and_are_no_change_to_them(store, chats):
    store.describe(Settings("id", "words", 2, Chunking()))
    store.put([entry()])
    before = store.version()
    turn = chats.ask(ANN, "1", "Who?", "", "")
    chats.answer(ANN, turn, "", "body")
    chats.rename(ANN, "1", "Who then?")
    kept = chats.open(ANN, "1")
    chats.remove(ANN, "1")
    chats.restore(ANN, kept)
    assert store.version() == before
    store.remove([entry().article.id])
    assert store.version() != before
    assert bodies(chats, ANN, "1") == ["body"]


def test_a_library_of_the_second_format_is_brought_up_to_date_and_loses_nothing(path):
    with closing(sqlite3.connect(path)) as db:
        db.executescript(FORMAT_1 + UPGRADES[1] + "PRAGMA user_version = 2;")
        db.execute("INSERT INTO feedback (time, question, verdict) VALUES ('t', 'Who?', 'right')")
        db.commit()
    with closing(Store(path)) as store:
        assert [info.title for info in store.articles()] == ["Flood"]
        assert [said.question for said in store.feedback.all()] == ["Who?"]
        store.chats.ask(ANN, "1", "Who?", "", "body")
    with closing(Store(path)) as store:
        assert bodies(store.chats, ANN, "1") == ["body"]
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (FORMAT,)


def test_sources_and_tags_are_listed_once_by_the_alphabet(store):
    told = [("Gull", ("Sea", "harbour")), ("gull", ("sea",)), ("Écho", ()), ("", ("Air",))]
    store.put(
        [
            Entry(
                Article("It rose.", "", f"/{n}", source, tags=tags), [(0, 8)], entry().vectors[:1]
            )
            for n, (source, tags) in enumerate(told)
        ]
    )
    assert store.sources() == ["Gull", "Écho"]
    assert store.tags() == ["Air", "harbour", "Sea"]
