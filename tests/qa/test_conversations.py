"""Conversations: what is asked, what is lost, and the ones that ship."""

import json
from dataclasses import replace

import pytest

import seeds
from index import Article, GoldError, Library, read_file
from qa import (
    Answerer,
    Exchange,
    Gold,
    Understood,
    ask_conversations,
    conversation_summary,
    holds_conversations,
    read_conversations,
    read_gold,
    standalone_questions,
    turn_rows,
)
from qa.calibration import UNFITTED
from qa.conversations import ask_written
from tests.fakes import ScriptedReader, WordEmbedder

SHIPPED = seeds.QUESTIONS.with_name("conversations.jsonl")
FITTING = seeds.QUESTIONS.with_name("fitting_conversations.jsonl")


def turn(question, alone, *answers, article=""):
    return {"question": question, "standalone": alone, "answers": list(answers), "article": article}


SHIP = turn("Which ship sank?", "Which ship sank?", "Titanic", article="titanic.md")
WHEN = turn("When?", "When did the Titanic sink?", "in 1912", article="titanic.md")
WHO = turn("Who was king?", "Who was king?")
WHY = turn("Why?", "Why did the Titanic sink?")


def write(path, *conversations):
    path.write_text("".join(json.dumps(one) + "\n" for one in conversations))
    return path


@pytest.fixture
def file(tmp_path):
    return write(
        tmp_path / "talk.jsonl",
        {"id": "a", "turns": [SHIP, WHEN, WHO]},
        {"id": "b", "turns": [SHIP, WHY]},
    )


# First turns, and one that goes on from nothing.
SAME = {"a/1/standalone", "a/3/standalone", "b/1/standalone"}


class Reader(ScriptedReader):
    """Remembers what it was asked."""

    def __init__(self, script):
        super().__init__(script)
        self.asked = []

    def read(self, question, passages):
        self.asked.append(question)
        return super().read(question, passages)


@pytest.fixture
def reader():
    return Reader(
        {
            "Which ship sank?": {"Titanic": 4.0},
            "When did the Titanic sink?": {"in 1912": 4.0},
            "Why?": {"Titanic": 4.0},  # wrongly answered as it was written, rightly not in full
        }
    )


@pytest.fixture
def asked(monkeypatch):
    """Turns are asked as they were written, and what was said before each is noted."""
    asked = []

    def understand(question, exchanges):
        asked.append((question, list(exchanges)))
        return Understood(question, question)

    monkeypatch.setattr("qa.conversations.understand", understand)
    return asked


@pytest.fixture
def answerer(tmp_path, reader, asked):
    with Library(tmp_path / "library", load=lambda _: WordEmbedder()) as library:
        list(library.add([Article("The Titanic sank in 1912.", "A ship", "/news/titanic.md")]))
        yield Answerer(library, reader, UNFITTED)


def test_every_turn_is_asked_in_both_forms_and_nothing_twice(file, answerer, reader):
    assert holds_conversations(file)
    rows = list(ask_conversations(answerer, read_conversations(file), 3))
    assert [(row.id, row.question, row.answer) for row in rows] == [
        ("a/1", "Which ship sank?", "Titanic"),
        ("a/1/standalone", "Which ship sank?", "Titanic"),
        ("a/2", "When?", ""),
        ("a/2/standalone", "When did the Titanic sink?", "in 1912"),
        ("a/3", "Who was king?", ""),
        ("a/3/standalone", "Who was king?", ""),
        ("b/1", "Which ship sank?", "Titanic"),
        ("b/1/standalone", "Which ship sank?", "Titanic"),
        ("b/2", "Why?", "Titanic"),
        ("b/2/standalone", "Why did the Titanic sink?", ""),
    ]
    assert reader.asked == [row.question for row in rows if row.id not in SAME]


SHIPWRECK = Exchange("Which ship sank?", "Titanic", "The Titanic sank in 1912.", "A ship")


def test_a_turn_is_understood_from_what_was_asked_and_answered_before(file, answerer, asked):
    list(ask_conversations(answerer, read_conversations(file), 3))
    (titanic,) = answerer.library.find("titanic.md")
    shipwreck = replace(SHIPWRECK, article=titanic.id)
    assert asked == [
        ("Which ship sank?", []),
        ("When?", [shipwreck]),
        # Nothing was answered to "When?", and "T" was the best guess.
        (
            "Who was king?",
            [shipwreck, replace(shipwreck, question="When?", answer=None, guess="T")],
        ),
        ("Which ship sank?", []),
        ("Why?", [shipwreck]),
    ]


def test_what_a_turn_is_understood_as_is_asked(file, answerer, reader, monkeypatch):
    forms = {"When?": "When did the Titanic sink?", "Why?": "Why did she sink?"}
    monkeypatch.setattr(
        "qa.conversations.understand", lambda q, _: Understood(q, forms.get(q, q), "because")
    )
    rows = {row.id: row for row in ask_conversations(answerer, read_conversations(file), 3)}
    assert (rows["a/2"].question, rows["a/2"].answer) == ("When did the Titanic sink?", "in 1912")
    # Nothing answers "Why did she sink?", and "Why?" by itself is not asked of any passage.
    assert (rows["b/2"].question, rows["b/2"].answer) == ("Why did she sink?", "")
    # Understood as its standalone form is written, it is asked again: once of an article that is
    # under discussion, and once as if nothing had been said.
    assert reader.asked.count("When did the Titanic sink?") == 2


@pytest.mark.parametrize("done", range(11))
def test_an_interrupted_run_goes_on_wherever_it_was(file, answerer, reader, asked, done):
    conversations = read_conversations(file)
    rows = list(ask_conversations(answerer, conversations, 3))
    before = list(asked)
    reader.asked.clear()
    asked.clear()
    rest = list(ask_conversations(answerer, conversations, 3, rows[:done]))
    assert asked == before
    plain = [(row.id, row.question, row.answer) for row in rows]
    assert [(row.id, row.question, row.answer) for row in rest] == plain[done:]
    assert reader.asked == [row.question for row in rest if row.id not in SAME]


def test_the_standalone_form_of_a_turn_is_a_gold_question(file):
    first, _ = read_conversations(file)
    assert standalone_questions(first) == [
        Gold("a/1/standalone", "Which ship sank?", ("Titanic",), "titanic.md"),
        Gold("a/2/standalone", "When did the Titanic sink?", ("in 1912",), "titanic.md"),
        Gold("a/3/standalone", "Who was king?", ()),
    ]


def test_figures_and_the_loss_are_those_computed_by_hand(file, answerer):
    conversations = read_conversations(file)
    rows = list(ask_conversations(answerer, conversations, 3))
    found = conversation_summary(turn_rows(conversations, rows))
    assert (found["conversations"], found["turns"]) == (2, 5)
    assert (found["first_turns"]["n"], found["first_turns"]["em"]) == (2, 1.0)
    written, alone = found["follow_ups"]["as_written"], found["follow_ups"]["standalone"]
    # Follow-ups: "When?" unanswered, "Who was king?" rightly not answered, "Why?" wrongly answered.
    assert (written["n"], written["em"], written["answerable_em"]) == (3, pytest.approx(1 / 3), 0.0)
    assert (alone["n"], alone["em"], alone["answerable_em"]) == (3, 1.0, 1.0)
    assert (written["no_answer"], alone["no_answer"]) == (0.5, 1.0)
    loss = found["follow_ups"]["loss"]
    assert loss["em"]["mean"] == pytest.approx(2 / 3)
    assert loss["answerable_em"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert 0.0 <= loss["em"]["low"] < loss["em"]["mean"] < loss["em"]["high"] <= 1.0
    assert set(loss) == set(written) - {"n"}


def test_conversations_without_follow_ups_lose_nothing(tmp_path, answerer):
    path = write(tmp_path / "talk.jsonl", {"id": "a", "turns": [WHO]})
    conversations = read_conversations(path)
    rows = list(ask_conversations(answerer, conversations, 3))
    found = conversation_summary(turn_rows(conversations, rows))
    assert found["follow_ups"] == {"as_written": {"n": 0}, "standalone": {"n": 0}, "loss": {}}


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"turns": []}, 'Line 2 of .* is no conversation: it has no list of "turns"'),
        ({"question": "Who?"}, "Line 2 of .* is no conversation"),
        ({"turns": [5]}, 'Line 2 of .* has a turn without "question" or "standalone"'),
        ({"turns": [{"question": "Who?", "answers": []}]}, 'without "question" or "standalone"'),
        ({"turns": [{"question": "Who?", "standalone": "Who?"}]}, 'no list of "answers"'),
        ({"turns": [turn("Who?", "Who?", None)]}, "an answer that is no text"),
        ({"id": "a", "turns": [SHIP]}, "Line 2 of .* has the id of an earlier one"),
    ],
)
def test_what_is_no_conversation_is_refused_in_one_sentence(tmp_path, record, says):
    path = write(tmp_path / "talk.jsonl", {"id": "a", "turns": [SHIP]}, record)
    with pytest.raises(GoldError, match=says):
        read_conversations(path)


def test_other_files_hold_no_conversations(tmp_path):
    for text in ("", "{", "[]", "question,answer\n", '{"question": "Who?", "answers": []}'):
        (tmp_path / "other").write_text(text)
        assert not holds_conversations(tmp_path / "other")
    assert not holds_conversations(tmp_path / "none")
    assert not holds_conversations(seeds.QUESTIONS)


def test_the_turns_are_asked_as_they_were_written_alone_where_that_is_wanted(file, answerer):
    turns = list(ask_written(answerer, read_conversations(file), 3))
    assert [row.id for _, _, row in turns] == ["a/1", "a/2", "a/3", "b/1", "b/2"]
    assert [alone.question for alone, _, _ in turns][1] == "When did the Titanic sink?"
    assert all(understood.before == "" for _, understood, _ in turns)


# The conversations that ship ------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped():
    return read_conversations(SHIPPED)


@pytest.fixture(scope="module")
def texts():
    read = ((f"articles/{file.name}", read_file(file)) for file in seeds.ARTICLES.glob("*.md"))
    return {name: article.text for name, (article,) in read}


def test_they_are_as_many_and_as_long_as_is_said(shipped):
    assert len(shipped) >= 40
    assert {len(one.turns) for one in shipped} <= {3, 4, 5}
    turns = [turn for one in shipped for turn in one.turns]
    assert sum(not turn.answers for turn in turns) >= 25
    assert len({one.id for one in shipped}) == len(shipped)
    assert {turn.article for turn in turns if turn.article} == {
        f"articles/{file.name}" for file in seeds.ARTICLES.glob("*.md")
    }


def test_the_first_turn_stands_alone_and_most_others_do_not(shipped):
    assert all(one.turns[0].question == one.turns[0].standalone for one in shipped)
    later = [turn for one in shipped for turn in one.turns[1:]]
    leaning = [turn for turn in later if turn.question != turn.standalone]
    assert len(leaning) > 0.9 * len(later)


def test_in_ten_of_them_the_subject_changes(shipped):
    changes = [
        one for one in shipped if any(turn.question == turn.standalone for turn in one.turns[1:])
    ]
    assert len(changes) >= 10


@pytest.mark.parametrize("path", [SHIPPED, FITTING], ids=lambda path: path.stem)
def test_every_answer_stands_in_its_article_and_is_short(path, texts):
    for one in read_conversations(path):
        for turn in one.turns:
            assert bool(turn.answers) == bool(turn.article), (one.id, turn.question)
            assert len(set(turn.answers)) == len(turn.answers), (one.id, turn.answers)
            for answer in turn.answers:
                assert answer in texts[turn.article], (one.id, answer)
                assert len(answer.split()) <= 20, (one.id, answer)


def test_no_question_stands_twice_or_in_the_other_files(shipped):
    every = (*shipped, *read_conversations(FITTING))
    asked = [gold.question for one in every for gold in standalone_questions(one)]
    assert len(set(asked)) == len(asked)
    others = {
        gold.question
        for name in ("questions.jsonl", "fitting.jsonl")
        for gold in read_gold(SHIPPED.with_name(name)).questions
    }
    assert others.isdisjoint(asked)


def test_they_are_as_many_as_the_readme_says():
    said = seeds.QUESTIONS.with_name("README.md").read_text("utf-8")
    for path in (SHIPPED, FITTING):
        conversations = read_conversations(path)
        later = [turn for one in conversations for turn in one.turns[1:]]
        silent = sum(not turn.answers for turn in later)
        assert f"| `{path.name}` | {len(conversations)} | {len(later)} | {silent} |" in said
