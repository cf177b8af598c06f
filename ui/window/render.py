"""Answers to HTML: pure, and safe whatever articles and questions hold.

The chat shows Markdown. Each function here returns one ``<div>`` on one line, which Markdown takes
for a block of HTML and leaves alone; every text of others is escaped inside it.
"""

import html
from collections.abc import Sequence

from index import ArticleInfo, Passage
from qa import Answer, Citation, Hit
from ui.shown import (
    NEAREST,
    TextOf,
    also_line,
    confidence_words,
    page_line,
    sentence_around,
)
from ui.window.ask.wanted import Wanted, cited_in, found_in, render_opener

# A question that is far too long is refused; the refusal need not come with all of it.
_LONGEST_ECHO = 300

# A line end would end the block of HTML, and Gradio turns tabs into blanks: both go as references.
_REFERENCES = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def render_answer(answer: Answer, text_of: TextOf, *, chosen: bool = False) -> str:
    """Return the answer with its sentence and citations, or an honest "I found no answer".

    Args:
        answer: what to show.
        text_of: an article's id to its stored text, to whose offsets the citations refer.
        chosen: whether it was chosen among the alternatives of another answer.
    """
    if answer.text is None:
        return _abstention(answer)
    first = answer.citations[0]
    parts = [
        f'<p class="answer">{escaped(answer.text)}</p>',
        f'<p class="confidence">{confidence_words(answer.confidence)}'
        f"{' · chosen by you' if chosen else ''}</p>",
        f'<p class="sentence">{marked_sentence(first, text_of(first.article.id))}&#160;'
        f"{numbers(answer.citations)}</p>",
        *(_citation(citation) for citation in answer.citations),
    ]
    return block("reply", *parts)


def render_question(question: str) -> str:
    """Return the user's own question as plain text, shortened if it is endless."""
    shown = question.strip()
    if len(shown) > _LONGEST_ECHO:
        shown = shown[:_LONGEST_ECHO].rstrip() + "…"
    return block("question", escaped(shown))


def render_searching() -> str:
    """Return what stands in the answer's place until it comes."""
    return block("searching", "Searching your articles…")


def render_reading(passages: int) -> str:
    """Return what stands there while the passages that were found are read."""
    what = "1 passage" if passages == 1 else f"{passages:,} passages"
    return block("searching", f"Reading {what}…")


def render_error(message: str) -> str:
    """Return the message of an error that the user can mend."""
    return block("notice", f"<p>{escaped(message)}</p>")


def render_correcting(answer: Answer, passages: Sequence[Passage]) -> str:
    """Return the question that is put right, and the passages that the right words may be in."""
    return block(
        "correcting",
        f'<p class="about">What is the right answer to <q>{escaped(answer.question)}</q></p>',
        '<p class="hint">Select its words in one of the passages that were read, '
        "or type them as they stand there.</p>",
        *(
            f'<p class="label">{source_line(passage.article, passage.start)}</p>'
            f'<blockquote class="passage">{escaped(passage.text)}</blockquote>'
            for passage in passages
        ),
    )


def render_masthead(articles: int) -> str:
    """Return the window's title and the line that says what it answers from."""
    if articles == 0:
        line = "There are no articles yet: <code>clippings add</code> puts some in."
    elif articles == 1:
        line = "Answers from your one article, in its own words."
    else:
        line = f"Answers from your {articles:,} articles, in their own words."
    return block("masthead", "<h1>Clippings</h1>", f"<p>{line}</p>")


def escaped(text: str) -> str:
    """Return ``text`` as HTML on one line that shows exactly its characters."""
    return html.escape(text).translate(_REFERENCES)


def marked(text: str, start: int, end: int) -> str:
    """Return ``text`` as HTML with its characters ``start`` to ``end`` in a ``<mark>``."""
    return f"{escaped(text[:start])}<mark>{escaped(text[start:end])}</mark>{escaped(text[end:])}"


def marked_all(text: str, spans: Sequence[tuple[int, int]], ids: Sequence[str] = ()) -> str:
    """Return ``text`` as HTML with every span of characters in a ``<mark>``.

    Args:
        text: the text.
        spans: half-open; what two of them share is marked by the one that begins first.
        ids: an HTML id for each mark; none for none.
    """
    names = [f' id="{name}"' for name in ids] or [""] * len(spans)
    parts, done = [], 0
    for span, name in sorted(zip(spans, names, strict=True)):
        start, end = (max(place, done) for place in span)
        parts.append(f"{escaped(text[done:start])}<mark{name}>{escaped(text[start:end])}</mark>")
        done = end
    return "".join([*parts, escaped(text[done:])])


def _abstention(answer: Answer) -> str:
    parts = ['<p class="answer">I found no answer in your articles.</p>']
    if answer.hits:
        parts += [
            '<p class="hint">Try naming the person, the place or the event, '
            "or see whether one of these passages helps.</p>",
            '<p class="label">Nearest passages</p>',
            nearest(answer.hits),
        ]
    else:
        parts.append(
            '<p class="hint">Nothing in them is close to it: ask in other words, '
            "or add articles about it.</p>"
        )
    return block("reply abstained", *parts)


def marked_sentence(citation: Citation, text: str) -> str:
    """Return as HTML the sentence that the answer stands in, the answer marked."""
    first, last = sentence_around(citation, text)
    return marked(text[first:last], citation.answer_start - first, citation.answer_end - first)


def numbers(citations: Sequence[Citation]) -> str:
    """Return the citations' numbers; each leads to its source when it is pressed."""
    said = " ".join(
        f'<button class="to-source" type="button" title="Show source {n}">[{n}]</button>'
        for n in (citation.n for citation in citations)
    )
    return f'<span class="numbers">{said}</span>'


def _citation(citation: Citation) -> str:
    passage = marked(
        citation.passage,
        citation.answer_start - citation.passage_start,
        citation.answer_end - citation.passage_start,
    )
    number = f'<span class="number">[{citation.n}]</span> '
    source = source_line(citation.article, citation.answer_start) + also_in(citation.also_in)
    return folded("citation", number + source, passage, cited_in([citation]))


def nearest(hits: Sequence[Hit]) -> str:
    """Return the best of the passages that were read, each folded under its source."""
    return "".join(_nearest(hit) for hit in hits[:NEAREST])


def _nearest(hit: Hit) -> str:
    passage = hit.passage
    source = source_line(passage.article, passage.start) + also_in([p.article for p in hit.also])
    return folded("nearest", source, escaped(passage.text), found_in(passage))


def folded(name: str, summary: str, passage: str, wanted: Wanted) -> str:
    """Return a passage, as HTML, that unfolds from its summary, with what opens its article."""
    return (
        f'<details class="{name}"><summary>{summary}</summary>'
        f'<blockquote class="passage">{passage}</blockquote>'
        f'<p class="tools">{render_opener(wanted)}</p></details>'
    )


def source_line(article: ArticleInfo, offset: int) -> str:
    """Return an article's title, source and date, and the page on which ``offset`` lies."""
    title = f'<span class="title">{escaped(article.title or "Untitled")}</span>'
    date = f'<span class="date">{escaped(article.date)}</span>' if article.date else ""
    page = page_line(article.pages, offset)
    where = " · ".join(part for part in (escaped(article.source), date, page) if part)
    return f'{title} <span class="where">{where}</span>' if where else title


def also_in(articles: Sequence[ArticleInfo]) -> str:
    """Return the other articles that a passage stands in; nothing where there is none."""
    return f' <span class="where">· {escaped(also_line(articles))}</span>' if articles else ""


def block(name: str, *parts: str) -> str:
    """Return the parts as one block, which Markdown leaves alone."""
    return f'<div class="{name}">{"".join(parts)}</div>'
