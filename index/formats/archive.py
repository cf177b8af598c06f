"""Zip archives: opened in memory alone, and only where they stay small when unpacked."""

import io
import stat
from collections.abc import Iterator
from dataclasses import replace
from zipfile import ZipFile, ZipInfo

from index.article import Article, Failure
from index.errors import ArticleError
from index.formats.source import Source, read_source, suffix

MAX_FILES = 10_000
MAX_FILE_BYTES = 50 * 2**20
MAX_BYTES = 500 * 2**20
# Prose is packed to a third, tables to a twentieth; what unpacks to more than so many times its
# size was made to fill a computer's memory. Small archives may hold what they like.
_MAX_RATIO = 100
_SMALL = 10 * 2**20
_ENCRYPTED = 0x1  # ZipInfo.flag_bits


def read_zip(source: Source) -> Iterator[Article | Failure]:
    """A zip archive: the articles in its files of a known kind, an archive inside it refused."""
    archive = open_zip(source.data, "zip archive")
    known = [info for info in archive.infolist() if _meant(info, source)]
    if not known:
        raise ArticleError(f"the zip archive holds no articles ({' '.join(sorted(source.kinds))})")
    if all(info.flag_bits & _ENCRYPTED for info in known):
        raise ArticleError("the zip archive is protected by a password")
    inner = {name: reader for name, reader in source.kinds.items() if reader is not read_zip}
    seen: set[str] = set()
    for info in known:
        origin = source.part(info.filename).origin
        if info.filename in seen:
            yield Failure(origin, "another file in the archive has the same name")
            continue
        seen.add(info.filename)
        try:
            found = source.inner(info.filename, _unpacked(archive, info))
        except ArticleError as error:
            yield Failure(origin, str(error))
            continue
        yield from read_source(replace(found, kinds=inner))


def open_zip(data: bytes, what: str) -> ZipFile:
    """Return the archive whose bytes these are.

    The sizes that it declares are checked here, and ``ZipFile`` unpacks no more than is declared.

    Args:
        data: the archive.
        what: what to call it in an error.

    Raises:
        ArticleError: if it is no archive, is damaged, or would unpack to too much.
    """
    try:
        archive = ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except Exception as error:  # damage shows in many kinds: BadZipFile, struct.error, ValueError
        raise ArticleError(f"the {what} is damaged, or is none") from error
    if len(infos) > MAX_FILES:
        raise ArticleError(f"the {what} holds {len(infos)} files, and the limit is {MAX_FILES}")
    size = sum(info.file_size for info in infos)
    if size > MAX_BYTES or (size > _SMALL and size > _MAX_RATIO * len(data)):
        raise ArticleError(
            f"the {what} of {_megabytes(len(data))} would unpack to {_megabytes(size)}: "
            "that is no archive of articles"
        )
    return archive


def unpack(archive: ZipFile, name: str) -> bytes:
    """Return the bytes of a file in an archive.

    Raises:
        ArticleError: if it is not there, protected, too large, damaged or packed in an odd way.
    """
    try:
        info = archive.getinfo(name)
    except KeyError as error:
        raise ArticleError(f"a part of it is missing: {name}") from error
    return _read(archive, info)


def _read(archive: ZipFile, info: ZipInfo) -> bytes:
    """As ``unpack``, where several files may have one name."""
    if info.flag_bits & _ENCRYPTED:
        raise ArticleError("it is protected by a password")
    if info.file_size > MAX_FILE_BYTES:
        raise ArticleError(
            f"it is too large: {_megabytes(info.file_size)}, and the limit is "
            f"{_megabytes(MAX_FILE_BYTES)} a file"
        )
    try:
        return archive.read(info)
    except NotImplementedError as error:
        raise ArticleError("it is packed in a way that cannot be read here") from error
    except Exception as error:  # BadZipFile, zlib.error, EOFError, LZMAError, OSError, ...
        raise ArticleError("it is damaged in the archive") from error


def _unpacked(archive: ZipFile, info: ZipInfo) -> bytes:
    if suffix(info.filename) == ".zip":
        raise ArticleError("an archive inside an archive is not opened")
    data = _read(archive, info)
    if not data.strip():
        raise ArticleError("it is empty")
    return data


def _meant(info: ZipInfo, source: Source) -> bool:
    """Whether a file in an archive is to be read, as it would be in a folder."""
    parts = [part for part in info.filename.split("/") if part not in (".", "..")]
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    link = stat.S_ISLNK(info.external_attr >> 16)
    return suffix(info.filename) in source.kinds and not (info.is_dir() or hidden or link)


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB" if size >= 2**20 else f"{size / 2**10:,.0f} kB"
