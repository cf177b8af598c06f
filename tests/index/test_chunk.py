"""Passages: exact offsets, whole sentences, within the limit, overlapping."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Chunking, sentence_spans
from index.article import clean_text
from index.chunk import chunk

# Four sentences of three words, and one of seven.
FOUR = "One two three. Four five six. Seven eight nine. Ten eleven twelve."
SEVEN = "Rain fell in Paris all that day."


def words(texts):
    return [len(text.split()) for text in texts]


def passages(text, tokens, overlap=1):
    return [text[a:b] for a, b in chunk(text, words, Chunking(tokens, overlap))]


def test_a_passage_holds_whole_sentences_and_begins_with_the_last_one_before():
    assert passages(FOUR, 6) == [
        "One two three. Four five six.",
        "Four five six. Seven eight nine.",
        "Seven eight nine. Ten eleven twelve.",
    ]


def test_overlap_may_be_none():
    assert passages(FOUR, 6, overlap=0) == [
        "One two three. Four five six.",
        "Seven eight nine. Ten eleven twelve.",
    ]


def test_overlap_may_be_of_two_sentences():
    assert passages(FOUR, 9, overlap=2) == [
        "One two three. Four five six. Seven eight nine.",
        "Four five six. Seven eight nine. Ten eleven twelve.",
    ]


def test_there_is_no_overlap_where_it_leaves_no_room_for_a_new_sentence():
    assert passages(FOUR, 5) == FOUR.replace(". ", ".\n").split("\n")


def test_a_sentence_longer_than_a_passage_is_cut_between_words():
    assert passages(f"One two. {SEVEN} Three four.", 3, overlap=0) == [
        "One two.",
        "Rain fell in",
        "Paris all that",
        "day. Three four.",
    ]


def test_a_word_longer_than_a_passage_is_cut_inside():
    assert passages("abcdefgh", 3, overlap=0) == ["abcdefgh"]  # one word is one token here
    letters = chunk("abcdefgh", lambda texts: [len(t) for t in texts], Chunking(3, 0))
    assert letters == [(0, 3), (3, 6), (6, 8)]


def test_a_sentence_never_crosses_a_line_end():
    text = "A heading\nIt rained. Dr. Smith went\nhome"
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "A heading",
        "It rained.",
        "Dr. Smith went",
        "home",
    ]


def test_sentences_can_be_had_of_a_part():
    assert [FOUR[a:b] for a, b in sentence_spans(FOUR, 15, 47)] == [
        "Four five six.",
        "Seven eight nine.",
    ]


def test_boilerplate_at_the_foot_is_in_no_passage():
    assert passages(f"{FOUR}\n\nSign up for our newsletter\n\nShare this article", 100) == [FOUR]


def test_a_text_of_blanks_has_no_passage():
    assert passages(" \n ", 5) == []


@pytest.mark.parametrize(("tokens", "overlap"), [(0, 1), (5, -1)])
def test_settings_under_which_no_passage_can_be_made_are_refused(tokens, overlap):
    with pytest.raises(ValueError, match="passage"):
        Chunking(tokens, overlap)


SENTENCE = st.lists(st.sampled_from("rain fell in Paris all day".split()), min_size=1, max_size=6)
TEXT = st.lists(st.lists(SENTENCE, min_size=1, max_size=5), min_size=1, max_size=5).map(
    lambda paragraphs: "\n\n".join(
        " ".join(" ".join(["We", *sentence]) + "." for sentence in paragraph)
        for paragraph in paragraphs
    )
)


@given(TEXT, st.integers(7, 20), st.integers(0, 3))
@settings(deadline=None, max_examples=150)
def test_passages_of_ordinary_text(text, tokens, overlap):
    spans = chunk(text, words, Chunking(tokens, overlap))
    sentences = sentence_spans(text)
    firsts, lasts = [a for a, _ in sentences], [b for _, b in sentences]
    numbers = [(firsts.index(a), lasts.index(b)) for a, b in spans]  # whole sentences, or an error
    assert max(words([text[a:b] for a, b in spans])) <= tokens
    assert numbers[0][0] == 0
    assert numbers[-1][1] == len(sentences) - 1
    for (first, last), (start, end) in pairwise(numbers):
        assert first < start <= last + 1  # nothing is left out
        assert end > last  # each has something new
        wanted = max(last + 1 - overlap, first + 1)
        if start > wanted:  # less overlap than asked for, only where there was no room for it
            assert words([text[firsts[start - 1] : lasts[last + 1]]])[0] > tokens
        assert start >= wanted
        assert words([text[firsts[start] : lasts[min(end + 1, len(lasts) - 1)]]])[0] > tokens or (
            end == len(lasts) - 1
        )  # and each is filled


@given(st.text().map(clean_text), st.integers(1, 8), st.integers(0, 2))
@settings(deadline=None, max_examples=150)
def test_passages_of_any_text(text, tokens, overlap):
    spans = chunk(text, words, Chunking(tokens, overlap))
    assert spans == sorted(set(spans))
    covered = set()
    for start, end in spans:
        part = text[start:end]
        assert part
        assert part == part.strip()
        assert len(part.split()) <= tokens
        covered.update(range(start, end))
    if "\n" not in text:  # one line is all body
        assert all(text[i].isspace() for i in range(len(text)) if i not in covered)
