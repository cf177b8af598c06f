"""FAISS: a cache of the store's vectors, which the store can always make anew."""

import hashlib
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embed import Vectors

_LEFT_BEHIND_SECONDS = 3600.0
# Of a search for one vector, two threads do no more than one: on a busy machine they wait for each
# other, which was seen to take ten times as long as the search.
faiss.omp_set_num_threads(1)

Ids = NDArray[np.int64]


class VectorCache:
    """Exact inner-product search over the passages' vectors, by passage id."""

    def __init__(self, dimension: int) -> None:
        """Make an empty cache for vectors of length ``dimension``."""
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    def __len__(self) -> int:
        """Return how many vectors are held."""
        return int(self._index.ntotal)

    def ids(self) -> Ids:
        """Return the ids of the vectors held, of shape ``(len(self),)``, in no order."""
        return np.array(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def add(self, ids: Sequence[int] | Ids, vectors: Vectors) -> None:
        """Add ``vectors``, of shape ``(len(ids), dimension)``, under ids that are not yet held."""
        self._index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))

    def remove(self, ids: Sequence[int] | Ids) -> None:
        """Remove the vectors with these ids; ids not held are ignored."""
        self._index.remove_ids(np.asarray(ids, dtype=np.int64))  # type: ignore[arg-type]

    def search(
        self, vector: Vectors, limit: int, among: Ids | None = None
    ) -> list[tuple[int, float]]:
        """Return ``(id, inner product)`` of the vectors nearest to ``vector``, nearest first.

        ``among`` are the ids that may be found; None for all.
        """
        count = min(limit, len(self) if among is None else len(among))
        if count == 0:
            return []
        # Held here for as long as the search runs: FAISS keeps no reference of its own.
        selector = None if among is None else faiss.IDSelectorBatch(among)
        params: Any = selector and faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, ids = self._index.search(vector.reshape(1, -1), count, params=params)
        found = zip(ids[0], scores[0], strict=True)
        return [(int(i), float(s)) for i, s in found if i >= 0]  # -1: there were no more

    def save(self, path: Path, library: str) -> None:
        """Write the cache to ``path`` in one step, so that no reader ever meets half a file.

        A line of JSON stands in front of FAISS's own bytes: whose library it is, and a digest that
        shows damage before FAISS, which trusts what it reads, sees any of it.

        Raises:
            OSError: if the file cannot be written.
        """
        payload = faiss.serialize_index(self._index).tobytes()
        head = {"library": library, "sha256": hashlib.sha256(payload).hexdigest()}
        for left in path.parent.glob(f"{path.name}.*.part"):  # by a program that was killed
            if time.time() - left.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                left.unlink(missing_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with partial.open("wb") as file:
                file.write(json.dumps(head).encode() + b"\n")
                file.write(payload)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path, library: str, dimension: int) -> "VectorCache":
        """Read what ``save`` wrote.

        Raises:
            ValueError: if it is missing, damaged or another library's; the message says which.
        """
        try:
            head, _, payload = path.read_bytes().partition(b"\n")
            stamp = json.loads(head)
            intact = hashlib.sha256(payload).hexdigest() == stamp["sha256"]
            ours = stamp["library"] == library
        except FileNotFoundError as error:
            raise ValueError("is missing") from error
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ValueError("cannot be read") from error
        if not intact:
            raise ValueError("is damaged")
        if not ours:
            raise ValueError("belongs to another library")
        try:
            index = faiss.deserialize_index(np.frombuffer(payload, dtype=np.uint8))
        except RuntimeError as error:  # intact, and of a kind that this FAISS does not know
            raise ValueError("is of another kind") from error
        if not isinstance(index, faiss.IndexIDMap2) or index.d != dimension:
            raise ValueError("is of another kind")
        cache = cls(dimension)
        cache._index = index
        return cache
