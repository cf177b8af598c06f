"""Answers to HTML: pure, and safe whatever articles and questions hold.

The chat shows Markdown. Each function here returns one ``<div>`` on one line, which Markdown takes
for a block of HTML and leaves alone; every text of others is escaped inside it.
"""

import html
from collections.abc import Sequence

from index import ArticleInfo, Passage
from qa import Alternative, Answer, Citation, Hit
from ui.shown import NEAREST, TextOf, also_line, page_line, percent, sentence_around

# An alternative less likely than this is noise.
_WORTH_SHOWING = 0.2
# A question that is far too long is refused; the refusal need not come with all of it.
_LONGEST_ECHO = 300
_WORDS = ((0.95, "Very likely right"), (0.75, "Likely right"), (0.5, "More likely right than not"))

# A line end would end the block of HTML, and Gradio turns tabs into blanks: both go as references.
_REFERENCES = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def render_answer(answer: Answer, text_of: TextOf) -> str:
    """Return the answer with its sentence and citations, or an honest "I found no answer".

    Args:
        answer: what to show.
        text_of: an article's id to its stored text, to whose offsets the citations refer.
    """
    if answer.text is None:
        return _abstention(answer)
    first = answer.citations[0]
    parts = [
        f'<p class="answer">{escaped(answer.text)}</p>',
        f'<p class="confidence">{confidence_words(answer.confidence)}</p>',
        f'<p class="sentence">{_sentence(first, text_of(first.article.id))}&#160;'
        f'<span class="numbers">{_numbers(answer.citations)}</span></p>',
        *(_citation(citation) for citation in answer.citations),
        _alternatives([a for a in answer.alternatives if a.confidence >= _WORTH_SHOWING]),
    ]
    return _block("reply", *parts)


def render_question(question: str) -> str:
    """Return the user's own question as plain text, shortened if it is endless."""
    shown = question.strip()
    if len(shown) > _LONGEST_ECHO:
        shown = shown[:_LONGEST_ECHO].rstrip() + "…"
    return _block("question", escaped(shown))


def render_searching() -> str:
    """Return what stands in the answer's place until it comes."""
    return _block("searching", "Searching your articles…")


def render_error(message: str) -> str:
    """Return the message of an error that the user can mend."""
    return _block("notice", f"<p>{escaped(message)}</p>")


def render_correcting(answer: Answer, passages: Sequence[Passage]) -> str:
    """Return the question that is put right, and the passages that the right words may be in."""
    return _block(
        "correcting",
        f'<p class="about">What is the right answer to <q>{escaped(answer.question)}</q></p>',
        '<p class="hint">Select its words in one of the passages that were read, '
        "or type them as they stand there.</p>",
        *(
            f'<p class="label">{_source(passage.article, passage.start)}</p>'
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
    return _block("masthead", "<h1>Clippings</h1>", f"<p>{line}</p>")


def confidence_words(confidence: float) -> str:
    """Return how sure the answer is, in words and percent; never 100, for nothing is."""
    words = next((words for least, words in _WORDS if confidence >= least), "Not at all certain")
    return f"{words} · {percent(confidence)}"


def escaped(text: str) -> str:
    """Return ``text`` as HTML on one line that shows exactly its characters."""
    return html.escape(text).translate(_REFERENCES)


def marked(text: str, start: int, end: int) -> str:
    """Return ``text`` as HTML with its characters ``start`` to ``end`` in a ``<mark>``."""
    return f"{escaped(text[:start])}<mark>{escaped(text[start:end])}</mark>{escaped(text[end:])}"


def _abstention(answer: Answer) -> str:
    parts = ['<p class="answer">I found no answer in your articles.</p>']
    if answer.hits:
        parts += [
            '<p class="hint">Try naming the person, the place or the event, '
            "or see whether one of these passages helps.</p>",
            '<p class="label">Nearest passages</p>',
            *(_nearest(hit) for hit in answer.hits[:NEAREST]),
        ]
    else:
        parts.append(
            '<p class="hint">Nothing in them is close to it: ask in other words, '
            "or add articles about it.</p>"
        )
    return _block("reply abstained", *parts)


def _sentence(citation: Citation, text: str) -> str:
    """Return the sentence that the answer stands in, the answer marked."""
    first, last = sentence_around(citation, text)
    return marked(text[first:last], citation.answer_start - first, citation.answer_end - first)


def _numbers(citations: tuple[Citation, ...]) -> str:
    return " ".join(f"[{citation.n}]" for citation in citations)


def _citation(citation: Citation) -> str:
    passage = marked(
        citation.passage,
        citation.answer_start - citation.passage_start,
        citation.answer_end - citation.passage_start,
    )
    number = f'<span class="number">[{citation.n}]</span> '
    source = _source(citation.article, citation.answer_start) + _also(citation.also_in)
    return _details("citation", number + source, passage)


def _nearest(hit: Hit) -> str:
    passage = hit.passage
    source = _source(passage.article, passage.start) + _also([p.article for p in hit.also])
    return _details("nearest", source, escaped(passage.text))


def _details(name: str, summary: str, passage: str) -> str:
    return (
        f'<details class="{name}"><summary>{summary}</summary>'
        f'<blockquote class="passage">{passage}</blockquote></details>'
    )


def _source(article: ArticleInfo, offset: int) -> str:
    title = f'<span class="title">{escaped(article.title or "Untitled")}</span>'
    date = f'<span class="date">{escaped(article.date)}</span>' if article.date else ""
    page = page_line(article.pages, offset)
    where = " · ".join(part for part in (escaped(article.source), date, page) if part)
    return f'{title} <span class="where">{where}</span>' if where else title


def _also(articles: Sequence[ArticleInfo]) -> str:
    return f' <span class="where">· {escaped(also_line(articles))}</span>' if articles else ""


def _alternatives(others: list[Alternative]) -> str:
    if not others:
        return ""
    items = "".join(
        f"<li><q>{escaped(other.answer)}</q> "
        f'<span class="where">{percent(other.confidence)}</span>'
        f'<span class="from">'
        f"{_source(other.citation.article, other.citation.answer_start)}</span></li>"
        for other in others
    )
    return (
        '<details class="alternatives"><summary>Other possible answers</summary>'
        f"<ul>{items}</ul></details>"
    )


def _block(name: str, *parts: str) -> str:
    return f'<div class="{name}">{"".join(parts)}</div>'
