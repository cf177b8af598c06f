"""The whole article, opened at the place that is cited, when it is asked for.

``whole_article.js`` shows in a dialog what comes back: an article's text leaves the server only
then, and is no part of any answer.
"""

from urllib.parse import urlsplit

import gradio as gr

from index import ArticleInfo, ClippingsError, StoredArticle
from qa import Answerer
from ui.shown import page_line
from ui.window.ask.wanted import Wanted, parse_asked
from ui.window.render import escaped, marked_all, render_error

CHANGED = (
    "This article has changed since it was cited, so the place is not marked: ask again to see it."
)


def whole_article(answerer: Answerer) -> None:
    """Put what opens articles into the window that is being built: it shows nothing of itself."""
    wanted = gr.Textbox(
        elem_id="wanted-article", label="The article wanted", visible="hidden", max_lines=1
    )
    shown = gr.Markdown(elem_id="whole-article", latex_delimiters=[], visible="hidden")
    wanted.change(
        lambda asked: opened(answerer, asked),
        wanted,
        shown,
        api_visibility="private",
        queue=False,
        show_progress="hidden",
    )


def opened(answerer: Answerer, asked: str) -> str:
    """Return the article that is asked for as HTML, or why it cannot be shown.

    Args:
        answerer: whose library it is in.
        asked: what ``ui.window.ask.wanted.parse_asked`` takes; it comes from the browser.
    """
    parsed = parse_asked(asked)
    if parsed is None:
        return ""
    number, wanted = parsed
    try:
        body = render_article(answerer.library.article(wanted.article), wanted)
    except ClippingsError as error:
        body = render_error(str(error))
    return f'<div class="opened" id="opened-{number}">{body}</div>'


def render_article(article: StoredArticle, wanted: Wanted) -> str:
    """Return the article in full, the passage set off and the answers in it marked.

    Where the article has changed so that the places are not in it, it says so and marks nothing.
    """
    info, text = article.info, article.text
    title = f'<h2 class="title">{escaped(info.title or "Untitled")}</h2>'
    if not wanted.fits(text):
        told = f'<p class="changed">{CHANGED}</p>'
        return f'{title}{_about(info)}{told}<div class="text">{escaped(text)}</div>'
    start, end = wanted.passage
    passage = marked_all(text[start:end], [(a - start, b - start) for a, b in wanted.answers])
    first = min(wanted.answers, default=wanted.passage)[0]
    return (
        f"{title}{_about(info, page_line(info.pages, first))}"
        f'<div class="text">{escaped(text[:start])}<span class="cited">{passage}</span>'
        f"{escaped(text[end:])}</div>"
    )


def _about(info: ArticleInfo, page: str = "") -> str:
    parts = (
        escaped(info.byline),
        escaped(info.source),
        f'<span class="date">{escaped(info.date)}</span>' if info.date else "",
        f"{page} of {len(info.pages)}" if page else "",
        _link(info.url),
    )
    return f'<p class="where">{" · ".join(filter(None, parts))}</p>'


def _link(url: str) -> str:
    """Return a link to where the article stands on the web, named by its host."""
    if not url.startswith(("http://", "https://")):
        return ""
    name = escaped(urlsplit(url).netloc or url)
    return f'<a href="{escaped(url)}" target="_blank" rel="noreferrer noopener">{name}</a>'
