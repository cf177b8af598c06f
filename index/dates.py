"""Dates as people write them, and as they are stored: ISO 8601, or nothing."""

import re
from datetime import date

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAY, _MONTH, _YEAR = r"(?P<day>\d{1,2})", r"(?P<month>[A-Za-z]{3,9})\.?", r"(?P<year>\d{4})"
_ISO_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_DAY_MONTH_YEAR = re.compile(rf"{_DAY}(?:st|nd|rd|th)?\s+{_MONTH},?\s+{_YEAR}")
_MONTH_DAY_YEAR = re.compile(rf"{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}")


def parse_date(said: str) -> str:
    """Return the one date that ``said`` states, as ISO 8601; empty where it states none or more.

    Only a line that is a date and little else counts: "March 31, 2011", "Updated: 31 March 2011
    14:05", "2011-03-31T12:00Z". A date in a sentence belongs to the story.
    """
    if len(said) > 60:
        return ""
    found = _dated(said)
    if found is None:
        return ""
    around = f"{said[: found.start()]}\n{said[found.end() :]}"
    if len(re.findall(r"[A-Za-z]{2,}", around)) > 3 or _dated(around):
        return ""
    month = found["month"][:3].lower()
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month.isdigit() else 0
    return _iso(int(found["year"]), number, int(found["day"]))


def _dated(said: str) -> re.Match[str] | None:
    patterns = (_ISO_DATE, _MONTH_DAY_YEAR, _DAY_MONTH_YEAR)
    return next((found for pattern in patterns if (found := pattern.search(said))), None)


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
