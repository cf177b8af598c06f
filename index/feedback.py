"""Feedback: what people said of the answers that they were given, kept in the library."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Verdict = Literal["right", "wrong", "corrected", "chosen", "unanswerable", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a right answer stands: half-open offsets in the article's text as it was then."""

    article: str
    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse what is no part of a text."""
        if not 0 <= self.start < self.end:
            raise ValueError(f"{self.start} to {self.end} is no part of a text")


@dataclass(frozen=True, slots=True)
class Feedback:
    """One word on one answer.

    ``answer`` is what was answered, None where nothing was. ``verdict`` is "right" or "wrong" of
    that answer, "corrected" where ``correction`` is right instead, "chosen" where it was picked
    from the other answers offered, "unanswerable" where the articles hold no answer, and
    "withdrawn" where an earlier "right" or "wrong" on it is taken back. ``place`` is where the
    right answer stands; None where there is none, or it is not known. ``time`` is ISO 8601, in UTC.
    The article may have changed since, or be gone.
    """

    question: str
    answer: str | None
    verdict: Verdict
    correction: str | None = None
    place: Place | None = None
    time: str = ""

    def __post_init__(self) -> None:
        """Take the present time where none is given, and refuse a correction that says nothing.

        Raises:
            ValueError: if there is a correction and the verdict is another, or the reverse.
        """
        if (self.verdict in ("corrected", "chosen")) != bool(self.correction):
            raise ValueError(f"the verdict {self.verdict!r} with correction {self.correction!r}")
        if not self.time:
            object.__setattr__(self, "time", datetime.now(UTC).isoformat(timespec="milliseconds"))
