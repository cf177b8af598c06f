"""One reader for each kind of file: its bytes to articles, with what the file says of them."""

from collections.abc import Mapping

from index.formats.archive import read_zip
from index.formats.book import read_book
from index.formats.feed import read_feed
from index.formats.mail import read_mailbox, read_message
from index.formats.markdown import read_markdown
from index.formats.page import read_html
from index.formats.pdf import read_pdf
from index.formats.records import COLUMNS, read_jsonl, read_table
from index.formats.source import Reader, Source, read_source, suffix
from index.formats.text import read_text
from index.formats.word import read_word

__all__ = ["COLUMNS", "FORMATS", "Source", "read_source", "suffix"]

FORMATS: Mapping[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_word,
    ".epub": read_book,
    ".jsonl": read_jsonl,
    ".csv": read_table,
    ".tsv": read_table,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
    ".eml": read_message,
    ".mbox": read_mailbox,
    ".zip": read_zip,
}
