"""What somebody says of an answer, and where the words stand that are right instead."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ArticleInfo, Feedback, Passage, Place
from qa import Answer, Citation, Hit, Timings
from ui.window.ask.feedback import corrected, judged, passages_of, unanswerable, withdrawn

QUESTION = "Who built the bridge?"
ARTICLE = "Notes. The adage says:\nAda Lindqvist\nbuilt it 🌊. Bo Ek paid.\n\nAda left."
# The second passage is the one that is cited.
SPLIT = ARTICLE.index("Bo Ek")


def info(name: str) -> ArticleInfo:
    return ArticleInfo(name, name.title(), "", "", "", f"/x/{name}")


def passage(number: int, name: str, text: str, start: int, end: int) -> Passage:
    return Passage(number, info(name), start, end, text[start:end])


OTHER = passage(1, "other", "Bo built a tower.", 0, 17)
FIRST = passage(2, "bridge", ARTICLE, 7, SPLIT)
SECOND = passage(3, "bridge", ARTICLE, SPLIT, len(ARTICLE))


def answer(text: str | None) -> Answer:
    citation = Citation(
        1, info("bridge"), SECOND.text, SPLIT, SECOND.end, SPLIT, SPLIT + len("Bo Ek"), 4.0
    )
    hits = tuple(Hit(one, 1.0, 0.0, 0.0) for one in (OTHER, FIRST, SECOND))
    cited = (citation,) if text else ()
    return Answer(QUESTION, text, 0.9, cited, (), hits, Timings(0.0, 0.0, 0.0))


GIVEN, SILENT = answer("Bo Ek"), answer(None)


def plain(said: Feedback | None) -> tuple[object, ...]:
    assert said is not None
    assert said.question == QUESTION
    return said.answer, said.verdict, said.correction, said.place


def test_verdicts_name_the_answer_and_a_right_one_its_place():
    place = Place("bridge", SPLIT, SPLIT + 5)
    assert plain(judged(GIVEN, right=True)) == ("Bo Ek", "right", None, place)
    assert plain(judged(GIVEN, right=False)) == ("Bo Ek", "wrong", None, None)
    assert plain(judged(SILENT, right=True)) == (None, "right", None, None)
    assert plain(unanswerable(GIVEN)) == ("Bo Ek", "unanswerable", None, None)
    assert plain(withdrawn(SILENT)) == (None, "withdrawn", None, None)


def test_passages_that_are_cited_come_first_and_each_once():
    assert passages_of(GIVEN) == [SECOND, OTHER, FIRST]
    assert passages_of(SILENT) == [OTHER, FIRST, SECOND]


@pytest.mark.parametrize(
    ("words", "right", "start"),
    [
        ("Ada Lindqvist", "Ada Lindqvist", 23),
        # A line's end counts as a blank, and blanks around or between do not count.
        ("  Ada  Lindqvist built it", "Ada Lindqvist\nbuilt it", 23),
        ("built it 🌊.", "built it 🌊.", 37),
        ("🌊", "🌊", ARTICLE.index("🌊")),
        ("t 🌊", None, 0),
        # The passage that is cited comes first.
        ("Ada", "Ada", ARTICLE.rindex("Ada")),
        ("ada", None, 0),  # only in the middle of a word
        ("adag", None, 0),
        ("Notes", None, 0),  # in the article, and in no passage that was read
        ("Ek. Bo", None, 0),
        (".*", None, 0),
        ("", None, 0),
        (" \n", None, 0),
    ],
)
def test_a_correction_stands_in_a_passage_that_was_read(words, right, start):
    said = corrected(GIVEN, words)
    if right is None:
        assert said is None
    else:
        place = Place("bridge", start, start + len(right))
        assert plain(said) == ("Bo Ek", "corrected", right, place)


ENDS = st.integers(0, len(ARTICLE))


@given(ENDS, ENDS)
def test_whole_words_that_are_selected_are_found_and_nothing_else_is(start, end):
    words = ARTICLE[start:end]
    said = corrected(SILENT, words)
    shown = any(one.start <= start < end <= one.end for one in (FIRST, SECOND))
    cut = any(re.fullmatch(r"\w\w", ARTICLE[max(at - 1, 0) : at + 1]) for at in (start, end))
    if shown and words.strip() and not cut:
        assert said is not None
    if said is not None:
        assert (said.place is not None, said.correction is not None) == (True, True)
        text = {"bridge": ARTICLE, "other": OTHER.text}[said.place.article]
        assert text[said.place.start : said.place.end] == said.correction
        assert said.correction.split() == words.split()
