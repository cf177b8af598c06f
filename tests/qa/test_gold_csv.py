"""Gold questions in CSV: what is read, and what is said of a file that cannot be."""

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import GoldError
from qa import Gold, gold_json, read_gold
from qa.gold_files import csv_gold


@pytest.fixture
def file(tmp_path):
    return tmp_path / "gold.csv"


WANTED = (
    Gold("a", "Where, exactly?", ("Brega", "the town"), "a.md", "Rebels took\nBrega."),
    Gold("3", "Who?", ()),
)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_told_by_their_names_in_any_order_and_with_any_delimiter(file, delimiter):
    rows = [
        ["Article", " id", "notes", "ANSWERS", "question", "context"],
        ["a.md", "a", "x, y; z", "Brega| the town |", "Where, exactly?", "Rebels took\nBrega."],
        ["", "", "", "", "Who?", ""],
        ["", "", "", "", "", ""],
    ]
    with file.open("w", newline="", encoding="utf-8-sig") as out:
        csv.writer(out, delimiter=delimiter).writerows(rows)
    found = read_gold(file)
    assert found.articles == ()
    # The second record begins on line 3 of the file, as the first takes two: it ends on line 4.
    assert found.questions == (WANTED[0], Gold("4", "Who?", ()))


def test_a_single_answer_may_hold_the_bar_that_parts_several(file):
    file.write_text("question,answer\nWhich sign?,a|b\n")
    assert read_gold(file).questions == (Gold("2", "Which sign?", ("a|b",)),)


def test_a_tsv_file_is_csv_too(file):
    path = file.with_suffix(".TSV")
    path.write_text("question\tanswer\nWho, then?\tFog\n")
    assert read_gold(path).questions == (Gold("2", "Who, then?", ("Fog",)),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "hold no question"),
        ("question,answer\n", "hold no question"),
        ("frage,answer\nWer?,Fog\n", 'no column "question": found frage, answer.'),
        (",\nWho?,Fog\n", 'no column "question": found none with a name.'),
        ("question,reply\nWho?,Fog\n", 'no column "answer" or "answers": found question, reply.'),
        ("question,answer,question\nWho?,Fog,x\n", 'the column "question" more than once'),
        ("question,answer\nWho?,Fog,more\n", "Line 2 of .* has 3 columns, and the header has 2"),
        ("question,answer\nWho?\n", "Line 2 of .* has 1 columns, and the header has 2"),
        ('question,answer\n"Who?,Fog\n', "Line 2 of .* is not valid CSV: unexpected end of data"),
        ('question,answer\n"Who"?,Fog\n', "Line 2 of .* is not valid CSV"),
    ],
)
def test_a_csv_file_that_cannot_be_used_is_refused_in_one_sentence(file, text, says):
    file.write_text(text)
    with pytest.raises(GoldError, match=says):
        read_gold(file)


@given(text=st.text(alphabet='question,answers;|\t\n\r"', max_size=80))
def test_no_text_raises_anything_but_a_sentence(tmp_path_factory, text):
    with contextlib.suppress(GoldError):
        for gold in csv_gold(text, tmp_path_factory.getbasetemp() / "x.csv"):
            assert all(answer.strip() == answer != "" for answer in gold.answers)


WORDS = st.text(alphabet="abc ,;\t\n\"'é|", min_size=1).map(str.strip).filter(bool)


@given(question=WORDS, answers=st.lists(WORDS.filter(lambda a: "|" not in a), unique=True))
def test_what_a_spreadsheet_writes_is_read_back(tmp_path_factory, question, answers):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["id", "question", "answers"], ["1", question, "|".join(answers)]])
    (gold,) = csv_gold(out.getvalue(), tmp_path_factory.getbasetemp() / "x.csv")
    assert (gold.question, gold.answers) == (question, tuple(answers))


def test_a_question_is_written_as_json_lines_without_what_is_empty():
    assert gold_json(WANTED[0]) == {
        "id": "a",
        "question": "Where, exactly?",
        "answers": ["Brega", "the town"],
        "article": "a.md",
        "context": "Rebels took\nBrega.",
    }
    assert gold_json(WANTED[1]) == {"id": "3", "question": "Who?", "answers": []}
