"""Paths to articles: which files are meant, what may be read, and how bytes become text."""

import codecs
import contextlib
import glob
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from index.article import Article, Failure
from index.errors import ArticleError
from index.formats import FORMATS, Source, read_source, suffix

MAX_FILE_BYTES = 50 * 1024 * 1024

_AS_NAMED: Mapping[str, str] = MappingProxyType({})

# What no text holds: control characters other than blanks, form feed and escape.
_CONTROL = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})
# Text of a Western language has less than one character in so many that is not ASCII.
_FEW = 10
# The mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JUDGED, _FEWEST_WIDE, _SHARE_WIDE = 4096, 32, 0.7
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def read_paths(
    paths: Iterable[str], columns: Mapping[str, str] = _AS_NAMED
) -> Iterator[Article | Failure]:
    """Yield the articles in these files, folders (and all below them) and glob patterns, in order.

    ``columns`` is as for ``read_file``. What cannot be read is yielded as a ``Failure``, and the
    rest is read all the same. Inside a folder only files of a known kind are looked at, and none
    that is hidden.
    """
    for found in find_files(paths):
        if isinstance(found, Failure):
            yield found
        else:
            yield from read_file(found, columns)


def find_files(paths: Iterable[str]) -> list[Path | Failure]:
    """Return the files that the paths, folders and patterns mean, each once."""
    found: dict[str, Path | Failure] = {}
    for name in paths:
        path = absolute(name)
        if glob.has_magic(name) and not os.path.lexists(path):
            # As it was given: the folder that we stand in may have brackets in its own name.
            matches = sorted(glob.glob(os.path.expanduser(name), recursive=True))  # noqa: PTH111, PTH207
            if not matches:
                found[name] = Failure(name, "no file matches this pattern")
            for match in matches:
                found.update(_means(absolute(match)))
        else:
            found.update(_means(path))
    return list(found.values())


def absolute(name: str | Path) -> Path:
    """Return the whole path that ``name`` means, without ``~`` and ``..``: a file has only one.

    Unlike for ``Path.expanduser``, ``~draft.txt`` is a file where it is nobody's home.
    """
    return Path(os.path.abspath(os.path.expanduser(name)))  # noqa: PTH100, PTH111


def readable(path: str) -> str:
    """Return ``path`` with the bytes escaped that are no UTF-8: it is stored, and shown."""
    return path.encode(errors="surrogateescape").decode(errors="backslashreplace")


def read_file(path: Path, columns: Mapping[str, str] = _AS_NAMED) -> Iterator[Article | Failure]:
    """Yield the article, or the articles, in one file.

    Args:
        path: the file.
        columns: by which names tables and JSON lines call an article's parts, where those are not
            the usual ones: ``{"title": "headline"}``.
    """
    origin = readable(path.as_posix())
    try:
        if suffix(path.name) not in FORMATS:
            raise ArticleError(
                f"files of the kind {path.suffix or 'without a suffix'!r} cannot be read, "
                f"only {_kinds()}"
            )
        data = _read_bytes(path)
    except ArticleError as error:
        yield Failure(origin, str(error))
    else:
        name = readable(path.name)
        yield from read_source(Source(origin, name, data, decode, FORMATS, columns))


def decode(data: bytes) -> str:
    """Return ``data`` as text.

    UTF-8, and UTF-16 and UTF-32 with a mark, are taken at their word; UTF-16 without one shows in
    its zeros. Other bytes are Windows-1252 where they are ASCII with a few accents and quotation
    marks, which charset-normalizer takes for anything from Baltic to Japanese; it judges the rest.

    Raises:
        ArticleError: if the bytes are not text, or text in no encoding that could be told.
    """
    encoding = _wide_encoding(data)
    if not encoding and data.translate(None, _CONTROL) != data:
        raise ArticleError("it holds binary data, not text")
    encoding = encoding or "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        bad = error.start
    if encoding != "utf-8-sig" or _UTF8_SEQUENCE.search(data):
        name = encoding.removesuffix("-sig").upper()
        raise ArticleError(f"its text is damaged: byte {bad} is not valid {name}")
    if sum(byte > 127 for byte in data) * _FEW < len(data):
        with contextlib.suppress(UnicodeDecodeError):  # five bytes mean nothing there
            return data.decode("cp1252")
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise ArticleError("its character encoding could not be told: save it as UTF-8")
    return str(best)


def _wide_encoding(data: bytes) -> str:
    """Return the encoding of text whose characters take two bytes or four; empty for others."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    head = data[: _JUDGED - _JUDGED % 2]
    even, odd = head[::2], head[1::2]
    for letters, zeros, encoding in ((even, odd, "utf-16-le"), (odd, even, "utf-16-be")):
        # Every other byte of Western text is nought, and those between are as in any text.
        enough = len(head) >= _FEWEST_WIDE and zeros.count(0) > _SHARE_WIDE * len(zeros)
        if enough and letters.translate(None, _CONTROL) == letters:
            return encoding
    return ""


def _means(path: Path) -> dict[str, Path | Failure]:
    """Return the files that one path means, by path."""
    try:
        if not path.is_dir():
            return {str(path): path}
        files = list(_below(path))
    except OSError as error:
        return {str(path): Failure(str(path), f"it cannot be read: {error.strerror}")}
    if not files:
        return {str(path): Failure(str(path), f"the folder holds no articles ({_kinds()})")}
    return {str(f if isinstance(f, Path) else f.origin): f for f in files}


def _below(folder: Path) -> Iterator[Path | Failure]:
    refused: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if suffix(name) in FORMATS and not name.startswith("."):
                yield Path(parent, name)
    for error in refused:
        yield Failure(str(error.filename), f"it cannot be read: {error.strerror}")


def _read_bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise ArticleError("there is no such file" if not path.exists() else "it is not a file")
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise ArticleError(
                f"it is too large: {size / 2**20:.0f} MB, and the limit is "
                f"{MAX_FILE_BYTES // 2**20} MB a file"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ArticleError(f"it cannot be read: {error.strerror}") from error
    if not data.strip():
        raise ArticleError("it is empty")
    return data


def _kinds() -> str:
    return " ".join(sorted(FORMATS))
