"""One evaluation at a time, in a thread of its own: pages may come and go while it is at work."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING, Literal

from index import ClippingsError, ReportError
from qa import OPEN, Answerer
from ui.window.evaluation.gold_choices import Chosen
from ui.window.evaluation.kept_runs import KeptRuns
from ui.window.evaluation.outcome import outcome_of

if TYPE_CHECKING:
    from qa import Row

# How often a page is told how far it is, in seconds.
_TELL_SECONDS = 0.3
_A_BUG = "A fault in Clippings ended it; the program's own output says which."


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an evaluation is.

    ``gold`` names its questions, of which ``done`` of ``total`` were asked; ``seconds_left`` is
    None until it can be told. ``error`` is why it failed.
    """

    phase: Literal["idle", "starting", "asking", "reporting", "done", "stopped", "failed"]
    gold: str = ""
    done: int = 0
    total: int = 0
    seconds_left: float | None = None
    error: Exception | None = None

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return self.phase in ("starting", "asking", "reporting")

    @property
    def bug(self) -> Exception | None:
        """What failed, where nobody who uses the window can mend it."""
        return None if isinstance(self.error, ClippingsError) else self.error

    @property
    def failure(self) -> str:
        """Why it failed, in a sentence; empty if it did not."""
        if self.error is None:
            return ""
        return _A_BUG if self.bug else str(self.error)


class Evaluator:
    """Asks gold questions over a library, keeps the runs, and tells how far it is.

    Args:
        answerer: what is asked; it goes on answering others meanwhile.
        runs: where the runs are kept.
    """

    def __init__(self, answerer: Answerer, runs: KeptRuns) -> None:
        self._answerer = answerer
        self._runs = runs
        self._told = Condition()
        self._progress = Progress("idle")
        self._stopping = False

    @property
    def progress(self) -> Progress:
        """How far the evaluation is, or how the last one ended."""
        return self._progress

    def start(self, chosen: Chosen) -> None:
        """Ask the questions; a run of the same that was stopped is gone on with.

        Raises:
            ReportError: if others are being asked.
        """
        with self._told:
            if self._progress.running:
                raise ReportError("An evaluation is at work: wait for its end, or stop it.")
            self._stopping = False
            self._progress = Progress("starting", chosen.name, 0, len(chosen.questions))
        # It ends with the program: what was asked by then is kept.
        Thread(target=self._run, args=[chosen], name="evaluation", daemon=True).start()

    def stop(self) -> None:
        """Ask no further question; those that were asked are kept."""
        self._stopping = True

    def watch(self) -> Iterator[Progress]:
        """Yield how far it is, now and whenever that has changed, until it is at work no longer."""
        seen = self._progress
        yield seen
        while seen.running:
            with self._told:
                self._told.wait_for(lambda: not self._progress.running, _TELL_SECONDS)
                now = self._progress
            if now is not seen:
                seen = now
                yield seen

    def _run(self, chosen: Chosen) -> None:
        try:
            ended = self._evaluated(chosen)
            self._tell(replace(self._progress, phase=ended, seconds_left=None))
        except Exception as error:  # told to whoever watches: a bug as a bug
            self._tell(replace(self._progress, phase="failed", error=error))

    def _evaluated(self, chosen: Chosen) -> Literal["done", "stopped"]:
        from qa import Run, evaluate_open, settings_of

        questions, reader = chosen.questions, self._answerer.reader_name
        with self._runs.writing(questions) as gold:
            settings = replace(
                settings_of(
                    self._answerer, gold, OPEN, self._answerer.passages, reader, own_articles=False
                ),
                gold=chosen.name,
            )
            with self._runs.rows(settings) as kept:
                asking = evaluate_open(
                    self._answerer, questions[len(kept.rows) :], self._answerer.passages
                )
                rows = self._asked(kept.rows, kept.keeping(asking), len(questions))
            if len(rows) < len(questions):
                return "stopped"
            self._tell(replace(self._progress, phase="reporting"))
            older = self._runs.before(chosen.name, questions)
            self._runs.finish(outcome_of(Run(settings, tuple(rows)), older))
        return "done"

    def _asked(
        self, before: "Sequence[Row]", asking: "Iterator[Row]", total: int
    ) -> "Sequence[Row]":
        """Return the rows that were there and those that come, telling how far it is."""
        rows = list(before)
        began = monotonic()
        self._tell(replace(self._progress, phase="asking", done=len(rows)))
        while not self._stopping and (row := next(asking, None)) is not None:
            rows.append(row)
            each = (monotonic() - began) / (len(rows) - len(before))
            left = each * (total - len(rows))
            self._tell(replace(self._progress, done=len(rows), seconds_left=left))
        return rows

    def _tell(self, progress: Progress) -> None:
        with self._told:
            self._progress = progress
            self._told.notify_all()
