"""The command line: parse, call, print. Heavy libraries load inside the command that needs them."""

import json
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.progress import Progress

    from index import ArticleInfo, Library
    from qa import Answerer, GoldSet

Item = TypeVar("Item")

_CANNOT_READ = 1

_library = click.option(
    "--library",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CLIPPINGS_LIBRARY",
    help="The folder that holds your library.  [default: your user data folder]",
)
_embedder = click.option(
    "--embedder", help="An embedding model for a new library: a folder or a name on a model hub."
)


def _number(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    """Refuse "nan", which is in every range and greater than nothing."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is not a number.")
    return value


_reader = click.option(
    "--reader", help="A question-answering model of your own: a folder or a name on a model hub."
)
_least = click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    callback=_number,
    help="The least confidence that counts as an answer.  [default: fitted for the reader]",
)
_k = click.option(
    "--k", type=click.IntRange(1, 100), default=10, show_default=True, help="Passages to look at."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class _Group(click.Group):
    """Shows an error that a user can mend as one sentence; any other is a bug and shows as one."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        from index.errors import ClippingsError

        try:
            return super().invoke(ctx)
        except ClippingsError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="clippings")
def main() -> None:
    """Ask your own articles; get the answer in their own words, cited, or an honest no."""


@main.command()
@_library
@_embedder
@_reader
@_least
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to bind to.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port.  [default: 7860 or next]")
@click.option("--auth", metavar="USER:PASS", help="Ask for a name and password.")
def chat(
    library: Path | None,
    embedder: str | None,
    reader: str | None,
    min_confidence: float | None,
    host: str,
    port: int | None,
    auth: str | None,
) -> None:
    """Open the chat window; an empty library is first filled with the starter articles."""
    from ui.address import check_address, parse_auth

    login = parse_auth(auth)
    check_address(host, login)
    from seeds import ARTICLES
    from ui.app import serve

    with _opened(library, embedder, create=True) as opened:
        if opened.counts()[0] == 0:
            _say("The library is empty: filling it with the starter articles.")
            _add(opened, [str(ARTICLES)])
        answerer = _answerer(opened, reader, min_confidence)
        serve(answerer, _examples(opened), host=host, port=port, auth=login, announce=_say)


@main.command()
@_library
@_embedder
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
def add(library: Path | None, embedder: str | None, paths: tuple[str, ...]) -> None:
    """Add or update articles: files, folders and all below them, or patterns such as '*.html'."""
    with _opened(library, embedder, create=True) as opened:
        counts = _add(opened, list(paths))
    click.echo(", ".join(f"{count} {status}" for status, count in counts.items()))
    if counts["failed"]:
        sys.exit(_CANNOT_READ)


@main.command()
@_library
@click.argument("names", nargs=-1, required=True, metavar="ID|PATH...")
def remove(library: Path | None, names: tuple[str, ...]) -> None:
    """Remove articles, by id or by the file or folder that they came from."""
    from index import UnknownArticle

    with _opened(library) as opened:
        found: dict[str, ArticleInfo] = {}
        for name in names:
            meant = opened.find(name)
            if not meant:
                raise UnknownArticle(f"The library has no article {name!r}: nothing was removed.")
            found.update((info.id, info) for info in meant)
        opened.remove(found)
    click.echo(f"{len(found)} removed")


@main.command(name="list")
@_library
@_json
def list_articles(library: Path | None, as_json: bool) -> None:
    """List the library's articles, newest first."""
    from ui.wire import info_json

    with _opened(library) as opened:
        articles = opened.articles()
    if as_json:
        _print_json([info_json(info) for info in articles])
        return
    for info in articles:
        click.echo("  ".join((info.id, info.date or "-" * 10, info.title)))
    if not articles:
        _say("The library is empty: `clippings add` puts articles in.")


@main.command()
@_library
@_json
@click.argument("article_id")
def show(library: Path | None, as_json: bool, article_id: str) -> None:
    """Print an article's stored text, to which the offsets of citations refer."""
    from ui.wire import article_json

    with _opened(library) as opened:
        article = opened.article(article_id)
    if as_json:
        _print_json(article_json(article))
    else:
        info = article.info
        _say("\n".join(part for part in (info.title, info.byline, info.source, info.date) if part))
        click.echo(article.text)


@main.command()
@_library
@_k
@_json
@click.argument("question")
def search(library: Path | None, k: int, as_json: bool, question: str) -> None:
    """Print the passages that best fit a question, without reading them."""
    from qa.question import checked
    from qa.retrieve import retrieve
    from ui.terminal import print_hits
    from ui.wire import hits_json

    asked = checked(question)
    with _opened(library) as opened:
        hits = retrieve(opened, asked, k)
    if as_json:
        _print_json({"question": asked, "passages": hits_json(hits)})
    else:
        print_hits(_console(), hits)


@main.command()
@_library
@_reader
@_least
@_k
@_json
@click.argument("question")
def ask(
    library: Path | None,
    reader: str | None,
    min_confidence: float | None,
    k: int,
    as_json: bool,
    question: str,
) -> None:
    """Answer a question in an article's own words, or say that there is no answer."""
    from qa.question import checked
    from ui.terminal import print_answer
    from ui.wire import answer_json

    asked = checked(question)  # before anything slow is loaded
    with _opened(library) as opened:
        answer = _answerer(opened, reader, min_confidence).ask(asked, k)
        if as_json:
            _print_json(answer_json(answer))
        else:
            print_answer(_console(), answer, lambda i: opened.article(i).text)


@main.command(name="eval")
@_library
@_reader
@_least
@_k
@_json
@click.option(
    "--mode",
    type=click.Choice(["open", "reading"]),
    default="open",
    show_default=True,
    help="Search the library for every question, or read the question's own context.",
)
@click.argument("gold", type=click.Path(path_type=Path))
def evaluate(
    library: Path | None,
    reader: str | None,
    min_confidence: float | None,
    k: int,
    as_json: bool,
    mode: str,
    gold: Path,
) -> None:
    """Ask gold questions (SQuAD JSON or JSON lines) and measure the answers.

    In open mode a SQuAD file brings its own paragraphs as a temporary library; JSON lines are asked
    over yours.
    """
    from qa import evaluate_open, evaluate_reading, read_gold, summarise
    from ui.terminal import print_summary

    questions = read_gold(gold)
    with _library_of(questions, library, mode) as opened:
        answerer = _answerer(opened, reader, min_confidence, mode)
        rows = (
            evaluate_open(answerer, questions.questions, k)
            if mode == "open"
            else evaluate_reading(answerer, questions.questions)
        )
        summary = summarise(_counted(rows, len(questions.questions)))
    if as_json:
        _print_json(summary)
    else:
        print_summary(_console(), summary)


@main.command()
@_library
@_reader
@_k
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=400,
    show_default=True,
    help="The most questions taken, at random, from each file.",
)
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path))
def calibrate(
    library: Path | None, reader: str | None, k: int, limit: int, gold: tuple[Path, ...]
) -> None:
    """Fit the reader's confidence on gold questions, and keep it beside the reader's weights.

    Report no figure on questions that were used here.
    """
    from random import Random

    from qa import (
        OPEN,
        READING,
        UNFITTED,
        Answerer,
        fit,
        load_reader,
        observe,
        observe_reading,
        read_gold,
        reader_folder,
        save_calibration,
    )

    loaded = load_reader(reader)
    searched, read = [], []
    for path in gold:
        questions = read_gold(path)
        chosen = list(questions.questions)
        Random(len(chosen)).shuffle(chosen)  # noqa: S311 - a sample, not a secret
        chosen = chosen[:limit]
        with _library_of(questions, library, OPEN) as opened:
            answerer = Answerer(opened, loaded, UNFITTED)
            searched += _counted(observe(answerer, chosen, k), len(chosen))
            read += _counted(observe_reading(answerer, chosen), len(chosen))
    names = ", ".join(f"{path.name} (at most {limit} questions)" for path in gold)
    fitted = {OPEN: fit(searched, names)}
    if read:
        fitted[READING] = fit(read, names)
    save_calibration(reader_folder(reader), fitted)
    _say(f"Kept in {reader_folder(reader)}: answers from {fitted[OPEN].threshold:.0%} on.")


@contextmanager
def _opened(
    folder: Path | None, embedder: str | None = None, *, create: bool = False
) -> "Iterator[Library]":
    import platformdirs

    from index import Library

    where = folder or platformdirs.user_data_path("clippings", appauthor=False)
    with Library(where, embedder, create=create, notify=_say) as opened:
        yield opened


@contextmanager
def _library_of(gold: "GoldSet", folder: Path | None, mode: str) -> "Iterator[Library]":
    """Open the library that gold questions are asked over: their own paragraphs, or the user's."""
    if not gold.articles and mode == "open":
        with _opened(folder) as opened:
            yield opened
        return
    with (
        TemporaryDirectory(prefix="clippings-") as temporary,
        _opened(Path(temporary), create=True) as opened,
    ):
        if mode == "open":
            with _progress() as progress:
                task = progress.add_task("Adding paragraphs", total=len(gold.articles))
                for _ in opened.add(gold.articles):
                    progress.advance(task)
        yield opened


def _answerer(
    library: "Library", reader: str | None, least: float | None, mode: str = "open"
) -> "Answerer":
    from qa import Answerer, load_calibration, load_reader, reader_folder

    calibration = load_calibration(reader_folder(reader), mode)
    answerer = Answerer(library, load_reader(reader), calibration, least)
    if mode == "open":
        answerer.warm_up()  # so that what is timed is the answering
    return answerer


def _add(library: "Library", paths: list[str]) -> dict[str, int]:
    """Add what the paths mean, with a progress bar; tell each failure and return the counts."""
    from index import Failure, find_files, read_file

    counts = {"added": 0, "updated": 0, "unchanged": 0, "failed": 0}
    with _progress() as progress:
        files = find_files(paths)
        task = progress.add_task("Reading articles", total=len(files))

        def articles() -> Iterator[Any]:
            for file in files:
                found = [file] if isinstance(file, Failure) else list(read_file(file))
                # A file may hold many articles: the bar counts those, as they become known.
                known = progress.tasks[0].total or 0
                progress.update(task, total=known + len(found) - 1)
                yield from found

        for outcome in library.add(articles()):
            counts[outcome.status] += 1
            progress.advance(task)
            if outcome.status == "failed":
                progress.console.print(
                    f"failed: {outcome.origin}: {outcome.reason}",
                    markup=False,
                    emoji=False,
                    soft_wrap=True,
                )
    return counts


def _counted(rows: Iterator[Item], total: int) -> list[Item]:
    """Return what comes, with a progress bar while it does."""
    done = []
    with _progress() as progress:
        task = progress.add_task("Asking", total=total)
        for row in rows:
            done.append(row)
            progress.advance(task)
    return done


def _examples(library: "Library") -> list[str]:
    """Return questions to click: of the starter set, those whose articles the library has."""
    from qa import read_gold
    from seeds import QUESTIONS

    chosen: dict[str, str] = {}
    for gold in read_gold(QUESTIONS).questions:
        if gold.answers and gold.article not in chosen and library.find(gold.article):
            chosen[gold.article] = gold.question
    return list(chosen.values())[:4]


def _progress() -> "Progress":
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


def _console() -> Any:  # noqa: ANN401 - rich is loaded late
    from rich.console import Console

    return Console(highlight=False)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _say(sentence: str) -> None:
    """Tell the user something on standard error, where it is in no program's way."""
    click.echo(sentence, err=True)
