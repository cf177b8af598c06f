"""Decoding against a loop over all spans, and what a span is trimmed to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.spans import MAX_ANSWER_TOKENS, Span, decode, distinct, tidy

SPANS = st.builds(
    lambda start, length, score: Span(start, start + length, float(score)),
    st.integers(0, 30),
    st.integers(1, 8),
    st.integers(-3, 3),
)


@st.composite
def windows(draw):
    """Logits of a window whose passage begins and ends somewhere inside it."""
    tokens = draw(st.integers(1, 45))
    logits = st.lists(st.integers(-9, 9), min_size=tokens, max_size=tokens)
    first = draw(st.integers(0, tokens))
    last = draw(st.integers(first, tokens))
    place = np.arange(tokens)
    return (
        np.array(draw(logits), dtype=np.float32),
        np.array(draw(logits), dtype=np.float32),
        np.stack([3 * place, 3 * place + 2], axis=1),  # words of two letters, blanks between
        (place >= first) & (place < last),
    )


@settings(deadline=None, max_examples=150)
@given(windows(), st.integers(1, 40))
def test_decoding_finds_what_a_loop_over_all_spans_finds(window, limit):
    start, end, offsets, context = window
    every = {
        (int(offsets[i, 0]), int(offsets[j, 1])): float(start[i] + end[j])
        for i in range(len(start))
        for j in range(i, min(i + MAX_ANSWER_TOKENS, len(start)))
        if context[i] and context[j]
    }
    found = decode(start, end, offsets, context, limit)
    # Spans of one score may come in any order, so the scores are compared as a list.
    assert [score for _, _, score in found] == sorted(every.values(), reverse=True)[:limit]
    assert len({(first, last) for first, last, _ in found}) == len(found)
    assert all(every[first, last] == score for first, last, score in found)


def test_an_answer_has_thirty_tokens_at_most():
    place = np.arange(40)
    offsets = np.stack([place, place + 1], axis=1)
    start = np.where(place == 2, 5.0, -5.0).astype(np.float32)
    for last, best in ((31, (2, 32, 10.0)), (32, None)):
        end = np.where(place == last, 5.0, -5.0).astype(np.float32)
        found = decode(start, end, offsets, np.ones(40, dtype=bool), 1)
        assert (found == [best]) if best else (found[0][2] == 0.0)


@settings(deadline=None, max_examples=150)
@given(st.lists(SPANS, max_size=12), st.integers(1, 12))
def test_of_overlapping_spans_the_best_stands_for_all(spans, limit):
    kept = distinct(spans, limit)
    assert len(kept) <= limit
    assert list(kept) == sorted(kept, key=lambda span: -span.score)
    places = [set(range(span.start, span.end)) for span in kept]
    assert sum(map(len, places)) == len(set().union(*places))
    for span in set(spans) - set(kept):
        rivals = [s for s in kept if s.start < span.end and span.start < s.end]
        full = len(kept) == limit and kept[-1].score >= span.score
        assert full or max(s.score for s in rivals) >= span.score


def test_spans_that_touch_do_not_overlap():
    assert distinct([Span(0, 5, 1.0), Span(5, 9, 2.0)], 5) == (Span(5, 9, 2.0), Span(0, 5, 1.0))


def test_a_gain_decides_between_spans_and_leaves_their_scores():
    short, long, other = Span(0, 5, 3.0), Span(0, 9, 2.0), Span(20, 22, 2.5)
    gain = lambda span: 0.5 * (span.end - span.start)  # noqa: E731
    # 3 + 2.5 is less than 2 + 4.5, and 2.5 + 1 than both.
    assert distinct([short, long, other], 5, gain) == (long, other)
    assert distinct([short, long, other], 5) == (short, other)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the Tit<an>ic sank", "the <Titanic> sank"),
        ("the <Titanic> sank", "the <Titanic> sank"),
        ("it sank<, in 1912,> and", "it sank, <in 1912>, and"),
        ("it sank< – slowly ->and", "it sank – <slowly> -and"),
        ("did it< sink?>", "did it <sink>?"),
        # Quotation marks and brackets stay in pairs.
        ("a <“big ship”> sank", "a <“big ship”> sank"),
        ("a <“big> ship” sank", "a “<big> ship” sank"),
        ("a “big <ship”> sank", "a “big <ship>” sank"),
        ('<"Titanic> II" sank', '"<Titanic> II" sank'),
        ('<"Titanic"> sank', '<"Titanic"> sank'),
        ("at <Brega (Libya)> today", "at <Brega (Libya)> today"),
        ("at Brega (<Libya)> today", "at Brega (<Libya>) today"),
        ("at <Brega (>Libya) today", "at <Brega> (Libya) today"),
        ("at [Brega< ] Libya> today", "at [Brega ] <Libya> today"),
        ("a <‘big’,> ship", "a <‘big’>, ship"),
        # A full stop ends a sentence; other points belong to the word.
        ("It sank <in April.>", "It sank <in April>."),
        ("to the <U.S.> today", "to the <U.S.> today"),
        ("to <Washington, D.C.> today", "to <Washington, D.C.> today"),
        ("said <Mr.> Smith", "said <Mr.> Smith"),
        ("at <5 p.m.> today", "at <5 p.m.> today"),
        ("It was in <room 12.>", "It was in <room 12>."),
        ("It rose by <3.5.>", "It rose by <3.5>."),
        ("It rose by <5%.>", "It rose by <5%>."),
        ("He would <wait...>", "He would <wait>..."),
        ('"It sank <there."> He', '"It sank <there>." He'),
        # A sign or a point before a figure is part of the figure.
        ("at <-40 degrees> it froze", "at <-40 degrees> it froze"),
        ("a <.45 pistol> fell", "a <.45 pistol> fell"),
        ("in 1939<–1945> it", "in 1939–<1945> it"),
    ],
)
def test_a_span_is_trimmed_to_what_belongs_to_it(before, after):
    start, end = before.index("<"), before.index(">") - 1
    text = before.replace("<", "").replace(">", "")
    first, last = tidy(text, start, end)
    assert f"{text[:first]}<{text[first:last]}>{text[last:]}" == after


def test_nothing_is_left_of_punctuation():
    start, end = tidy("wait ... then", 5, 8)
    assert start == end


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="abé1 .,-“”\"()'\n", min_size=1, max_size=14), st.data())
def test_a_trimmed_span_is_of_whole_words_and_trimming_it_again_changes_nothing(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = tidy(text, start, end)
    assert 0 <= first <= last <= len(text)
    assert any(c.isalnum() for c in text[start:end]) == any(c.isalnum() for c in text[first:last])
    if first < last:
        assert tidy(text, first, last) == (first, last)
        assert not text[first].isspace()
        assert not text[last - 1].isspace()
        assert not (first and text[first - 1].isalnum() and text[first].isalnum())
        assert not (text[last:] and text[last].isalnum() and text[last - 1].isalnum())
