"""Commands for those who make a reader of their own: train it, export it, fit its confidence."""

from pathlib import Path

import click

from ui.common import (
    counted,
    k_option,
    library_of,
    library_option,
    now_and_then,
    open_library,
    progress_bar,
    say,
)

_TEXTS = 60
_DATA = click.Path(path_type=Path, exists=True, dir_okay=False)


class _Part(click.ParamType[tuple[Path, int | None]]):
    """A file of questions, and after an equals sign how many of them to take."""

    name = "DATA"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Path, int | None]:
        """Return the file and the count; None where all are to be taken."""
        whole, _, count = value.rpartition("=")
        named = whole if whole and count.isdecimal() else value
        path = Path(str(click.Path(exists=True, dir_okay=False).convert(named, param, ctx)))
        return path, int(count) if named != value else None


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Where the reader goes."
)
@click.option("--base", required=True, help="The base model: a folder or a name on a model hub.")
@click.option("--whole", is_flag=True, help="Train all weights, not only adapters (LoRA).")
@click.option(
    "--adapter",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of adapters to go on from.",
)
@click.option(
    "--rank",
    type=click.IntRange(1),
    default=16,
    show_default=True,
    help="How wide new adapters are.",
)
@click.option(
    "--teacher",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A reader to learn from as well: its folder.",
)
@click.option(
    "--near-misses",
    type=click.FloatRange(0, 1),
    default=0.3,
    show_default=True,
    help="The share of questions that are also turned into one that their passage nearly answers.",
)
@click.option(
    "--other-passages",
    type=click.FloatRange(0, 1),
    default=0.2,
    show_default=True,
    help="The share that are also asked of a passage that is found for them and has no answer.",
)
@click.option(
    "--given-visits",
    type=click.IntRange(0),
    default=2,
    show_default=True,
    help="How often each question is visited that its file says has no answer.",
)
@click.option(
    "--max-characters",
    type=click.IntRange(1),
    default=900,
    show_default=True,
    help="Longer passages are cut at sentence ends: shorter ones are quicker to learn from.",
)
@click.option("--batch", type=click.IntRange(2), default=16, show_default=True)
@click.option("--rate", type=click.FloatRange(0, min_open=True), default=2e-4, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option(
    "--validate",
    type=_DATA,
    multiple=True,
    help="Questions to score the reader on at the end, for its card.  [repeatable]",
)
@click.argument("data", nargs=-1, required=True, type=_Part(), metavar="DATA[=COUNT]...")
def train(
    out: Path,
    base: str,
    whole: bool,
    adapter: Path | None,
    rank: int,
    teacher: Path | None,
    near_misses: float,
    other_passages: float,
    given_visits: int,
    max_characters: int,
    batch: int,
    rate: float,
    seed: int,
    validate: tuple[Path, ...],
    data: tuple[tuple[Path, int | None], ...],
) -> None:
    """Train a reader on questions (SQuAD JSON or JSON lines, .gz or plain).

    DATA=COUNT takes so many answerable questions of a file, and all that have no answer; where
    there are fewer, they are gone through again. Run again with the same settings after it was
    stopped: it goes on from its checkpoint.
    """
    from qa.train import Adapters, Progress, TrainSettings
    from qa.train import train as run
    from qa.training_data import Mixture

    settings = TrainSettings(
        base=base,
        data=data,
        out=out,
        adapters=None if whole else Adapters(rank=rank, alpha=2 * rank, start=adapter),
        mixture=Mixture(
            near_misses=near_misses,
            other_passages=other_passages,
            given_visits=given_visits,
            max_characters=max_characters,
        ),
        teacher=teacher,
        batch=batch,
        rate=rate,
        seed=seed,
        validate=validate,
    )
    later = now_and_then()
    with progress_bar() as bar:
        task = bar.add_task("Making pairs of the questions", total=None)

        def tell(done: Progress) -> None:
            step = "teacher reads" if done.loss is None else f"loss {done.loss:.2f}"
            speed = f"{step}, {done.questions_a_second:.1f} questions/s"
            bar.update(task, completed=done.batch, total=done.batches, description=speed)
            if bar.disable:
                later(f"{done.batch} of {done.batches}: {speed}")

        folder = run(settings, tell)
    say(f"The reader is in {folder}: try it with --reader {folder}.")


@click.command()
@click.option(
    "--texts",
    type=_DATA,
    required=True,
    help="Questions like those to be asked; sixty of them set the ranges of the 8 bits.",
)
@click.option(
    "--word-bits",
    type=click.Choice(["8", "4"]),
    default="8",
    show_default=True,
    help="In how many bits the table of words is kept: 4 make a small reader smaller.",
)
@click.argument("reader", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("out", type=click.Path(path_type=Path))
def export(texts: Path, word_bits: str, reader: Path, out: Path) -> None:
    """Make the quantised reader OUT of a trained one: quicker, and a quarter of the size."""
    from qa.export import export as run
    from qa.training_data import read_questions

    asked = [one for one in read_questions(texts) if one.answers]
    spread = asked[:: max(len(asked) // _TEXTS, 1)][:_TEXTS]
    run(reader, out, [(one.question, one.context) for one in spread], say, int(word_bits))
    say(f"The reader is in {out}: fit its confidence with `clippings calibrate --reader {out}`.")


@click.command()
@library_option
@click.option("--reader", required=True, help="The reader to calibrate: its folder.")
@k_option
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=400,
    show_default=True,
    help="The most questions taken, at random, from each file.",
)
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path))
def calibrate(
    library: Path | None, reader: str, k: int | None, limit: int, gold: tuple[Path, ...]
) -> None:
    """Fit the reader's confidence on gold questions, and keep it beside the reader's weights.

    Of conversations the follow-ups are taken too, for a reader that has learnt to read a question
    with the last one and its answer in front of it; without them it will read what a follow-up was
    understood as. Report no figure on questions that were used here.
    """
    from dataclasses import replace
    from random import Random

    from qa import (
        AS_IT_IS,
        OPEN,
        READING,
        UNFITTED,
        Answerer,
        fit,
        fit_trust,
        holds_conversations,
        load_reader,
        observe,
        observe_reading,
        observe_talks,
        read_conversations,
        read_gold,
        reader_folder,
        save_calibration,
    )

    loaded, folder = load_reader(reader), reader_folder(reader)
    searched, read = [], []
    talks = [path for path in gold if holds_conversations(path)]
    alone = [path for path in gold if path not in talks]
    for path in alone:
        questions = read_gold(path)
        chosen = list(questions.questions)
        Random(len(chosen)).shuffle(chosen)  # noqa: S311 - a sample, not a secret
        chosen = chosen[:limit]
        with library_of(questions, library, OPEN) as opened:
            answerer = Answerer(opened, loaded, UNFITTED)
            searched += counted(observe(answerer, chosen, k or answerer.passages), len(chosen))
            read += counted(observe_reading(answerer, chosen), len(chosen))
    names = ", ".join(f"{path.name} (at most {limit} questions)" for path in alone)
    fitted = {OPEN: fit(searched, names)}
    if read:
        fitted[READING] = fit(read, names)
    rows = []
    for path in talks:
        conversations = read_conversations(path)
        with open_library(library) as opened:
            answerer = Answerer(opened, loaded, replace(fitted[OPEN], trust=AS_IT_IS))
            later = sum(len(one.turns) - 1 for one in conversations)
            rows += counted(observe_talks(answerer, conversations, answerer.passages), later)
    if rows:
        fitted[OPEN] = replace(fitted[OPEN], trust=fit_trust(rows))
    save_calibration(folder, fitted)
    trust = fitted[OPEN].trust
    on = f", to follow-ups from {trust.threshold:.0%}" if trust else ""
    say(f"Kept in {folder}: answers from {fitted[OPEN].threshold:.0%} on{on}.")
