"""Two models as one: which tokens the second sees, and what becomes of the two's logits."""

import numpy as np
import pytest

from index import ModelError
from qa.blend import blend, vocabulary_map
from qa.windows import Batch

# <s> who </s> </s> ann ran </s>, and a shorter window: <s> who </s> </s> ann </s> <pad>
FIRST = {"<s>": 0, "<pad>": 1, "</s>": 2, "who": 3, "ann": 4, "ran": 5}
SECOND = {"[PAD]": 0, "[CLS]": 9, "[SEP]": 8, "ran": 7, "ann": 6, "who": 5, "else": 4}
IDS = np.array([[0, 3, 2, 2, 4, 5, 2], [0, 3, 2, 2, 4, 2, 1]])


@pytest.fixture
def batch():
    context = np.zeros(IDS.shape, dtype=bool)
    context[0, 4:6] = context[1, 4:5] = True
    offsets = np.zeros((*IDS.shape, 2), dtype=np.int64)
    offsets[:, 4], offsets[0, 5] = (0, 3), (4, 7)
    mask = (IDS != 1).astype(np.int64)
    return Batch(IDS, mask, np.zeros_like(IDS), offsets, context, np.array([0, 1]))


def test_a_token_is_the_one_that_is_called_alike():
    assert vocabulary_map(FIRST, SECOND).tolist() == [9, 0, 8, 5, 6, 7]


def test_models_that_share_no_vocabulary_are_refused():
    with pytest.raises(ModelError, match="'ran'"):
        vocabulary_map(FIRST, {token: n for token, n in SECOND.items() if token != "ran"})


def test_the_second_model_is_asked_in_its_own_tokens_with_one_separator(batch):
    asked = []

    def second(narrowed):
        asked.append(narrowed)
        return np.zeros(narrowed.ids.shape), np.zeros(narrowed.ids.shape)

    run = blend(
        lambda one: (np.zeros(one.ids.shape),) * 2, second, vocabulary_map(FIRST, SECOND), 0.5
    )
    run(batch)
    (narrowed,) = asked
    # [CLS] who [SEP] ann ran [SEP], and [CLS] who [SEP] ann [SEP] [PAD]
    assert narrowed.ids.tolist() == [[9, 5, 8, 6, 7, 8], [9, 5, 8, 6, 8, 0]]
    assert narrowed.mask.tolist() == [[1] * 6, [1] * 5 + [0]]
    assert narrowed.types.tolist() == [[0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 0]]
    assert narrowed.context.tolist() == [[0, 0, 0, 1, 1, 0], [0, 0, 0, 1, 0, 0]]
    assert narrowed.offsets[0].tolist() == [[0, 0]] * 3 + [[0, 3], [4, 7], [0, 0]]


def test_a_token_gets_the_mean_of_both_and_the_separator_left_out_its_own_share_alone(batch):
    own = np.arange(14.0).reshape(2, 7)
    other = np.array([[10.0, 20, 30, 40, 50, 60]] * 2)
    run = blend(
        lambda _: (own, -own), lambda _: (other, -other), vocabulary_map(FIRST, SECOND), 0.25
    )
    start, end = run(batch)
    spread = np.array([[10.0, 20, 30, 0, 40, 50, 60]] * 2)
    assert np.allclose(start, 0.75 * own + 0.25 * spread)
    assert np.allclose(end, -start)
