"""What is found and how it is ranked: hits of small libraries, by hand."""

import math

import pytest

from index import Article, ArticleInfo, Library, Passage
from qa.ranking import Features
from qa.retrieve import candidates, retrieve
from tests.fakes import WordEmbedder

ALIKE = Features(1.0, 1.0, 1.0, 1.0, 1.0)


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


def test_a_hit_has_its_cosine_its_words_and_what_both_weigh(library):
    hits = retrieve(library, "Where is Brega?", 3, weights=Features(10.0, 1.0, 0.0, 0.0, 0.5))
    assert hits[0].passage.article.title == "one"
    # Two of the question's three words are among the six that are embedded, the title's with them.
    assert hits[0].similarity == pytest.approx(2 / math.sqrt(3 * 6))
    assert hits[0].match > 0
    # Its BM25 score is the best, and no two neighbouring words of the question are side by side.
    assert hits[0].score == pytest.approx(20 / math.sqrt(18) + 1.0)
    # "is" is in every article, so no word of the question points to another one.
    assert [hit.match for hit in hits[1:]] == [0.0, 0.0]
    assert [hit.similarity for hit in hits[1:]] == pytest.approx([1 / math.sqrt(3 * 7), 0.0])
    assert [hit.score for hit in hits[1:]] == pytest.approx([10 / math.sqrt(21), 0.0])


def test_no_more_than_k_hits_are_returned(library):
    assert [hit.passage.article.title for hit in retrieve(library, "Where is Brega?", 1)] == ["one"]


def test_what_is_under_discussion_gains_and_what_says_no_name_of_the_question_loses_most(library):
    plain = retrieve(library, "Where is Brega?", 3)
    (fog,) = [hit.passage.article for hit in plain if hit.passage.article.title == "two"]
    told = retrieve(library, "Where is Brega?", 3, about={fog.id})
    scores = {hit.passage.article.title: hit.score for hit in plain}
    assert {hit.passage.article.title: hit.favour for hit in plain} == dict.fromkeys(scores, 0.0)
    assert {hit.passage.article.title: hit.favour for hit in told} == {
        "one": -1.0,
        "two": 1.0,
        "three": -2.5,  # "one" is of another article too, but it is about Brega
    }
    for hit in told:
        assert hit.score == pytest.approx(scores[hit.passage.article.title] + hit.favour)


def test_an_empty_library_has_no_hits(tmp_path):
    with Library(tmp_path, load=lambda _: WordEmbedder()) as empty:
        assert retrieve(empty, "Where is Brega?", 5) == []


@pytest.mark.parametrize("asked", ["where is brega", "WHERE IS BREGA?", "Where is Brega ?!"])
def test_case_and_question_mark_change_nothing(library, asked):
    plain = retrieve(library, "Where is Brega?", 3)
    assert retrieve(library, asked, 3) == plain


class TwoLists:
    """A library of which only what either search finds is known."""

    texts = ("", "Fog. Ice.", "", "Fog and ice.")

    def corrected(self, question):
        return question.replace("fogg", "fog")

    def rarity(self, words):
        return dict.fromkeys(words, 1.0)

    def nearest(self, question, limit, where, also):
        assert set(also) == {1, 3}
        return [(1, 0.75), (2, 0.5), (3, 0.25)]

    def matching(self, question, limit, where):
        return [(3, 8.0), (1, 4.0)] if "fogg" not in question else []

    def stories(self, article_ids, where):
        return []

    def passages(self, ids):
        info = ArticleInfo("a", "", "", "", "", "")
        return [Passage(i, info, 0, 3, self.texts[i]) for i in ids if i != 2]


def test_the_features_of_either_search_and_of_the_words_is_put_together():
    found = {c.passage.id: (c.match, c.features) for c in candidates(TwoLists(), "fogg and ice", 5)}
    # Passage 2 was removed while the question was being asked. "and" is no telling word.
    assert found == {
        1: (4.0, Features(0.75, 0.5, 0.5, 1.0, 0.0)),
        3: (8.0, Features(0.25, 1.0, 1.0, 1.0, 1.0)),
    }


def test_what_weighs_more_comes_first_and_ties_go_by_id():
    def order(weights):
        return [
            (h.passage.id, h.score) for h in retrieve(TwoLists(), "fog and ice", 5, weights=weights)
        ]

    assert order(ALIKE) == [(3, 4.25), (1, 2.75)]
    assert order(Features(1.0, 0.0, 0.0, 0.0, 0.0)) == [(1, 0.75), (3, 0.25)]
    assert order(Features(0.0, 0.0, 0.0, 1.0, 0.0)) == [(1, 1.0), (3, 1.0)]


class Many(TwoLists):
    """Passage 70 is the last by meaning, and alone has the word."""

    def nearest(self, question, limit, where, also):
        return [(i, 1.0 - i / 100) for i in range(1, 71)]

    def matching(self, question, limit, where):
        return []

    def passages(self, ids):
        info = ArticleInfo("a", "", "", "", "", "")
        return [Passage(i, info, 0, 3, "fog" if i in (60, 70) else "ice") for i in ids]


def test_only_the_first_sixty_are_looked_at_word_by_word():
    found = {c.passage.id: c.features for c in candidates(Many(), "fog", 5)}
    assert len(found) == 70
    assert found[60] == pytest.approx((0.4, 0.0, 1.0, 1.0, 0.0))
    assert found[70] == pytest.approx((0.3, 0.0, 0.0, 0.0, 0.0))
    # Who asks for more passages than that has them all looked at.
    found = {c.passage.id: c.features for c in candidates(Many(), "fog", 70)}
    assert found[70] == pytest.approx((0.3, 0.0, 1.0, 1.0, 0.0))
