"""Two texts are one story or two: by the words that they share in a row."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import read_paths
from index.likeness import SAME_STORY, bands, likeness, shingles
from seeds import ARTICLES


def numbered(first, last):
    """A text of the words that stand for these numbers."""
    return " ".join(f"w{n}" for n in range(first, last))


def test_shingles_are_every_five_words_in_a_row_whatever_their_case_and_marks():
    assert shingles("The river ROSE, again; and fell.") == {
        "the river rose again and",
        "river rose again and fell",
    }
    assert shingles("It rose.") == {"it rose"}
    assert shingles("?!") == frozenset()


def test_likeness_is_the_share_of_shingles_in_common():
    # 6 and 6 shingles, of which 4 are the same: 4 of 8.
    assert likeness(shingles(numbered(0, 10)), shingles(numbered(2, 12))) == 0.5
    assert likeness(shingles("a b"), shingles("A, b!")) == 1.0
    assert likeness(frozenset(), frozenset()) == 0.0


words = st.lists(st.sampled_from(string.ascii_lowercase), max_size=40).map(" ".join)


@given(words, words)
def test_likeness_is_symmetric_and_whole_only_for_the_same(one, other):
    a, b = shingles(one), shingles(other)
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b) <= 1
    assert (likeness(a, b) == 1) == (a == b and bool(a))


def test_equal_sets_have_all_bands_in_common_and_strange_ones_none():
    one = bands(shingles(numbered(0, 300)))
    assert one == bands(shingles(numbered(0, 300).upper()))
    assert len(set(one)) == len(one) == 42
    assert not set(one) & set(bands(shingles(numbered(1000, 1300))))
    assert all(-(2**63) <= value < 2**63 for value in one)
    assert bands(frozenset()) == ()


@pytest.mark.parametrize("first", range(0, 4000, 200))
def test_texts_that_are_just_alike_enough_share_a_band(first):
    # 400 and 400 shingles with 250 in common: 250 of 550.
    one = shingles(numbered(first, first + 404))
    other = shingles(numbered(first + 150, first + 554))
    assert likeness(one, other) == pytest.approx(250 / 550)
    assert likeness(one, other) > SAME_STORY
    assert set(bands(one)) & set(bands(other))


def retold(text):
    """A story in another paper: a new head, the last paragraph cut, a word in fifty changed."""
    paragraphs = text.split("\n\n")
    words = "\n\n".join(paragraphs[1:-1]).split(" ")
    words[::50] = ["changed"] * len(words[::50])
    return f"Another headline for all of this\n\nBy Somebody Else\n\n{' '.join(words)}"


def test_the_starter_articles_retold_are_the_same_stories_and_no_two_of_them_are_one():
    texts = [article.text for article in read_paths([str(ARTICLES)])]
    assert len(texts) > 20
    parts = [shingles(text) for text in texts]
    for text, part in zip(texts, parts, strict=True):
        again = shingles(retold(text))
        assert likeness(part, again) > SAME_STORY, text[:60]
        assert set(bands(part)) & set(bands(again))
    others = [likeness(a, b) for n, a in enumerate(parts) for b in parts[:n]]
    assert max(others) < SAME_STORY / 4
