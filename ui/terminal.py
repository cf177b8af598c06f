"""Answers, passages and figures as lines for a terminal: bold where it can be, readable piped."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from index import ArticleInfo
from qa import Answer, Citation, Hit
from ui.shown import NEAREST, TextOf, also_line, page_line, percent, sentence_around

# Parts of a summary that are not told as a line for each of their figures.
_NOT_LINES = ("intervals", "by_question_word", "by_answer_length", "by_article")
# What intervals call the figures that a summary keeps elsewhere.
_MEASURES = {
    "answerable em": "answerable_em",
    "answerable f1": "answerable_f1",
    "unanswerable accuracy": "no_answer",
}


def print_answer(console: Console, answer: Answer, text_of: TextOf) -> None:
    """Print the answer, the sentence that it stands in, and the numbered sources.

    Args:
        console: where to.
        answer: what to print.
        text_of: an article's id to its stored text.
    """
    if answer.text is None:
        line(console, Text("I found no answer in your articles.", style="bold"))
        line(
            console,
            Text(
                f"The best guess is {percent(answer.confidence)} likely to be right, too "
                "little to give it.",
                style="dim",
            ),
        )
        if answer.hits:
            line(console, Text("\nNearest passages:"))
            print_hits(console, answer.hits[:NEAREST])
        return
    first = answer.citations[0]
    line(console, Text(answer.text, style="bold"), Text(f"  ({percent(answer.confidence)})", "dim"))
    line(console, Text("\n"), _sentence(first, text_of(first.article.id)), Text(" [1]"))
    line(console, Text())
    for citation in answer.citations:
        line(console, Text(f"[{citation.n}] "), source(citation.article, citation.answer_start))
        _print_also(console, citation.also_in)


def print_hits(console: Console, hits: Sequence[Hit]) -> None:
    """Print passages, numbered, each under its article's name."""
    for n, hit in enumerate(hits, start=1):
        line(console, Text(f"[{n}] "), source(hit.passage.article, hit.passage.start))
        _print_also(console, [passage.article for passage in hit.also])
        line(console, Text(f"{hit.passage.text}\n"))


def print_summary(console: Console, summary: dict[str, Any]) -> None:
    """Print an evaluation's figures, a line each: shares in percent, with their 95% intervals.

    The groups by question word and answer length are told by F1, after how many questions they are;
    those by article are left to the report.
    """
    intervals = summary.get("intervals", {})
    for name, value in _flat({key: summary[key] for key in summary if key not in _NOT_LINES}):
        low, high = intervals.get(
            _MEASURES.get(name, name.removeprefix("retrieval ")), (None, None)
        )
        span = "" if low is None else f"   {100 * low:.1f} to {100 * high:.1f}"
        line(console, Text(f"{name:<36}{_shown(name, value):>8}{span}"))
    for group in ("by_question_word", "by_answer_length"):
        for name, of in summary.get(group, {}).items():
            words = f"f1 {group.replace('_', ' ')}, {name} ({of['n']})"
            line(console, Text(f"{words:<36}{100 * of['f1']:>8.1f}"))


def _shown(name: str, value: Any) -> str:  # noqa: ANN401 - whatever a summary holds
    if value is None:
        return "-"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, list):  # the ends of an interval
        return " to ".join(_shown(name, end) for end in value)
    return f"{value:.0f}" if name.startswith("latency") else f"{100 * value:.1f}"


def _flat(summary: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
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


def _print_also(console: Console, articles: Sequence[ArticleInfo]) -> None:
    if articles:
        line(console, Text(f"    {also_line(articles)}", style="dim"))


def source(info: ArticleInfo, offset: int) -> Text:
    """Return an article as a source is named: title, publication, date and page."""
    said = (info.title, info.source, info.date, page_line(info.pages, offset))
    return Text(", ".join(part for part in said if part))


def line(console: Console, *parts: Text) -> None:
    """Print one line of the parts."""
    # Folded by the terminal, never by us: what is piped or copied keeps the article's own lines.
    console.print(Text().join(parts), soft_wrap=True)
