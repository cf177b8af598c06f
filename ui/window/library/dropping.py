"""Files that were dropped into the window: read, added, and told of as it goes."""

import contextlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from index import MAX_FILE_BYTES, Article, ClippingsError, Failure, Library, read_file
from ui.window.render import block, escaped

# In front of a dropped file's own name, this is where its articles come from: the same name dropped
# again updates them. It is no path, so neither a folder that is synced nor a file that is added
# from the disk can ever be taken for it; `clippings remove NAME` finds it all the same.
DROPPED = "dropped:/"
# The window is told no more often than this, and of so many articles, which the library stores, and
# tells of, together: in between it would be told of the first of them, and then wait.
_TELL_SECONDS, _TOGETHER = 0.3, 8
# A longer list of failures helps nobody.
_MOST_FAILURES = 100
_STATUSES = ("added", "updated", "unchanged", "failed")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the adding is.

    ``total`` grows while files turn out to hold several articles; ``counts`` go with
    ``added updated unchanged failed``; ``left`` is in seconds, None while nobody can tell;
    ``stopped`` is why it went no further, if it did not.
    """

    done: int
    total: int
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    failures: tuple[Failure, ...] = ()
    left: float | None = None
    finished: bool = False
    stopped: str = ""


def add_dropped(
    library: Library,
    uploads: Sequence[Path],
    refused: Sequence[Failure] = (),
    clock: Callable[[], float] = monotonic,
) -> Iterator[Progress]:
    """Add the articles in these files, and yield now and then how far it is, at last in full.

    The files are gone afterwards, each as soon as it was read.

    Args:
        library: where they are added.
        uploads: the files, under their own names.
        refused: what failed before it came so far; it is told with the others.
        clock: tells seconds.
    """
    told = _Told(len(uploads), refused, clock)
    yield told.progress()
    with TemporaryDirectory(prefix="clippings-") as folder:
        # Out of the server's own folder, which is swept by the hour, before anything takes long.
        files = list(_taken(uploads, Path(folder)))
        try:
            for outcome in library.add(_articles(files, told)):
                failed = outcome.status == "failed"
                origin = outcome.origin.removeprefix(DROPPED)
                told.count(outcome.status, Failure(origin, outcome.reason) if failed else None)
                if told.is_due():
                    yield told.progress()
        except ClippingsError as error:  # the groups that were stored before stay
            yield told.progress(finished=True, stopped=str(error))
        else:
            yield told.progress(finished=True)


def refusals(said: str) -> Iterator[Failure]:
    """Yield the files that the browser did not send, as its script says: ``[[NAME, SIZE], ...]``.

    A size is in bytes, and less than nought for a folder. What is anything else is passed over.
    """
    with contextlib.suppress(ValueError, TypeError):
        for name, size in json.loads(said):
            yield Failure(f"{name}", _too_large(int(size)))


def told(refused: Sequence[Failure]) -> Progress:
    """Return how an adding ends of which everything was refused before it began."""
    return _Told(0, refused, monotonic).progress(finished=True)


def time_left(seconds: float | None) -> str:
    """Return how long it will take, as people say it; empty where nobody can tell."""
    if seconds is None:
        return ""
    if seconds < 90:
        return f", about {max(round(seconds), 1)} s left"
    return f", about {seconds / 60:.0f} min left"


def render_progress(progress: Progress) -> str:
    """Return how far it is, what came of it, and each failure with its reason."""
    if progress.finished:
        line = _summary(progress)
    else:
        line = f"{progress.done:,} of {progress.total:,}{time_left(progress.left)}"
        line = (
            f'<progress value="{progress.done}" max="{max(progress.total, 1)}">{line}</progress>'
            f"Reading articles: {line}"
        )
    parts = [f'<p role="status">{line}</p>']
    if progress.stopped:
        parts.append(f'<p class="stopped">{escaped(progress.stopped)}</p>')
    if progress.failures:
        shown = progress.failures[:_MOST_FAILURES]
        items = "".join(
            f'<li><span class="name">{escaped(one.origin)}</span>: {escaped(one.reason)}</li>'
            for one in shown
        )
        more = len(progress.failures) - len(shown)
        items += f"<li>and {more:,} more</li>" if more else ""
        parts.append(f'<p class="label">Could not be added</p><ul class="failures">{items}</ul>')
    return block("adding", *parts)


def _too_large(size: int) -> str:
    if size < 0:
        return "it is a folder: drop the files in it, or run `clippings add` on it"
    limit = MAX_FILE_BYTES // 2**20
    return f"it is too large: {size / 2**20:.0f} MB, and the limit is {limit} MB a file"


def _summary(progress: Progress) -> str:
    counted = zip(_STATUSES, progress.counts, strict=True)
    return ", ".join(f"{count:,} {status}" for status, count in counted if count) or "Nothing added"


class _Told:
    """Counts what became of each article, and knows how much is still to come."""

    def __init__(self, files: int, refused: Sequence[Failure], clock: Callable[[], float]) -> None:
        self.expected = files  # so many articles, as far as is known
        self._refused = len(refused)
        self._counts = dict.fromkeys(_STATUSES, 0)
        self._failures = list(refused)
        self._clock = clock
        self._began = self._last = clock()

    def count(self, status: str, failure: Failure | None) -> None:
        self._counts[status] += 1
        if failure:
            self._failures.append(failure)

    def is_due(self) -> bool:
        if sum(self._counts.values()) % _TOGETHER:
            return False
        now = self._clock()
        due = now - self._last >= _TELL_SECONDS
        self._last = now if due else self._last
        return due

    def progress(self, *, finished: bool = False, stopped: str = "") -> Progress:
        done = sum(self._counts.values())
        left = None
        if done:
            left = (self._clock() - self._began) / done * max(self.expected - done, 0)
        added, updated, unchanged, failed = self._counts.values()
        return Progress(
            done + self._refused,
            self.expected + self._refused,
            (added, updated, unchanged, failed + self._refused),
            tuple(self._failures),
            left,
            finished,
            stopped,
        )


def _taken(uploads: Iterable[Path], folder: Path) -> Iterator[Path | Failure]:
    """Move each file into a folder of its own, so that it keeps its name; refuse a second one.

    Two of the same name would be one article to the library, and the last would win unseen.
    """
    names: set[str] = set()
    for n, upload in enumerate(uploads):
        if upload.name in names:
            yield Failure(DROPPED + upload.name, "another file that was dropped has the same name")
            continue
        names.add(upload.name)
        file = folder / str(n) / upload.name
        file.parent.mkdir()
        with contextlib.suppress(FileNotFoundError):  # then reading it says so
            shutil.move(upload, file)
        with contextlib.suppress(OSError):  # the folder that the server made for it
            upload.parent.rmdir()
        yield file


def _articles(files: Iterable[Path | Failure], told: _Told) -> Iterator[Article | Failure]:
    for file in files:
        if isinstance(file, Failure):
            yield file
            continue
        found = [_renamed(item, file) for item in read_file(file)]
        file.unlink(missing_ok=True)
        told.expected += len(found) - 1
        yield from found


def _renamed(item: Article | Failure, file: Path) -> Article | Failure:
    """Return what was read from ``file`` as coming from what was dropped."""
    inside = item.origin[len(file.as_posix()) :]  # "#record" of one of several, or nothing
    return replace(item, origin=DROPPED + file.name + inside)
