"""A run to its report: one page that opens from the disk, the same in Markdown, and as JSON."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.metrics import calibration_bins, recall_at, risk_coverage
from qa.pages import page, write_files
from qa.plots import plot_latency, plot_recall, plot_reliability, plot_risk_coverage
from qa.rows import VERDICTS, Row, Verdict, excerpt_json
from qa.run import Run, run_json

# A page larger than this opens slowly; passages are left out first, those of right answers first.
_MOST_BYTES = 12_000_000
_ROW_BYTES = 900  # of a row's own mark-up, without its texts
_PASSAGE_BYTES = 200
_MOST_ROWS = 10_000
_MOST_LISTED = 50
_RANKS = 20
_GIVEN, _GOLD = 1, 2
_RUN = re.compile(rb"\x01+|\x02+|\x03+")

# What is said above and below each plot, by its name.
PLOTS = {
    "risk": (
        "Answering more, erring more",
        "Questions are answered from the most confident on. The lower the curve, the better "
        "confidence tells right from wrong. Right is an exact match with a gold answer; a question "
        "without one is never answered right.",
    ),
    "reliability": (
        "Is it as sure as it should be?",
        "Each point is a fifteenth of the questions, by confidence. On the dashed line, of answers "
        "that are given 70%, 70% are right.",
    ),
    "recall": (
        "Finding the passage",
        "How often a passage with the gold answer is among the first k that the search finds.",
    ),
    "latency": (
        "How long a question takes",
        "From question to answer, with searching and reading.",
    ),
}
_NAMES = {
    "f1": "F1, all questions",
    "em": "EM, all questions",
    "answerable_f1": "F1, answerable questions",
    "answerable_em": "EM, answerable questions",
    "no_answer": "rightly not answered",
    "recall@1": "recall@1",
    "recall@5": "recall@5",
    "recall@10": "recall@10",
    "recall@20": "recall@20",
    "mrr": "mean reciprocal rank",
}
_MEANINGS: dict[Verdict, str] = {
    "right": "The answer is a gold one, or nearly its words; or none was given and there is none.",
    "retrieval miss": "No passage with the gold answer was among those that were read.",
    "reader miss": "Such a passage was read, and something else was answered.",
    "wrongly abstained": "Such a passage was read, and nothing was answered.",
    "wrongly answered": "There is no answer, and one was given.",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with its 95% interval, and how many questions it is of."""

    key: str
    name: str
    n: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Cause:
    """A verdict: how many questions it is of, their share of all, and what it means."""

    verdict: Verdict
    n: int
    share: float
    meaning: str

    @property
    def css(self) -> str:
        """The verdict as a CSS class."""
        return self.verdict.replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture of a run, as SVG to stand inside a page, with what is said above and below it."""

    name: str
    title: str
    caption: str
    svg: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the page's table: ``number`` is its place in the gold file, from one."""

    number: int
    row: Row
    passages: bool


def write_report(
    folder: Path, run: Run, summary: dict[str, Any], extra: Mapping[str, Any] | None = None
) -> None:
    """Write ``report.html``, ``report.md`` and ``report.json`` into ``folder``.

    Args:
        folder: where to; made if it is missing.
        run: the settings and the rows.
        summary: what ``summarise`` made of the rows.
        extra: further parts, by name: kept in the JSON under their names, and shown where the page
            has a section for them.

    Raises:
        ReportError: if they cannot be written.
    """
    more = dict(extra or {})
    contents = {
        "report.json": json.dumps(report_json(run, summary) | more, ensure_ascii=False),
        "report.md": report_markdown(run, summary, more),
        "report.html": report_html(run, summary, more),
    }
    write_files(folder, contents)


def report_json(run: Run, summary: dict[str, Any]) -> dict[str, Any]:
    """Return the whole report as plain values; ``read_run`` reads the run back out of it."""
    return {"summary": summary, "cores": os.cpu_count(), **run_json(run)}


def report_markdown(run: Run, summary: dict[str, Any], extra: Mapping[str, Any]) -> str:
    """Return the figures, and the questions that went wrong, as Markdown."""
    wrong = [row for row in run.rows if row.verdict != "right"]
    return page(
        "report.md.jinja",
        **_values(run, summary),
        **extra,
        wrong=wrong[:_MOST_LISTED],
        more=max(len(wrong) - _MOST_LISTED, 0),
    )


def report_html(run: Run, summary: dict[str, Any], extra: Mapping[str, Any]) -> str:
    """Return the page: nothing in it is loaded from anywhere."""
    shown = chosen(run.rows)
    numbers: dict[str, int] = {}
    passages: list[dict[str, Any]] = []
    details: list[list[Any] | None] = []
    for one in shown:
        if not one.passages:
            details.append(None)
            continue
        for excerpt in one.row.passages:
            if excerpt.key not in numbers:
                numbers[excerpt.key] = len(passages)
                passages.append(excerpt_json(excerpt))
        details.append(
            [
                [numbers[excerpt.key], excerpt.rank, marks]
                for excerpt, marks in zip(one.row.passages, passage_marks(one.row), strict=True)
            ]
        )
    return page(
        "report.html.jinja",
        **_values(run, summary),
        **extra,
        plots=report_plots(run, summary),
        shown=shown,
        bare=sum(not one.passages for one in shown),
        left_out=len(run.rows) - len(shown),
        data={"passages": passages, "details": details},
    )


def chosen(rows: Sequence[Row]) -> list[Shown]:
    """Return the rows that the page shows, in order, and for which of them the passages too.

    A page has its limits: beyond them, right answers lose their passages before wrong ones do, and
    beyond ``_MOST_ROWS`` their place.
    """
    order = sorted(range(len(rows)), key=lambda number: rows[number].verdict == "right")
    kept = order[:_MOST_ROWS]
    room = _MOST_BYTES - sum(
        _ROW_BYTES + 2 * _size("".join((row.question, row.answer, *row.gold)))
        for row in (rows[number] for number in kept)
    )
    seen: set[str] = set()
    found: list[Shown] = []
    for number in kept:
        row = rows[number]
        new = {p.key: _size(p.text) + _PASSAGE_BYTES for p in row.passages if p.key not in seen}
        room -= sum(new.values())
        if room >= 0:
            seen.update(new)
        found.append(Shown(number + 1, row, room >= 0))
    return sorted(found, key=lambda one: one.number)


def passage_marks(row: Row) -> list[list[list[int]]]:
    """Return for each of the row's passages the stretches to mark, as ``[start, end, kind]``.

    Offsets are half-open, in characters of the passage; stretches do not overlap. The kind is 1 for
    the given answer, 2 for a gold one, and 3 where both stand.
    """
    found = []
    for excerpt in row.passages:
        kinds = bytearray(len(excerpt.text))
        for place in row.cited:
            if place.article_id == excerpt.article_id:
                first, last = place.start - excerpt.start, place.end - excerpt.start
                if first >= 0 and last <= len(kinds):
                    kinds[first:last] = bytes([_GIVEN]) * (last - first)
        for answer in row.gold if excerpt.gold else ():
            at = excerpt.text.find(answer)
            while answer and at >= 0:
                for place_in in range(at, at + len(answer)):
                    kinds[place_in] |= _GOLD
                at = excerpt.text.find(answer, at + len(answer))
        found.append([[run.start(), run.end(), run[0][0]] for run in _RUN.finditer(kinds)])
    return found


def _values(run: Run, summary: dict[str, Any]) -> dict[str, Any]:
    """Return what both pages tell."""
    return {
        "settings": run.settings,
        "summary": summary,
        "cores": os.cpu_count(),
        "figures": report_figures(run, summary),
        "causes": report_causes(run, summary),
        "groups": [
            ("question word", summary["by_question_word"]),
            ("answer length", summary["by_answer_length"]),
            ("article", summary["by_article"]),
        ],
    }


def report_causes(run: Run, summary: dict[str, Any]) -> list[Cause]:
    """Return how many questions ended in each verdict, in the order of VERDICTS."""
    total = max(len(run.rows), 1)
    counts = summary["verdicts"]
    return [Cause(v, counts[v], counts[v] / total, _MEANINGS[v]) for v in VERDICTS]


def report_figures(run: Run, summary: dict[str, Any]) -> list[Figure]:
    """Return the shares that a run comes to, with their 95% intervals; those that there are."""
    answerable, placed = summary["answerable"], sum(bool(r.gold and r.placed) for r in run.rows)
    sizes = {
        "f1": summary["n"],
        "em": summary["n"],
        "answerable_f1": answerable["n"],
        "answerable_em": answerable["n"],
        "no_answer": summary["unanswerable"]["n"],
    }
    values = {
        "f1": summary["f1"],
        "em": summary["em"],
        "answerable_f1": answerable["f1"],
        "answerable_em": answerable["em"],
        "no_answer": summary["unanswerable"]["accuracy"],
        **(summary["retrieval"] or {}),
    }
    return [
        Figure(key, name, sizes.get(key, placed), values[key], *summary["intervals"][key])
        for key, name in _NAMES.items()
        if key in summary["intervals"]
    ]


def report_plots(run: Run, summary: dict[str, Any]) -> list[Plot]:
    """Return the pictures of a run, drawn in the colours of the page that they will stand in."""
    if not run.rows:
        return []
    confidences, right = [r.confidence for r in run.rows], [r.best_right for r in run.rows]
    ranks = [row.rank for row in run.rows if row.gold and row.placed]
    totals, latency = [row.timings.total for row in run.rows], summary["latency_ms"]
    drawn = {
        "risk": plot_risk_coverage(risk_coverage(confidences, right)),
        "reliability": plot_reliability(calibration_bins(confidences, right)),
        "latency": plot_latency(totals, latency["p50"], latency["p95"]),
    }
    if ranks:
        recalls = [recall_at(ranks, k) for k in range(1, _RANKS + 1)]
        drawn["recall"] = plot_recall(recalls, run.settings.k)
    return [Plot(name, *told, drawn[name]) for name, told in PLOTS.items() if name in drawn]


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
