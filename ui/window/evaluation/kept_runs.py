"""The evaluations that were made in the window, each in a folder of its own beside the library.

    evaluations/
      unfinished/           the run that is at work, or was stopped: its questions and its rows
      20260804T102103Z/     one that is done, by the time of its end: gold.jsonl, rows.jsonl,
                            report.html, report.md, report.json and the plots

A run is written where it is unfinished and moved, in one step, when all of it is there: whatever
cuts it short, a finished run is whole.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import GoldError, ReportError
from qa import PLOTS
from ui.window.evaluation.outcome import Older, Outcome

if TYPE_CHECKING:
    from qa import Gold, RowsFile, Run, Settings

FOLDER = "evaluations"
_UNFINISHED, _LOCK = "unfinished", "lock"
_GOLD, _ROWS, _REPORT = "gold.jsonl", "rows.jsonl", "report.json"
_NAME = "%Y%m%dT%H%M%SZ"
_IS_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z", re.ASCII)
# What of a run may be looked at over the network.
_SHOWN = ("report.html", "report.md", _REPORT, *(f"{plot}.svg" for plot in PLOTS))
# An SVG that stands alone cannot ask a page for its colours, nor for its font.
_COLOURS = (
    "<style>svg{color:#1d1b16;--grey:#6b665a;--fill:#e6e0d0;"
    'font-family:system-ui,"Segoe UI","Helvetica Neue",Arial,sans-serif}</style>'
)


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A finished run, read back.

    ``compared`` is how it compares with the one before, None for the first; ``plots`` are the names
    of those that were drawn.
    """

    name: str
    run: "Run"
    summary: Mapping[str, Any]
    compared: Mapping[str, Any] | None
    plots: tuple[str, ...]


class KeptRuns:
    """The runs that are kept in a folder, which is made with the first.

    Args:
        folder: where.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unfinished = folder / _UNFINISHED

    def names(self) -> list[str]:
        """Return the names of the finished runs, the newest first."""
        if not self._folder.is_dir():
            return []
        names = (path.name for path in self._folder.iterdir())
        return sorted(filter(_IS_NAME.fullmatch, names), reverse=True)

    def file(self, name: str, file: str) -> Path | None:
        """Return a file of a finished run that may be looked at; None for anything else."""
        if not _IS_NAME.fullmatch(name) or file not in _SHOWN:
            return None
        path = self._folder / name / file
        return path if path.is_file() else None

    def read(self, name: str) -> KeptRun:
        """Return a finished run.

        Raises:
            ReportError: if it cannot be read.
        """
        from qa import read_run

        path = self._folder / name / _REPORT
        run = read_run(path)
        whole = json.loads(path.read_bytes())
        try:
            return KeptRun(name, run, whole["summary"], whole.get("compare"), self._plots(name))
        except KeyError as error:
            raise ReportError(f"The report {path} lacks a part: {error!r}.") from error

    def _plots(self, name: str) -> tuple[str, ...]:
        return tuple(plot for plot in PLOTS if self.file(name, f"{plot}.svg"))

    def before(self, gold: str, questions: "Sequence[Gold]") -> Older | None:
        """Return the last run of the gold questions of that name which has some of these."""
        from qa import read_run, require_pairs

        for name in self.names():
            try:
                run = read_run(self._folder / name / _ROWS)
                if run.settings.gold == gold:
                    require_pairs(run.rows, questions)
                    return Older(f"the run of {when(name)}", run.rows)
            except (ReportError, GoldError):
                continue  # of another library, of other questions, or damaged: one further back
        return None

    @contextmanager
    def writing(self, questions: "Sequence[Gold]") -> Iterator[Path]:
        """Keep other programs from writing a run meanwhile, and yield the file of its questions.

        Raises:
            ReportError: if another one is at it, or nothing can be written.
        """
        from filelock import FileLock, Timeout

        from qa import gold_json, make_folder

        make_folder(self._unfinished)
        lines = [json.dumps(gold_json(gold)) + "\n" for gold in questions]
        path = self._unfinished / _GOLD
        try:
            with FileLock(self._folder / _LOCK, timeout=0):
                path.write_text("".join(lines), encoding="utf-8")
                yield path
        except Timeout as error:
            raise ReportError(
                "Another program evaluates over this library: wait until it is done."
            ) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise ReportError(f"The run {path} cannot be kept: {reason}.") from error

    def rows(self, settings: "Settings") -> "RowsFile":
        """Return the file of the unfinished run's rows: gone on with, if it is the same run.

        Raises:
            ReportError: if it cannot be written.
        """
        from qa import RowsFile

        path = self._unfinished / _ROWS
        try:
            return RowsFile(path, settings)
        except ReportError:
            path.unlink(missing_ok=True)  # of another run, or damaged
            return RowsFile(path, settings)

    def finish(self, outcome: Outcome) -> str:
        """Write the report and the plots, and make the unfinished run a finished one.

        Returns:
            The run's name.

        Raises:
            ReportError: if it cannot be written.
        """
        from qa import report_plots

        outcome.write(self._unfinished)
        for left in self._unfinished.glob("*.svg"):  # by one that was cut short
            left.unlink()
        for plot in report_plots(outcome.run, dict(outcome.summary)):
            end = plot.svg.index(">") + 1
            drawn = plot.svg[:end] + _COLOURS + plot.svg[end:]
            (self._unfinished / f"{plot.name}.svg").write_text(drawn, encoding="utf-8")
        now = datetime.now(UTC)
        while (place := self._folder / now.strftime(_NAME)).exists():
            now += timedelta(seconds=1)
        self._unfinished.rename(place)
        return place.name


def when(name: str) -> str:
    """Return the time in a run's name as this machine's clock shows it: "2026-08-04 10:21"."""
    told = datetime.strptime(name, _NAME).replace(tzinfo=UTC)
    return told.astimezone().strftime("%Y-%m-%d %H:%M")
