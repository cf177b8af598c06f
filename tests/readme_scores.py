"""The README's tables of scores: kept from reports, put into the README, and read back.

``python -m tests.readme_scores NAME REPORT.json`` keeps the settings and the summary of a report
that ``clippings eval --report`` wrote as ``tests/scores/NAME.json``, and puts their table into the
README, between the marks ``<!-- scores NAME -->`` and ``<!-- /scores -->``.
"""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

README = Path(__file__).parent.parent / "README.md"
KEPT = Path(__file__).with_name("scores")
_HEAD = "| measure | questions | % | 95% interval |\n| --- | --- | --- | --- |"
# What a measure is called, where a summary has it, how many questions it is of, its interval.
_MEASURES = (
    ("EM, all questions", "em", "n", "em"),
    ("F1, all questions", "f1", "n", "f1"),
    ("EM, answerable questions", "answerable.em", "answerable.n", "answerable_em"),
    ("F1, answerable questions", "answerable.f1", "answerable.n", "answerable_f1"),
    (
        "rightly not answered, unanswerable questions",
        "unanswerable.accuracy",
        "unanswerable.n",
        "no_answer",
    ),
    ("recall@1, answerable questions", "retrieval.recall@1", "answerable.n", "recall@1"),
    ("recall@5", "retrieval.recall@5", "answerable.n", "recall@5"),
    ("recall@10", "retrieval.recall@10", "answerable.n", "recall@10"),
    ("mean reciprocal rank", "retrieval.mrr", "answerable.n", "mrr"),
)


@dataclass(frozen=True, slots=True)
class Score:
    """A row of a table: a measure in percent, of how many questions, and its 95% interval."""

    measure: str
    n: int
    percent: float
    low: float
    high: float


def kept_from(report: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a report: all but its rows, and the digest of one machine's files."""
    settings = {name: value for name, value in report["settings"].items() if name != "library"}
    return {"settings": settings, "summary": report["summary"]}


def scores(summary: dict[str, Any]) -> list[Score]:
    """Return the rows of a summary's table, without those that it has no questions for."""
    found = []
    for measure, key, count, interval in _MEASURES:
        value = _at(summary, key)
        if value is not None:
            low, high = summary["intervals"][interval]
            shares = (round(100 * share, 1) for share in (value, low, high))
            found.append(Score(measure, _at(summary, count), *shares))
    return found


def table(summary: dict[str, Any]) -> str:
    """Return the table in Markdown."""
    lines = [
        f"| {one.measure} | {one.n:,} | {one.percent:.1f} | {one.low:.1f} to {one.high:.1f} |"
        for one in scores(summary)
    ]
    return "\n".join((_HEAD, *lines))


def shown(text: str) -> dict[str, str]:
    """Return the tables that stand in a README, by their names."""
    found = re.findall(r"<!-- scores (\S+) -->\n(.*?)\n<!-- /scores -->", text, re.DOTALL)
    return dict(found)


def put(text: str, name: str, lines: str) -> str:
    """Return a README with these lines for its table of that name.

    Raises:
        ValueError: if it has no such table.
    """
    mark = f"<!-- scores {name} -->\n"
    before, found, rest = text.partition(mark)
    _, end, after = rest.partition("\n<!-- /scores -->")
    if not found or not end:
        raise ValueError(f"the README has no table between {mark.strip()} and <!-- /scores -->")
    return f"{before}{mark}{lines}{end}{after}"


def _at(summary: dict[str, Any], path: str) -> Any:
    """Return the value at a path of keys, None if a part of it is."""
    value: Any = summary
    for key in path.split("."):
        value = None if value is None else value[key]
    return value


def _main(name: str, report: Path) -> None:
    kept = kept_from(json.loads(report.read_text(encoding="utf-8")))
    text = put(README.read_text(encoding="utf-8"), name, table(kept["summary"]))
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"{name}.json").write_text(
        json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
