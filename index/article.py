"""What an article is: its text, and what is known about it."""

import hashlib
import re
import unicodedata
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
    """

    text: str
    title: str
    origin: str
    source: str = ""
    byline: str = ""
    date: str = ""
    id: str = field(init=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        """Derive ``id`` from the origin and ``digest`` from all that is stored."""
        stored = "\0".join((self.text, self.title, self.source, self.byline, self.date))
        object.__setattr__(self, "id", hashlib.sha256(self.origin.encode()).hexdigest()[:12])
        object.__setattr__(self, "digest", hashlib.sha256(stored.encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or record that did not become an article, and why, in one sentence."""

    origin: str
    reason: str
