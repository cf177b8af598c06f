"""The options that say which articles are meant: by day, source and tag."""

import functools
from collections.abc import Callable
from typing import Any

import click

_OPTIONS = (
    click.option(
        "--since",
        metavar="DATE",
        default="",
        help="Only articles of this day (2011-03-31) or later; none without a date.",
    ),
    click.option(
        "--until",
        metavar="DATE",
        default="",
        help="Only what was published by this day, as it then stood; nothing without a date.",
    ),
    click.option(
        "--source",
        "sources",
        metavar="NAME",
        multiple=True,
        help="Only articles from this source, whatever its case; repeat it for several.",
    ),
    click.option(
        "--tag",
        "tags",
        metavar="TAG",
        multiple=True,
        help="Only articles with this tag, whatever its case; repeat it for any of several.",
    ),
)


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options, and what they say as its argument ``where``."""

    @functools.wraps(command)
    def with_filter(
        *args: object,
        since: str,
        until: str,
        sources: tuple[str, ...],
        tags: tuple[str, ...],
        **kwargs: object,
    ) -> Any:  # noqa: ANN401 - whatever the command returns
        from index import Filter

        return command(*args, where=Filter(since, until, sources, tags), **kwargs)

    for option in reversed(_OPTIONS):
        with_filter = option(with_filter)
    return with_filter
