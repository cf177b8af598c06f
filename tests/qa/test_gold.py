"""Files of gold questions: both of SQuAD's versions, JSON lines, and every way to be wrong."""

import gzip
import json

import pytest

from index import GoldError
from qa import Gold, read_gold


@pytest.fixture
def file(tmp_path):
    return tmp_path / "gold.json"


def squad(*paragraphs, title="Fall_of_Tripoli"):
    return json.dumps({"version": "1", "data": [{"title": title, "paragraphs": list(paragraphs)}]})


def asked(name, *answers, **more):
    texts = [{"text": text, "answer_start": 0} for text in answers]
    return {"id": name, "question": f"Who is {name}?", "answers": texts, **more}


def test_squad_v1_brings_a_paragraph_as_an_article(file):
    file.write_text(
        squad(
            {"context": "Rebels took Brega.", "qas": [asked("q1", "Brega", "Brega", "the town")]},
            {"context": "Fog came.", "qas": [asked("q2", "Fog")]},
        )
    )
    gold = read_gold(file)
    first, second = gold.articles
    assert (first.text, first.title, first.source) == (
        "Rebels took Brega.",
        "Fall of Tripoli",
        "gold.json",
    )
    assert first.id != second.id
    # The same answer of several annotators is one answer.
    assert gold.questions == (
        Gold("q1", "Who is q1?", ("Brega", "the town"), first.id, "Rebels took Brega."),
        Gold("q2", "Who is q2?", ("Fog",), second.id, "Fog came."),
    )


def test_an_impossible_question_of_squad_v2_has_no_answer_but_has_its_context(file):
    file.write_text(
        squad(
            {
                "context": "Rebels took Brega.",
                "qas": [
                    asked("q1", is_impossible=True, plausible_answers=[{"text": "Rebels"}]),
                    asked("q2", "Brega", is_impossible=True),
                    asked("q3", "Brega", is_impossible=False),
                ],
            }
        )
    )
    gold = read_gold(file)
    assert [question.answers for question in gold.questions] == [(), (), ("Brega",)]
    assert {question.article for question in gold.questions} == {gold.articles[0].id}
    assert {question.context for question in gold.questions} == {"Rebels took Brega."}


def test_json_lines_are_asked_over_the_users_library(file):
    records = [
        {"id": "a", "question": "Where?", "answers": ["Brega"], "article": "a.md", "context": "C."},
        {"question": "Who?", "answers": []},
        {"id": 7, "question": "When?", "answers": [{"text": "1912"}, 1913], "article": None},
    ]
    lines = "\n".join(json.dumps(record) for record in records[:2])
    file.write_text(f"\ufeff{lines}\n\n{json.dumps(records[2])}\n", encoding="utf-8")
    gold = read_gold(file)
    assert gold.articles == ()
    assert gold.questions == (
        Gold("a", "Where?", ("Brega",), "a.md", "C."),
        Gold("2", "Who?", ()),
        Gold("7", "When?", ("1912", "1913")),
    )


def test_one_line_alone_is_json_lines_too(file):
    file.write_text('{"question": "Who?", "answers": ["Fog"]}')
    assert read_gold(file).questions == (Gold("1", "Who?", ("Fog",)),)


GOOD = '{"question": "Who?", "answers": []}'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no question"),
        ("\n \n", "no question"),
        ('{"data": []}', "no question"),
        ('{"data": 5}', "lack a part"),
        ('{"data": [{"title": "x"}]}', "lack a part, .*KeyError.'paragraphs'"),
        (squad({"qas": []}), "lack a part, .*KeyError.'context'"),
        (squad({"context": "Fog."}), "lack a part, .*KeyError.'qas'"),
        (squad({"context": 5, "qas": []}), "lack a part"),
        (squad({"context": "Fog.", "qas": ["q1"]}), "lack a part"),
        (squad({"context": "Fog.", "qas": [{"id": "q", "question": "Who?"}]}), "'answers'"),
        (squad({"context": "Fog.", "qas": [{"id": "q", "answers": []}]}), "'question'"),
        (squad({"context": "Fog.", "qas": [asked("q1", question=None)]}), "None is no text"),
        (squad({"context": "Fog \udcff.", "qas": [asked("q1", "Fog")]}), "UnicodeEncodeError"),
        (f"{GOOD}\n{{", "Line 2 of .* is not valid JSON"),
        ("[" * 100_000, "Line 1 of .* is not valid JSON"),
        (f"{GOOD}\n[]", 'Line 2 of .* has no "question"'),
        ('{"answers": []}', 'Line 1 of .* has no "question"'),
        ('{"question": 5, "answers": []}', 'Line 1 of .* has no "question"'),
        ('{"question": "Who?"}', 'Line 1 of .* has no list of "answers"'),
        ('{"question": "Who?", "answers": "Fog"}', 'Line 1 of .* has no list of "answers"'),
        ('{"question": "Who?", "answers": [{}]}', "lack a part, .*KeyError.'text'"),
        ('{"question": "Who?", "answers": [null]}', "None is no text"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(file, text, says):
    file.write_text(text)
    with pytest.raises(GoldError, match=says):
        read_gold(file)


def test_a_file_that_cannot_be_read_is_refused(file, tmp_path):
    with pytest.raises(GoldError, match="cannot be read: No such file"):
        read_gold(file)
    with pytest.raises(GoldError, match="cannot be read: Is a directory"):
        read_gold(tmp_path)
    file.write_bytes('{"question": "Où?", "answers": []}'.encode("latin-1"))
    with pytest.raises(GoldError, match="cannot be read: it is not UTF-8"):
        read_gold(file)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gold.json.gz", squad({"context": "Fog came.", "qas": [asked("q1", "Fog")]})),
        ("gold.jsonl.GZ", '{"question": "What came?", "answers": ["Fog"]}'),
        ("gold.csv.gz", "\ufeffquestion,answer\r\nWhat came?,Fog\r\n"),
        ("gold.TSV.gz", "question\tanswer\nWhat came?\tFog\n"),
    ],
)
def test_a_compressed_file_is_read_as_a_plain_one_is(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()))
    (gold,) = read_gold(path).questions
    assert gold.question in ("What came?", "Who is q1?")
    assert gold.answers == ("Fog",)


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b"x" * 99)[:-9], b"\x1f\x8b\x08"])
def test_a_damaged_compressed_file_is_refused(tmp_path, content):
    path = tmp_path / "gold.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(GoldError, match=r"cannot be read: it is no \.gz file, or a damaged one"):
        read_gold(path)
