"""The panel of sources: each passage cited, in its article, to open whole and to quote: HTML."""

from collections.abc import Sequence

from qa import Citation
from ui.shown import TextOf, by_passage
from ui.window.ask.quotation import Quotation, apa, markdown, plain, quotation_of
from ui.window.ask.wanted import cited_in, render_opener
from ui.window.render import also_in, block, escaped, marked_all, source_line

# How many characters of the article are shown on either side of a passage.
_AROUND = 500
_EMPTY = "What an answer cites is shown here, in its article."


def render_sources(citations: Sequence[Citation], text_of: TextOf) -> str:
    """Return the passages cited, those of one passage together, in the order of their numbers.

    The mark of citation ``n`` has the id ``source-n``.

    Args:
        citations: what an answer cites; none shows what the panel is for.
        text_of: an article's id to its stored text, to whose offsets the citations refer.
    """
    if not citations:
        return block("sources", f'<p class="hint">{_EMPTY}</p>')
    shown = (_source(group, text_of(group[0].article.id)) for group in by_passage(citations))
    return block("sources", '<p class="label">Sources</p>', *shown)


def _source(group: Sequence[Citation], text: str) -> str:
    first = group[0]
    start, end = first.passage_start, first.passage_end
    begin, stop = _context(text, start, end)
    passage = marked_all(
        first.passage,
        [(one.answer_start - start, one.answer_end - start) for one in group],
        [f"source-{one.n}" for one in group],
    )
    before = escaped(("… " if begin else "") + text[begin:start])
    after = escaped(text[end:stop] + (" …" if stop < len(text) else ""))
    said = " ".join(f"[{one.n}]" for one in group)
    return (
        f'<div class="source"><p class="from"><span class="number">{said}</span> '
        f"{source_line(first.article, first.answer_start)}{also_in(first.also_in)}</p>"
        f'<blockquote class="passage"><span class="around">{before}</span>{passage}'
        f'<span class="around">{after}</span></blockquote>'
        f'<p class="tools">{render_opener(cited_in(group))} '
        f"{_copies(quotation_of(group, text))}</p></div>"
    )


def _copies(said: Quotation) -> str:
    """Return the buttons that copy a quotation with its reference; each has it as its value."""
    forms = (("Plain", plain), ("Markdown", markdown), ("APA", apa))
    buttons = " ".join(
        f'<button class="copy" type="button" value="{escaped(form(said))}" '
        f'title="Copy the quotation with its reference: {name}">{name}</button>'
        for name, form in forms
    )
    return f'<span class="copies">Copy: {buttons}</span>'


def _context(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where what is shown around ``text[start:end]`` begins and stops: between words."""
    begin, stop = max(start - _AROUND, 0), min(end + _AROUND, len(text))
    while 0 < begin < start and not text[begin - 1].isspace():
        begin += 1
    while end < stop < len(text) and not text[stop].isspace():
        stop -= 1
    return begin, stop
