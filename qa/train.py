"""The recipe that made the reader: a base model taught to answer, and to see that it cannot.

One window a pair; the loss is the cross entropy of the answer's first and last token, or of the
first token of all where there is no answer (Devlin et al., 2019). Passages of one question in one
batch share the denominator, so that scores compare across them (Clark and Gardner, 2018).

A run can be killed at any time: called again with the same settings it goes on from the last
checkpoint and ends as it would have ended.
"""

import random
import re
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import ModelError
from qa.training_batches import loss_of, make_batches, to_rows
from qa.training_data import Mixture, make_units, read_questions

if TYPE_CHECKING:
    import torch

_BETWEEN_LINES = 10  # batches from one line of progress to the next


@dataclass(frozen=True, slots=True)
class Adapters:
    """LoRA (Hu et al., 2022): train narrow maps beside the linear maps of the upper layers.

    Args:
        rank: how narrow they are.
        alpha: their weight is ``alpha / rank``.
        first_layer: lower layers stay as they are.
        start: a folder of adapters to go on from; it overrides the rest.
    """

    rank: int = 16
    alpha: int = 32
    first_layer: int = 3
    start: Path | None = None


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """What to train, on what, and how.

    Args:
        base: the base model: a folder, or a name on a model hub.
        data: files of questions, and how many answerable questions to take of each.
        out: a folder for the checkpoint, the adapters and the merged model.
        adapters: how to train adapters; None trains the whole model.
        mixture: how questions become pairs.
        batch: pairs in a batch, at most.
        rate: the learning rate at its peak.
        warm_up: the share of the batches over which it rises to that; then it falls to 0.
        seed: the same seed on the same machine gives the same model.
        threads: CPU threads; None takes what torch chooses.
        checkpoint_minutes: how often a checkpoint is written.
        limit: end after so many batches. This, ``threads`` and ``checkpoint_minutes`` may change
            when a run is taken up again.
    """

    base: str
    data: tuple[tuple[Path, int], ...]
    out: Path
    adapters: Adapters | None = field(default_factory=Adapters)
    mixture: Mixture = field(default_factory=Mixture)
    batch: int = 16
    rate: float = 2e-4
    warm_up: float = 0.04
    seed: int = 0
    threads: int | None = None
    checkpoint_minutes: float = 10.0
    limit: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be trained with."""
        if not self.data:
            raise ValueError("there must be a file of questions to train on")
        if self.batch < 2 or self.rate <= 0.0 or not 0.0 <= self.warm_up < 1.0:
            raise ValueError("batch must be 2 or more, rate above 0, warm_up from 0 to below 1")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: the loss is the mean since the last line."""

    batch: int
    batches: int
    loss: float
    questions_a_second: float


def train(settings: TrainSettings, progress: Callable[[Progress], None]) -> Path:
    """Train and return the folder of the whole model, adapters merged; its tokenizer beside it.

    Raises:
        ModelError: if the base or peft cannot be loaded, or the checkpoint is of other settings.
        GoldError: if a file of questions cannot be read.
    """
    import torch

    if settings.threads is not None:
        torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model, tokenizer = _load(settings)
    model.to(device)
    units = make_units(
        [(read_questions(path), count) for path, count in settings.data],
        settings.mixture,
        settings.seed,
    )
    rows = to_rows(tokenizer.backend_tokenizer, units)
    typed = "token_type_ids" in tokenizer.model_input_names
    draw = random.Random(settings.seed)  # noqa: S311 - chance, not secrecy
    batches = make_batches(rows, settings.batch, draw)[: settings.limit]
    if not batches:
        raise ModelError("None of the files holds a question to train on.")
    trained = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=settings.rate, weight_decay=0.0)
    checkpoint = _Checkpoint(settings, model, optimiser)
    done = checkpoint.load()
    model.eval()  # no dropout: a pass over so few questions has no time to overfit
    saved = told = time.monotonic()
    losses: list[float] = []
    pairs = 0
    for number, batch in enumerate(batches[done:], start=done + 1):
        for group in optimiser.param_groups:
            group["lr"] = rate_at(number, len(batches), settings)
        loss = loss_of(model, batch, typed=typed)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        losses.append(float(loss.detach()))
        pairs += len(batch)
        now = time.monotonic()
        if now - saved > 60.0 * settings.checkpoint_minutes or number == len(batches):
            checkpoint.save(number)
            saved = now
        if number % _BETWEEN_LINES == 0 or number == len(batches):
            mean = sum(losses) / len(losses)
            progress(Progress(number, len(batches), mean, pairs / max(now - told, 1e-9)))
            told, pairs, losses = now, 0, []
    return _finish(model, tokenizer, settings)


def rate_at(batch: int, batches: int, settings: TrainSettings) -> float:
    """Return the learning rate of a batch, counted from one: up in a line, and down in a line."""
    rising = max(1, round(settings.warm_up * batches))
    falling = (batches + 1 - batch) / max(1, batches + 1 - rising)
    return settings.rate * min(batch / rising, falling)


class _Checkpoint:
    """The trained weights, the optimiser's state and the place in the batches, in one file."""

    def __init__(
        self,
        settings: TrainSettings,
        model: Any,  # noqa: ANN401 - a PreTrainedModel or a PeftModel
        optimiser: "torch.optim.Optimizer",
    ) -> None:
        self._path = settings.out / "checkpoint.pt"
        lasting = replace(settings, threads=None, checkpoint_minutes=0.0, limit=None)
        self._settings = repr(lasting)
        self._model = model
        self._optimiser = optimiser

    def save(self, done: int) -> None:
        """Write all of it beside the last one, and only then put it in its place."""
        import torch

        weights = {n: p.detach() for n, p in self._model.named_parameters() if p.requires_grad}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_suffix(".new")
        state = {
            "settings": self._settings,
            "done": done,
            "weights": weights,
            "optimiser": self._optimiser.state_dict(),
        }
        torch.save(state, new)
        new.replace(self._path)

    def load(self) -> int:
        """Take up the last checkpoint and return how many batches were done; 0 if there is none."""
        import torch

        if not self._path.exists():
            return 0
        state = torch.load(self._path, map_location="cpu", weights_only=True)
        if state["settings"] != self._settings:
            raise ModelError(
                f"{self._path} is of a run with other settings: choose another folder, or remove "
                "it to begin again."
            )
        parameters = dict(self._model.named_parameters())
        with torch.no_grad():
            for name, weight in state["weights"].items():
                parameters[name].copy_(weight)
        self._optimiser.load_state_dict(state["optimiser"])
        return int(state["done"])


def _load(settings: TrainSettings) -> tuple[Any, Any]:
    """Return the model, adapters put in, and its tokenizer."""
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        tokenizer = AutoTokenizer.from_pretrained(settings.base, use_fast=True)
        model = AutoModelForQuestionAnswering.from_pretrained(settings.base, dtype=torch.float32)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The base model {settings.base!r} could not be loaded: name a folder that holds one, "
            "or a model of a hub that this machine can reach."
        ) from error
    if not tokenizer.is_fast:
        raise ModelError(f"The base model {settings.base!r} has no fast tokenizer.")
    adapters = settings.adapters
    if adapters is None:
        return model, tokenizer
    with warnings.catch_warnings():
        # peft asks transformers by a name that is to be renamed: nothing that a user can change.
        warnings.filterwarnings("ignore", "`is_gradient_checkpointing`", FutureWarning)
        return _adapted(model, adapters), tokenizer


def _adapted(model: Any, adapters: Adapters) -> Any:  # noqa: ANN401
    """Return the model with adapters in it: new ones, or those to go on from."""
    try:
        from peft import LoraConfig, PeftModel, get_peft_model
    except ImportError as error:
        raise ModelError(
            "Adapters need the package peft: install clippings[train], or train the whole model."
        ) from error
    if adapters.start is not None:
        return PeftModel.from_pretrained(model, adapters.start, is_trainable=True)
    config = LoraConfig(
        r=adapters.rank,
        lora_alpha=adapters.alpha,
        target_modules=_linear_maps(model, adapters.first_layer),
        modules_to_save=["qa_outputs"],
    )
    return get_peft_model(model, config)


def _linear_maps(model: Any, first_layer: int) -> list[str]:  # noqa: ANN401
    """Return the names of the linear maps of the layers from ``first_layer`` on."""
    import torch

    found = []
    for name, module in model.named_modules():
        layer = re.search(r"\.layers?\.(\d+)\.", name)
        if isinstance(module, torch.nn.Linear) and layer and int(layer[1]) >= first_layer:
            found.append(name)
    return found


def _finish(model: Any, tokenizer: Any, settings: TrainSettings) -> Path:  # noqa: ANN401
    """Write the adapters, and the whole model with them merged in."""
    if settings.adapters is not None:
        model.save_pretrained(settings.out / "adapter")
        tokenizer.save_pretrained(settings.out / "adapter")
        model = model.merge_and_unload()
    whole = settings.out / "merged"
    model.save_pretrained(whole)
    tokenizer.save_pretrained(whole)
    return whole
