"""What a trained reader makes of training rows, for a smaller one to learn from.

A label names one right span; a teacher's logits also say which others are nearly right, and how
sure it is (Hinton, Vinyals and Dean, 2015).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from qa.spans import Logits
from qa.training_batches import Row, Source
from qa.windows import Batch, SpanReader

_BATCH = 16


def soften(
    units: Sequence[Sequence[Row]],
    teacher: SpanReader,
    kept: Path,
    progress: Callable[[int, int], None],
) -> list[list[Row]]:
    """Return the units with what the teacher makes of each row.

    Args:
        units: rows as ``to_rows`` makes them.
        teacher: a reader of the same language; its tokens may be others.
        kept: a file for the logits as they come, so that a stopped run goes on where it was.
        progress: told how many rows are done, and of how many.
    """
    rows = [row for unit in units for row in unit]
    # Rows of one length side by side waste no padding.
    order = sorted(range(len(rows)), key=lambda number: (len(rows[number].ids), number))
    sizes = [2 * len(rows[number].ids) for number in order]
    done = _whole_rows(kept, sizes)
    with kept.open("ab") as file:
        file.truncate(2 * sum(sizes[:done]))
        for first in range(done, len(order), _BATCH):
            batch = [rows[number] for number in order[first : first + _BATCH]]
            for logits in _ask(teacher, batch):
                file.write(logits.astype(np.float16).tobytes())
            file.flush()
            progress(min(first + _BATCH, len(order)), len(order))
    flat = np.fromfile(kept, dtype=np.float16)
    ends = np.cumsum(sizes)
    for number, end, size in zip(order, ends, sizes, strict=True):
        soft = flat[end - size : end].astype(np.float32).reshape(2, -1)
        rows[number] = replace(rows[number], soft=soft)
    again = iter(rows)
    return [[next(again) for _ in unit] for unit in units]


def align(source: Source, batch: Batch, start: Logits, end: Logits, window: int) -> Logits:
    """Return a teacher's logits at a student's tokens, of shape ``(2, tokens)``.

    A student's token that no token of the teacher begins (or ends) with gets minus infinity; the
    first, which stands for no answer, gets the teacher's first.

    Args:
        source: the student's row.
        batch: the teacher's windows.
        start: its start logits, of shape ``(windows, tokens)``.
        end: its end logits, of the same shape.
        window: which of the windows is the row's.
    """
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    for token in np.flatnonzero(batch.context[window]):
        left, right = batch.offsets[window, token].tolist()
        first[left] = float(start[window, token])
        last[right] = float(end[window, token])
    out = np.full((2, len(source.offsets)), -np.inf, dtype=np.float32)
    out[:, 0] = start[window, 0], end[window, 0]
    for place, span in enumerate(source.offsets):
        if span is not None:
            out[0, place] = first.get(span[0], -np.inf)
            out[1, place] = last.get(span[1], -np.inf)
    return out


def _ask(teacher: SpanReader, rows: Sequence[Row]) -> list[Logits]:
    sources = [row.source for row in rows if row.source is not None]
    batch, start, end = teacher.logits([(one.question, one.passage) for one in sources])
    # A passage that is a window of the student's may be a token too long for the teacher: then
    # what its first window shows is all that is asked of the student.
    windows = [int(np.flatnonzero(batch.passage == number)[0]) for number in range(len(sources))]
    return [
        align(source, batch, start, end, window)
        for source, window in zip(sources, windows, strict=True)
    ]


def _whole_rows(kept: Path, sizes: Sequence[int]) -> int:
    """Return how many rows' logits the file holds in full."""
    held = kept.stat().st_size // 2 if kept.exists() else 0
    return int(np.searchsorted(np.cumsum(sizes), held, side="right"))
