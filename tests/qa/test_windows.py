"""Passages to windows and logits back to readings: a tokenizer of words, and scripted logits."""

import time
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from qa.windows import STRIDE, WINDOW, SpanReader, make_batch

NAMES = [f"w{n}" for n in range(1000)]
QUESTION = "w1 w2 w3"


def word_tokenizer():
    """Every word is a token; a window is [CLS] question [SEP] passage [SEP]."""
    vocabulary = {word: n for n, word in enumerate(["[UNK]", "[CLS]", "[SEP]", "[PAD]", *NAMES])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 1), ("[SEP]", 2)],
    )
    return tokenizer


def finding(tokenizer, first, last):
    """A model that knows the answer's first and last word, and loves padding more than anything."""
    begins, ends, padding = (tokenizer.token_to_id(w) for w in (first, last, "[PAD]"))

    def run(batch):
        return (
            np.where(batch.ids == begins, 9.0, 0.0) + np.where(batch.ids == padding, 99.0, 0.0),
            np.where(batch.ids == ends, 9.0, 0.0) + np.where(batch.ids == padding, 99.0, 0.0),
        )

    return run


def test_a_long_passage_is_read_in_overlapping_windows_that_leave_nothing_out():
    # A window holds 384 - 3 (question) - 3 (special) = 378 words, of which 128 are shared: windows
    # begin at the words 0, 250, 500 and 750.
    passages = ["w7", " ".join(NAMES)]
    batch = make_batch(word_tokenizer(), [(QUESTION, passage) for passage in passages])
    assert batch.passage.tolist() == [0, 1, 1, 1, 1]
    assert batch.ids.shape == (5, WINDOW)
    words = [
        [passages[owner][a:b] for a, b in offsets[context]]
        for owner, offsets, context in zip(batch.passage, batch.offsets, batch.context, strict=True)
    ]
    assert words[0] == ["w7"]
    assert words[1:] == [NAMES[0:378], NAMES[250:628], NAMES[500:878], NAMES[750:1000]]
    assert STRIDE == 378 - 250


@pytest.mark.parametrize(
    ("first", "last"), [("w0", "w1"), ("w376", "w379"), ("w627", "w628"), ("w998", "w999")]
)
def test_an_answer_is_found_in_whatever_window_it_stands(first, last):
    passage = " ".join(NAMES)
    tokenizer = word_tokenizer()
    (reading,) = SpanReader("words", tokenizer, finding(tokenizer, first, last)).read(
        "w3", [passage]
    )
    best = reading.spans[0]
    answer = passage[best.start : best.end].split()
    assert (answer[0], answer[-1], best.score) == (first, last, 18.0)
    assert best.start == passage.index(f"{first} ")


def test_what_is_typed_without_a_question_mark_gets_the_fuller_of_two_answers():
    tokenizer = word_tokenizer()

    def run(batch):  # "w7" alone scores 6; "w7 w8" 5.9: the 0.1 is less than a word's 0.15
        start = np.where(batch.ids == tokenizer.token_to_id("w7"), 3.0, -9.0)
        ends = {tokenizer.token_to_id("w7"): 3.0, tokenizer.token_to_id("w8"): 2.9}
        return start, np.vectorize(lambda token: ends.get(token, -9.0))(batch.ids)

    reader = SpanReader("words", tokenizer, run)
    given = {}
    for question in ("w1 w2", "w1 w2?", "w1 w2 ? "):
        (reading,) = reader.read(question, ["w6 w7 w8 w9"])
        best = reading.spans[0]
        given[question] = "w6 w7 w8 w9"[best.start : best.end], round(best.score, 2)
    assert given == {"w1 w2": ("w7 w8", 5.9), "w1 w2?": ("w7", 6.0), "w1 w2 ? ": ("w7", 6.0)}


def test_a_passage_has_no_answer_only_where_none_of_its_windows_has_one():
    # Start and end of "no answer", by the first word of a window's passage.
    scores = {"w7": (1.0, 1.0), "w0": (3.0, 0.0), "w250": (-2.0, 0.5), "w500": (5.0, 0.0)}
    scores["w750"] = (0.0, 7.0)
    tokenizer = word_tokenizer()

    def run(batch):
        start, end = np.zeros(batch.ids.shape), np.zeros(batch.ids.shape)
        for row, first in enumerate(batch.context.argmax(axis=1)):
            word = tokenizer.id_to_token(int(batch.ids[row, first]))
            start[row, 0], end[row, 0] = scores[word]
        return start, end

    passages = ["w7", " ".join(NAMES)]
    readings = SpanReader("words", tokenizer, run).read(QUESTION, passages)
    assert [reading.null for reading in readings] == [2.0, -1.5]


def test_windows_of_like_length_are_run_together_and_padded_little():
    shapes = []

    def run(batch):
        shapes.append((batch.ids.shape, batch.mask.sum(axis=1).tolist()))
        return np.zeros(batch.ids.shape), np.zeros(batch.ids.shape)

    passages = [" ".join(NAMES[:length]) for length in (50, 3, 40, 1, 2, 45)]
    SpanReader("words", word_tokenizer(), run).read("w1", passages)
    # [CLS] w1 [SEP], the passage, [SEP]: four tokens more than the passage has.
    assert shapes == [((3, 7), [5, 6, 7]), ((3, 54), [44, 49, 54])]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.lists(st.sampled_from(NAMES), max_size=12), min_size=1, max_size=6),
    st.integers(0, 900),
    st.lists(st.integers(-9, 9), min_size=2 * 1004, max_size=2 * 1004)
    | st.just([zlib.crc32(b"%d" % n) % 19 - 9 for n in range(2 * 1004)]),
)
def test_padding_changes_nothing(passages, length, table):
    tokenizer = word_tokenizer()
    table = np.array(table, dtype=np.float32).reshape(2, 1004)
    table[:, tokenizer.token_to_id("[PAD]")] = 50.0
    reader = SpanReader("words", tokenizer, lambda b: (table[0][b.ids], table[1][b.ids]))
    texts = [" ".join(words) for words in passages] + [" ".join(NAMES[:length])]
    assert reader.read(QUESTION, texts) == [reader.read(QUESTION, [text])[0] for text in texts]


def test_an_endless_question_is_cut_and_leaves_room_for_the_passage():
    question, passage = " ".join(NAMES[:400]), " ".join(NAMES[500:700])
    batch = make_batch(word_tokenizer(), [(question, passage)])
    asked = ~batch.context & (batch.ids > 3)
    assert [(row[mask] - 4).tolist() for row, mask in zip(batch.ids, asked, strict=True)] == [
        list(range(128))
    ]
    assert batch.context.sum() == 200


def test_nothing_is_run_where_there_is_nothing_to_read():
    def run(batch):
        raise AssertionError("run")

    assert SpanReader("words", word_tokenizer(), run).read(QUESTION, []) == []


def test_a_passage_without_words_has_no_spans():
    tokenizer = word_tokenizer()
    reader = SpanReader("words", tokenizer, finding(tokenizer, "w7", "w7"))
    empty, found = reader.read(QUESTION, ["", "w7"])
    assert (empty.spans, empty.null) == ((), 0.0)
    assert [(span.start, span.end) for span in found.spans] == [(0, 2)]


class Slow:
    """A tokenizer that takes its time, so that another thread can come in between two steps."""

    def __init__(self, tokenizer):
        self._tokenizer = tokenizer

    def __getattr__(self, name):
        return getattr(self._tokenizer, name)

    def encode(self, *given, **named):
        time.sleep(0.1)
        return self._tokenizer.encode(*given, **named)

    def enable_truncation(self, *given, **named):
        self._tokenizer.enable_truncation(*given, **named)
        time.sleep(0.1)


def test_threads_do_not_change_the_windows_of_each_other():
    shapes = []

    def run(batch):
        shapes.append(batch.ids.shape)
        return np.zeros(batch.ids.shape), np.zeros(batch.ids.shape)

    reader = SpanReader("words", Slow(word_tokenizer()), run)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(reader.read, QUESTION, [" ".join(NAMES)])
        time.sleep(0.15)  # the first has set its limit, and has not yet used it
        second = threads.submit(reader.read, QUESTION, [" ".join(NAMES)])
        first.result(), second.result()
    assert shapes == [(2, WINDOW)] * 4
