"""Answers, passages and figures as lines for a terminal: bold where it can be, readable piped."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from index import ArticleInfo
from qa import Answer, Citation, Hit
from ui.shown import NEAREST, TextOf, percent, sentence_around


def print_answer(console: Console, answer: Answer, text_of: TextOf) -> None:
    """Print the answer, the sentence that it stands in, and the numbered sources.

    Args:
        console: where to.
        answer: what to print.
        text_of: an article's id to its stored text.
    """
    if answer.text is None:
        _line(console, Text("I found no answer in your articles.", style="bold"))
        _line(
            console,
            Text(
                f"The best guess is {percent(answer.confidence)} likely to be right, too "
                "little to give it.",
                style="dim",
            ),
        )
        if answer.hits:
            _line(console, Text("\nNearest passages:"))
            print_hits(console, answer.hits[:NEAREST])
        return
    first = answer.citations[0]
    _line(
        console, Text(answer.text, style="bold"), Text(f"  ({percent(answer.confidence)})", "dim")
    )
    _line(console, Text("\n"), _sentence(first, text_of(first.article.id)), Text(" [1]"))
    _line(console, Text())
    for citation in answer.citations:
        _line(console, Text(f"[{citation.n}] "), _source(citation.article))


def print_hits(console: Console, hits: Sequence[Hit]) -> None:
    """Print passages, numbered, each under its article's name."""
    for n, hit in enumerate(hits, start=1):
        _line(console, Text(f"[{n}] "), _source(hit.passage.article))
        _line(console, Text(f"{hit.passage.text}\n"))


def print_summary(console: Console, summary: dict[str, Any]) -> None:
    """Print an evaluation's figures, a line each, shares in percent."""
    for name, value in _flat(summary):
        if value is None:
            shown = "-"
        elif name.startswith("latency"):
            shown = f"{value:.0f}"
        else:
            shown = str(value) if isinstance(value, int) else f"{100 * value:.1f}"
        _line(console, Text(f"{name:<24}{shown:>8}"))


def _flat(summary: dict[str, Any], prefix: str = "") -> list[tuple[str, float | int | None]]:
    rows: list[tuple[str, float | int | None]] = []
    for key, value in summary.items():
        rows.extend(
            _flat(value, f"{prefix}{key} ") if isinstance(value, dict) else [(prefix + key, value)]
        )
    return rows


def _sentence(citation: Citation, text: str) -> Text:
    """Return the sentence around the answer, the answer in it underlined."""
    first, last = sentence_around(citation, text)
    shown = Text(text[first:last])
    shown.stylize("bold underline", citation.answer_start - first, citation.answer_end - first)
    return shown


def _source(info: ArticleInfo) -> Text:
    return Text(", ".join(part for part in (info.title, info.source, info.date) if part))


def _line(console: Console, *parts: Text) -> None:
    # Folded by the terminal, never by us: what is piped or copied keeps the article's own lines.
    console.print(Text().join(parts), soft_wrap=True)
