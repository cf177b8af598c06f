"""One reader for each kind of file: its bytes to articles, with what the file says of them."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from index.article import Article, Failure, clean_line, clean_text
from index.errors import ArticleError

_LONGEST_TITLE = 250
_BODY = ("text", "body", "content")
_BYLINE = re.compile(r"by\s+(?P<name>[^\W\d_].{1,80})", re.IGNORECASE)
_FILE_NAME = re.compile(r"^Microsoft Word - |\.(?:docx?|indd|odt|pdf|qxd|rtf|txt)$", re.IGNORECASE)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAY, _MONTH, _YEAR = r"(?P<day>\d{1,2})", r"(?P<month>[A-Za-z]{3,9})\.?", r"(?P<year>\d{4})"
_ISO_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_DAY_MONTH_YEAR = re.compile(rf"{_DAY}(?:st|nd|rd|th)?\s+{_MONTH},?\s+{_YEAR}")
_MONTH_DAY_YEAR = re.compile(rf"{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}")
_WORD = re.compile(r"\w")
_HYPHEN_AT_LINE_END = re.compile(r"(?<=[a-z])-\n(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: ``decode`` turns its bytes to text, or raises ArticleError."""

    origin: str
    name: str
    data: bytes
    decode: Callable[[bytes], str]


Reader = Callable[[Source], Iterator[Article | Failure]]


def read_text(source: Source) -> Iterator[Article]:
    """Plain text: the first line is the title; lines with a byline and a date may follow."""
    text = _with_words(clean_text(source.decode(source.data)))
    title, byline, date = _head(text)
    yield _article(source, text=text, title=title, byline=byline, date=date)


def read_markdown(source: Source) -> Iterator[Article]:
    """Markdown, with or without YAML front matter; stored as the plain text that a reader sees."""
    import frontmatter
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    class Plain(YAMLHandler):
        """Leaves every value the text that it is: an impossible date is no reason to refuse."""

        def load(self, fm: str, **_: object) -> Any:  # noqa: ANN401 - as the base class has it
            return yaml.load(fm, Loader=yaml.BaseLoader)  # noqa: S506 - makes strings alone

    try:
        known, body = frontmatter.parse(source.decode(source.data), handler=Plain())
    except (yaml.YAMLError, ValueError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" (line {where.line + 1})" if where else ""
        raise ArticleError(f"its front matter is not valid YAML{line}") from error
    text, heading = _plain(body)
    yield _article(
        source,
        text=_with_words(text),
        title=_told(known, "title", "headline") or heading,
        byline=_told(known, "byline", "author", "authors"),
        date=_told(known, "date", "published"),
        source_name=_told(known, "source", "publication", "site"),
    )


def read_html(source: Source) -> Iterator[Article]:
    """A web page: the article in it and its metadata, as trafilatura finds them."""
    import trafilatura

    # Bytes, not text: a page may name its own encoding.
    found: Any = trafilatura.bare_extraction(
        source.data,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = clean_text((found.text if found else "") or "")
    if found is None or not _WORD.search(text):
        source.decode(source.data)  # says so where the file is no text at all
        raise ArticleError("no article was found in the page")
    yield _article(
        source,
        text=text,
        title=found.title or "",
        byline=found.author or "",
        date=found.date or "",
        source_name=found.sitename or found.hostname or "",
    )


def read_pdf(source: Source) -> Iterator[Article]:
    """A PDF's text, its lines joined to paragraphs again."""
    import io
    import logging

    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what matters is raised
    if b"%%EOF" not in source.data[-2048:]:
        raise ArticleError("the PDF is cut short or damaged")
    try:
        pdf = PdfReader(io.BytesIO(source.data))
        if pdf.is_encrypted and not pdf.decrypt(""):
            raise ArticleError("the PDF is protected by a password")
        pages = [page.extract_text() for page in pdf.pages]
        known = pdf.metadata
    except ArticleError:
        raise
    except DependencyError as error:  # some ciphers need a library that is not here
        raise ArticleError("the PDF is protected by a password") from error
    except Exception as error:  # damage shows in many kinds, PyPdfError and TypeError among them
        raise ArticleError("the PDF is cut short or damaged") from error
    text = _joined("\n".join(pages))
    if not _WORD.search(text):
        raise ArticleError("the PDF holds no text: is it scanned?")
    title, byline, date = _head(text)
    named = clean_line((known.title if known else "") or "")
    try:
        created = known.creation_date if known else None
    except ValueError:  # a date in no known form says nothing
        created = None
    yield _article(
        source,
        text=text,
        # A title that is a program's or a file's name was never written for a reader.
        title=title if not named or _FILE_NAME.search(named) else named,
        byline=byline or (known.author if known else "") or "",
        date=date or (created.date().isoformat() if created else ""),
    )


def read_jsonl(source: Source) -> Iterator[Article | Failure]:
    """JSON lines: an article a line: ``text``, ``title``, ``date``, ``source`` and ``byline``.

    An ``id`` or ``url`` identifies the article when the file is read again; else its line does.
    """
    seen: set[str] = set()
    text = _with_words(source.decode(source.data))
    lines = text.split("\n")  # no other line end: JSON strings may hold those
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        origin = f"{source.origin}#line-{number}"
        try:
            record: Any = json.loads(line)
        except (ValueError, RecursionError):
            yield Failure(origin, f"line {number} is not valid JSON")
            continue
        body = _body(record)
        if not body:
            yield Failure(origin, f'line {number} has no "text"')
            continue
        name = _told(record, "id", "url")
        if name in seen:
            yield Failure(origin, f"line {number} has the id {name!r} of a line before it")
            continue
        seen.update([name] if name else [])
        yield _article(
            replace(source, origin=f"{source.origin}#{name}" if name else origin),
            text=body,
            title=_told(record, "title", "headline"),
            byline=_told(record, "byline", "author", "authors"),
            date=_told(record, "date", "published"),
            source_name=_told(record, "source", "publication", "url"),
        )


FORMATS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".jsonl": read_jsonl,
}


def parse_date(said: str) -> str:
    """Return the one date that ``said`` states, as ISO 8601; empty where it states none or more.

    Only a line that is a date and little else counts: "March 31, 2011", "Updated: 31 March 2011
    14:05", "2011-03-31T12:00Z". A date in a sentence belongs to the story.
    """
    if len(said) > 60:
        return ""
    found = _dated(said)
    if found is None:
        return ""
    around = f"{said[: found.start()]}\n{said[found.end() :]}"
    if len(re.findall(r"[A-Za-z]{2,}", around)) > 3 or _dated(around):
        return ""
    month = found["month"][:3].lower()
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month.isdigit() else 0
    return _iso(int(found["year"]), number, int(found["day"]))


def _dated(said: str) -> re.Match[str] | None:
    patterns = (_ISO_DATE, _MONTH_DAY_YEAR, _DAY_MONTH_YEAR)
    return next((found for pattern in patterns if (found := pattern.search(said))), None)


def _head(text: str) -> tuple[str, str, str]:
    """Return title, byline and date where the first lines of a text are those; empty if not."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    title = lines[0] if len(lines[0]) <= _LONGEST_TITLE else ""
    head = lines[1:4] if title else lines[:3]
    bylines = (_BYLINE.fullmatch(line) for line in head if len(line) <= 90)
    byline = next((found["name"] for found in bylines if found), "")
    return title, byline, next((date for date in map(parse_date, head) if date), "")


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _article(
    source: Source, *, text: str, title: str, byline: str, date: str, source_name: str = ""
) -> Article:
    """Make the article, with what the file says cleaned, and its name where it says nothing."""
    return Article(
        text=text,
        title=clean_line(title)[:_LONGEST_TITLE] or _name_as_title(source.name),
        origin=source.origin,
        source=clean_line(source_name) or source.name,
        byline=re.sub(r"(?i)^by\s+", "", clean_line(byline)),
        date=parse_date(clean_line(date)),
    )


def _name_as_title(name: str) -> str:
    return re.sub(r"[-_]+", " ", name.rsplit(".", 1)[0]).strip() or name


def _with_words(text: str) -> str:
    """Return ``text``; raise ArticleError where there is no word in it."""
    if not _WORD.search(text):
        raise ArticleError("it holds no words")
    return text


def _body(record: object) -> str:
    """Return the text of a JSON record as it will be stored; empty where it has none."""
    told = [record.get(name) for name in _BODY] if isinstance(record, dict) else []
    return next((clean_text(t) for t in told if isinstance(t, str) and _WORD.search(t)), "")


def _told(record: dict[str, Any], *names: str) -> str:
    """Return the first of these fields that says something, as one line of text."""
    for name in names:
        value = record.get(name)
        if isinstance(value, list):
            value = ", ".join(str(item) for item in value)
        if isinstance(value, str | int | float) and str(value).strip():
            return clean_line(str(value))
    return ""


def _plain(markdown: str) -> tuple[str, str]:
    """Return Markdown's visible text, blocks parted by blank lines, and its first heading."""
    from markdown_it import MarkdownIt

    blocks: list[str] = []
    heading, in_heading = "", False
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.type in ("heading_open", "heading_close"):
            in_heading = token.type == "heading_open"
        elif token.type == "inline":
            line = "".join(_visible(child) for child in token.children or []).strip()
            heading = heading or (line if in_heading else "")
            blocks.append(line)
        elif token.type in ("code_block", "fence"):
            blocks.append(token.content)
    return clean_text("\n\n".join(blocks)), heading


def _visible(token: Any) -> str:  # noqa: ANN401 - markdown_it's Token, loaded lazily
    if token.type in ("softbreak", "hardbreak"):
        return " " if token.type == "softbreak" else "\n"
    return str(token.content) if token.type in ("text", "code_inline", "text_special") else ""


def _joined(pages: str) -> str:
    """Undo a PDF's line breaks: join the lines of a paragraph, mend words parted at a line end."""
    lines = _HYPHEN_AT_LINE_END.sub("", clean_text(pages)).split("\n")
    lengths = sorted(len(line) for line in lines if line) or [0]
    full = 0.75 * lengths[len(lengths) * 3 // 4]
    paragraphs: list[str] = []
    unfinished = False
    for line in lines:
        if line and unfinished:
            paragraphs[-1] += " " + line
        elif line:
            paragraphs.append(line)
        unfinished = len(line) >= full > 0  # a line much shorter than most ends its paragraph
    return "\n\n".join(paragraphs)
