"""What the commands share: options, opening a library, progress, and printing."""

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.progress import Progress

    from index import Library
    from qa import Answerer, GoldSet

Item = TypeVar("Item")

library_option = click.option(
    "--library",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CLIPPINGS_LIBRARY",
    help="The folder that holds your library.  [default: your user data folder]",
)
embedder_option = click.option(
    "--embedder", help="An embedding model for a new library: a folder or a name on a model hub."
)


def _number(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    """Refuse "nan", which is in every range and greater than nothing."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is not a number.")
    return value


reader_option = click.option(
    "--reader", help="A question-answering model of your own: a folder or a name on a model hub."
)
least_option = click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    callback=_number,
    help="The least confidence that counts as an answer.  [default: fitted for the reader]",
)
k_option = click.option(
    "--k", type=click.IntRange(1, 100), default=10, show_default=True, help="Passages to look at."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@contextmanager
def open_library(
    folder: Path | None, embedder: str | None = None, *, create: bool = False
) -> "Iterator[Library]":
    """Open the library in ``folder``, or in the user's data folder; close it at the end."""
    import platformdirs

    from index import Library

    where = folder or platformdirs.user_data_path("clippings", appauthor=False)
    with Library(where, embedder, create=create, notify=say) as opened:
        yield opened


@contextmanager
def library_of(gold: "GoldSet", folder: Path | None, mode: str) -> "Iterator[Library]":
    """Open the library that gold questions are asked over: their own paragraphs, or the user's."""
    if not gold.articles and mode == "open":
        with open_library(folder) as opened:
            yield opened
        return
    with (
        TemporaryDirectory(prefix="clippings-") as temporary,
        open_library(Path(temporary), create=True) as opened,
    ):
        if mode == "open":
            with progress_bar() as progress:
                task = progress.add_task("Adding paragraphs", total=len(gold.articles))
                for _ in opened.add(gold.articles):
                    progress.advance(task)
        yield opened


def make_answerer(
    library: "Library", reader: str | None, least: float | None, mode: str = "open"
) -> "Answerer":
    """Return what answers over ``library``, everything loaded that a question would wait for."""
    from qa import Answerer, load_calibration, load_reader, reader_folder

    calibration = load_calibration(reader_folder(reader), mode)
    answerer = Answerer(library, load_reader(reader), calibration, least)
    if mode == "open":
        answerer.warm_up()  # so that what is timed is the answering
    return answerer


def counted(rows: Iterator[Item], total: int) -> list[Item]:
    """Return what comes, with a progress bar while it does."""
    done = []
    with progress_bar() as progress:
        task = progress.add_task("Asking", total=total)
        for row in rows:
            done.append(row)
            progress.advance(task)
    return done


def progress_bar() -> "Progress":
    """Return a bar with a count and the time left, on standard error if that is a terminal."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,  # elsewhere it would leave an empty line
    )


def console() -> Any:  # noqa: ANN401 - rich is loaded late
    """Return where answers and figures are printed."""
    from rich.console import Console

    return Console(highlight=False)


def print_json(value: object) -> None:
    """Print ``value`` for a program to read."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(sentence: str) -> None:
    """Tell the user something on standard error, where it is in no program's way."""
    click.echo(sentence, err=True)
