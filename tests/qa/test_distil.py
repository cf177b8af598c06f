import numpy as np
import pytest

from qa.distil import align, soften
from qa.training_batches import Row, Source, distilled_loss
from qa.windows import Batch


class Teacher:
    """Has a token for each word; a word's start logit is its length, its end logit ten times that.

    The logits of no answer are 1 and 2.
    """

    def __init__(self):
        self.asked = []

    def logits(self, pairs):
        self.asked.extend(pairs)
        width = 1 + max(len(passage.split()) for _, passage in pairs)
        offsets = np.zeros((len(pairs), width, 2), dtype=np.int64)
        context = np.zeros((len(pairs), width), dtype=bool)
        start = np.zeros((len(pairs), width), dtype=np.float32)
        start[:, 0] = 1
        for number, (_, passage) in enumerate(pairs):
            at = 0
            for token, word in enumerate(passage.split(), start=1):
                at = passage.index(word, at)
                offsets[number, token] = at, at + len(word)
                context[number, token] = True
                start[number, token] = len(word)
                at += len(word)
        end = start * 10
        end[:, 0] = 2
        plain = np.ones((len(pairs), width), dtype=np.int64)
        return Batch(plain, plain, plain, offsets, context, np.arange(len(pairs))), start, end


def row(passage, offsets):
    size = len(offsets)
    return Row((9,) * size, (0,) * size, 0, 0, 0, Source("q", passage, tuple(offsets)))


# "Oslo-born Ann" in the student's tokens: Oslo, -, born, Ann; the teacher's: Oslo-born, Ann.
STUDENT = row("Oslo-born Ann", [None, None, (0, 4), (4, 5), (5, 9), (10, 13), None])
INF = float("inf")


def test_a_teacher_speaks_of_the_tokens_that_begin_or_end_where_its_own_do():
    batch, start, end = Teacher().logits([("q", "Oslo-born Ann")])
    found = align(STUDENT.source, batch, start, end, 0)
    assert found.tolist() == [
        [1, -INF, 9, -INF, -INF, 3, -INF],
        [2, -INF, -INF, -INF, 90, 30, -INF],
    ]


def test_rows_come_back_in_their_units_each_with_its_own_logits(tmp_path):
    short = row("Ann", [None, (0, 3)])
    units = [[STUDENT, short], [], [short]]
    told = []
    found = soften(units, Teacher(), tmp_path / "kept", lambda *done: told.append(done))
    assert [len(unit) for unit in found] == [2, 0, 1]
    assert found[0][1].soft.tolist() == found[2][0].soft.tolist() == [[1, 3], [2, 30]]
    assert found[0][0].soft.shape == (2, 7)
    assert found == units  # what is learnt from is the same
    assert told == [(3, 3)]


def test_a_stopped_reading_goes_on_after_the_last_whole_row(tmp_path):
    rows = [[row("Ann", [None, (0, 3)])] for _ in range(40)]
    kept = tmp_path / "kept"
    whole = soften(rows, Teacher(), kept, lambda *_: None)
    kept.write_bytes(kept.read_bytes()[: 8 * 20 + 3])  # twenty rows of eight bytes, and a part
    teacher = Teacher()
    again = soften(rows, teacher, kept, lambda *_: None)
    assert len(teacher.asked) == 20
    assert [u[0].soft.tolist() for u in again] == [u[0].soft.tolist() for u in whole]


def test_the_distilled_loss_is_what_its_definition_says():
    import torch

    logits = torch.tensor([[0.0, 2.0, -INF]])
    teacher = torch.tensor([[4.0, 0.0, -INF]])
    wanted = np.exp([2.0, 0.0]) / np.exp([2.0, 0.0]).sum()
    own = np.exp([0.0, 1.0]) / np.exp([0.0, 1.0]).sum()
    expected = -4.0 * (wanted * np.log(own)).sum()
    assert float(distilled_loss(logits, teacher)) == pytest.approx(expected, rel=1e-6)


def test_what_the_teacher_does_not_know_costs_nothing():
    import torch

    logits = torch.tensor([[1.0, 5.0, 3.0]], requires_grad=True)
    loss = distilled_loss(logits, torch.tensor([[0.0, -INF, 0.0]]))
    loss.backward()
    assert torch.isfinite(loss)
    assert torch.isfinite(logits.grad).all()
