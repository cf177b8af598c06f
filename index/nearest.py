"""The cache of vectors kept in step with the store, whoever writes to it."""

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from index.embed import Vectors
from index.metadata import EVERYTHING, Filter
from index.records import Settings
from index.store import Store

if TYPE_CHECKING:
    from index.vectors import VectorCache

VECTORS = "vectors.faiss"

# A cache of up to this many vectors is written after every change, a larger one only when this
# share of it has changed: until then whoever opens the library catches up from the store, which is
# quicker.
_QUICK_TO_SAVE = 20_000
_STALE_SHARE = 0.05


class Nearest:
    """Finds passages by their vectors. May be used by several threads at once.

    Args:
        folder: the library's folder, in which the cache is kept.
        store: what the cache is made of, and can always be made again.
        notify: told, in a sentence, when it has to be.
    """

    def __init__(self, folder: Path, store: Store, notify: Callable[[str], None]) -> None:
        """Take the parts together; nothing is loaded before it is needed."""
        self._path, self._store, self._notify = folder / VECTORS, store, notify
        self._cache: VectorCache | None = None
        self._version = (-1, -1)
        self._unsaved = 0
        self._lock = RLock()

    def search(
        self,
        settings: Settings,
        vector: Vectors,
        limit: int,
        where: Filter = EVERYTHING,
        also: Iterable[int] = (),
    ) -> list[tuple[int, float]]:
        """Return ``(passage id, inner product)`` of the passages nearest to ``vector``, best first.

        Passages that are named in ``also``, at most as many, follow where they are not among them.
        """
        among = self._store.passage_ids(where) if where else None
        with self._lock:
            cache = self._synchronised(settings)
            found = cache.search(vector, limit, among)
            rest = np.array(sorted(set(also).difference(i for i, _ in found)), dtype=np.int64)
            return found + cache.search(vector, limit, rest)

    def start_anew(self, settings: Settings) -> None:
        """Begin with an empty cache: what is on the disk is another library's."""
        with self._lock:
            self._cache, self._version = _empty(settings), (-1, -1)

    def refresh(self, settings: Settings | None, changed: int) -> None:
        """After ``changed`` articles, catch up where that is quick or much has changed."""
        if settings is None or not changed:
            return
        with self._lock:
            passages = self._store.counts()[1]
            quick = self._cache is not None or passages <= _QUICK_TO_SAVE
            if quick or changed > passages * _STALE_SHARE:
                self._synchronised(settings, expected=True)

    def _synchronised(self, settings: Settings, *, expected: bool = False) -> "VectorCache":
        """Return the cache of vectors, holding exactly the passages that the store holds.

        That it is behind goes without saying where it is ``expected``.
        """
        version = self._store.version()
        if self._cache is not None and version == self._version:
            return self._cache
        opened = self._cache is None
        cache = self._opened(settings) if self._cache is None else self._cache
        self._cache = cache
        held = cache.ids()
        with self._store.snapshot():  # another program may be at work on the same articles
            stored = self._store.passage_ids()
            gone, new = np.setdiff1d(held, stored), np.setdiff1d(stored, held)
            vectors = self._store.vectors(new.tolist(), settings.dimension)
        if opened and not expected and len(held) and len(gone) + len(new):
            self._notify(
                f"The search index is behind by {len(gone) + len(new)} passages: mending it."
            )
        if len(gone):
            cache.remove(gone)
        if len(new):
            cache.add(new, vectors)
        self._version = version
        self._unsaved += len(gone) + len(new)
        if self._unsaved > (0 if len(cache) <= _QUICK_TO_SAVE else len(cache) * _STALE_SHARE):
            self._save(cache, settings)
        return cache

    def _opened(self, settings: Settings) -> "VectorCache":
        """Return the cache as it is on disk, or an empty one, to be filled from the store."""
        from index.vectors import VectorCache

        try:
            return VectorCache.load(self._path, settings.id, settings.dimension)
        except ValueError as error:
            passages = self._store.counts()[1]
            self._notify(f"The search index {error}: building it again from {passages} passages.")
            return _empty(settings)

    def _save(self, cache: "VectorCache", settings: Settings) -> None:
        # A cache that cannot be kept is no harm: the store has every vector.
        with contextlib.suppress(OSError):
            cache.save(self._path, settings.id)
        self._unsaved = 0


def _empty(settings: Settings) -> "VectorCache":
    from index.vectors import VectorCache  # faiss: not for those who list or show

    return VectorCache(settings.dimension)
