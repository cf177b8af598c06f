"""The panel of sources: each passage cited, in its article, with a copy to take away: HTML."""

from collections.abc import Sequence

from index import ArticleInfo
from qa import Citation
from ui.render import also_in, block, escaped, marked_all, source_line
from ui.shown import TextOf, by_passage, page_line, sentence_around

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


def quotation(citations: Sequence[Citation], text: str) -> str:
    """Return the sentences that citations of one passage stand in, quoted, and where they stand.

    Args:
        citations: of one passage.
        text: its article's stored text.
    """
    places = dict.fromkeys(sentence_around(citation, text) for citation in citations)
    words = " … ".join(" ".join(text[first:last].split()) for first, last in places)
    return f"“{words}” ({_reference(citations[0].article, citations[0].answer_start)})"


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
        '<button class="copy" type="button">Copy with reference</button>'
        f'<span class="quotation">{escaped(quotation(group, text))}</span></div>'
    )


def _context(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where what is shown around ``text[start:end]`` begins and stops: between words."""
    begin, stop = max(start - _AROUND, 0), min(end + _AROUND, len(text))
    while 0 < begin < start and not text[begin - 1].isspace():
        begin += 1
    while end < stop < len(text) and not text[stop].isspace():
        stop -= 1
    return begin, stop


def _reference(article: ArticleInfo, offset: int) -> str:
    parts = (
        article.title or "Untitled",
        article.source,
        article.date,
        page_line(article.pages, offset),
    )
    return ", ".join(filter(None, parts))
