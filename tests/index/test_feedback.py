"""What people say of answers is kept as it was said."""

from contextlib import closing

import pytest

from index import Feedback, Place
from index.store import Store
from tests.index.stored import entry


def test_feedback_comes_back_as_it_was_given_and_outlives_its_article(path, opened):
    opened.put([entry()])
    given = [
        Feedback("Where?", "Orléans", "right", place=Place(entry().article.id, 19, 26)),
        Feedback("Where?", None, "wrong", time="2026-01-02T03:04:05.678+00:00"),
        Feedback("Where?", "🌊", "corrected", "The dyke", Place(entry().article.id, 28, 36)),
        Feedback("Who?", "Ann", "unanswerable"),
    ]
    for one in given:
        opened.feedback.keep(one)
    opened.remove([entry().article.id])
    with closing(Store(path)) as again:
        assert again.feedback.all() == given
    assert [one.time.endswith("+00:00") for one in given] == [True] * 4


@pytest.mark.parametrize(
    ("verdict", "correction"), [("corrected", None), ("corrected", ""), ("right", "Ann")]
)
def test_a_correction_and_nothing_else_has_corrected_words(verdict, correction):
    with pytest.raises(ValueError, match=f"the verdict '{verdict}' with correction"):
        Feedback("Who?", None, verdict, correction)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 1)])
def test_a_place_is_a_part_of_a_text(start, end):
    with pytest.raises(ValueError, match="is no part of a text"):
        Place("a", start, end)
