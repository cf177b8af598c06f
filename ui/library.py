"""What is done with the articles themselves: list, show, edit, remove, and follow a folder."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.common import (
    columns_option,
    json_option,
    library_option,
    open_library,
    print_json,
    progress_bar,
    say,
)
from ui.filters import filter_options

if TYPE_CHECKING:
    from index import ArticleInfo, Change, Filter, StoredArticle

_FAILED = 1


@click.command(name="list")
@library_option
@filter_options
@json_option
def list_articles(library: Path | None, where: "Filter", as_json: bool) -> None:
    """List the library's articles, newest first."""
    from ui.wire import info_json

    with open_library(library) as opened:
        articles = opened.articles(where)
    if as_json:
        print_json([info_json(info) for info in articles])
        return
    for info in articles:
        click.echo("  ".join((info.id, info.date or "-" * 10, info.title)))
    if not articles:
        say(
            "The library has no such article."
            if where
            else "The library is empty: `clippings add` puts articles in."
        )


@click.command()
@library_option
@json_option
@click.argument("article_id", metavar="ID")
def show(library: Path | None, as_json: bool, article_id: str) -> None:
    """Print an article's stored text, to which the offsets of citations refer."""
    from ui.wire import article_json

    with open_library(library) as opened:
        article = opened.article(article_id)
    if as_json:
        print_json(article_json(article))
    else:
        say(_known(article))
        click.echo(article.text)


@click.command()
@library_option
@json_option
@click.option("--title", help="The headline.")
@click.option("--byline", help="Who wrote it.")
@click.option("--date", metavar="DATE", help="The day of publication, such as 2011-03-31.")
@click.option("--source", help="Where it was published.")
@click.option("--url", help="Its web address.")
@click.option("--tag", "tags", metavar="TAG", multiple=True, help="Its tags; repeat it for each.")
@click.option("--no-tags", is_flag=True, help="Leave it without a tag.")
@click.argument("article_id", metavar="ID")
def edit(
    library: Path | None,
    as_json: bool,
    tags: tuple[str, ...],
    no_tags: bool,
    article_id: str,
    **said: str | None,
) -> None:
    """Put right what is known about an article, but for its text; an empty value removes it.

    What is put right stays so when the article's file is added again, even if the file has changed.
    """
    from ui.wire import article_json

    changes: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    if tags and no_tags:
        raise click.UsageError("--tag and --no-tags are not for one another.")
    if tags or no_tags:
        changes["tags"] = tags
    if not changes:
        raise click.UsageError("Say what to put right, such as --title or --date.")
    with open_library(library) as opened:
        opened.edit(article_id, changes)
        article = opened.article(article_id)
    if as_json:
        print_json(article_json(article))
    else:
        click.echo(_known(article))


@click.command()
@library_option
@click.argument("names", nargs=-1, required=True, metavar="ID|PATH...")
def remove(library: Path | None, names: tuple[str, ...]) -> None:
    """Remove articles, by id or by the file or folder that they came from."""
    from index import UnknownArticle

    with open_library(library) as opened:
        found: dict[str, ArticleInfo] = {}
        for name in names:
            meant = opened.find(name)
            if not meant:
                raise UnknownArticle(f"The library has no article {name!r}: nothing was removed.")
            found.update((info.id, info) for info in meant)
        opened.remove(found)
    click.echo(f"{len(found)} removed")


@click.command()
@library_option
@json_option
@columns_option
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
@click.option(
    "--allow-empty", is_flag=True, help="Go on though the folder is gone or holds no articles."
)
@click.argument("folder", type=click.Path(path_type=Path))
def sync(
    library: Path | None,
    as_json: bool,
    columns: dict[str, str],
    dry_run: bool,
    allow_empty: bool,
    folder: Path,
) -> None:
    """Make the library match a folder: add what is new there, update what changed, follow what was
    moved, remove what is gone.

    Articles that came from elsewhere stay. Fit for cron: it does nothing where nothing changed, and
    a second sync at once is refused. Counts are of files; exit code 1 if one failed.
    """  # noqa: D205 - the help's first sentence takes two lines
    from index import absolute, check_folder, sync_folder

    check_folder(absolute(folder), allow_empty=allow_empty)  # before a library is made
    changes: list[Change] = []
    with open_library(library, create=not dry_run) as opened:
        try:
            with progress_bar() as progress:
                task = progress.add_task("Looking at files", total=None)
                for change in sync_folder(
                    opened, folder, columns, dry_run=dry_run, allow_empty=allow_empty
                ):
                    changes.append(change)
                    progress.advance(task)
        finally:  # what was done before a full disk or Ctrl-C stays, and is told
            if changes or not sys.exc_info()[0]:
                _tell(changes, folder, as_json=as_json, dry_run=dry_run)
    if any(change.what == "failed" for change in changes):
        sys.exit(_FAILED)


def _tell(changes: "Iterable[Change]", folder: Path, *, as_json: bool, dry_run: bool) -> None:
    from ui.wire import sync_json

    told = sync_json(changes, folder, dry_run=dry_run)
    if as_json:
        print_json(told)
        return
    for change in changes:
        if change.what == "failed":
            say(f"failed: {change.path}: {change.reason}")
        elif change.what == "moved":
            click.echo(f"moved: {change.before} -> {change.path}")
        elif change.what != "unchanged":
            click.echo(f"{change.what}: {change.path}")
    counts = ", ".join(
        f"{value if isinstance(value, int) else len(value)} {name}"
        for name, value in told.items()
        if name not in ("folder", "dry_run")
    )
    click.echo(f"{counts} (dry run: nothing was changed)" if dry_run else counts)


def _known(article: "StoredArticle") -> str:
    """Return what is known about an article, a line for each thing."""
    from index import dateline

    info = article.info
    known = {
        "title": info.title,
        "byline": info.byline,
        "dateline": dateline(article.text),
        "date": info.date,
        "source": info.source,
        "url": info.url,
        "tags": ", ".join(info.tags),
        "pages": str(len(info.pages) or ""),
        "put right": ", ".join(article.edited),
    }
    return "\n".join(f"{name}: {value}" for name, value in known.items() if value)
