"""What the commands share: options, opening a library, progress, and printing."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ui.threshold import Threshold

if TYPE_CHECKING:
    from rich.progress import Progress

    from index import Filter, Library
    from qa import Answerer, GoldSet

Item = TypeVar("Item")
# What a shell says of a program that Ctrl-C ended.
INTERRUPTED = 130
# Where there is no terminal for a bar, a line is told this often.
_TELL_SECONDS = 30.0

library_option = click.option(
    "--library",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CLIPPINGS_LIBRARY",
    help="The folder that holds your library.  [default: your user data folder]",
)
embedder_option = click.option(
    "--embedder", help="An embedding model for a new library: a folder or a name on a model hub."
)


reader_option = click.option(
    "--reader",
    help="accurate, fast or cascade, which ship; or a question-answering model of your own, by its "
    "folder or its name on a model hub.  [default: cascade]",
)
k_option = click.option(
    "--k",
    type=click.IntRange(1, 100),
    help="Passages to look at.  [default: as many as suit the reader]",
)


def _columns(_: click.Context, __: click.Parameter, said: tuple[str, ...]) -> dict[str, str]:
    """Return what ``--map`` says, by part: ``{"title": "headline"}``."""
    from index import COLUMNS

    columns: dict[str, str] = {}
    for mapping in said:
        part, equals, column = mapping.partition("=")
        if not equals or not column or part not in COLUMNS:
            raise click.BadParameter(
                f"{mapping!r} is not PART=COLUMN, where PART is one of {', '.join(COLUMNS)}."
            )
        columns[part] = column
    return columns


columns_option = click.option(
    "--map",
    "columns",
    metavar="PART=COLUMN",
    multiple=True,
    callback=_columns,
    help="Where a table or JSON lines keep text, title, date, source, url or byline, "
    "if under another name.",
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
    library: "Library",
    reader: str | None,
    threshold: Threshold,
    mode: str = "open",
    where: "Filter | None" = None,
) -> "Answerer":
    """Return what answers over ``library``, everything loaded that a question would wait for."""
    from index import EVERYTHING
    from qa import Answerer, load_calibration, load_reader, reader_folder

    calibration = load_calibration(reader_folder(reader), mode)
    least = threshold.least(calibration)
    answerer = Answerer(library, load_reader(reader), calibration, least, where or EVERYTHING)
    if mode == "open":
        answerer.warm_up()  # so that what is timed is the answering
    return answerer


def counted(rows: Iterator[Item], total: int, before: int = 0) -> list[Item]:
    """Return what comes, telling how far it is while it does: a bar, or now and then a line.

    Args:
        rows: what comes.
        total: how many there are in all.
        before: how many of them are there already, and do not come.
    """
    from time import monotonic

    done = []
    began = monotonic()
    tell = now_and_then()
    with progress_bar() as progress:
        task = progress.add_task("Asking", total=total, completed=before)
        for row in rows:
            done.append(row)
            progress.advance(task)
            if progress.disable:
                left = (monotonic() - began) / len(done) * (total - before - len(done))
                tell(f"{before + len(done)} of {total} asked, about {left / 60:.0f} min left")
    return done


def now_and_then() -> Callable[[str], None]:
    """Return what says a sentence, unless it or the start was less than half a minute ago."""
    from time import monotonic

    said = monotonic()

    def tell(sentence: str) -> None:
        nonlocal said
        if monotonic() - said >= _TELL_SECONDS:
            said = monotonic()
            say(sentence)

    return tell


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


def allow_only(allowed: set[str], kind: str) -> None:
    """Refuse every option on the command line but those ``allowed``, by their parameters' names.

    Raises:
        click.UsageError: if another one is given, which says that it is not for ``kind``.
    """
    from click.core import ParameterSource

    context = click.get_current_context()
    for parameter in context.command.params:
        given = context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE
        if given and parameter.name not in allowed and isinstance(parameter, click.Option):
            raise click.UsageError(f"{parameter.opts[0]} is not for {kind}.")


def print_json(value: object) -> None:
    """Print ``value`` for a program to read."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(sentence: str) -> None:
    """Tell the user something on standard error, where it is in no program's way."""
    click.echo(sentence, err=True)
