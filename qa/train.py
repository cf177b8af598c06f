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
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import ModelError
from qa.distil import soften
from qa.model_card import Learnt, model_card
from qa.score import score
from qa.training_batches import Row, loss_of, make_batches, to_rows
from qa.training_data import Asked, Mixture, Pair, make_units, read_questions

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

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
        data: files of questions, and how many answerable questions to take of each; None for all.
        out: a folder for the checkpoint, the adapters and the merged model.
        adapters: how to train adapters; None trains the whole model.
        mixture: how questions become pairs.
        teacher: a reader's folder: the model also learns what that one makes of every pair.
        batch: pairs in a batch, at most.
        rate: the learning rate at its peak.
        warm_up: the share of the batches over which it rises to that; then it falls to 0.
        seed: the same seed on the same machine gives the same model.
        threads: CPU threads; None takes what torch chooses.
        checkpoint_minutes: how often a checkpoint is written.
        validate: files of questions to score the reader on at the end, for its card.
        limit: end after so many batches. This, ``threads``, ``checkpoint_minutes`` and ``validate``
            may change when a run is taken up again.
    """

    base: str
    data: tuple[tuple[Path, int | None], ...]
    out: Path
    adapters: Adapters | None = field(default_factory=Adapters)
    mixture: Mixture = field(default_factory=Mixture)
    teacher: Path | None = None
    batch: int = 16
    rate: float = 2e-4
    warm_up: float = 0.04
    seed: int = 0
    threads: int | None = None
    checkpoint_minutes: float = 10.0
    validate: tuple[Path, ...] = ()
    limit: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be trained with."""
        if not self.data:
            raise ValueError("there must be a file of questions to train on")
        if self.batch < 2 or self.rate <= 0.0 or not 0.0 <= self.warm_up < 1.0:
            raise ValueError("batch must be 2 or more, rate above 0, warm_up from 0 to below 1")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: the loss is the mean since the last line, None while the teacher reads."""

    batch: int
    batches: int
    loss: float | None
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
    brief = _multiplies_bfloat16(device)
    model, tokenizer = _load(settings)
    model.to(device)
    files = [(read_questions(path), count) for path, count in settings.data]
    units = make_units(files, settings.mixture, settings.seed)
    rows = _rows(tokenizer.backend_tokenizer, units, settings, progress)
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
        with torch.autocast(device.type, torch.bfloat16, enabled=brief):
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
    folder = _finish(model, tokenizer, settings)
    learnt = [
        Learnt(path.name, _answerable(asked) if count is None else count)
        for (path, count), (asked, _) in zip(settings.data, files, strict=True)
    ]
    kinds = Counter(pair.kind for unit in units for pair in unit)
    taken = {"pairs seen": sum(map(len, batches)), **_told(settings)}
    scores = [score(folder, path) for path in settings.validate]
    card = model_card(settings.out.name, Path(settings.base).name, learnt, kinds, taken, scores)
    (folder / "README.md").write_text(card, encoding="utf-8")
    return folder


def _answerable(asked: Sequence[Asked]) -> int:
    return sum(bool(one.answers) for one in asked)


def _told(settings: TrainSettings) -> dict[str, object]:
    """Return the settings that a card tells, by name."""
    adapters, mixture = settings.adapters, settings.mixture
    trained: dict[str, object] = {"trained": "all weights"}
    if adapters is not None:
        start = "" if adapters.start is None else f", going on from {adapters.start.name}"
        trained = {
            "trained": f"LoRA, rank {adapters.rank}, alpha {adapters.alpha}, "
            f"layers from {adapters.first_layer} on{start}"
        }
    return {
        **trained,
        **asdict(mixture),
        "teacher": settings.teacher.name if settings.teacher else "none",
        "batch": settings.batch,
        "learning rate": f"{settings.rate:g}, rising over {settings.warm_up:.0%} of the batches "
        "and then falling to 0",
        "dropout": "none",
        "seed": settings.seed,
    }


def _rows(
    tokenizer: "Tokenizer",
    units: Sequence[Sequence[Pair]],
    settings: TrainSettings,
    progress: Callable[[Progress], None],
) -> list[list[Row]]:
    """Return the pairs in tokens, with the teacher's view of them where there is a teacher."""
    rows = to_rows(tokenizer, units)
    if settings.teacher is None:
        return rows
    from qa.reader import load_span_reader

    settings.out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    first: list[int] = []

    def tell(done: int, rows: int) -> None:
        first.append(done)  # what an earlier run did is not counted as speed
        speed = (done - first[0]) / max(time.monotonic() - began, 1e-9)
        progress(Progress(done, rows, None, speed))

    kept = settings.out / "teacher.f16"
    return soften(rows, load_span_reader(str(settings.teacher)), kept, tell)


def _multiplies_bfloat16(device: "torch.device") -> bool:
    """Whether bfloat16 products are quicker here than float32 ones: twice, where they are.

    Weights, and what the optimiser keeps of them, stay float32.
    """
    import torch

    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


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
        lasting = replace(settings, threads=None, checkpoint_minutes=0.0, validate=(), limit=None)
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
        # Of the fused kernels, the one that runs backwards on a CPU takes as long as all the rest.
        model = AutoModelForQuestionAnswering.from_pretrained(
            settings.base, dtype=torch.float32, attn_implementation="eager"
        )
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
