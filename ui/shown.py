"""What the window, the terminal and JSON show alike."""

from collections.abc import Callable, Sequence

from index import ArticleInfo, page_at, sentence_spans
from qa import Citation

# An article's id to its stored text, to whose offsets citations refer.
TextOf = Callable[[str], str]

# How many passages an abstention shows.
NEAREST = 3

# What a greeting, or a call for help, is answered with.
HELP = (
    "Ask a question about your articles, in English: a fact (Who resigned on Monday?), a list "
    "(Which countries abstained?), yes or no, why or how, or what happened (Tell me about the "
    "tunnel). The answer is in the articles' own words, with where it stands; where they hold "
    "none, I say so."
)


def percent(confidence: float) -> str:
    """Return a confidence in percent; never 100, for nothing is so sure."""
    return f"{min(round(100 * confidence), 99)}%"


def page_line(pages: Sequence[int], offset: int) -> str:
    """Return the page on which ``offset`` lies as a citation names it; empty without pages."""
    page = page_at(pages, offset)
    return "" if page is None else f"p. {page}"


def also_line(articles: Sequence[ArticleInfo]) -> str:
    """Return the other articles that a passage stands in; empty where there is none."""
    said = (
        ", ".join(filter(None, (info.title or "Untitled", info.source, info.date)))
        for info in articles
    )
    return f"also in {'; '.join(said)}" if articles else ""


def sentence_around(citation: Citation, text: str) -> tuple[int, int]:
    """Return half-open offsets in ``text`` of the sentence, or sentences, that the answer is in."""
    start, end = citation.answer_start, citation.answer_end
    # Sentences end where lines end, so only the answer's own lines have to be cut into sentences.
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    spans = sentence_spans(text, line, len(text) if stop < 0 else stop)
    around = [(first, last) for first, last in spans if first < end and last > start]
    first = min([start, *(first for first, _ in around)])
    return first, max([end, *(last for _, last in around)])
