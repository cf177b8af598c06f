"""The heading that a passage stands under, told by its looks: pure."""

import re

_LINE = re.compile(r"[^\n]+")
_MOST_CHARACTERS, _MOST_WORDS = 80, 12
# What a sentence, a list's introduction or a quotation ends with, and a heading does not.
_ENDS = tuple(".?!:;,…\"'”’")


def headings(text: str) -> list[tuple[int, str]]:
    """Return where each line that looks like a heading begins, and what it says, in order.

    It is short, ends as no sentence does, and has text below it.
    """
    lines = [(line.start(), line.group().strip()) for line in _LINE.finditer(text)]
    last = max((start for start, line in lines if line), default=0)
    return [(start, line) for start, line in lines if start < last and _is_heading(line)]


def heading_of(found: list[tuple[int, str]], start: int) -> str:
    """Return the last of ``found`` before character ``start``; empty where there is none."""
    return next((line for place, line in reversed(found) if place < start), "")


def _is_heading(line: str) -> bool:
    return (
        0 < len(line) <= _MOST_CHARACTERS
        and len(line.split()) <= _MOST_WORDS
        and not line.endswith(_ENDS)
        and line[0].isalnum()
    )
