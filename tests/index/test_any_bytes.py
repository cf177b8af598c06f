"""Whatever the bytes of a file are, reading it yields articles and failures, and raises nothing."""

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Article, read_file
from index.formats import FORMATS

FILES = Path(__file__).parents[1] / "data" / "formats"
_PAGE = b"<html><head><title>Rain</title></head><body><p>It rained in Oslo.</p></body></html>"
_OTHERS = {
    ".htm": _PAGE,
    ".html": _PAGE,
    ".jsonl": b'{"text": "It rained.", "tags": ["a", 1], "url": "http://x.org", "date": 2011}\n',
    ".md": b"---\ntitle: Rain\ntags: [a, b]\n---\n# Rain\n\nIt *rained*.\n",
    ".txt": b"Rain\nBy Ann Lee\nMarch 31, 2011\n\nOSLO (Reuters) - It rained.\n",
    ".xml": (FILES / "feed.rss").read_bytes(),
}
_REAL = _OTHERS | {path.suffix: path.read_bytes() for path in FILES.iterdir()}
_SPLICE = st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12))
_CAREFUL = settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])


def spliced(data, splices):
    """``data`` with some bytes taken out and others put in, at places told as shares of it."""
    for place, lost, put in splices:
        start = int(place * len(data))
        data = data[:start] + put + data[start + lost :]
    return data


def check(suffix, data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        path.write_bytes(data)
        for item in read_file(path):
            if isinstance(item, Article):
                assert item.text.strip() == item.text != ""
                assert [page for page in item.pages if page > len(item.text)] == []
                "".join((item.text, item.title, item.byline, item.url, *item.tags)).encode()
            else:
                assert item.reason
                assert "\n" not in item.reason
            assert item.origin.startswith(str(path))


@pytest.mark.parametrize("suffix", FORMATS)
@_CAREFUL
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_under_any_suffix(suffix, data):
    check(suffix, data)


@pytest.mark.parametrize("suffix", FORMATS)
@_CAREFUL
@given(splices=st.lists(_SPLICE, min_size=1, max_size=5))
def test_any_damage_to_a_real_file(suffix, splices):
    check(suffix, spliced(_REAL[suffix], splices))


@pytest.mark.parametrize("suffix", [".docx", ".epub", ".zip"])
@_CAREFUL
@given(part=st.integers(0, 100), splices=st.lists(_SPLICE, max_size=5))
def test_any_damage_inside_an_archive(suffix, part, splices):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_REAL[suffix])) as real, zipfile.ZipFile(out, "w") as copy:
        names = real.namelist()
        for number, name in enumerate(names):
            data = real.read(name)
            copy.writestr(name, spliced(data, splices if number == part % len(names) else ()))
    check(suffix, out.getvalue())
