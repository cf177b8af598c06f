import gzip
import json
import random
from contextlib import closing

import pytest

from index import GoldError
from qa.near_miss import near_misses
from qa.training_data import (
    Asked,
    Mixture,
    Neighbours,
    Pair,
    choose_answer,
    cut,
    make_units,
    read_questions,
)

CONTEXT = "Ann lives in Rome. She bakes bread. Bob lives in Oslo. He mends nets."
RECORD = {
    "id": "1",
    "question": "Where  does Ann live?",
    "context": CONTEXT,
    "answers": [{"text": "Rome.", "answer_start": 13}],
    "title": "Homes",
}
ANN = Asked("Where does Ann live?", CONTEXT, ((13, 17),), "Homes")
NOBODY = Asked("Where does Eve live?", CONTEXT, (), "Homes")


def draw(seed: int = 0) -> random.Random:
    return random.Random(seed)


def test_lines_squad_and_gzip_read_alike(tmp_path):
    lines = json.dumps(RECORD) + "\n\n" + json.dumps({**RECORD, "answers": []}) + "\n"
    squad = {
        "version": "v2.0",
        "data": [
            {
                "title": "Homes",
                "paragraphs": [
                    {
                        "context": CONTEXT,
                        "qas": [
                            {**RECORD, "is_impossible": False},
                            {**RECORD, "is_impossible": True},
                        ],
                    }
                ],
            }
        ],
    }
    (tmp_path / "a.jsonl").write_text(lines)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (tmp_path / "c.json").write_text(json.dumps(squad))
    (tmp_path / "d.json").write_text(json.dumps(squad, indent=1))
    expected = [ANN, Asked("Where does Ann live?", CONTEXT, (), "Homes")]  # the point is tidied off
    for name in ("a.jsonl", "b.jsonl.gz", "c.json", "d.json"):
        assert read_questions(tmp_path / name) == expected, name


@pytest.mark.parametrize(
    "record",
    [
        {**RECORD, "answers": [{"text": "Rome", "answer_start": 12}]},
        {"question": "Where?", "context": CONTEXT},
        {**RECORD, "answers": None},
        [],
    ],
)
def test_what_cannot_be_trained_on_is_refused(tmp_path, record):
    (tmp_path / "bad.jsonl").write_text(json.dumps(record))
    with pytest.raises(GoldError, match=r"bad\.jsonl"):
        read_questions(tmp_path / "bad.jsonl")


def test_a_missing_or_damaged_file_is_refused(tmp_path):
    (tmp_path / "bad.jsonl.gz").write_bytes(b"no gzip")
    for name in ("none.json", "bad.jsonl.gz"):
        with pytest.raises(GoldError, match=name):
            read_questions(tmp_path / name)


def test_the_answer_most_annotators_gave_comes_first():
    assert choose_answer([(0, 2), (5, 9), (5, 9)], 0, draw()) == (5, 9)
    assert choose_answer([(3, 4), (0, 2)], 0, draw()) == (3, 4)
    later = {choose_answer([(3, 4), (0, 2)], 1, draw(seed)) for seed in range(20)}
    assert later == {(3, 4), (0, 2)}


def test_a_short_passage_is_not_cut():
    assert cut(CONTEXT, (13, 17), len(CONTEXT), draw()) == (0, len(CONTEXT))


def test_a_cut_holds_its_range_in_whole_sentences_and_grows_to_either_side():
    keep = (CONTEXT.index("bread"), CONTEXT.index("bread") + 5)
    cuts = {cut(CONTEXT, keep, 36, draw(seed)) for seed in range(20)}
    assert {CONTEXT[a:b] for a, b in cuts} == {
        "Ann lives in Rome. She bakes bread.",
        "She bakes bread. Bob lives in Oslo.",
    }


def test_a_cut_is_longer_only_where_the_sentence_is():
    assert cut(CONTEXT, (13, 17), 5, draw()) == (0, 18)


def test_neighbours_share_words_hold_no_answer_and_are_of_the_title_first():
    asked = [
        ANN,
        Asked("Who?", "Ann does live well.", (), "Homes"),
        Asked("Who?", "Ann does live in Rome.", (), "Homes"),
        Asked("Who?", "Where does Ann live? Ann, where does Ann live?", (), "Plays"),
        Asked("Who?", "Nothing alike.", (), "Homes"),
    ]
    with closing(Neighbours(asked)) as neighbours:
        assert neighbours.near(ANN) == [
            "Ann does live well.",
            "Where does Ann live? Ann, where does Ann live?",
        ]
        assert neighbours.near(ANN, 1) == ["Ann does live well."]
        assert neighbours.near(Asked("?", "", ())) == []


def test_a_question_may_come_with_a_near_miss_of_the_same_passage():
    units = make_units([([ANN], 1)], Mixture(near_misses=1.0, other_passages=0.0), 0)
    answered = Pair("Where does Ann live?", CONTEXT, (13, 17), 0, "answer")
    [[first, second]] = units
    assert first == answered
    assert (second.context, second.answer, second.kind) == (CONTEXT, None, "near miss")
    made = near_misses(ANN.question, CONTEXT, ANN.answers)
    assert second.question in {miss.question for miss in made}
    assert second.group != first.group


def test_a_question_may_come_with_another_passage_in_its_own_group():
    other = Asked("Who?", "Ann does live well.", ((0, 3),), "Homes")
    mixture = Mixture(near_misses=0.0, other_passages=1.0)
    units = make_units([([ANN, other], 2)], mixture, 0)
    [unit] = [unit for unit in units if unit[0].question == ANN.question]
    assert [pair.context for pair in unit] == [CONTEXT, "Ann does live well."]
    assert [pair.answer for pair in unit] == [(13, 17), None]
    assert unit[0].group == unit[1].group


def test_questions_without_an_answer_come_beside_one_of_their_passage():
    mixture = Mixture(near_misses=0.0, other_passages=0.0, given_visits=2)
    units = make_units([([ANN, NOBODY], 0)], mixture, 0)
    assert [[(p.question, p.answer, p.kind) for p in unit] for unit in units] == 2 * [
        [(ANN.question, (13, 17), "answer"), (NOBODY.question, None, "given")]
    ]
    [[alone]] = make_units([([NOBODY], 5)], Mixture(given_visits=1), 0)
    assert (alone.question, alone.answer) == (NOBODY.question, None)


def test_every_question_is_visited_before_one_is_visited_again():
    asked = [Asked(f"Question {n}?", CONTEXT, ((0, 3),)) for n in range(3)]
    plain = Mixture(near_misses=0.0, other_passages=0.0, bare=0.0)
    units = make_units([(asked, 7)], plain, 0)
    counts = sorted(sum(u[0].question == a.question for u in units) for a in asked)
    assert counts == [2, 2, 3]
    assert len({unit[0].group for unit in units}) == 7


def test_the_same_seed_gives_the_same_units_and_the_answers_stand_where_they_should():
    long = " ".join(f"Ship {n} left port {n + 50} in {1800 + n}." for n in range(60))
    years = [long.index(str(1800 + n)) for n in range(60)]
    asked = [
        Asked(f"When did Ship {n} leave?", long, ((year, year + 4),))
        for n, year in enumerate(years)
    ]
    mixture = Mixture(max_characters=200)
    units = make_units([(asked, 60)], mixture, 3)
    assert units == make_units([(asked, 60)], mixture, 3)
    assert units != make_units([(asked, 60)], mixture, 4)
    pairs = [pair for unit in units for pair in unit]
    assert {pair.kind for pair in pairs} >= {"answer", "near miss"}
    for pair in pairs:
        assert len(pair.context) <= 200
        if pair.answer is not None:
            number = int(pair.question.split()[3])
            assert pair.context[slice(*pair.answer)] == str(1800 + number)


@pytest.mark.parametrize(
    "wrong", [{"near_misses": 1.1}, {"other_passages": -0.1}, {"max_characters": 0}]
)
def test_a_mixture_refuses_what_it_cannot_mean(wrong):
    with pytest.raises(ValueError, match="must be"):
        Mixture(**wrong)
