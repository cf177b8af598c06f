"""PDF documents: their lines joined to paragraphs again, their page numbers kept."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from index.article import Article, clean_line
from index.errors import ArticleError
from index.formats.head import head
from index.formats.source import Source, has_words, make_article, parted
from index.lines import led_on, starts_anew, word_counts
from index.mend import mended

_FILE_NAME = re.compile(r"^Microsoft Word - |\.(?:docx?|indd|odt|pdf|qxd|rtf|txt)$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_BETWEEN = "\n\n"  # paragraphs
_SENTENCE_END = re.compile(r"[.?!:][\"'”’)\]]*$")
_FEWEST_PAGES = 3  # on fewer, a line that comes twice may well be the author's


def read_pdf(source: Source) -> Iterator[Article]:
    """A PDF's text in paragraphs, without running heads and page numbers; ``pages`` are known."""
    if b"%%EOF" not in source.data[-2048:]:
        raise ArticleError("the PDF is cut short or damaged")
    raw, known, created = _extracted(source.data)
    text, pages = joined([mended(page) for page in raw])
    if not has_words(text):
        raise ArticleError("the PDF holds no text: is it scanned?")
    said = head(text)
    named = clean_line(known.get("/Title", ""))
    yield make_article(
        source,
        text=text,
        # A title that is a program's or a file's name was never written for a reader.
        title=said.title if not named or _FILE_NAME.search(named) else named,
        byline=said.byline or known.get("/Author", ""),
        date=said.date or created,
        published_in=said.agency,
        tags=parted(known.get("/Keywords", "")),
        pages=pages,
    )


def joined(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """Return the text of a document's pages, and the offset in it at which each page starts.

    The lines of a paragraph are joined, over the end of a page too, and words parted at a line end
    made whole. A page without text starts where the next one does.
    """
    lines = _without_running_lines([page.split("\n") if page else [] for page in pages])
    lengths = sorted(len(line) for page in lines for line in page if line) or [0]
    width = lengths[len(lengths) * 3 // 4]
    words = word_counts("\n".join(line for page in lines for line in page))
    told: list[str] = []  # lines, each with what parts it from the next
    starts: list[int | None] = []
    end = 0  # of what stands above the last line
    above = ""  # the line above, where there is one
    for page in lines:
        start = None
        for line in page:
            if line and told:
                on = above and _goes_on(above, line, width)
                told[-1] = led_on(above, line, words, typeset=True) if on else told[-1] + _BETWEEN
                end += len(told[-1])
            if line:
                start = end if start is None else start
                told.append(line)
            above = line
        starts.append(start)
    text = "".join(told)
    return text, _filled(starts, len(text))


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether two lines are of one paragraph, in type whose letters are not of one breadth.

    A line much shorter than most ends its paragraph. One that ends with its sentence does so too
    if the next word had room: to part two sentences wrongly costs little.

    Args:
        line: a line with text.
        following: the one below it.
        width: how long most lines are, in characters.
    """
    if starts_anew(following):
        return False
    if _SENTENCE_END.search(line):
        return len(line) + len(following.split(maxsplit=1)[0]) >= width
    return len(line) >= 0.75 * width


def _filled(starts: Sequence[int | None], end: int) -> tuple[int, ...]:
    """Return the starts of all pages; one without text starts where the next one does."""
    filled: list[int] = []
    following = end
    for start in reversed(starts):
        following = following if start is None else start
        filled.append(following)
    return tuple(reversed(filled))


def _extracted(data: bytes) -> tuple[list[str], dict[str, str], str]:
    """Return the texts of a PDF's pages, what it says of itself, and the day it was made."""
    import io
    import logging

    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what matters is raised
    try:
        pdf = PdfReader(io.BytesIO(data))
        if pdf.is_encrypted and not pdf.decrypt(""):
            raise ArticleError("the PDF is protected by a password")
        pages = [page.extract_text() for page in pdf.pages]
        known: Any = pdf.metadata or {}
        said = {name: str(known.get(name) or "") for name in ("/Title", "/Author", "/Keywords")}
    except ArticleError:
        raise
    except DependencyError as error:  # some ciphers need a library that is not here
        raise ArticleError("the PDF is protected by a password") from error
    except Exception as error:  # damage shows in many kinds, PyPdfError and TypeError among them
        raise ArticleError("the PDF is cut short or damaged") from error
    try:
        created = known.creation_date if known else None
    except ValueError:  # a date in no known form says nothing
        created = None
    return pages, said, created.date().isoformat() if created else ""


def _without_running_lines(pages: list[list[str]]) -> list[list[str]]:
    """Return the pages' lines without heads and feet that most of them have, page numbers too."""
    if len(pages) < _FEWEST_PAGES:
        return pages
    kept = pages
    for edge in (0, -1):
        while common := _common([_alike(page[edge]) if page else "" for page in kept]):
            kept = [
                _without_edge(page, edge) if page and _alike(page[edge]) == common else page
                for page in kept
            ]
    return kept


def _common(lines: list[str]) -> str:
    """Return the line that more than half of the pages have; empty if there is none."""
    line, count = Counter(lines).most_common(1)[0]
    return line if count > len(lines) // 2 else ""


def _without_edge(page: list[str], edge: int) -> list[str]:
    """Return a page without its first or last line, and the blank ones that this lays bare."""
    lines = page[1:] if edge == 0 else page[:-1]
    while lines and not lines[edge].strip():
        lines = lines[1:] if edge == 0 else lines[:-1]
    return lines


def _alike(line: str) -> str:
    """Return what a running line has in common with that of the next page."""
    return _DIGITS.sub("0", clean_line(line))
