"""A quotation and where it stands, to paste elsewhere: plain, Markdown, and APA style. Pure.

A citation style states what is known and leaves out what is not; nothing here is guessed but where
a byline's surnames begin, and a byline that is no plain list of names stays as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from index import ArticleInfo
from qa import Citation
from ui.shown import page_line, sentence_around

_UNTITLED = "Untitled"
# What means something in Markdown wherever it stands, and what does at the beginning of a line.
_MARKUP = re.compile(r"([\\`*_\[\]<>&~|$])")
_LINE_MARKUP = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")
_BY = re.compile(r"^\s*by\b[\s:]*", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s*(?:,\s*(?:and|&)\s|,|;|\band\b|&)\s*")
_PARTICLES = frozenset("al bin da de del den der di du el la le ten ter van von".split())
# A name that has one of these words is that of no person.
_NO_PERSON = frozenset(
    "agencies agency associated board bureau correspondent correspondents desk editor editorial "
    "editors journal magazine media news newspaper newsroom observatory office post press reporter "
    "reporters service staff team the times today university wire writer writers".split()
)
# Of a web address all stays as it is but what would end the link.
_URL_SAFE = "%/:?#[]@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of an article, and the page that they begin on: ``page`` is empty without pages."""

    words: str
    article: ArticleInfo
    page: str = ""


def quotation_of(citations: Sequence[Citation], text: str) -> Quotation:
    """Return the sentences that citations of one passage stand in, each once.

    Args:
        citations: of one passage, at least one.
        text: its article's stored text.
    """
    places = sorted({sentence_around(citation, text) for citation in citations})
    words = " … ".join(" ".join(text[first:last].split()) for first, last in places)
    article = citations[0].article
    return Quotation(words, article, page_line(article.pages, places[0][0]))


def plain(said: Quotation) -> str:
    """Return the words in quotation marks, and what is known of the article in brackets."""
    about = said.article
    parts = (_byline(about), about.title or _UNTITLED, about.source, about.date, said.page)
    return f"“{said.words}” ({', '.join(filter(None, (*parts, about.url)))})"


def markdown(said: Quotation) -> str:
    """Return the words as a block quotation in Markdown, the title leading to the article's page.

    Rendered, the words are those of the article: what Markdown would obey is escaped.
    """
    about = said.article
    title = _as_text(about.title or _UNTITLED)
    if about.url:
        title = f"[{title}](<{quote(about.url, safe=_URL_SAFE)}>)"
    source = f"*{_as_text(about.source)}*" if about.source else ""
    parts = (_as_text(_byline(about)), title, source, about.date, said.page)
    return f"> {_at_line_start(_as_text(said.words))}\n>\n> — {', '.join(filter(None, parts))}\n"


def apa(said: Quotation) -> str:
    """Return the words with their citation, and below it the reference: APA style, 7th edition.

    The reference is that of a news article. Without an author its title takes the author's place;
    without a date it says "n.d.".
    """
    about = said.article
    title, names = about.title or _UNTITLED, _names(_byline(about))
    day = _day(about.date)
    year = str(day.year) if day else "n.d."
    when = f"{day.year}, {day:%B} {day.day}" if day else "n.d."
    # A title in the author's place has the comma before its quotation mark.
    cited = f"{_in_text(names)}," if names else f"“{title},”"
    reference = [
        _ended(_listed(names) if names else title),
        f"({when}).",
        _ended(title) if names else "",
        _ended(about.source) if about.source else "",
        about.url,
    ]
    inside = ", ".join(filter(None, (year, said.page)))
    return f"“{said.words}” ({cited} {inside})\n\n{' '.join(filter(None, reference))}"


@dataclass(frozen=True, slots=True)
class _Name:
    """``given`` is the initials; empty for what is no person's name, which ``family`` is whole."""

    family: str
    given: str = ""


def _byline(article: ArticleInfo) -> str:
    return _BY.sub("", article.byline).strip()


def _as_text(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _at_line_start(text: str) -> str:
    """Return escaped text so that its beginning opens no heading, list or rule."""
    found = _LINE_MARKUP.match(text)
    if not found:
        return text
    if found[2].isdigit():  # "1. May": the point is what makes it a list
        return f"{text[: found.end()]}\\{text[found.end() :]}"
    return f"{found[1]}\\{text[len(found[1]) :]}"


def _names(byline: str) -> list[_Name]:
    """Return whom a byline names: persons, or the byline as it is where it is no list of them."""
    parts = [part for part in _BETWEEN_NAMES.split(byline) if part]
    persons = [person for part in parts if (person := _person(part))]
    return persons if len(persons) == len(parts) else [_Name(byline)]


def _person(name: str) -> _Name | None:
    """Return a person's name, surname apart; None for what does not look like one."""
    words = name.split()
    if not 2 <= len(words) <= 5 or any(word.lower().strip(".") in _NO_PERSON for word in words):
        return None
    first = next((n for n, word in enumerate(words) if n and word in _PARTICLES), len(words) - 1)
    given, family = words[:first], words[first:]
    called = [*given, family[-1]]
    if not all(_capitalised(word) for word in called):
        return None
    if not all(word in _PARTICLES or _capitalised(word) for word in family):
        return None
    initials = ("-".join(f"{part[0]}." for part in word.split("-") if part) for word in given)
    return _Name(" ".join(family), " ".join(initials))


def _capitalised(word: str) -> bool:
    bare = word.replace("-", "").replace("'", "").replace("’", "").removesuffix(".")
    return bare.isalpha() and bare[0].isupper() and (len(bare) == 1 or not bare.isupper())


def _listed(names: Sequence[_Name]) -> str:
    """Return the authors as a reference has them: "Lindqvist, A., & Ek, B."."""
    listed = [f"{name.family}, {name.given}" if name.given else name.family for name in names]
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])}, & {listed[-1]}"


def _in_text(names: Sequence[_Name]) -> str:
    """Return the authors as a citation in the text has them: of three, the first alone."""
    families = [name.family for name in names]
    return f"{families[0]} et al." if len(families) > 2 else " & ".join(families)


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
