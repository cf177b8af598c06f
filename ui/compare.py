"""``clippings eval --compare`` and ``--fail-under``: what changed, and whether a check passes."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.common import say
from ui.window.evaluation.outcome import Older

if TYPE_CHECKING:
    from rich.console import Console

    from qa import Comparison, Gate, GoldSet, Row

# Neither a failure to run (1) nor a command that means nothing (2).
FELL_SHORT = 3


def parse_fail_under(
    _ctx: click.Context, _param: click.Parameter, text: str | None
) -> "tuple[Gate, ...]":
    """Return what ``--fail-under`` asks for, or refuse it before anything is loaded."""
    from qa import parse_gates

    try:
        return parse_gates(text) if text is not None else ()
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from error


def older_run(path: Path, questions: "GoldSet") -> Older:
    """Return an older run, with which there will be something to compare.

    Raises:
        ReportError: if they cannot be read.
        GoldError: if none of the questions is among them.
    """
    from qa import read_run, require_pairs

    rows = read_run(path).rows
    require_pairs(rows, questions.questions)
    return Older(str(path), rows)


def check(rows: "Sequence[Row]", gates: "Sequence[Gate]", comparison: "Comparison | None") -> None:
    """End the program where the rows fall short of a gate, or of the run they are compared with.

    Args:
        rows: what became of each question.
        gates: the least that is asked for.
        comparison: with the older run, where a loss against it is not to pass.
    """
    from qa import figures, measured, regressions, shortfalls

    missed = shortfalls(figures(measured(row) for row in rows), gates)
    if comparison:
        missed += regressions(comparison)
    if missed:
        say(f"Fell short: {'; '.join(missed)}.")
        sys.exit(FELL_SHORT)


def print_comparison(console: "Console", comparison: "Comparison", name: str) -> None:
    """Print what changed since the run called ``name``, and the questions that flipped."""
    from rich.text import Text

    def line(text: str = "", style: str = "") -> None:
        console.print(Text(text, style), soft_wrap=True)

    pairing = comparison.pairing
    line(f"\nCompared with {name}: {len(pairing.pairs)} questions are in both.", "bold")
    for count, what in (
        (pairing.only_old, "only in the older run"),
        (pairing.only_new, "only in this one"),
        (pairing.changed, "in both, but in other words or with other gold answers"),
    ):
        if count:
            line(f"Left out: {count} {what}.")
    line(f"\n{'':<16}{'n':>7}{'before':>9}{'now':>9}{'change':>9}  95% interval")
    for d in comparison.differences:
        line(
            f"{d.measure:<16}{d.n:>7}{100 * d.old:>9.1f}{100 * d.new:>9.1f}{100 * d.change:>+9.1f}"
            f"  {100 * d.low:+.1f} to {100 * d.high:+.1f}"
        )
    won, lost = len(comparison.won), len(comparison.lost)
    line(f"\n{won} won, {lost} lost (McNemar's exact test: p = {comparison.p:.2g})")
    for title, flips in (("Won", comparison.won), ("Lost", comparison.lost)):
        if flips:
            line(f"\n{title}", "bold")
        for flip in flips:
            line(f"{flip.id}  {flip.question}")
            line(f"    before: {flip.old or 'no answer'} ({flip.old_verdict})")
            line(f"    now:    {flip.new or 'no answer'} ({flip.new_verdict})")
