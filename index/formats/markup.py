"""HTML that is all article (a chapter, a mail, a feed's entry) to the text that a reader sees."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from index.article import clean_line
from index.mend import mended

_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre
    section summary table tbody tfoot thead tr ul""".split()
)
_UNSEEN = frozenset("head iframe math noscript object rt script style svg template title".split())
_CELLS = frozenset(("td", "th"))
_WIDEST = 100  # characters in a table's cell; a column of a page's layout has more
_HEADINGS = frozenset(("h1", "h2", "h3"))
# HTML's parser reads <title/> as a title that never ends; XHTML's writers mean an empty one.
_EMPTY = re.compile(r"<(title|script|style|iframe|textarea)\b([^<>]*)/>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Marked:
    """What markup says: its text, blocks parted by blank lines, and its first heading."""

    text: str
    heading: str


def read_markup(markup: str) -> Marked:
    """Return the visible text of HTML or XHTML, however broken: a block each, a table's row each.

    Nothing is fetched, and no entity is read from elsewhere.
    """
    from lxml import etree, html

    whole = _EMPTY.sub(r"<\1\2></\1>", _DECLARATION.sub("", markup))
    if not whole.strip():
        return Marked("", "")
    try:
        root = html.document_fromstring(whole)
    except (etree.LxmlError, ValueError):  # nothing in it but comments, say
        return Marked("", "")
    blocks, headings = _walk(root)
    title = root.findtext(".//title") or ""
    return Marked(mended("\n\n".join(blocks)), (headings or [clean_line(title)])[0])


def _walk(root: Any) -> tuple[list[str], list[str]]:  # noqa: ANN401 - lxml tells no types
    """Return the texts of all blocks, and of those that are headings, in order."""
    from lxml import etree

    page = _Page()
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start" and element.tag in _UNSEEN:
            walk.skip_subtree()
        elif event == "start":
            page.open(element.tag, element.text or "")
        elif event == "end" and element.tag not in _UNSEEN:
            page.close(element.tag)
        if event != "start" and element is not root:
            page.say(element.tail or "")
    page.end_block()
    return page.blocks, page.headings


class _Page:
    """The blocks of a page as they are filled, one after the other."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.headings: list[str] = []
        self._said: list[str] = []
        self._rows: list[list[int]] = []  # for each open row, where its cells part the blocks
        self._preformatted = 0

    def open(self, tag: str, text: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        if tag == "tr":
            self._rows.append([len(self.blocks)])
        self._preformatted += tag == "pre"
        if tag == "br":
            self._said.append("\n")
        self.say(text)

    def close(self, tag: str) -> None:
        if tag in _BLOCKS and (block := self.end_block()) and tag in _HEADINGS:
            self.headings.append(clean_line(block))
        if tag in _CELLS and self._rows:
            self.end_block()
            self._rows[-1].append(len(self.blocks))
        if tag == "tr" and self._rows:
            self._end_row(self._rows.pop())
        self._preformatted -= tag == "pre"

    def say(self, text: str) -> None:
        self._said.append(text if self._preformatted else re.sub(r"\s+", " ", text))

    def _end_row(self, parts: list[int]) -> None:
        """Put a row whose cells say a line each on one line: the others are a page's layout."""
        cells = self.blocks[parts[0] :]
        single = all(after - before <= 1 for before, after in pairwise(parts))
        if single and len(cells) > 1 and all(len(c) <= _WIDEST and "\n" not in c for c in cells):
            self.blocks[parts[0] :] = [" | ".join(cells)]

    def end_block(self) -> str:
        """Put what was said down as a block, and return it."""
        lines = "".join(self._said).strip("\n").split("\n")
        if not self._preformatted:
            lines = [re.sub(r" {2,}", " ", line).strip() for line in lines]
        block = "\n".join(lines).strip()
        self._said.clear()
        if block:
            self.blocks.append(block)
        return block
