"""Mail (.eml, .mbox): an article a message, and one for each attachment that can be read."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from index.article import Article, Failure
from index.errors import ArticleError
from index.formats.markup import read_markup
from index.formats.source import (
    Source,
    decoded_as,
    has_words,
    make_article,
    parted,
    read_source,
    suffix,
)
from index.lines import unwrapped
from index.mend import mended

# What parts two messages of a mailbox: "From ann@x.org Thu Mar 31 14:05:00 2011" after an empty
# line. The time of day tells it from a sentence that begins with "From".
_SEPARATOR = re.compile(rb"(?:\A|(?<=\n)(?:\r?\n))From [^\r\n]{1,200}?\d:\d\d[^\r\n]{0,60}\r?\n")
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def read_message(source: Source) -> Iterator[Article | Failure]:
    """A message as a mail program saves it: its plain text, or else its HTML.

    Subject, sender and date are title, byline and date. Quoted replies stay.
    """
    try:
        yield from _message(source)
    except ArticleError:
        raise
    except Exception as error:  # what damaged headers do to the parser is not documented
        raise ArticleError("the message is cut short or damaged") from error


def read_mailbox(source: Source) -> Iterator[Article | Failure]:
    """A mailbox in mbox format: each message, told apart by its Message-ID or else its place."""
    places = list(_SEPARATOR.finditer(source.data))
    if not places:
        source.decode(source.data)  # says so where the file is no text at all
        raise ArticleError("it is no mailbox: no message begins in it")
    ends = [place.start() for place in places[1:]] + [len(source.data)]
    seen: set[str] = set()
    for number, (place, end) in enumerate(zip(places, ends, strict=True), start=1):
        data = _ESCAPED_FROM.sub(rb"\1", source.data[place.end() : end])
        name = _identity(data)
        name = name if name and name not in seen else f"message-{number}"
        seen.add(name)
        part = replace(source.part(name), data=data)
        try:
            yield from read_message(part)
        except ArticleError as error:
            yield Failure(part.origin, str(error))


def _message(source: Source) -> Iterator[Article | Failure]:
    message = message_from_bytes(source.data, policy=policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        source.decode(source.data)
        raise ArticleError("it is no mail message")
    attachments = list(_attachments(message, source))
    body = message.get_body(preferencelist=("plain", "html"))
    text = _text(body, source) if isinstance(body, EmailMessage) else ""
    if has_words(text):
        name, address = parseaddr(_header(message, "from"))
        yield make_article(
            source,
            text=text,
            title=_header(message, "subject"),
            byline=name or address,
            date=_day(_header(message, "date")),
            tags=parted(_header(message, "keywords")),
        )
    elif not attachments:
        raise ArticleError("the message holds no text")
    for attachment in attachments:
        yield from read_source(attachment)


def _attachments(message: EmailMessage, source: Source) -> Iterator[Source]:
    """Yield the attached files whose kind can be read, each under a name of its own."""
    seen: set[str] = set()
    for number, part in enumerate(message.iter_attachments(), start=1):
        name, data = part.get_filename() or "", part.get_payload(decode=True)
        if part.get_content_type() == "message/rfc822":
            name, data = f"forwarded-{number}.eml", part.get_content().as_bytes()
        if suffix(name) not in source.kinds or not isinstance(data, bytes) or not data.strip():
            continue
        yield source.inner(name if name not in seen else f"{number}-{name}", data)
        seen.add(name)


def _text(body: EmailMessage, source: Source) -> str:
    data = body.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    raw = decoded_as(body.get_content_charset() or "us-ascii", data)
    if raw is None:
        raw = source.decode(data)
    if body.get_content_subtype() == "html":
        return read_markup(raw).text
    return unwrapped(mended(raw))


def _header(message: EmailMessage, name: str) -> str:
    return str(message.get(name, ""))


def _day(said: str) -> str:
    """Return the day of a Date header, where its writer was; empty where it says none."""
    try:
        return parsedate_to_datetime(said).date().isoformat()
    except (ValueError, TypeError, OverflowError):
        return ""


def _identity(data: bytes) -> str:
    """Return a message's Message-ID; empty where it has none."""
    head = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]
    found = re.search(rb"^message-id:\s*<([^<>\s]+)>", head, re.IGNORECASE | re.MULTILINE)
    return found[1].decode("ascii", "backslashreplace") if found else ""
