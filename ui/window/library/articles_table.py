"""The table of articles: which of them it shows, in what order, and as HTML. All pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from index import ArticleInfo, plain
from ui.window.render import block, escaped

# So many rows are shown at a time: a library may have tens of thousands.
ROWS = 25

Column = Literal["title", "source", "date", "byline", "tags", "words"]
COLUMNS: tuple[Column, ...] = get_args(Column)
# What is sought in these is most often the newest, or the longest.
_DESCENDING_FIRST = ("date", "words")

# An article's id to the number of words in its text.
WordsOf = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class View:
    """What somebody looks at: ``page`` counts from nought, ``picked`` are the ids they ticked."""

    search: str = ""
    column: Column = "date"
    descending: bool = True
    page: int = 0
    picked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and how many articles are found in all."""

    rows: tuple[ArticleInfo, ...]
    number: int
    found: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(self.found - 1, 0) // ROWS


def page_of(articles: Sequence[ArticleInfo], view: View, words_of: WordsOf) -> Page:
    """Return the page that ``view`` looks at; the last one where it is beyond that.

    Args:
        articles: all there are, newest first: in this order those stand that are otherwise alike.
        view: what is looked at.
        words_of: asked of every article only where they are ordered by it.
    """
    found = ordered(matching(articles, view.search), view, words_of)
    number = max(0, min(view.page, (len(found) - 1) // ROWS))
    return Page(tuple(found[number * ROWS : (number + 1) * ROWS]), number, len(found))


def matching(articles: Iterable[ArticleInfo], search: str) -> list[ArticleInfo]:
    """Return the articles of which something that is known has every word of ``search`` in it.

    Neither case nor diacritics count; the texts themselves are what ``clippings search`` is for.
    """
    wanted = [plain(word) for word in search.split()]
    if not wanted:
        return list(articles)
    return [info for info in articles if all(word in _known(info) for word in wanted)]


def ordered(articles: Sequence[ArticleInfo], view: View, words_of: WordsOf) -> list[ArticleInfo]:
    """Return the articles in the order asked for; last those that have nothing to order them by."""
    if view.column == "words":
        return sorted(articles, key=lambda info: words_of(info.id), reverse=view.descending)
    keyed = [(_key(info, view.column), info) for info in articles]
    said = [pair for pair in keyed if pair[0]]
    said.sort(key=lambda pair: pair[0], reverse=view.descending)
    return [info for _, info in said] + [info for key, info in keyed if not key]


def sorted_by(view: View, column: Column) -> View:
    """Return the view after its column's head is pressed: the other way round the second time."""
    again = view.column == column
    descending = not view.descending if again else column in _DESCENDING_FIRST
    return View(view.search, column, descending, 0, view.picked)


def render_articles(page: Page, view: View, words_of: WordsOf) -> str:
    """Return the table with its heads to sort by and what turns its pages.

    What can be pressed has an id, and as its value the command that ``library_desk`` reads.
    """
    if not page.found:
        return block("articles", f'<p class="hint">{_nothing(view)}</p>')
    heads = "".join(_head(column, view) for column in COLUMNS)
    rows = "".join(_row(info, view, words_of(info.id)) for info in page.rows)
    ticked = all(info.id in view.picked for info in page.rows)
    pick = _tick("pick-all", "all", "Select all on this page", ticked=ticked)
    return block(
        "articles",
        f'<table><thead><tr><th class="pick">{pick}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>",
        _pager(page),
    )


def _key(info: ArticleInfo, column: Column) -> str:
    said = {
        "title": info.title,
        "source": info.source,
        "date": info.date,
        "byline": info.byline,
        "tags": ", ".join(info.tags),
    }
    return plain(said[column])


def _known(info: ArticleInfo) -> str:
    parts = (info.title, info.source, info.date, info.byline, info.url, *info.tags)
    return plain("\n".join(parts))


def _nothing(view: View) -> str:
    if view.search.strip():
        return f"No article has “{escaped(view.search.strip())}” in its title, source or tags."
    return "There are no articles yet: drop files above."


def _head(column: Column, view: View) -> str:
    name = column.capitalize()
    if view.column != column:
        told = ""
    elif view.descending:
        told = '<span class="arrow">▾</span><span class="unseen"> (sorted, descending)</span>'
    else:
        told = '<span class="arrow">▴</span><span class="unseen"> (sorted, ascending)</span>'
    return (
        f'<th class="{column}" scope="col"><button type="button" id="sort-{column}"'
        f' value="sort {column}">{name}{told}</button></th>'
    )


def _row(info: ArticleInfo, view: View, words: int) -> str:
    title = escaped(info.title or "Untitled")
    pick = _tick(f"pick-{info.id}", info.id, f"Select {title}", ticked=info.id in view.picked)
    opening = f'<button type="button" id="open-{info.id}" value="open {info.id}">{title}</button>'
    return (
        f'<tr><td class="pick">{pick}</td>'
        f'<td class="title">{opening}</td>'
        f'<td class="source">{escaped(info.source)}</td>'
        f'<td class="date">{escaped(info.date)}</td>'
        f'<td class="byline">{escaped(info.byline)}</td>'
        f'<td class="tags">{escaped(", ".join(info.tags))}</td>'
        f'<td class="words">{words:,}</td></tr>'
    )


def _tick(name: str, value: str, label: str, *, ticked: bool) -> str:
    """Return a box to tick; ``label`` is HTML, for those who cannot see what it stands beside."""
    return (
        f'<input type="checkbox" id="{name}" value="{value}"{" checked" * ticked}>'
        f'<label class="unseen" for="{name}">{label}</label>'
    )


def _pager(page: Page) -> str:
    first = page.number * ROWS
    said = f"<span>{first + 1:,} to {first + len(page.rows):,} of {page.found:,}</span>"
    turns = [
        f'<button type="button" id="page-{name}" value="page {number}">{name.capitalize()}</button>'
        for name, number in (("previous", page.number - 1), ("next", page.number + 1))
        if 0 <= number <= page.last
    ]
    return f'<p class="pager">{said} {" ".join(turns)}</p>'
