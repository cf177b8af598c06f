"""What somebody does with the articles in the window: a desk, and what each act makes of it."""

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from index import (
    EDITABLE,
    ArticleInfo,
    ClippingsError,
    Library,
    StoredArticle,
    UnknownArticle,
    dateline,
)
from index.drafts import as_article
from ui.window.library.articles_table import COLUMNS, Page, View, page_of, sorted_by
from ui.window.render import block, escaped


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page of the window shows of the library; kept on the server.

    ``opened`` is the id of the article that is read, if one is. ``note`` is one sentence about what
    was just done. ``removed`` holds what was removed from this page, the last removal last: each
    article whole, as the library had it, so that Undo needs neither its file nor a copy elsewhere.
    It lasts as long as the page does.
    """

    view: View = field(default_factory=View)
    opened: str = ""
    editing: bool = False
    note: str = ""
    removed: tuple[tuple[StoredArticle, ...], ...] = ()


class WordCounts:
    """The numbers of words in articles: counting those of a whole library takes seconds.

    What is looked at is counted anew; the order of a whole library by them is that of the last
    count, should another program have changed a text since.
    """

    def __init__(self, library: Library) -> None:
        """Begin with none counted."""
        self._library = library
        self._counts: dict[str, int] = {}

    def anew(self, article_id: str) -> int:
        """Return the number of words in an article; 0 where it has just gone."""
        count = 0
        with contextlib.suppress(UnknownArticle):
            count = len(self._library.article(article_id).text.split())
        self._counts[article_id] = count
        return count

    def kept(self, article_id: str) -> int:
        """Return the number as it was last counted."""
        count = self._counts.get(article_id)
        return self.anew(article_id) if count is None else count


def page_shown(library: Library, view: View, words: WordCounts) -> Page:
    """Return the page of the table that the view looks at, as the library is now."""
    return page_of(library.articles(), view, words.kept)


def pressed(desk: Desk, command: str) -> Desk:
    """Return the desk after something in the table was pressed; as it was for what is no command.

    Commands are ``sort COLUMN``, ``page NUMBER``, ``open ID``, and ``pick`` with the ids of a page,
    those that are ticked with a "+" in front and the others with a "-".
    """
    what, _, said = command.partition(" ")
    if what == "sort" and said in COLUMNS:
        return replace(desk, view=sorted_by(desk.view, said), note="")
    if what == "page" and said.isdecimal():
        return replace(desk, view=replace(desk.view, page=int(said)), note="")
    if what == "open":
        return replace(desk, opened=said, editing=False, note="")
    if what == "pick":
        ticked = {word[1:] for word in said.split() if word.startswith("+")}
        others = {word[1:] for word in said.split() if word.startswith("-")}
        picked = (desk.view.picked | ticked) - others
        return replace(desk, view=replace(desk.view, picked=picked), note="")
    return desk


def searched(desk: Desk, words: str) -> Desk:
    """Return the desk when these words are sought: on the first page of what is found."""
    return replace(desk, view=replace(desk.view, search=words, page=0), note="")


def removed(library: Library, desk: Desk, article_ids: Iterable[str]) -> Desk:
    """Remove the articles, all or none, and keep them on the desk for ``brought_back``."""
    ids = list(article_ids)
    if not ids:
        return desk
    try:
        taken = tuple(library.article(article_id) for article_id in ids)
        library.remove(ids)
    except ClippingsError as error:
        return replace(desk, note=str(error), view=_still_there(library, desk.view))
    view = replace(desk.view, picked=desk.view.picked.difference(ids))
    said = f"{_articles(len(taken))} removed."
    return replace(
        desk, view=view, opened="", editing=False, removed=(*desk.removed, taken), note=said
    )


def brought_back(library: Library, desk: Desk) -> Desk:
    """Put back what was removed last, with the same text, offsets, pages and edits.

    An article that has come back meanwhile, from its file, is left as it is.
    """
    if not desk.removed:
        return desk
    taken = desk.removed[-1]
    try:
        gone = [one for one in taken if _there(library, one) is None]
        # Their text and what is known of them goes in as it was stored; so the passages are the
        # same, and the ids, which come from the origins.
        for outcome in library.add(as_article(one.info, one.text) for one in gone):
            if outcome.status == "failed":
                return replace(desk, note=f"It could not be brought back: {outcome.reason}.")
        # What a person had put right is put right again, with the same values, for it to outlast
        # the file once more.
        for one in taken:
            now = _there(library, one)
            if now and now.info == one.info and now.edited != one.edited:
                library.edit(one.info.id, {name: getattr(one.info, name) for name in one.edited})
    except ClippingsError as error:  # it can be tried again: what is back already is passed over
        return replace(desk, note=str(error))
    said = f"{_articles(len(gone))} brought back."
    if len(gone) < len(taken):
        said += " The others were there again already."
    return replace(desk, removed=desk.removed[:-1], note=said)


def edited(library: Library, desk: Desk, values: Mapping[str, str]) -> Desk:
    """Put right what is known about the article that is read, where it is said otherwise now.

    Args:
        library: where it is.
        desk: goes on editing, with a sentence, where a value cannot be.
        values: what is in the form, by the names of ``EDITABLE``; tags one a line.
    """
    try:
        info = library.article(desk.opened).info
        before = form_of(info)
        changes: dict[str, Any] = {
            name: value.splitlines() if name == "tags" else value
            for name, value in values.items()
            if value != before[name]
        }
        if changes:
            library.edit(desk.opened, changes)
    except ClippingsError as error:
        return replace(desk, note=str(error))
    return replace(desk, editing=False, note="Put right." if changes else "")


def form_of(info: ArticleInfo) -> dict[str, str]:
    """Return what can be put right of an article as the form has it: tags one a line."""
    said = {name: getattr(info, name) for name in EDITABLE}
    return {**said, "tags": "\n".join(info.tags)}


def render_article(article: StoredArticle) -> str:
    """Return an article to be read: what is known of it, and its stored text as it is."""
    info = article.info
    line = " · ".join(escaped(part) for part in (info.byline, info.source, info.date) if part)
    pages = len(info.pages)
    more = [
        escaped(dateline(article.text)),
        f"{len(article.text.split()):,} words",
        f"{pages:,} page{'s' * (pages != 1)}" if pages else "",
        escaped(", ".join(info.tags)),
        f"put right: {', '.join(article.edited)}" if article.edited else "",
    ]
    address = f'<a href="{escaped(info.url)}">{escaped(info.url)}</a>' if info.url else ""
    return block(
        "sheet",
        f"<h2>{escaped(info.title or 'Untitled')}</h2>",
        f'<p class="line">{line}</p>' if line else "",
        f'<p class="more">{" · ".join(filter(None, more))}</p>',
        f'<p class="more">{address}</p>' if address else "",
        f'<div class="text">{escaped(article.text)}</div>',
    )


def render_note(note: str) -> str:
    """Return the sentence about what was just done, for eyes and screen readers; or nothing."""
    return block("said", f'<p role="status">{escaped(note)}</p>') if note else ""


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count:,} articles"


def _there(library: Library, article: StoredArticle) -> StoredArticle | None:
    """Return what the library has in the place of an article, or None where it has nothing."""
    try:
        return library.article(article.info.id)
    except UnknownArticle:
        return None


def _still_there(library: Library, view: View) -> View:
    there = {info.id for info in library.articles()}
    return replace(view, picked=view.picked & there)
