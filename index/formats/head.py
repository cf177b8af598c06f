"""What the first lines of a text say of it: title, byline, date, and the agency that filed it."""

import re
from dataclasses import dataclass

from index.dates import parse_date
from index.formats.source import LONGEST_TITLE
from index.lines import byline

_LINES = 6  # how deep a dateline may stand, below title, byline and date
# "BREGA, Libya, March 31, 2011 (Reuters) - ": a place in capitals, then a country, a day and an
# agency where they are given, then a dash.
_DATELINE = re.compile(
    r"""[A-Z][A-Z.'’-]+(?:\ [A-Z][A-Z.'’-]+){0,3}
        (?P<after>(?:,\ [\w.'’\ ]{2,30}){0,4})\s*
        (?:\((?P<agency>[A-Z][\w&.-]*(?:\ [A-Z][\w&.-]*){0,2})\)\s*)?
        (?:--?|[–—])\s""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Head:
    """What a text says of itself; what it does not say is empty. ``date`` is ISO 8601."""

    title: str = ""
    byline: str = ""
    date: str = ""
    agency: str = ""


def head(text: str) -> Head:
    """Return what the first lines of a text with words in it say of it."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    title = lines[0] if len(lines[0]) <= LONGEST_TITLE else ""
    below = lines[1:4] if title else lines[:3]
    agency, filed = _dateline(lines[:_LINES])
    return Head(
        # A first line that opens the story is none that stands above it.
        title="" if _opening(title) else title,
        byline=next(filter(None, map(byline, below)), ""),
        date=next(filter(None, map(parse_date, below)), filed),
        agency=agency,
    )


def dateline(text: str) -> str:
    """Return where, when and for whom a report was filed, as it says itself; empty if it does not.

    "BREGA, Libya, March 31, 2011 (Reuters)".
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    found = next(filter(None, map(_opening, lines[:_LINES])), None)
    return found[0].rstrip(" -–—") if found else ""


def _dateline(lines: list[str]) -> tuple[str, str]:
    """Return the agency and the date of the first line that opens like a report; empty if none."""
    found = next(filter(None, map(_opening, lines)), None)
    if found is None:
        return "", ""
    return found["agency"] or "", parse_date(found["after"].strip(" ,"))


def _opening(line: str) -> re.Match[str] | None:
    """Return a line's dateline; "NASA - a history" is none."""
    found = _DATELINE.match(line)
    return found if found and (found["after"] or found["agency"]) else None
