"""Markdown, with front matter or without."""

from collections.abc import Iterator
from typing import Any

from index.article import Article
from index.errors import ArticleError
from index.formats.records import called, tags_of, told
from index.formats.source import Source, make_article, with_words
from index.mend import mended


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
    yield make_article(
        source,
        text=with_words(text),
        title=told(known, *called("title", known)) or heading,
        byline=told(known, *called("byline", known)),
        date=told(known, *called("date", known)),
        published_in=told(known, *called("source", known)),
        url=told(known, *called("url", known)),
        tags=tags_of(known, *called("tags", known)),
    )


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
    return mended("\n\n".join(blocks)), heading


def _visible(token: Any) -> str:  # noqa: ANN401 - markdown_it's Token, loaded lazily
    if token.type in ("softbreak", "hardbreak"):
        return " " if token.type == "softbreak" else "\n"
    return str(token.content) if token.type in ("text", "code_inline", "text_special") else ""
