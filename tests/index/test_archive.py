"""Zip archives: what is in them, and what is refused before it is unpacked."""

import io
import stat
import zipfile

import pytest

from index import Article, read_file
from index.formats import archive

PROSE = b"It rained in Oslo."


def packed(folder, files, name="a.zip"):
    """The path of an archive of these contents by name, or by ``ZipInfo``."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for inner, data in files:
            file.writestr(inner, data)
    return path


def locked(path):
    """Set the mark of encryption on every file in an archive, in both of its tables."""
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + place] |= 1
            start = data.find(mark, start + 1)
    path.write_bytes(data)
    return path


def told(path):
    """What became of each file: the text of an article, or the reason why there is none."""
    return [
        (i.origin.removeprefix(f"{path}#"), i.text if isinstance(i, Article) else i.reason)
        for i in read_file(path)
    ]


def test_files_of_known_kinds_are_read_and_a_bad_one_fails_alone(tmp_path):
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    files = [
        ("deep/../a.txt", PROSE),
        (".b.txt", PROSE),
        ("c.jpg", PROSE),
        (link, b"/etc/passwd"),
        ("d.txt", b"\0"),
        ("e.txt", b""),
        ("inner.zip", PROSE),
        ("F.TXT", PROSE),
    ]
    assert told(packed(tmp_path, files)) == [
        ("deep/../a.txt", "It rained in Oslo."),
        ("d.txt", "it holds binary data, not text"),
        ("e.txt", "it is empty"),
        ("inner.zip", "an archive inside an archive is not opened"),
        ("F.TXT", "It rained in Oslo."),
    ]


def test_of_two_files_of_one_name_the_second_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = packed(tmp_path, [("a.txt", PROSE), ("a.txt", b"It snowed.")])
    assert told(path) == [
        ("a.txt", "It rained in Oslo."),
        ("a.txt", "another file in the archive has the same name"),
    ]


def reason(path):
    (failure,) = read_file(path)
    assert failure.origin == str(path)
    return failure.reason


def test_an_archive_without_articles_is_refused(tmp_path):
    assert reason(packed(tmp_path, [("a.jpg", PROSE)])) == (
        "the zip archive holds no articles (.atom .csv .docx .eml .epub .htm .html "
        ".jsonl .mbox .md .pdf .rss .tsv .txt .xml .zip)"
    )


def test_an_archive_behind_a_password_is_refused(tmp_path):
    path = locked(packed(tmp_path, [("a.txt", PROSE), ("b.txt", PROSE)]))
    assert reason(path) == "the zip archive is protected by a password"


def test_what_is_no_archive_is_refused(tmp_path):
    path = packed(tmp_path, [("a.txt", PROSE)])
    path.write_bytes(path.read_bytes()[:-30])
    assert reason(path) == "the zip archive is damaged, or is none"


def test_a_file_that_is_damaged_in_the_archive_fails_alone(tmp_path):
    path = packed(tmp_path, [("a.txt", PROSE * 9), ("b.txt", PROSE)])
    data = bytearray(path.read_bytes())
    data[40] ^= 0xFF  # behind the first file's header of 30 bytes and its name of 5
    path.write_bytes(data)
    assert told(path) == [
        ("a.txt", "it is damaged in the archive"),
        ("b.txt", "It rained in Oslo."),
    ]


def test_an_archive_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILES", 2)
    path = packed(tmp_path, [(f"{n}.txt", PROSE) for n in range(3)])
    assert reason(path) == "the zip archive holds 3 files, and the limit is 2"


def test_an_archive_that_would_unpack_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 35)
    path = packed(tmp_path, [("a.txt", PROSE), ("b.txt", PROSE)])
    assert "would unpack to 0 kB: that is no archive of articles" in reason(path)


@pytest.mark.parametrize("name", ["a.zip", "a.docx", "a.epub"])
def test_an_archive_that_was_made_to_fill_the_memory_is_refused(tmp_path, name):
    path = packed(tmp_path, [("a.txt", bytes(11 * 2**20))], name)
    told = reason(path)
    assert told.startswith("the ")
    assert told.endswith("kB would unpack to 11 MB: that is no archive of articles")


def test_a_size_that_an_archive_lies_about_is_not_unpacked(tmp_path):
    path = packed(tmp_path, [("a.txt", PROSE * 1000)])
    data = path.read_bytes()
    size = len(PROSE * 1000).to_bytes(4, "little")
    path.write_bytes(data.replace(size, (10).to_bytes(4, "little")))
    assert told(path) == [("a.txt", "it is damaged in the archive")]


def test_a_file_that_is_too_large_fails_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 2 * 2**10)
    path = packed(tmp_path, [("a.txt", b"a" * 3 * 2**10), ("b.txt", PROSE)])
    assert told(path) == [
        ("a.txt", "it is too large: 3 kB, and the limit is 2 kB a file"),
        ("b.txt", "It rained in Oslo."),
    ]


def test_a_zip_in_memory_is_as_good_as_the_one_on_disk(tmp_path):
    # What lies behind a file's end or before its start is no reason to refuse it.
    path = packed(tmp_path, [("a.txt", PROSE)])
    path.write_bytes(b"#!/bin/sh\n" + path.read_bytes())
    assert zipfile.is_zipfile(io.BytesIO(path.read_bytes()))
    assert told(path) == [("a.txt", "It rained in Oslo.")]
