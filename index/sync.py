"""A library made to match a folder: what is new, changed, moved and gone there, and nothing else.

A file counts as unchanged while its size, its time of change and its inode are those of the last
sync: so it takes no more than a look at each file to see that there is nothing to do.
"""

import hashlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from index.article import Article, Failure
from index.conditions import may_be_from
from index.drafts import Moved
from index.errors import LibraryError
from index.files import absolute, find_files, read_file, readable
from index.library import Library, Outcome
from index.records import FileSeen

LOCK = "sync.lock"
What = Literal["new", "changed", "moved", "deleted", "unchanged", "failed"]

_AS_NAMED: Mapping[str, str] = MappingProxyType({})
# A file written a moment ago may be written again without its time telling.
_MOMENT_NS = 2_000_000_000
# So many files are remembered as read in one transaction; a crash makes them read again.
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Change:
    """What a sync finds of one file.

    ``before`` is where it was, of a file that was moved; ``reason`` why it failed, one that did.
    """

    path: str
    what: What
    before: str = ""
    reason: str = ""


@dataclass(slots=True)
class _File:
    """A file that has to be read.

    ``before`` holds the ids of the articles that the library has of it, by origin, or of the file
    that it was as ``moved_from``.
    """

    path: str
    seen: FileSeen
    before: Mapping[str, str]
    moved_from: str = ""
    is_known: bool = False
    is_same: bool = False
    items: list[Article | Moved | Failure] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Whether it is known what became of all that it holds."""
        return len(self.outcomes) == len(self.items)

    @property
    def failed(self) -> list[Outcome]:
        """What could not be read, or not be stored."""
        return [outcome for outcome in self.outcomes if outcome.status == "failed"]

    @property
    def gone(self) -> list[str]:
        """The ids of the articles that it no longer holds; none if it could not be read."""
        if self.is_same or any(outcome.origin == self.path for outcome in self.failed):
            return []
        held = {self.was(outcome.origin) for outcome in self.outcomes}
        return [article_id for origin, article_id in self.before.items() if origin not in held]

    def was(self, origin: str) -> str:
        """Return what the origin of one of its articles was before the file was moved."""
        return self.moved_from + origin[len(self.path) :] if self.moved_from else origin

    def read(self, path: Path, columns: Mapping[str, str]) -> None:
        """Read what it holds, moved where the library has it from where it was before."""
        for item in read_file(path, columns):
            before = "" if isinstance(item, Failure) else self.before.get(self.was(item.origin), "")
            if self.moved_from and before and isinstance(item, Article):
                self.items.append(Moved(item, before))
            else:
                self.items.append(item)

    def changes(self) -> Iterator[Change]:
        """Yield what became of it, and of those of its articles that failed."""
        failed = self.failed
        if not failed or len(failed) < len(self.outcomes):
            stored = any(outcome.status in ("added", "updated") for outcome in self.outcomes)
            if self.moved_from:
                yield Change(self.path, "moved", self.moved_from)
            elif not (self.before or self.is_known):
                yield Change(self.path, "new")
            else:
                yield Change(self.path, "changed" if stored or self.gone else "unchanged")
        for outcome in failed:
            yield Change(outcome.origin, "failed", reason=outcome.reason)


def sync_folder(
    library: Library,
    folder: Path,
    columns: Mapping[str, str] = _AS_NAMED,
    *,
    dry_run: bool = False,
    allow_empty: bool = False,
) -> Iterator[Change]:
    """Make the library hold what the folder holds, and yield what becomes of each file.

    Articles that came from elsewhere are left alone, and so is what a file held that can no longer
    be read. An article is moved with its file, and keeps what a person put right of it.

    Args:
        library: the library.
        folder: the folder; all below it counts, as for ``read_paths``.
        columns: as for ``read_file``.
        dry_run: whether to change nothing, and only tell.
        allow_empty: whether a folder that is missing or holds no articles may empty the library.

    Raises:
        LibraryError: if there is nothing in the folder, though there was; if another sync of this
            library is at work; or if the library cannot be written.
    """
    folder = absolute(folder)
    check_folder(folder, allow_empty=allow_empty)
    if dry_run:
        look = _Look(library, folder, allow_empty=allow_empty)
        yield from _outcome(look, library.foresee, columns, _Record(None))
        return
    from filelock import FileLock, Timeout

    try:
        with FileLock(library.folder / LOCK, timeout=0):
            look = _Look(library, folder, allow_empty=allow_empty)
            yield from _outcome(look, library.add, columns, _Record(library))
    except Timeout as error:
        raise LibraryError(
            f"Another sync of the library at {library.folder} is at work: nothing was changed."
        ) from error


def check_folder(folder: Path, *, allow_empty: bool = False) -> None:
    """Refuse a folder that is not there.

    Raises:
        LibraryError: if it is not, and ``allow_empty`` does not say that it may be.
    """
    if not folder.is_dir() and not allow_empty:
        raise LibraryError(
            f"There is no folder {folder}: nothing was changed. (If it is gone for good, "
            "--allow-empty removes its articles.)"
        )


class _Look:
    """What is in a folder now, beside what the library knows of it."""

    def __init__(self, library: Library, folder: Path, *, allow_empty: bool) -> None:
        """Look which files there are, and read none."""
        found = find_files([str(folder)]) if folder.is_dir() else []
        # By the name that is stored, which has no odd bytes.
        self.paths = {readable(f.as_posix()): f for f in found if isinstance(f, Path)}
        refused = [f for f in found if isinstance(f, Failure)]
        # That there is nothing in the folder itself is no failure; that it cannot be read is one.
        self.refused = [
            f for f in refused if f.origin != str(folder) or not os.access(folder, os.R_OK)
        ]
        self.known = library.files(folder)
        self.articles: dict[str, dict[str, str]] = {}
        for origin, article_id in library.origins(folder).items():
            self.articles.setdefault(self._file_of(origin), {})[origin] = article_id
        if not self.paths and self.articles and not allow_empty:
            raise LibraryError(
                f"The folder {folder} holds no articles now, and the library has "
                f"{sum(map(len, self.articles.values()))} from there: nothing was changed. "
                "(--allow-empty removes them.)"
            )
        self.gone = sorted(p for p in {*self.articles, *self.known} if self._is_gone(p))

    def files(self) -> Iterator[_File | Change]:
        """Yield every file: what is known of it already, or what there is to read."""
        left: dict[str, list[str]] = {}
        for path in reversed(self.gone):
            if path in self.known:
                left.setdefault(self.known[path].sha256, []).append(path)
        for path, file in self.paths.items():
            known = self.known.get(path)
            try:
                stamp, is_fresh = _stamp(file)
                if known and known.stamp == stamp:
                    yield Change(path, "unchanged")
                    continue
                with file.open("rb") as opened:
                    digest = hashlib.file_digest(opened, "sha256").hexdigest()
            except OSError as error:
                yield Change(path, "failed", reason=f"it cannot be read: {error.strerror}")
                continue
            seen = FileSeen(path, "" if is_fresh else stamp, digest)
            before = self.articles.get(path, {})
            may_be_moved = left.get(digest) if not before and known is None else None
            moved_from = may_be_moved.pop() if may_be_moved else ""
            yield _File(
                path,
                seen,
                before or self.articles.get(moved_from, {}),
                moved_from,
                is_known=known is not None,
                is_same=known is not None and known.sha256 == digest,
            )

    def _file_of(self, origin: str) -> str:
        names = list(may_be_from(origin))
        there = (name for name in names if name in self.paths or name in self.known)
        return next(there, origin.partition("#")[0])

    def _is_gone(self, path: str) -> bool:
        """Whether a file is no longer there, as far as we can look."""
        if path in self.paths or os.path.lexists(path):
            return False
        return not any(path.startswith(readable(f.origin).rstrip("/")) for f in self.refused)


class _Record:
    """Remembers the files that were read, and drops the articles that they no longer hold.

    In one transaction for many files; without a library it does nothing.
    """

    def __init__(self, library: Library | None) -> None:
        self._library = library
        self._seen: list[FileSeen] = []
        self._gone: list[str] = []

    def add(self, file: _File) -> None:
        self._gone += file.gone
        if not file.failed:  # else it is read again the next time
            self._seen.append(file.seen)
        if len(self._seen) + len(self._gone) >= _AT_ONCE:
            self.write()

    def write(self) -> None:
        if self._library and (self._seen or self._gone):
            self._library.settle(self._gone, self._seen)
        self._seen, self._gone = [], []

    def drop(self, articles: Iterable[str], files: Sequence[str]) -> None:
        """Remove the articles of the files that are gone, and forget those."""
        if self._library and files:
            self._library.settle(articles, forgotten=files)


def _outcome(
    look: _Look,
    take: Callable[[Iterable[Article | Moved | Failure]], Iterable[Outcome]],
    columns: Mapping[str, str],
    record: _Record,
) -> Iterator[Change]:
    """Give ``take`` what has to be read, and yield what became of each file, in their order."""
    waiting: deque[_File | Change] = deque()
    moved: set[str] = set()

    def items() -> Iterator[Article | Moved | Failure]:
        for file in look.files():
            if isinstance(file, _File) and not file.is_same:
                file.read(look.paths[file.path], columns)
            waiting.append(file)
            if isinstance(file, _File):
                moved.add(file.moved_from)
                yield from file.items

    def finished() -> Iterator[Change]:
        while waiting and (isinstance(waiting[0], Change) or waiting[0].is_done):
            file = waiting.popleft()
            if isinstance(file, Change):
                yield file
            else:
                record.add(file)
                yield from file.changes()

    try:
        for outcome in take(items()):
            yield from finished()
            first = waiting[0]
            if isinstance(first, _File):
                first.outcomes.append(outcome)
        yield from finished()
    finally:  # what was done before Ctrl-C or a full disk is not done again
        record.write()
    yield from (Change(f.origin, "failed", reason=f.reason) for f in look.refused)
    lost = [path for path in look.gone if path not in moved]
    record.drop([i for path in lost for i in look.articles.get(path, {}).values()], look.gone)
    yield from (Change(path, "deleted") for path in lost if path in look.articles)


def _stamp(file: Path) -> tuple[str, bool]:
    """Return how a file looks, and whether it was written so lately that this may not tell."""
    status = file.stat()
    is_fresh = abs(time.time_ns() - status.st_mtime_ns) < _MOMENT_NS
    return f"{status.st_size}-{status.st_mtime_ns}-{status.st_ino}", is_fresh
