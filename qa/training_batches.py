"""Pairs to batches of tokens, and a batch to its loss."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qa.near_miss import Range
from qa.spans import Logits
from qa.training_data import Pair
from qa.windows import STRIDE, WINDOW

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer
    from torch import Tensor

_POOL = 40  # batches' worth of pairs that are sorted by length together


@dataclass(frozen=True, slots=True)
class Source:
    """The text that a row was made of, for a teacher with other tokens to read.

    ``offsets`` are each token's half-open characters of ``passage``; None for what is not of it.
    """

    question: str
    passage: str
    offsets: tuple[Range | None, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A pair in tokens. ``start`` and ``end`` are the first and last token of the answer or 0.

    ``soft`` is what a teacher makes of it (``qa.distil``): start and end logits, ``(2, tokens)``.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    start: int
    end: int
    group: int
    source: Source | None = field(default=None, compare=False, repr=False)
    soft: Logits | None = field(default=None, compare=False, repr=False)


def to_rows(tokenizer: "Tokenizer", units: Sequence[Sequence[Pair]]) -> list[list[Row]]:
    """Return the units in tokens: of a long passage, the first window that holds the answer.

    A pair whose answer is longer than any window is left out.
    """
    tokenizer.no_padding()
    tokenizer.enable_truncation(WINDOW, stride=STRIDE, strategy="only_second")
    return [[row for pair in unit if (row := _row(tokenizer, pair)) is not None] for unit in units]


def _row(tokenizer: "Tokenizer", pair: Pair) -> Row | None:
    first = tokenizer.encode(pair.question, pair.context)
    for window in (first, *first.overflowing):
        ids, types = tuple(window.ids), tuple(window.type_ids)
        if pair.answer is None:
            return Row(ids, types, 0, 0, pair.group, _source(pair, window))
        left, right = pair.answer
        inside = [
            place
            for place, (start, end) in enumerate(window.offsets)
            if window.sequence_ids[place] == 1 and start < right and left < end
        ]
        if not inside:
            continue
        covered = window.offsets[inside[0]][0] <= left and right <= window.offsets[inside[-1]][1]
        if covered:
            return Row(ids, types, inside[0], inside[-1], pair.group, _source(pair, window))
    return None


def _source(pair: Pair, window: "Encoding") -> Source:
    """Return the part of the passage that the window shows."""
    shown = [span for span, of in zip(window.offsets, window.sequence_ids, strict=True) if of == 1]
    left, right = (shown[0][0], shown[-1][1]) if shown else (0, 0)
    offsets = tuple(
        (start - left, end - left) if of == 1 else None
        for (start, end), of in zip(window.offsets, window.sequence_ids, strict=True)
    )
    return Source(pair.question, pair.context[left:right], offsets)


def make_batches(units: Sequence[Sequence[Row]], size: int, draw: random.Random) -> list[list[Row]]:
    """Return batches of at most ``size`` rows of like length; a unit stays in one batch."""
    order = [unit for unit in units if unit]
    draw.shuffle(order)
    batches: list[list[Row]] = []
    for pool in _pools(order, _POOL * size):
        batch: list[Row] = []
        for unit in sorted(pool, key=lambda u: max(len(row.ids) for row in u)):
            if batch and len(batch) + len(unit) > size:
                batches.append(batch)
                batch = []
            batch.extend(unit)
        batches.append(batch)
    draw.shuffle(batches)
    return batches


def _pools(units: Sequence[Sequence[Row]], size: int) -> Iterator[list[Sequence[Row]]]:
    """Yield runs of units of about ``size`` rows."""
    pool: list[Sequence[Row]] = []
    for unit in units:
        pool.append(unit)
        if sum(map(len, pool)) >= size:
            yield pool
            pool = []
    if pool:
        yield pool


def loss_of(model: Any, batch: Sequence[Row], *, typed: bool) -> "Tensor":  # noqa: ANN401
    """Return the mean loss of a batch: of the first tokens and of the last tokens, halved.

    Where rows have a teacher's logits, half of it is how far from those the model's are.
    """
    import torch

    width = max(len(row.ids) for row in batch)
    pad = int(model.config.pad_token_id or 0)
    device = model.device
    ids = torch.tensor([[*r.ids, *[pad] * (width - len(r.ids))] for r in batch], device=device)
    mask = torch.tensor([[1] * len(r.ids) + [0] * (width - len(r.ids)) for r in batch])
    mask = mask.to(device)
    given = {"input_ids": ids, "attention_mask": mask}
    if typed:
        given["token_type_ids"] = torch.tensor(
            [[*r.types, *[0] * (width - len(r.types))] for r in batch], device=device
        )
    out = model(**given)
    groups = torch.tensor([row.group for row in batch], device=device)
    starts = torch.tensor([row.start for row in batch], device=device)
    ends = torch.tensor([row.end for row in batch], device=device)
    padded = mask == 0
    both = [
        logits.float().masked_fill(padded, -math.inf)
        for logits in (out.start_logits, out.end_logits)
    ]
    hard = (shared_loss(both[0], starts, groups) + shared_loss(both[1], ends, groups)) / 2.0
    if batch[0].soft is None:
        return hard
    soft = torch.full((2, *ids.shape), -math.inf)
    for number, row in enumerate(batch):
        if row.soft is not None:
            soft[:, number, : len(row.ids)] = torch.from_numpy(row.soft)
    soft = soft.to(device)
    taught = (distilled_loss(both[0], soft[0]) + distilled_loss(both[1], soft[1])) / 2.0
    return (hard + taught) / 2.0


def distilled_loss(logits: "Tensor", teacher: "Tensor", temperature: float = 2.0) -> "Tensor":
    """Return the mean cross entropy of the teacher's distributions (Hinton et al., 2015).

    Args:
        logits: of shape ``(rows, tokens)``, minus infinity for padding.
        teacher: of the same shape, minus infinity where the teacher has no such token.
        temperature: both are divided by it; the loss is multiplied by its square, so that its
            gradients keep their size.
    """
    import torch

    wanted = torch.softmax(teacher / temperature, dim=1)
    # Where the teacher gives nothing, nothing is asked; the fill keeps 0 times infinity away.
    own = torch.log_softmax(logits / temperature, dim=1).masked_fill(wanted == 0, 0.0)
    return -(wanted * own).sum(dim=1).mean() * temperature**2


def shared_loss(logits: "Tensor", targets: "Tensor", groups: "Tensor") -> "Tensor":
    """Return the mean of the rows' cross entropies, with a shared denominator where one answers.

    A row with an answer competes with the tokens of the other rows of its group too, but not with
    their first tokens, for that they have no answer is no reason against this one.

    Args:
        logits: of shape ``(rows, tokens)``, minus infinity for padding.
        targets: of shape ``(rows,)``: the right token, 0 for no answer.
        groups: of shape ``(rows,)``: rows of one number ask the same question.
    """
    import torch

    whole = torch.logsumexp(logits, dim=1)  # (rows,)
    rest = torch.logsumexp(logits[:, 1:], dim=1)  # (rows,)
    same = groups[:, None] == groups[None, :]  # (rows, rows)
    own = torch.eye(len(groups), dtype=torch.bool, device=logits.device)
    rivals = same & ~own & (targets != 0)[:, None]
    table = torch.where(rivals, rest[None, :], torch.full_like(rest, -math.inf)[None, :])
    table = torch.where(own, whole[None, :], table)
    right = logits.gather(1, targets[:, None])[:, 0]
    return (torch.logsumexp(table, dim=1) - right).mean()
