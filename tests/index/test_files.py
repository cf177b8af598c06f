"""Which files are meant, which are refused, and how bytes become text."""

import os
from pathlib import Path

import pytest

from index import Failure, files, find_files, read_paths
from index.errors import ArticleError
from index.files import decode

STORY = "Le café coûte 5 €: “cher”, dit-il.\nIt was raining in Orléans that day."


def reasons(*paths):
    return [item.reason for item in read_paths(map(str, paths)) if isinstance(item, Failure)]


@pytest.mark.parametrize(
    "data",
    [
        STORY.encode(),
        STORY.encode("utf-8-sig"),
        STORY.encode("utf-16"),
        b"\xfe\xff" + STORY.encode("utf-16-be"),
        STORY.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8 with a mark", "utf-16", "utf-16 big-endian", "windows-1252"],
)
def test_encodings_that_articles_come_in(data):
    assert decode(data) == STORY


@pytest.mark.parametrize("text", ["It’s raining.", "It cost £5 and no more.", "A “go” – at last"])
def test_a_few_typographic_marks_do_not_make_english_japanese(text):
    assert decode(text.encode("cp1252")) == text


def test_another_script_is_told_by_its_letters():
    text = "Москва — столица России, крупнейший город страны."
    assert decode(text.encode("cp1251")) == text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("é".encode() + b" and \xff", "its text is damaged: byte 7 is not valid UTF-8"),
        ("abc".encode("utf-16")[:-1], "its text is damaged: byte 6 is not valid UTF-16"),
        ("abc".encode("utf-16-le"), "it holds binary data, not text"),
        (b"\x7fELF\x02\x01\x00", "it holds binary data, not text"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data, told):
    with pytest.raises(ArticleError, match=f"^{told}$"):
        decode(data)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.txt", b"", "it is empty"),
        ("a.txt", b" \n\t", "it is empty"),
        ("a.jsonl", b"\xef\xbb\xbf\n", "it holds no words"),
        ("a.txt", "\ufeff — ".encode(), "it holds no words"),
        ("a.md", b"---\ntitle: a\n---\n", "it holds no words"),
        (
            "a.odt",
            b"abc",
            "files of the kind '.odt' cannot be read, only .atom .csv .docx .eml .epub",
        ),
        ("README", b"abc", "files of the kind 'without a suffix' cannot be read"),
        ("a.html", b"\x00\x01" * 50, "it holds binary data, not text"),
        ("a.pdf", b"no pdf at all", "the PDF is cut short or damaged"),
    ],
)
def test_a_file_that_is_no_article_is_refused_with_its_reason(tmp_path, name, data, told):
    path = tmp_path / name
    path.write_bytes(data)
    (reason,) = reasons(path)
    assert reason.startswith(told)


def test_a_huge_file_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 2 * 2**20)
    (tmp_path / "a.txt").write_bytes(b"a" * (2 * 2**20))
    (tmp_path / "b.txt").write_bytes(b"b" * (3 * 2**20))
    assert reasons(tmp_path) == ["it is too large: 3 MB, and the limit is 2 MB a file"]


def test_a_bad_file_does_not_stop_the_rest(tmp_path):
    (tmp_path / "a.txt").write_text("A.")
    (tmp_path / "b.txt").write_bytes(b"\x00")
    (tmp_path / "c.txt").write_text("C.")
    kinds = [type(item).__name__ for item in read_paths([str(tmp_path)])]
    assert kinds == ["Article", "Failure", "Article"]


def test_a_folder_means_the_articles_below_it(tmp_path):
    for name in ("b.md", "a.TXT", "deep/c.html", "notes.odt", ".hidden.md", ".git/d.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = find_files([str(tmp_path)])
    assert [str(path.relative_to(tmp_path)) for path in found] == ["a.TXT", "b.md", "deep/c.html"]


def test_a_folder_without_articles_is_a_failure(tmp_path):
    (tmp_path / "notes.odt").touch()
    (reason,) = reasons(tmp_path)
    assert reason == (
        "the folder holds no articles (.atom .csv .docx .eml .epub .htm .html "
        ".jsonl .mbox .md .pdf .rss .tsv .txt .xml .zip)"
    )


def test_a_missing_path_is_a_failure(tmp_path):
    assert reasons(tmp_path / "a.txt") == ["there is no such file"]
    assert reasons(tmp_path / ("a" * 300)) == ["it cannot be read: File name too long"]


def test_a_pattern_means_the_files_that_match_it(tmp_path, monkeypatch):
    folder = tmp_path / "[news]"
    folder.mkdir()
    for name in ("b.md", "a.md", "c.txt", "d[1].md"):
        (folder / name).write_text("Text.")
    monkeypatch.chdir(folder)
    assert find_files(["[ab].md"]) == [folder / "a.md", folder / "b.md"]
    assert find_files(["d[1].md"]) == [folder / "d[1].md"]  # there is a file of this very name
    assert reasons("*.pdf") == ["no file matches this pattern"]


def test_a_file_that_is_named_in_several_ways_is_read_once(tmp_path, monkeypatch):
    (tmp_path / "deep").mkdir()
    path = tmp_path / "a.md"
    path.write_text("Text.")
    monkeypatch.chdir(tmp_path / "deep")
    assert find_files(["../a.md", str(path), "..", "../*.md"]) == [path]


def test_the_home_folder_may_be_named_by_its_sign(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert find_files(["~/a.md"]) == [tmp_path / "a.md"]
    assert find_files(["~draft-of-nobody.md"]) == [tmp_path / "~draft-of-nobody.md"]


def test_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    assert reasons(tmp_path / "a.txt") == ["it is not a file"]


def test_a_name_that_is_not_utf_8_is_shown_with_its_bytes(tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("Rain.\nIt rained.")
    (article,) = read_paths([str(tmp_path)])
    assert article.origin == f"{tmp_path}/caf\\xe9.txt"
    assert article.source == "caf\\xe9.txt"
