"""A chat as a Markdown file, with its references numbered at the end: pure."""

import html
import re
import uuid
from collections.abc import Sequence
from dataclasses import replace

from qa import Citation, Response
from ui.shown import (
    AT_ODDS,
    HEADINGS,
    HELP,
    NOTHING,
    cited,
    confidence_words,
    page_line,
    sentence_around,
)
from ui.window.ask.limits import limits_line
from ui.window.ask.turns import Turn
from ui.window.render import escaped

NO_ANSWER = "I found no answer in your articles."
# What means something in Markdown wherever it stands, and what does at the beginning of a line.
_MARKUP = re.compile(r"([\\`*_\[\]<>&#~|$])")
_TAG = re.compile(r"<[^>]*>")
_NO_NAME = re.compile(r"[^\w]+")
_LONGEST_NAME = 60


def chat_markdown(title: str, turns: Sequence[Turn]) -> str:
    """Return the chat: questions, answers with the sentences that they stand in, and references.

    A reference is an article, or a page of one, and has one number however often it is cited.
    """
    references: dict[str, int] = {}
    parts = [f"# {_text(title)}"]
    for turn in turns:
        parts += _turn(turn, references)
    if references:
        listed = "\n".join(f"{n}. {reference}" for reference, n in references.items())
        parts += ["## References", listed]
    return "\n\n".join(parts) + "\n"


def file_name(title: str) -> str:
    """Return what the file is called: the title's words, joined by hyphens."""
    name = _NO_NAME.sub("-", title.casefold()).strip("-")
    return f"{name[:_LONGEST_NAME].strip('-') or 'chat'}.md"


def render_file(name: str, text: str) -> str:
    """Return a file as HTML for ``ui/window/ask/chats.js`` to save: never the same twice."""
    return (
        f'<div id="file-{uuid.uuid4().hex}"><span class="name">{escaped(name)}</span>'
        f'<span class="text">{escaped(text)}</span></div>'
    )


def _turn(turn: Turn, references: dict[str, int]) -> list[str]:
    notes = [f"*{_text(limits_line(turn.where))}*"] if turn.where else []
    if turn.understood:
        notes.append(f"*Understood as: {_text(turn.understood)}*")
    if turn.response is None:
        said = [_text(html.unescape(_TAG.sub(" ", turn.reply)))]
    else:
        said = _response(turn.response, references)
    return [f"## {_text(turn.asked)}", *notes, *said]


def _response(response: Response, references: dict[str, int]) -> list[str]:
    answer = response.answer
    if answer is None:
        return [_text(HELP)]
    if response.items:
        return ["\n".join(_line(i.text, i.citations, references) for i in response.items)]
    if response.evidence:
        sure = response.kind == "why_how" and not answer.abstained
        return [
            *([_given(response)] if sure else []),
            _text(HEADINGS[response.kind]),
            *(_quoted(one.text, [one.citation], references) for one in response.evidence),
        ]
    if response.disagreement:
        sides = response.disagreement.sides
        listed = "\n".join(_line(side.text, side.citations, references) for side in sides)
        return [_given(response), _text(AT_ODDS), listed]
    if answer.abstained:
        return [_text(NOTHING if response.kind in ("yes_no", "what_happened") else NO_ANSWER)]
    citations = cited(response)
    return [_given(response), _quoted(_sentence(citations[0]), citations, references)]


def _given(response: Response) -> str:
    answer = response.answer
    if answer is None or answer.text is None:
        return _text(NO_ANSWER)
    return f"**{_text(answer.text)}** ({confidence_words(answer.confidence)})"


def _line(text: str, citations: Sequence[Citation], references: dict[str, int]) -> str:
    return f"- **{_text(text)}** {_numbers(citations, references)}"


def _quoted(text: str, citations: Sequence[Citation], references: dict[str, int]) -> str:
    return f"> {_text(text)} {_numbers(citations, references)}"


def _numbers(citations: Sequence[Citation], references: dict[str, int]) -> str:
    """Return the numbers of what is cited, new ones given where they are needed."""
    numbers = [
        references.setdefault(_reference(citation), len(references) + 1) for citation in citations
    ]
    return " ".join(f"[{n}]" for n in dict.fromkeys(numbers))


def _reference(citation: Citation) -> str:
    article = citation.article
    parts = (
        article.title or "Untitled",
        article.byline,
        article.source,
        article.date,
        page_line(article.pages, citation.answer_start),
    )
    told = ", ".join(_text(part) for part in parts if part)
    return f"{told}, <{article.url}>" if article.url else told


def _sentence(citation: Citation) -> str:
    """Return the sentence of the answer as far as its passage has it: the article may be gone."""
    first = citation.passage_start
    inside = replace(
        citation,
        answer_start=citation.answer_start - first,
        answer_end=citation.answer_end - first,
    )
    start, end = sentence_around(inside, citation.passage)
    return citation.passage[start:end]


def _text(text: str) -> str:
    """Return a text on one line as Markdown that shows exactly its characters."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
