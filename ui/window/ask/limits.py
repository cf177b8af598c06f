"""Which articles a question is asked of, as people put it, and the line that says so: pure."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index import Filter
from ui.window.render import block, escaped

_YEAR = re.compile(r"\d{4}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is filled in beside a question, as it stands there: days may be years or months."""

    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def where(self) -> Filter:
        """The articles that are meant.

        Raises:
            MetadataError: if a day is none, or the first is after the last.
        """
        return Filter(
            _day(self.since, last=False), _day(self.until, last=True), self.sources, self.tags
        )


NO_LIMITS = Limits()


def limits_of(
    since: str | None, until: str | None, sources: Sequence[str] | None, tags: Sequence[str] | None
) -> Limits:
    """Return the limits as the window's fields hold them, None where nothing was filled in."""
    return Limits(since or "", until or "", tuple(sources or ()), tuple(tags or ()))


def limits_line(where: Filter) -> str:
    """Return which articles are meant, in a sentence; empty where all are."""
    if not where:
        return ""
    parts = [
        f"from {_any_of(where.sources)}" if where.sources else "",
        f"tagged {_any_of([f'“{tag}”' for tag in where.tags])}" if where.tags else "",
        f"since {where.since}" if where.since else "",
        f"until {where.until}" if where.until else "",
    ]
    return f"Only articles {' '.join(filter(None, parts))}."


def render_limits(where: Filter) -> str:
    """Return the sentence as HTML; nothing where all articles are meant."""
    return block("limited", escaped(limits_line(where))) if where else ""


def _any_of(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _day(said: str, *, last: bool) -> str:
    """Return the first or the last day of a year or a month; anything else as it is."""
    said = said.strip()
    if _YEAR.fullmatch(said):
        return f"{said}-12-31" if last else f"{said}-01-01"
    month = _MONTH.fullmatch(said)
    if not month or month[1] == "0000":
        return said
    days = calendar.monthrange(int(month[1]), int(month[2]))[1]
    return f"{said}-{days:02}" if last else f"{said}-01"
