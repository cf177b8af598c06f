import json

import pytest

from qa import score as module
from qa.model_card import Score
from qa.spans import Reading, Span


class Scripted:
    def read(self, question, passages):
        return [SCRIPT[question] for _ in passages]


# "Ann is in Rome": the right place, a wrong one, nothing at all, and a span where none is.
SCRIPT = {
    "Where?": Reading((Span(10, 14, 5.0),), 1.0),
    "Who?": Reading((Span(7, 14, 2.0),), 1.5),
    "Why?": Reading((), 3.0),
    "When?": Reading((Span(0, 3, 4.0),), 1.0),
}


@pytest.fixture
def asked(tmp_path):
    context = "Ann is in Rome"
    answers = {"Where?": ["Rome"], "Who?": ["Ann"], "Why?": [], "When?": []}
    lines = [
        json.dumps({"question": question, "context": context, "answers": gold})
        for question, gold in answers.items()
    ]
    path = tmp_path / "held.jsonl"
    path.write_text("\n".join(lines))
    return path


def test_scores_are_of_the_best_span_and_tell_answerable_from_unanswerable(monkeypatch, asked):
    monkeypatch.setattr(module, "load_reader", lambda _: Scripted())
    # Margins: 4 and 0.5 with an answer; none and 3 without: three of four pairs are in order.
    assert module.score(asked.parent, asked) == Score("held.jsonl", 2, 2, 0.5, 0.5, 0.75)


def test_where_all_have_an_answer_there_is_nothing_to_tell_apart(monkeypatch, asked):
    monkeypatch.setattr(module, "load_reader", lambda _: Scripted())
    asked.write_text(asked.read_text().split("\n")[0])
    assert module.score(asked.parent, asked).auroc is None
