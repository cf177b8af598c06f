"""Full text: words are found in any form, and no question is taken for syntax."""

import sqlite3
from contextlib import closing

from hypothesis import given, settings
from hypothesis import strategies as st

from index.fulltext import match_query
from tests.index.stored import DYKE, TEXT, WAVE, entry, found


def test_full_text_finds_words_by_stem_and_without_accents_and_by_title(opened):
    opened.put([entry()])
    assert found(opened, "Which waves?") == ["🌊 The wave reached Orléans."]
    assert found(opened, "orleans") == ["🌊 The wave reached Orléans."]
    assert sorted(found(opened, "floods")) == sorted([TEXT[slice(*WAVE)], TEXT[slice(*DYKE)]])


def test_the_best_match_comes_first_with_the_greatest_score(opened):
    opened.put([entry("Rain. Rain and much more about other things.", [(0, 5), (6, 44)])])
    (first, high), (second, low) = opened.fulltext.match("rain", 10)
    assert [p.start for p in opened.passages([first, second])] == [0, 6]
    assert high > low > 0
    assert len(opened.fulltext.match("rain", 1)) == 1


def test_words_are_counted_in_any_inflection_and_listed_by_how_they_start(opened):
    opened.put([entry("Rain fell. It was raining. Rails were wet.", [(0, 10), (11, 26), (27, 42)])])
    words = ("rain", "Rained", "rail", "was", "snow")
    assert [opened.fulltext.count(word) for word in words] == [2, 2, 1, 0, 0]
    assert opened.fulltext.terms("rai") == [("rail", 1), ("rain", 2)]
    assert opened.fulltext.terms("x") == []


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
