"""Tables and JSON lines: which column is what."""

import json

import pytest

from index import Article, read_file


def table(folder, said, name="a.csv", **columns):
    path = folder / name
    path.write_text(said)
    return list(read_file(path, columns))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_cells_may_be_parted_by_any_usual_mark(tmp_path, mark):
    (article,) = table(tmp_path, f'Title{mark}Full Text\nRain{mark}"It{mark} ""rained""\nhard."\n')
    assert (article.title, article.text) == ("Rain", f'It{mark} "rained"\nhard.')


def test_a_short_row_and_an_empty_one_are_no_reason_to_stop(tmp_path):
    rain, bare, snow = table(tmp_path, "title,text\nRain,It rained.\n,\nSun\nSnow,It snowed.,x\n")
    assert (rain.text, snow.text) == ("It rained.", "It snowed.")
    assert bare.reason == 'row 4 has no "text", only "title"'
    assert bare.origin.endswith("#row-4")


def test_columns_are_those_that_the_user_names(tmp_path):
    said = "text,kop,stuk\nno,Snow,It snowed.\n"
    (article,) = table(tmp_path, said, text="stuk", title="kop")
    assert (article.title, article.text) == ("Snow", "It snowed.")
    (failure,) = table(tmp_path, said, text="body")
    assert failure.reason == 'it has no column "body", only "text", "kop", "stuk"'


def test_a_table_without_a_text_is_refused_with_its_columns(tmp_path):
    (failure,) = table(tmp_path, "".join(f"c{n}," for n in range(22)) + "\n1,2\n")
    shown = ", ".join(f'"c{n}"' for n in range(20))
    assert failure.reason == (
        f"none of its columns is known to hold the text ({shown}, …): say which with --map "
        "text=COLUMN"
    )


@pytest.mark.parametrize(
    ("said", "tags"),
    [
        ({"tags": ["Rain", "rain", " Ek ", "", 1931, None, {"a": 1}]}, ("Rain", "Ek", "1931")),
        ({"keywords": "rain, the Ek; RAIN|snow"}, ("rain", "the Ek", "snow")),
        ({"tags": [], "Topics": "rain"}, ("rain",)),
        ({"tags": "a" * 81}, ()),
        ({"tags": [f"{n}" for n in range(60)]}, tuple(f"{n}" for n in range(50))),
        ({"tags": 7}, ("7",)),
        ({}, ()),
    ],
)  # fmt: skip
def test_tags_are_a_list_or_a_line_of_them(tmp_path, said, tags):
    (article,) = table(tmp_path, json.dumps({"text": "It rained.", **said}), "a.jsonl")
    assert article.tags == tags


@pytest.mark.parametrize(
    ("said", "url", "source"),
    [
        ("https://www.example.org/a?b=c#d", "https://www.example.org/a?b=c#d", "example.org"),
        ("HTTP://example.org", "HTTP://example.org", "example.org"),
        ("javascript:alert(1)", "", "a.jsonl"),
        ("https://a b", "", "a b"),
        ("https://[", "https://[", "a.jsonl"),
        ("/2011/03/rain", "", "a.jsonl"),
    ],
)
def test_an_address_is_one_on_the_web(tmp_path, said, url, source):
    (article,) = table(tmp_path, json.dumps({"text": "It rained.", "link": said}), "a.jsonl")
    assert isinstance(article, Article)
    assert (article.url, article.source) == (url, source)
