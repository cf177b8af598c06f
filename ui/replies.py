"""What is shown for each kind of question, as lines for a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from qa import Citation, Disagreement, Evidence, Item, Response
from ui.shown import AT_ODDS, HEADINGS, NEAREST, NOTHING, TRY, TextOf
from ui.terminal import line, print_answer, print_hits, source


def print_response(console: Console, response: Response, text_of: TextOf) -> None:
    """Print what is shown for a question, with its numbered sources.

    Args:
        console: where to.
        response: what to print; not that to a greeting.
        text_of: an article's id to its stored text.
    """
    answer = response.answer
    if answer is None:
        return
    if response.items:
        _print_items(console, response.items)
    elif response.evidence:
        if response.kind == "why_how" and not answer.abstained:
            line(console, Text(f"{answer.text}\n", style="bold"))
        _print_evidence(console, HEADINGS[response.kind], response.evidence)
    elif response.kind in ("yes_no", "what_happened"):
        line(console, Text(NOTHING, style="bold"))
        if answer.hits:
            line(console, Text("\nNearest passages:"))
            print_hits(console, answer.hits[:NEAREST])
    else:
        print_answer(console, answer, text_of)
    if response.disagreement:
        _print_disagreement(console, response.disagreement)
    if response.empty:
        line(console, Text(TRY))


def _print_items(console: Console, items: Sequence[Item]) -> None:
    for item in items:
        numbers = "".join(f" [{citation.n}]" for citation in item.citations)
        line(console, Text("- "), Text(item.text, style="bold"), Text(numbers))
    line(console)
    _print_sources(console, [citation for item in items for citation in item.citations])


def _print_evidence(console: Console, heading: str, evidence: Sequence[Evidence]) -> None:
    line(console, Text(heading, style="dim"))
    for one in evidence:
        line(console, Text(f"\n{one.text} [{one.citation.n}]"))
    line(console)
    _print_sources(console, [one.citation for one in evidence])


def _print_disagreement(console: Console, found: Disagreement) -> None:
    line(console, Text(f"\n{AT_ODDS}", style="bold"))
    for side in found.sides:
        line(console, Text("- "), Text(side.text, style="bold"))
        for citation in side.citations:
            line(console, Text("  "), source(citation.article, citation.answer_start))


def _print_sources(console: Console, citations: Sequence[Citation]) -> None:
    for citation in citations:
        line(console, Text(f"[{citation.n}] "), source(citation.article, citation.answer_start))
