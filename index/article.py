"""What an article is: its text, and what is known about it."""

import hashlib
import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

_NEWLINES = re.compile(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
_BLANKS_AT_LINE_END = re.compile(r"[^\S\n]+(?=\n)")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean_text(raw: str) -> str:
    r"""Return ``raw`` as it will be stored: offsets into the result stay true for ever after.

    Line ends become ``\n``; control characters, lone surrogates, soft byte-order marks, blanks at
    line ends and surplus blank lines go. Words and punctuation are left as they are.
    """
    text = _NEWLINES.sub("\n", raw)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    text = text.replace("\ufeff", "")
    return _BLANK_LINES.sub("\n\n", _BLANKS_AT_LINE_END.sub("", text)).strip()


def clean_line(raw: str) -> str:
    """Return ``raw`` on one line with single blanks: for titles, names and dates."""
    return " ".join(clean_text(raw).split())


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it comes from a file, before the library gives it passages.

    ``origin`` is where it came from (an absolute path, with ``#record`` for one of several in a
    file) and identifies it: a later version from the same origin is an update. ``source`` is the
    publication, or the file's name where the file does not say. ``date`` is ISO 8601 or empty.
    ``url`` is where it stands on the web (http or https) or empty. ``tags`` are in the order given,
    each once, whatever its case. ``pages`` holds the offset at which each page starts, for texts
    that have pages.
    """

    text: str
    title: str
    origin: str
    source: str = ""
    byline: str = ""
    date: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    id: str = field(init=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        """Derive ``id`` from the origin and ``digest`` from all that is stored."""
        stored = "\0".join((self.text, self.title, self.source, self.byline, self.date))
        if self.url or self.tags or self.pages:  # apart, for most articles have none of them
            stored += json.dumps([self.url, self.tags, self.pages])
        object.__setattr__(self, "id", hashlib.sha256(self.origin.encode()).hexdigest()[:12])
        object.__setattr__(self, "digest", hashlib.sha256(stored.encode()).hexdigest())


def page_at(pages: Sequence[int], offset: int) -> int | None:
    """Return the number, from one, of the page on which ``offset`` lies; None without pages.

    Args:
        pages: the offset at which each page starts, rising; of several that start at one place,
            all but the last are empty.
        offset: a place in the text.
    """
    return bisect_right(pages, offset) or None


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or record that did not become an article, and why, in one sentence."""

    origin: str
    reason: str
