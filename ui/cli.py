"""The command line: parse, call, print. Heavy libraries load inside the command that needs them."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.common import (
    columns_option,
    console,
    embedder_option,
    json_option,
    k_option,
    library_option,
    make_answerer,
    open_library,
    print_json,
    progress_bar,
    reader_option,
    say,
)
from ui.evaluation import evaluate
from ui.filters import filter_options
from ui.gold import gold
from ui.library import edit, list_articles, remove, show, sync
from ui.recipe import calibrate, export, train
from ui.threshold import Threshold, threshold_options

if TYPE_CHECKING:
    from index import Filter, Library

_CANNOT_READ = 1
_EXAMPLES = 4


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


for _command in (calibrate, edit, evaluate, export, gold, list_articles, remove, show, sync, train):
    main.add_command(_command)


@main.command()
@library_option
@embedder_option
@reader_option
@threshold_options
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to bind to.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port.  [default: 7860 or next]")
@click.option(
    "--auth",
    metavar="USER:PASS",
    envvar="CLIPPINGS_AUTH",
    help="Ask for a name and password; they and all else travel unencrypted.",
)
@click.option(
    "--mcp", is_flag=True, help="Open ask and search as tools for language models, at /mcp."
)
def chat(
    library: Path | None,
    embedder: str | None,
    reader: str | None,
    threshold: Threshold,
    host: str,
    port: int | None,
    auth: str | None,
    mcp: bool,
) -> None:
    """Open the chat window; an empty library is first filled with the starter articles."""
    from ui.address import check_address, listen, parse_auth

    login = parse_auth(auth)
    check_address(host, login)
    # The port first: when it cannot be had, nothing is loaded and no library is made.
    with listen(host, port) as listener, open_library(library, embedder, create=True) as opened:
        from seeds import ARTICLES
        from ui.window.server import serve

        if opened.counts()[0] == 0:
            say("The library is empty: filling it with the starter articles.")
            _add(opened, [str(ARTICLES)], _no_counts(), {})
        answerer = make_answerer(opened, reader, threshold)
        serve(answerer, _examples(opened), listener, host=host, auth=login, announce=say, mcp=mcp)


@main.command()
@library_option
@embedder_option
@columns_option
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
def add(
    library: Path | None, embedder: str | None, columns: dict[str, str], paths: tuple[str, ...]
) -> None:
    """Add or update articles: files, folders and all below them, or patterns such as '*.html'."""
    counts = _no_counts()
    with open_library(library, embedder, create=True) as opened:
        try:
            _add(opened, list(paths), counts, columns)
        finally:  # what was stored before a full disk or Ctrl-C stays, and is told
            click.echo(", ".join(f"{count} {status}" for status, count in counts.items()))
    if counts["failed"]:
        sys.exit(_CANNOT_READ)


@main.command()
@library_option
@filter_options
@k_option
@json_option
@click.argument("question")
def search(
    library: Path | None, where: "Filter", k: int | None, as_json: bool, question: str
) -> None:
    """Print the passages that best fit a question, without reading them."""
    from qa import checked, retrieve
    from ui.shown import FOUND
    from ui.terminal import print_hits
    from ui.wire import hits_json

    asked = checked(question)
    with open_library(library) as opened:
        _tell_if_empty(opened)
        hits = retrieve(opened, asked, k or FOUND, where)
    if as_json:
        print_json({"question": asked, "passages": hits_json(hits)})
    else:
        print_hits(console(), hits)


@main.command()
@library_option
@reader_option
@threshold_options
@filter_options
@k_option
@json_option
@click.argument("question")
def ask(
    library: Path | None,
    reader: str | None,
    threshold: Threshold,
    where: "Filter",
    k: int | None,
    as_json: bool,
    question: str,
) -> None:
    """Answer a question in an article's own words, or say that there is no answer."""
    from qa import Response, checked, kind_of, respond
    from ui.replies import print_response
    from ui.shown import HELP
    from ui.wire import response_json

    asked = checked(question)  # before anything slow is loaded
    if kind_of(asked) == "greeting":
        response = Response("greeting")
        print_json(response_json(asked, response)) if as_json else click.echo(HELP)
        return
    with open_library(library) as opened:
        _tell_if_empty(opened)
        answerer = make_answerer(opened, reader, threshold)
        response = respond(answerer, asked, k, where)
        if as_json:
            print_json(response_json(asked, response))
        else:
            print_response(console(), response, lambda i: opened.article(i).text)


def _tell_if_empty(library: "Library") -> None:
    if library.counts()[0] == 0:
        say(f"The library at {library.folder} is empty: `clippings add` puts articles in.")


def _no_counts() -> dict[str, int]:
    return {"added": 0, "updated": 0, "unchanged": 0, "failed": 0}


def _add(
    library: "Library", paths: list[str], counts: dict[str, int], columns: dict[str, str]
) -> None:
    """Add what the paths mean, with a progress bar; tell failures, and count in ``counts``."""
    from index import Failure, find_files, read_file

    with progress_bar() as progress:
        files = find_files(paths)
        task = progress.add_task("Reading articles", total=len(files))

        def articles() -> Iterator[Any]:
            for file in files:
                found = [file] if isinstance(file, Failure) else list(read_file(file, columns))
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


def _examples(library: "Library") -> list[str]:
    """Return questions to click, on different subjects; none if the starter articles are gone."""
    from qa import read_gold
    from seeds import QUESTIONS

    # By their last two parts: the articles may have been added from another installation.
    there = {"/".join(Path(info.origin).parts[-2:]) for info in library.articles()}
    chosen: dict[str, str] = {}
    for asked in read_gold(QUESTIONS).questions:
        if asked.article in there:
            chosen.setdefault(asked.article, asked.question)
    step = max(len(chosen) // _EXAMPLES, 1)
    return list(chosen.values())[::step][:_EXAMPLES]
