"""``clippings eval --sweep``: the same questions under several settings, and which did best."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from ui.common import (
    INTERRUPTED,
    console,
    counted,
    library_of,
    print_json,
    progress_bar,
    say,
)

if TYPE_CHECKING:
    from index import Chunking, Library
    from qa import Cell, GoldSet, Scores, SweepFile

_CUT = ("passage_tokens", "overlap")
_SHOWN = {"em": "EM", "f1": "F1", "no_answer": "no answer", "recall@10": "recall@10"}
# More columns than any table of ours takes.
_UNFOLDED = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """What ``clippings eval --sweep`` was asked to do: its options, as they are called there."""

    gold: Path
    swept: Mapping[str, Sequence[float]]
    library: Path | None
    reader: str | None
    min_confidence: float | None
    k: int | None
    rows: Path | None
    report: Path | None
    as_json: bool

    @property
    def kept(self) -> Path | None:
        """Where the trials are kept, so that a sweep that is stopped can go on."""
        return self.rows or (self.report / "sweep.jsonl" if self.report else None)


def parse_sweep_option(
    _ctx: click.Context, _param: click.Parameter, parts: tuple[str, ...]
) -> dict[str, tuple[float, ...]]:
    """Return what ``--sweep`` asks for, or refuse it before anything is loaded."""
    from qa import parse_sweep

    try:
        return parse_sweep(parts)
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from error


def run_sweep(asked: Asked, questions: "GoldSet") -> None:
    """Try every combination of settings; print the table, and write the report if one is wanted."""
    from qa import (
        OPEN,
        Answerer,
        Cell,
        SweepFile,
        cells,
        load_calibration,
        load_reader,
        reader_folder,
        scores,
        settings_of,
        sweep,
        write_sweep,
    )

    with ExitStack() as stack:
        source = stack.enter_context(_source(asked, questions))
        reader = load_reader(asked.reader)
        calibration = load_calibration(reader_folder(asked.reader), OPEN)
        answerer = Answerer(source, reader, calibration, asked.min_confidence)
        cut, k = source.chunking, asked.k or answerer.passages
        grid = cells(asked.swept, Cell(cut.tokens, cut.overlap, k, answerer.min_confidence))
        own = bool(questions.articles)
        settings = settings_of(answerer, asked.gold, OPEN, k, asked.reader, own)
        kept = stack.enter_context(SweepFile(asked.kept, settings, grid)) if asked.kept else None
        before, total = kept.tried if kept else (), len(questions.questions)
        rest = questions.questions[len(before) :]
        with _stoppable(kept):
            libraries = _libraries(stack, source, asked, questions, grid) if rest else {}
            tried = sweep(libraries, reader, calibration, rest, grid)
            new = counted(kept.keeping(tried) if kept else tried, total, len(before))
    found = scores([*before, *new], grid)
    if asked.report:
        write_sweep(asked.report, settings, found, total)
        say(f"The report is {asked.report / 'sweep.html'}.")
    if asked.as_json:
        print_json({"n": total, "cells": [one.to_json() for one in found]})
    else:
        _print(found, asked.swept)
    say("The best was chosen on these very questions, which flatters it: report figures of others.")


def _source(asked: Asked, questions: "GoldSet") -> "AbstractContextManager[Library]":
    """Return the library that is swept over, to be opened.

    It stays empty, and lends its embedder alone, where the articles come with the questions and
    will be cut anew.
    """
    from qa import OPEN, READING

    bare = bool(questions.articles) and _recut(asked)
    return library_of(questions, asked.library, READING if bare else OPEN)


def _libraries(
    stack: ExitStack,
    source: "Library",
    asked: Asked,
    questions: "GoldSet",
    grid: "Sequence[Cell]",
) -> "dict[Chunking, Library]":
    """Return the library cut in each way that the grid names, to be closed by the stack."""
    from index import Library, RememberingEmbedder, stored_articles

    if not _recut(asked):
        return {source.chunking: source}
    embedder = RememberingEmbedder(source.embedder, source.embedded())
    cuts = list(dict.fromkeys(cell.chunking for cell in grid))
    if max(cut.tokens for cut in cuts) > embedder.max_tokens:
        say(f"The embedder reads {embedder.max_tokens} tokens at most: passages end there.")
    libraries: dict[Chunking, Library] = {}
    total = (len(questions.articles) or source.counts()[0]) * len(cuts)
    with progress_bar() as progress:
        task = progress.add_task("Cutting articles", total=total)
        for cut in cuts:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="clippings-")))
            new = Library(folder, load=lambda _: embedder, chunking=cut, notify=say)
            libraries[cut] = stack.enter_context(new)
            for _ in new.add(questions.articles or stored_articles(source)):
                progress.advance(task)
    return libraries


def _recut(asked: Asked) -> bool:
    return any(name in asked.swept for name in _CUT)


@contextmanager
def _stoppable(kept: "SweepFile | None") -> Iterator[None]:
    """End the program with a sentence on how to go on where Ctrl-C stops it."""
    try:
        yield
    except KeyboardInterrupt:
        say(
            "Stopped: the same command goes on from here."
            if kept
            else "Stopped: with --report DIR or --rows FILE, a sweep can go on later."
        )
        sys.exit(INTERRUPTED)


def _print(found: "Sequence[Scores]", swept: Mapping[str, Sequence[float]]) -> None:
    """Print a line for each combination, the best one marked."""
    from rich import box
    from rich.table import Table

    measures = {name: title for name, title in _SHOWN.items() if name in found[0].figures}
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for title in (*swept, *measures.values(), "F1 to best, 95% interval"):
        table.add_column(title.replace("_", " "), justify="right")
    for one in found:
        behind = one.behind
        gap = f"{100 * behind.mean:+.1f} ({100 * behind.low:+.1f} to {100 * behind.high:+.1f})"
        table.add_row(
            *(f"{getattr(one.cell, name):g}" for name in swept),
            *(f"{100 * one.figures[name]:.1f}" for name in measures),
            "best" if one.best else gap,
            style="bold" if one.best else "",
        )
    screen = console()
    if not screen.is_terminal:  # nothing is to be folded that a program may read
        screen.width = _UNFOLDED
    screen.print(table)
