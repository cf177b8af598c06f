"""What is known about an article as a person may put it right, or ask for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from index.article import Article, clean_line
from index.errors import MetadataError

# What a person may put right; the text is the article's own.
EDITABLE = ("title", "byline", "date", "source", "url", "tags")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles are meant; empty, as it is by default, all of them.

    Args:
        since: the first day of publication that counts, ISO 8601.
        until: the last one: of what is known since, nothing is.
        sources: the articles of these alone, whatever their case.
        tags: the articles that have one of these, whatever their case.

    An article without a date is of no day: neither ``since`` nor ``until`` lets it through.

    Raises:
        MetadataError: if a day is none, or ``since`` is after ``until``.
    """

    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the days, and write them as they are stored."""
        object.__setattr__(self, "since", checked_date(self.since))
        object.__setattr__(self, "until", checked_date(self.until))
        if self.since and self.until and self.since > self.until:
            raise MetadataError(f"No day is since {self.since} and until {self.until}.")

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.since or self.until or self.sources or self.tags)


def checked_date(said: str) -> str:
    """Return a day as it is stored: ISO 8601, or empty where ``said`` is.

    Raises:
        MetadataError: if it is no day.
    """
    if not said.strip():
        return ""
    try:
        return date.fromisoformat(said.strip()).isoformat()
    except ValueError as error:
        raise MetadataError(f"{said!r} is not a date such as 2011-03-31.") from error


def checked_edits(edits: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a person says of an article, by the field's name, as it is stored.

    An empty value leaves nothing of what the file says; only a title there has to be.

    Raises:
        MetadataError: if the date, the address or the title is none.
        ValueError: if a field is none of ``EDITABLE``.
    """
    checked: dict[str, Any] = {}
    for name, value in edits.items():
        if name not in EDITABLE:
            raise ValueError(f"{name!r} cannot be edited")
        checked[name] = each_once(value) if name == "tags" else clean_line(value)
    if not checked.get("title", "a title"):
        raise MetadataError("A title has to have a letter in it.")
    if "date" in checked:
        checked["date"] = checked_date(checked["date"])
    url = checked.get("url", "")
    if url and not _ADDRESS.fullmatch(url):
        raise MetadataError(f"{url!r} is not a web address such as https://example.org/news/1.")
    return checked


def each_once(tags: Sequence[str]) -> list[str]:
    """Return the tags that say anything, each as it was first spelt."""
    first: dict[str, str] = {}
    for tag in map(clean_line, tags):
        if tag:
            first.setdefault(tag.casefold(), tag)
    return list(first.values())


def edited(article: Article, edits: Mapping[str, Any]) -> Article:
    """Return the article as its file and then a person describes it."""
    changes: dict[str, Any] = dict(edits)
    if "tags" in changes:
        changes["tags"] = tuple(changes["tags"])
    return replace(article, **changes)


# What is asked for by default.
EVERYTHING = Filter()
