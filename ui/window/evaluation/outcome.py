"""What a finished run comes to: its figures, what changed since an older run, and its report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa import Comparison, Row, Run


@dataclass(frozen=True, slots=True)
class Older:
    """The run that another one is compared with: what it is called, and its rows."""

    name: str
    rows: "Sequence[Row]"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run with its figures; ``extra`` holds what a report tells besides them."""

    run: "Run"
    summary: Mapping[str, Any]
    comparison: "Comparison | None"
    extra: Mapping[str, Any]

    def write(self, folder: Path) -> None:
        """Write the report into ``folder``.

        Raises:
            ReportError: if it cannot be written.
        """
        from qa import write_report

        write_report(folder, self.run, dict(self.summary), self.extra)


def outcome_of(run: "Run", older: Older | None) -> Outcome:
    """Return what a run comes to, compared with an older one if there is one.

    Raises:
        GoldError: if the two cannot be compared.
    """
    from qa import compare, summarise

    summary = summarise(run.rows, run.settings.mode, run.settings.k)
    if older is None:
        return Outcome(run, summary, None, {})
    comparison = compare(older.rows, run.rows)
    return Outcome(run, summary, comparison, {"compare": comparison.to_json(older.name)})
