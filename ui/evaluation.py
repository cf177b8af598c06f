"""``clippings eval``: ask gold questions, keep the rows, print the figures, write the report."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.beir import evaluate_folder
from ui.common import (
    INTERRUPTED,
    allow_only,
    console,
    counted,
    json_option,
    k_option,
    library_of,
    library_option,
    make_answerer,
    print_json,
    reader_option,
    say,
)
from ui.compare import check, older_run, parse_fail_under, print_comparison
from ui.conversations import print_conversations
from ui.filters import filter_options
from ui.sweep import Asked, parse_sweep_option, run_sweep
from ui.threshold import Threshold, threshold_options
from ui.window.evaluation.outcome import outcome_of

if TYPE_CHECKING:
    from index import Filter
    from qa import Answerer, Conversation, Gate, GoldSet, Row, RowsFile

    # Rows of an earlier run to those that are still to come.
    _Asking = Callable[[Sequence[Row]], Iterator[Row]]

_SWEEPABLE = {
    "library",
    "reader",
    "min_confidence",
    "k",
    "as_json",
    "rows_path",
    "report",
    "swept",
}
_CONVERSABLE = {
    "library",
    "reader",
    "min_confidence",
    "target_precision",
    "k",
    "as_json",
    "rows_path",
}


@click.command(name="eval")
@library_option
@reader_option
@threshold_options
@filter_options
@k_option
@json_option
@click.option(
    "--mode",
    type=click.Choice(["open", "reading"]),
    default="open",
    show_default=True,
    help="Search the library for every question, or read the question's own context.",
)
@click.option(
    "--rows",
    "rows_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep a line a question in this file; stopped, the same command goes on from there.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write report.html, report.md and report.json into this folder.",
)
@click.option(
    "--compare",
    "older",
    metavar="OLD",
    type=click.Path(path_type=Path),
    help="Compare with an older run, by its report.json or its file of rows.",
)
@click.option(
    "--fail-under",
    "gates",
    metavar="MEASURE=SHARE,...",
    callback=parse_fail_under,
    help="End with exit code 3 if a measure falls short, such as f1=0.80,no_answer=0.75.",
)
@click.option(
    "--fail-on-regression",
    is_flag=True,
    help="End with exit code 3 if --compare shows a loss that chance does not explain.",
)
@click.option(
    "--sweep",
    "swept",
    metavar="SETTING=VALUE,...",
    multiple=True,
    callback=parse_sweep_option,
    help="Try values of k, min_confidence, passage_tokens or overlap, in every combination.",
)
@click.argument("gold", type=click.Path(path_type=Path))
def evaluate(
    library: Path | None,
    reader: str | None,
    threshold: Threshold,
    where: "Filter",
    k: int | None,
    as_json: bool,
    mode: str,
    rows_path: Path | None,
    report: Path | None,
    older: Path | None,
    gates: "tuple[Gate, ...]",
    fail_on_regression: bool,
    swept: dict[str, tuple[float, ...]],
    gold: Path,
) -> None:
    """Ask gold questions (SQuAD JSON, JSON lines, CSV or conversations) and measure the answers.

    In open mode a SQuAD file brings its own paragraphs as a temporary library; the others are asked
    over yours. Of a BEIR folder, which brings its own documents too, the search alone is measured.
    """
    from qa import RowsFile, Run, conversation_summary, make_folder, settings_of, turn_rows
    from ui.terminal import print_summary

    if gold.is_dir():
        evaluate_folder(gold, as_json=as_json)
        return
    if fail_on_regression and not older:
        raise click.UsageError("--fail-on-regression needs --compare OLD.")
    questions, conversations = _read(gold)
    if swept:
        allow_only(_SWEEPABLE, "a sweep")
        run_sweep(
            Asked(
                gold, swept, library, reader, threshold.confidence, k, rows_path, report, as_json
            ),
            questions,
        )
        return
    _check_filter(where, mode, questions)
    against = older_run(older, questions) if older else None
    if report:
        make_folder(report)  # before hours of asking, rather than after them
    with library_of(questions, library, mode) as opened:
        answerer = make_answerer(opened, reader, threshold, mode, where)
        k = k or answerer.passages
        settings = settings_of(answerer, gold, mode, k, reader, bool(questions.articles))
        with RowsFile(rows_path, settings) if rows_path else nullcontext() as kept:
            asking = _asking(answerer, questions, conversations, mode, k)
            total = len(questions.questions) or 2 * sum(len(one.turns) for one in conversations)
            rows = _asked(asking, total, kept)
    if conversations:
        told = conversation_summary(turn_rows(conversations, rows))
        print_json(told) if as_json else print_conversations(console(), told)
        return
    outcome = outcome_of(Run(settings, tuple(rows)), against)
    if report:
        outcome.write(report)
        say(f"The report is {report / 'report.html'}.")
    if as_json:
        print_json({**outcome.summary, **outcome.extra})
    else:
        print_summary(console(), dict(outcome.summary))
        if outcome.comparison:
            print_comparison(console(), outcome.comparison, str(older))
    check(rows, gates, outcome.comparison if fail_on_regression else None)


def _check_filter(where: "Filter", mode: str, questions: "GoldSet") -> None:
    if where and (mode != "open" or questions.articles):
        raise click.UsageError("--since, --until, --source and --tag are for your own library.")


def _read(path: Path) -> "tuple[GoldSet, Sequence[Conversation]]":
    """Return the questions of the file, or the conversations that it holds instead."""
    from qa import GoldSet, holds_conversations, read_conversations, read_gold

    if not holds_conversations(path):
        return read_gold(path), ()
    allow_only(_CONVERSABLE, "conversations")
    return GoldSet(()), read_conversations(path)


def _asking(
    answerer: "Answerer",
    gold: "GoldSet",
    conversations: "Sequence[Conversation]",
    mode: str,
    k: int,
) -> "_Asking":
    """Return what asks all that the rows of an earlier run do not tell."""
    from qa import OPEN, ask_conversations, evaluate_open, evaluate_reading

    if conversations:
        return lambda before: ask_conversations(answerer, conversations, k, before)
    if mode == OPEN:
        return lambda before: evaluate_open(answerer, gold.questions[len(before) :], k)
    titles = {article.id: article.title for article in gold.articles}
    return lambda before: evaluate_reading(answerer, gold.questions[len(before) :], titles)


def _asked(asking: "_Asking", total: int, kept: "RowsFile | None") -> "Sequence[Row]":
    """Return one row a question: those kept from an earlier run, and the rest asked now.

    Ctrl-C ends the program with a sentence on how to go on.
    """
    before = kept.rows if kept else ()
    if before:
        say(f"{len(before)} of {total} questions were asked before.")
    rows = asking(before)
    try:
        asked = counted(kept.keeping(rows) if kept else rows, total, len(before))
    except KeyboardInterrupt:
        say(
            "Stopped: the same command goes on from here."
            if kept
            else "Stopped: with --rows FILE, what is asked is kept, and it can go on later."
        )
        sys.exit(INTERRUPTED)
    return [*before, *asked]
