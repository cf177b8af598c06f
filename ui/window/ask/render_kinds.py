"""What is shown for each kind of question, as HTML: see ``ui.window.render``."""

from collections.abc import Sequence

from qa import Citation, Disagreement, Evidence, Item, Response, Side
from ui.shown import (
    AT_ODDS,
    HEADINGS,
    HELP,
    NOTHING,
    TRY,
    TextOf,
    by_passage,
    cited,
    confidence_help,
    confidence_words,
)
from ui.window.ask.wanted import cited_in
from ui.window.render import (
    block,
    escaped,
    folded,
    marked_all,
    marked_sentence,
    nearest,
    numbers,
    render_answer,
    source_line,
)


def render_response(response: Response, text_of: TextOf) -> str:
    """Return what is shown for a question: answer, list, evidence, both sides, or help.

    Args:
        response: what to show.
        text_of: an article's id to its stored text, to whose offsets the citations refer.
    """
    answer = response.answer
    if answer is None:
        return block(
            "reply help", f"<p>{escaped(HELP)}</p>", f"<p>{escaped(confidence_help())}</p>"
        )
    if response.items:
        return block("reply list", _items(response.items), _folded(cited(response)))
    if response.evidence:
        return block("reply evidence", *_evidence(response), _folded(cited(response)))
    if response.disagreement:
        return block("reply at-odds", *_sides(response, response.disagreement, text_of))
    if response.empty and response.kind in ("yes_no", "what_happened"):
        label = '<p class="label">Nearest passages</p>' if answer.hits else ""
        return block(
            "reply abstained",
            f'<p class="answer">{NOTHING}</p><p class="hint">{TRY}</p>{label}',
            nearest(answer.hits),
        )
    return render_answer(answer, text_of)


def render_understood(question: str) -> str:
    """Return as what a question was understood; to press it puts it into the box, to be changed."""
    return block(
        "understood",
        'Understood as: <button class="rephrase" type="button" '
        f'title="Put this question into the box, to change it">“<q>{escaped(question)}</q>” '
        '<span class="edit">Edit</span></button>',
    )


def _items(items: Sequence[Item]) -> str:
    lines = "".join(
        f'<li><span class="item">{escaped(item.text)}</span>&#160;{numbers(item.citations)}</li>'
        for item in items
    )
    return f'<ul class="items">{lines}</ul>'


def _evidence(response: Response) -> list[str]:
    answer, parts = response.answer, []
    if response.kind == "why_how" and answer and answer.text is not None:
        parts += [
            f'<p class="answer">{escaped(answer.text)}</p>',
            f'<p class="confidence">{confidence_words(answer.confidence)}</p>',
        ]
    parts.append(f'<p class="heading">{HEADINGS[response.kind]}</p>')
    dated = response.kind == "what_happened"
    return [*parts, *(_said(one, dated=dated) for one in response.evidence)]


def _said(one: Evidence, *, dated: bool) -> str:
    date = one.citation.article.date if dated else ""
    when = f'<p class="label">{escaped(date)}</p>' if date else ""
    return f'{when}<p class="sentence">{escaped(one.text)}&#160;{numbers([one.citation])}</p>'


def _sides(response: Response, found: Disagreement, text_of: TextOf) -> list[str]:
    """Return every answer with its sentence and sources, the newest first, and how sure one is."""
    sides = "".join(_side(side, text_of) for side in found.sides)
    parts = [f'<p class="heading">{AT_ODDS}</p>', f'<ul class="items">{sides}</ul>']
    if response.answer and response.answer.text is not None:
        parts.append(
            f'<p class="confidence">The likeliest is “{escaped(response.answer.text)}”: '
            f"{confidence_words(response.answer.confidence)}</p>"
        )
    return [*parts, _folded(cited(response))]


def _side(side: Side, text_of: TextOf) -> str:
    first = side.citations[0]
    sources = "".join(
        f'<span class="from">{source_line(one.article, one.answer_start)}</span>'
        for one in side.citations
    )
    return (
        f'<li><span class="item">{escaped(side.text)}</span>&#160;{numbers(side.citations)}'
        f"{sources}"
        f'<p class="sentence">{marked_sentence(first, text_of(first.article.id))}</p></li>'
    )


def _folded(citations: Sequence[Citation]) -> str:
    """Return the passages cited, each once under its numbers, what is cited marked."""
    return "".join(_passage(group) for group in by_passage(citations))


def _passage(group: Sequence[Citation]) -> str:
    first = group[0]
    said = " ".join(f"[{one.n}]" for one in group)
    start = first.passage_start
    spans = [(one.answer_start - start, one.answer_end - start) for one in group]
    return folded(
        "citation",
        f'<span class="number">{said}</span> {source_line(first.article, first.answer_start)}',
        marked_all(first.passage, spans),
        cited_in(group),
    )
