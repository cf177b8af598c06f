"""What the window, the terminal and JSON show alike."""

from collections.abc import Callable, Sequence

from index import ArticleInfo, page_at, sentence_spans
from qa import Citation, Response

# An article's id to its stored text, to whose offsets citations refer.
TextOf = Callable[[str], str]

# How many passages a search gives, unless told.
FOUND = 10

# How many passages an abstention shows.
NEAREST = 3

# The least confidence for which each of these words stands; below the last of them, _DOUBTFUL.
CONFIDENCE_WORDS = ((0.9, "Almost certainly"), (0.7, "Probably"), (0.5, "Perhaps"))
_DOUBTFUL = "Doubtful"

# Above what is shown for a kind: it says that this is evidence, and no verdict.
HEADINGS = {
    "yes_no": "What your articles say that bears on it:",
    "why_how": "What your articles say of it:",
    "what_happened": "From your articles, in order of date:",
}
NOTHING = "I found nothing about it in your articles."
AT_ODDS = "Your articles do not agree on this:"
TRY = "Try the names of the people, places or things in it, or ask for one fact at a time."

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


def confidence_words(confidence: float) -> str:
    """Return how sure an answer is, in words and in percent, by ``CONFIDENCE_WORDS``."""
    shown = round(confidence, 2)  # the words are those of the figure beside them
    words = next((words for least, words in CONFIDENCE_WORDS if shown >= least), _DOUBTFUL)
    return f"{words} ({percent(confidence)})"


def confidence_help() -> str:
    """Return what the words for a confidence mean, in one sentence."""
    limits = ", ".join(f"“{words}” at least {percent(least)}" for least, words in CONFIDENCE_WORDS)
    return (
        "How sure I am is said in words and in percent, measured on questions whose answers are "
        f"known: {limits}, “{_DOUBTFUL}” anything less."
    )


def cited(response: Response) -> tuple[Citation, ...]:
    """Return every citation that is shown for a response, in the order of its number."""
    if response.items:
        return tuple(citation for item in response.items for citation in item.citations)
    if response.evidence:
        return tuple(one.citation for one in response.evidence)
    if response.disagreement:
        return tuple(one for side in response.disagreement.sides for one in side.citations)
    return response.answer.citations if response.answer else ()


def by_passage(citations: Sequence[Citation]) -> list[list[Citation]]:
    """Return the citations, those of one passage together, in the order of the first of each."""
    groups: dict[tuple[str, int], list[Citation]] = {}
    for citation in citations:
        key = (citation.article.id, citation.passage_start)
        groups.setdefault(key, []).append(citation)
    return list(groups.values())


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
