"""The cache of vectors: exact search, and nothing believed of a damaged file."""

import json

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.vectors import VectorCache


def unit(rows, dimension, seed):
    found = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture
def saved(tmp_path):
    """A cache of three vectors of length two, as a file."""
    cache = VectorCache(2)
    cache.add([7, 3, 5], np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32))
    path = tmp_path / "vectors.faiss"
    cache.save(path, "mine")
    return path


@given(st.integers(1, 60), st.integers(2, 24), st.integers(1, 80), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=60)
def test_search_is_the_matrix_product(rows, dimension, limit, seed):
    vectors, ids = unit(rows, dimension, seed), np.arange(rows) * 3 + 1
    query = unit(1, dimension, seed + 1)[0]
    cache = VectorCache(dimension)
    cache.add(ids, vectors)
    scores = vectors @ query
    best = np.argsort(-scores)[:limit]
    found = cache.search(query, limit)
    assert np.allclose([score for _, score in found], scores[best], atol=1e-5)
    # By id and not by rank: near ties may change places.
    assert all(abs(score - scores[(i - 1) // 3]) < 1e-5 for i, score in found)
    assert len({i for i, _ in found}) == min(limit, rows)


def test_what_is_removed_is_not_found():
    cache = VectorCache(2)
    cache.add([7, 3], np.array([[1, 0], [0, 1]], dtype=np.float32))
    cache.remove([7, 99])
    assert (len(cache), cache.ids().tolist()) == (1, [3])
    assert cache.search(np.array([1, 0], dtype=np.float32), 5) == [(3, 0.0)]


def test_an_empty_cache_finds_nothing():
    assert VectorCache(2).search(np.array([1, 0], dtype=np.float32), 5) == []


def test_what_is_saved_is_loaded(saved):
    cache = VectorCache.load(saved, "mine", 2)
    assert sorted(cache.ids().tolist()) == [3, 5, 7]
    found = cache.search(np.array([1, 0], dtype=np.float32), 2)
    assert found == [(7, 1.0), (5, pytest.approx(0.6))]
    cache.remove([7])  # a loaded cache can be changed like any other
    assert len(cache) == 2


@pytest.mark.parametrize("place", [0.3, 0.6, 0.99])
def test_a_single_wrong_bit_is_damage(saved, place):
    data = bytearray(saved.read_bytes())
    head = data.index(b"\n") + 1
    data[head + int(place * (len(data) - head))] ^= 1
    saved.write_bytes(data)
    with pytest.raises(ValueError, match="is damaged"):
        VectorCache.load(saved, "mine", 2)


@pytest.mark.parametrize("kept", [0, 10, -1, -30])
def test_a_truncated_cache_is_refused(saved, kept):
    saved.write_bytes(saved.read_bytes()[:kept])
    with pytest.raises(ValueError, match=r"cannot be read|is damaged"):
        VectorCache.load(saved, "mine", 2)


@pytest.mark.parametrize("data", [b"garbage", b"\xff\xfe\n", b"5\nx", b"[]\nx", b"{}\nx"])
def test_garbage_is_refused(saved, data):
    saved.write_bytes(data)
    with pytest.raises(ValueError, match="cannot be read"):
        VectorCache.load(saved, "mine", 2)


def test_a_missing_foreign_or_unfit_cache_is_refused(saved, tmp_path):
    with pytest.raises(ValueError, match="is missing"):
        VectorCache.load(tmp_path / "none", "mine", 2)
    with pytest.raises(ValueError, match="belongs to another library"):
        VectorCache.load(saved, "yours", 2)
    with pytest.raises(ValueError, match="is of another kind"):
        VectorCache.load(saved, "mine", 3)


def test_a_cache_of_another_program_is_refused(saved, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(faiss, "serialize_index", lambda _: np.frombuffer(b"future", np.uint8))
        VectorCache(2).save(saved, "mine")
    assert json.loads(saved.read_bytes().partition(b"\n")[0])["library"] == "mine"
    with pytest.raises(ValueError, match="is of another kind"):
        VectorCache.load(saved, "mine", 2)


def test_a_save_that_fails_leaves_the_old_cache_and_no_litter(saved, monkeypatch):
    def fsync(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fsync)
    with pytest.raises(OSError, match="No space"):
        VectorCache(2).save(saved, "mine")
    assert len(VectorCache.load(saved, "mine", 2)) == 3
    assert list(saved.parent.iterdir()) == [saved]
