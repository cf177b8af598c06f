"""Reciprocal rank fusion by hand, and hits of a small library."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, ArticleInfo, Library, Passage
from qa.retrieve import fuse, retrieve
from tests.fakes import WordEmbedder

RANKINGS = st.lists(st.integers(0, 30), unique=True, max_size=12)


def test_an_id_scores_the_sum_of_its_reciprocal_ranks():
    assert fuse([[1, 2], [2, 3]]) == [(2, 1 / 62 + 1 / 61), (1, 1 / 61), (3, 1 / 62)]
    assert fuse([[1, 2], [2]], constant=1) == [(2, 1 / 3 + 1 / 2), (1, 1 / 2)]


def test_ties_go_by_id():
    assert [i for i, _ in fuse([[9, 4], [4, 9]])] == [4, 9]


def test_rankings_that_find_nothing_fuse_to_nothing():
    assert fuse([[], []]) == []
    assert fuse([]) == []


@settings(deadline=None)
@given(RANKINGS, RANKINGS, st.integers(0, 200))
def test_whatever_the_constant_what_is_ahead_in_both_rankings_stays_ahead(one, other, constant):
    fused = fuse([one, other], constant)
    order = [i for i, _ in fused]
    assert fused == fuse([other, one], constant)
    assert set(order) == {*one, *other}
    assert fuse([one], constant) == [(i, 1 / (constant + n)) for n, i in enumerate(one, 1)]
    assert sorted(fused, key=lambda pair: -pair[1]) == fused
    # A ranking that is counted twice changes no order if the other is counted twice as well.
    assert [i for i, _ in fuse([one, other, one, other], constant)] == order
    for a in set(one) & set(other):
        for b in set(one) & set(other):
            if one.index(a) < one.index(b) and other.index(a) < other.index(b):
                assert order.index(a) < order.index(b)


@pytest.fixture
def library(tmp_path):
    with Library(tmp_path, load=lambda _: WordEmbedder()) as opened:
        told = {
            "one": "Brega is an oil town.",
            "two": "Fog stopped ships.",
            "three": "The sea is cold and deep.",
        }
        assert [o.status for o in opened.add(Article(t, n, n) for n, t in told.items())] == [
            "added"
        ] * 3
        yield opened


def test_a_hit_has_its_cosine_its_words_and_both_ranks(library):
    hits = retrieve(library, "Where is Brega?", 3)
    assert hits[0].passage.article.title == "one"
    assert hits[0].score == 1 / 61 + 1 / 61
    # Two of the question's three words are among the six that are embedded, the title's with them.
    assert hits[0].similarity == pytest.approx(2 / math.sqrt(3 * 6))
    assert hits[0].match > 0
    # "is" is in every article, so no word of the question points to another one.
    assert [hit.match for hit in hits[1:]] == [0.0, 0.0]
    assert [hit.similarity for hit in hits[1:]] == pytest.approx([1 / math.sqrt(3 * 7), 0.0])
    assert [hit.score for hit in hits[1:]] == [1 / 62, 1 / 63]


def test_no_more_than_k_hits_are_returned(library):
    assert [hit.passage.article.title for hit in retrieve(library, "Where is Brega?", 1)] == ["one"]


def test_an_empty_library_has_no_hits(tmp_path):
    with Library(tmp_path, load=lambda _: WordEmbedder()) as empty:
        assert retrieve(empty, "Where is Brega?", 5) == []


class TwoLists:
    """A library of which only the two rankings are known."""

    def nearest(self, question, limit):
        return [(1, 0.75), (2, 0.5)]

    def matching(self, question, limit):
        return [(3, 8.0), (1, 4.0)]

    def passages(self, ids):
        info = ArticleInfo("a", "", "", "", "", "")
        return [Passage(i, info, 0, 3, "fog") for i in ids if i != 2]


def test_a_passage_found_by_its_words_alone_is_no_nearer_than_the_last_found_by_meaning():
    hits = retrieve(TwoLists(), "Where is Brega?", 5)
    found = [(hit.passage.id, hit.score, hit.similarity, hit.match) for hit in hits]
    # Passage 2 was removed while the question was being asked.
    assert found == [(1, 1 / 61 + 1 / 62, 0.75, 4.0), (3, 1 / 61, 0.5, 8.0)]
