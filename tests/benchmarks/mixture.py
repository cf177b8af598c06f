"""Which files of questions teach what other questions ask: what a small step on each would bring.

``python -m tests.benchmarks.mixture READER VALIDATE[,VALIDATE...] DATA...`` reads answerable
questions of every file, 64 of DATA and 128 of VALIDATE, with the reader in the folder READER before
it was quantised. Printed for each of DATA: the mean loss, the pairs a second, and for each of
VALIDATE by how much its loss would fall for a second of training, to first order and up to one
factor for all: the product of the two mean gradients (Pruthi et al., 2020), divided by the seconds
of a pair; after it the standard error. Files that bring more deserve more of a mixture.

Gradients are those of the last layer and the head. That there is no answer is no choice here: how
often to be silent is for a threshold to say, and would hide all else.
"""

import random
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from qa.training_batches import Row, loss_of, to_rows
from qa.training_data import Mixture, make_units, read_questions

_BATCH = 16
_LEARNT, _ASKED = 64, 128  # questions
_LONGEST = 500  # characters
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Pull:
    """Where a file's questions pull the weights: ``gradients`` of shape ``(batches, weights)``."""

    name: str
    loss: float
    seconds: float  # of a pair
    gradients: torch.Tensor


class AlwaysAnswers:
    """A model for which the first token, which stands for no answer, is never to be chosen."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.config, self.device = model.config, model.device

    def __call__(self, **given: Any) -> SimpleNamespace:
        out = self._model(**given)
        first = torch.zeros_like(out.start_logits)
        first[:, 0] = _NEVER
        return SimpleNamespace(
            start_logits=out.start_logits + first, end_logits=out.end_logits + first
        )


def trained(model: Any) -> list[torch.nn.Parameter]:
    """Return the weights of the last layer and the head; all others are frozen."""
    layers = {
        name: int(found[1])
        for name, _ in model.named_parameters()
        if (found := re.search(r"\.layers?\.(\d+)\.", name))
    }
    last = max(layers.values())
    for name, weight in model.named_parameters():
        weight.requires_grad = layers.get(name) == last or name.startswith("qa_outputs")
    return [weight for weight in model.parameters() if weight.requires_grad]


def rows_of(path: Path, count: int, tokenizer: Any) -> list[Row]:
    """Return so many of the file's answerable questions in tokens, drawn at random."""
    plain = Mixture(0.0, 0.0, 0, 0.0, _LONGEST)
    units = make_units([(read_questions(path), count)], plain, seed=1)
    return [row for unit in to_rows(tokenizer.backend_tokenizer, units) for row in unit]


def pull(name: str, rows: Sequence[Row], model: Any, weights: Sequence[Any], typed: bool) -> Pull:
    """Return the gradients of the rows, a batch after another."""
    order = list(rows)
    random.Random(1).shuffle(order)
    gradients, losses = [], []
    began = time.perf_counter()
    for first in range(0, len(order) - _BATCH + 1, _BATCH):
        loss = loss_of(AlwaysAnswers(model), order[first : first + _BATCH], typed=typed)
        found = torch.autograd.grad(loss, weights)
        gradients.append(torch.cat([one.flatten() for one in found]))
        losses.append(float(loss.detach()))
    seconds = (time.perf_counter() - began) / (_BATCH * len(losses))
    return Pull(name, sum(losses) / len(losses), seconds, torch.stack(gradients))


def gain(learnt: Pull, asked: Pull) -> tuple[float, float]:
    """Return what a second of the one brings the other, and its standard error."""
    table = learnt.gradients @ asked.gradients.T  # (batches, batches)
    spread = sum(float(table.mean(axis).var() / table.shape[1 - axis]) for axis in (0, 1))
    return float(table.mean()) / learnt.seconds, spread**0.5 / learnt.seconds


def main(reader: str, validate: Sequence[Path], data: Sequence[Path]) -> None:
    """Measure and print."""
    tokenizer = AutoTokenizer.from_pretrained(reader)
    model = AutoModelForQuestionAnswering.from_pretrained(reader).eval()
    weights, typed = trained(model), "token_type_ids" in tokenizer.model_input_names

    def pulled(path: Path, count: int) -> Pull:
        return pull(path.name, rows_of(path, count, tokenizer), model, weights, typed)

    asked = [pulled(path, _ASKED) for path in validate]
    for path in data:
        learnt = pulled(path, _LEARNT)
        gains = [(one.name, *gain(learnt, one)) for one in asked]
        told = "".join(f"  {name}: {brings:.3g} ± {error:.2g}" for name, brings, error in gains)
        speed = 1.0 / learnt.seconds
        sys.stdout.write(f"{learnt.name:28}  loss {learnt.loss:5.2f}  {speed:5.1f}/s{told}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], [Path(one) for one in sys.argv[2].split(",")], list(map(Path, sys.argv[3:])))
