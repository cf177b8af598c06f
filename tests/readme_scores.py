"""The README's table of scores: how it is written, and how it is read back.

``python -m tests.readme_scores SUMMARY.json`` prints the table that belongs between the README's
``scores`` marks, from what ``clippings eval seeds/questions.jsonl --json`` printed.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

README = Path(__file__).parent.parent / "README.md"
_MEASURES = (
    ("EM, all questions", "em", "n"),
    ("F1, all questions", "f1", "n"),
    ("EM, answerable questions", "answerable.em", "answerable.n"),
    ("F1, answerable questions", "answerable.f1", "answerable.n"),
    ("rightly not answered, unanswerable questions", "unanswerable.accuracy", "unanswerable.n"),
    ("recall@1, answerable questions", "retrieval.recall@1", "answerable.n"),
    ("recall@5", "retrieval.recall@5", "answerable.n"),
    ("recall@10", "retrieval.recall@10", "answerable.n"),
    ("mean reciprocal rank", "retrieval.mrr", "answerable.n"),
)


def rows(summary: dict[str, Any]) -> list[tuple[str, int, float]]:
    """Return the table's rows: the measure, how many questions, and percent."""
    return [
        (name, int(_at(summary, count)), round(100 * _at(summary, key), 1))
        for name, key, count in _MEASURES
    ]


def table(summary: dict[str, Any]) -> str:
    """Return the table in Markdown."""
    lines = [f"| {name} | {count} | {value:.1f} |" for name, count, value in rows(summary)]
    return "\n".join(("| measure | questions | % |", "| --- | --- | --- |", *lines))


def shown() -> list[tuple[str, int, float]]:
    """Return the rows that stand in the README."""
    text = README.read_text(encoding="utf-8")
    block = text.split("<!-- scores -->")[1].split("<!-- /scores -->")[0]
    found = re.findall(r"^\| (.+?) \| (\d+) \| ([\d.]+) \|$", block, re.MULTILINE)
    return [(name, int(count), float(value)) for name, count, value in found]


def _at(summary: dict[str, Any], path: str) -> float:
    value: Any = summary
    for key in path.split("."):
        value = value[key]
    return float(value)


if __name__ == "__main__":
    sys.stdout.write(table(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))) + "\n")
