"""What is shown for each kind of question, on a word embedder and a scripted reader."""

import numpy as np
import pytest

import seeds
from index import Article, GoldError, Library, QuestionError, read_file
from qa import OPEN, Answerer, Understood, load_calibration, load_reader, reader_folder, respond
from qa.calibration import UNFITTED
from qa.kinds_gold import KindGold, as_it_should_be, items_f1, read_kinds
from qa.sentences import evidence_for
from tests.fakes import ScriptedReader, WordEmbedder

SHIPPED = seeds.QUESTIONS.with_name("kinds.jsonl")
FERRY = (
    "The ferry Arvid ran aground off Lamb in June. Boats from Torrance, Quay and Lamb took the "
    "passengers off. Nobody drowned when the Arvid ran aground. The mayor gave a dinner."
)
LATER = "The ferry Arvid was raised in July. Pumps blew air into the hull of the Arvid."
WRECK = "Nine people drowned on the Skua in May. The crew of the Skua could not swim."
DENIED = "Four people drowned on the Skua, says the company."
SCRIPT = {
    "Which harbours sent boats?": {"Torrance, Quay and Lamb": 5.0},
    "What are the harbours that sent boats?": {},
    "Which harbours helped?": {"Torrance, Quay and Lamb": 5.0},
    "How was the Arvid raised?": {"Pumps blew air into the hull": 5.0},
    "How many people drowned on the Skua?": {"Nine": 5.0, "Four": 4.5},
    "Who was mayor?": {},
    "Who drowned?": {"Nine people": 5.0},
    "Did anybody drown when the Arvid ran aground off Lamb?": {"Pumps blew air": -3.0},
}


@pytest.fixture
def answerer(tmp_path):
    articles = [
        Article(FERRY, "Ferry aground", "/news/ferry.md", date="2020-06-02"),
        Article(LATER, "Ferry raised", "/news/later.md", date="2020-07-09"),
        Article(WRECK, "The Skua", "/news/skua.md", date="2019-05-05"),
        Article(DENIED, "Skua owners speak", "/news/denied.md", date="2019-05-09"),
    ]
    with Library(tmp_path / "library", load=lambda _: WordEmbedder()) as library:
        list(library.add(articles))
        yield Answerer(library, ScriptedReader(SCRIPT), UNFITTED)


def exact(answerer, cited, text):
    stored = answerer.library.article(cited.article.id).text
    return stored[cited.answer_start : cited.answer_end] == text


def test_a_greeting_is_answered_with_help_and_nothing_is_searched(answerer):
    response = respond(answerer, "Hello there!")
    assert (response.kind, response.answer, response.empty) == ("greeting", None, False)


def test_a_fact_is_answered_as_ever(answerer):
    response = respond(answerer, "Who was mayor?")
    asked = answerer.ask("Who was mayor?")
    assert response.kind == "fact"
    assert response.answer.text == asked.text
    assert response.answer.citations == asked.citations
    assert (response.items, response.evidence, response.disagreement) == ((), (), None)
    assert response.empty


def test_what_nothing_answers_as_it_was_understood_is_answered_as_it_was_asked(answerer):
    hits = answerer.search("Who was aboard the Skua?")
    response = respond(answerer, Understood("Who drowned?", "Who was aboard the Skua?"), hits=hits)
    assert (response.answer.text, response.answer.question) == ("Nine people", "Who drowned?")
    assert response.answer.hits == tuple(hits)  # of what was found as it was understood
    # Where either way nothing is found, it is what was understood that has no answer.
    silent = respond(answerer, Understood("Who was?", "Who was mayor?")).answer
    assert (silent.abstained, silent.question) == (True, "Who was mayor?")


def test_a_list_has_an_item_for_each_and_each_is_exact(answerer):
    for question in ("Which harbours sent boats?", "Name the harbours that helped"):
        response = respond(answerer, question)
        assert response.kind == "list"
        assert response.answer.question == question
        assert [item.text for item in response.items] == ["Torrance", "Quay", "Lamb"]
        for item in response.items:
            assert all(exact(answerer, cited, item.text) for cited in item.citations)


def test_yes_or_no_is_answered_with_the_sentences_that_bear_on_it(answerer):
    response = respond(answerer, "Did anybody drown when the Arvid ran aground?")
    assert response.kind == "yes_no"
    assert response.answer.abstained
    assert response.evidence[0].text == "Nobody drowned when the Arvid ran aground."
    assert 1 <= len(response.evidence) <= 3
    assert all(exact(answerer, e.citation, e.text) for e in response.evidence)
    assert [e.citation.n for e in response.evidence] == list(range(1, len(response.evidence) + 1))
    assert not response.empty


def test_where_the_reader_would_look_is_shown_last_though_it_is_not_sure(answerer):
    response = respond(answerer, "Did anybody drown when the Arvid ran aground off Lamb?")
    assert response.answer.abstained
    assert response.evidence[-1].text == "Pumps blew air into the hull of the Arvid."
    assert 2 <= len(response.evidence) <= 3


def test_where_the_reader_found_nothing_no_sentence_is_left_out_for_it(answerer):
    hits = answerer.search("Did people drown on the Skua?")
    shown = evidence_for("Did people drown?", hits, [], lambda texts: np.ones((len(texts), 1)))
    assert len(shown) == 3


def test_why_and_how_begin_with_the_sentence_that_holds_the_answer(answerer):
    response = respond(answerer, "How was the Arvid raised?")
    assert response.kind == "why_how"
    assert response.answer.text == "Pumps blew air into the hull"
    assert response.evidence[0].text == "Pumps blew air into the hull of the Arvid."


def test_what_happened_is_told_in_order_of_date(answerer):
    response = respond(answerer, "What happened to the Arvid?")
    assert response.kind == "what_happened"
    assert [e.text for e in response.evidence] == [
        "The ferry Arvid ran aground off Lamb in June.",
        "The ferry Arvid was raised in July.",
    ]


@pytest.mark.parametrize("question", ["Did Napoleon like cheese?", "What happened in Peru?"])
def test_what_no_article_speaks_of_is_shown_nothing(answerer, question):
    response = respond(answerer, question)
    assert response.evidence == ()
    assert response.empty
    assert response.answer.hits  # the nearest passages, for the reader to see


def test_articles_that_disagree_are_both_shown(answerer):
    response = respond(answerer, "How many people drowned on the Skua?")
    assert response.answer.text == "Nine"
    assert [side.text for side in response.disagreement.sides] == ["Four", "Nine"]


def test_what_cannot_be_asked_is_refused(answerer):
    with pytest.raises(QuestionError):
        respond(answerer, "Why?" * 200)


# Gold questions of every kind -----------------------------------------------------------------


def test_items_are_scored_by_f1():
    gold = [("Peru",), ("the Quay", "Quay"), ("Lamb",)]
    assert items_f1(gold, ["Peru", "quay", "Lamb"]) == 1.0
    assert items_f1(gold, ["Peru", "Lamb", "Rome", "Bonn"]) == pytest.approx(4 / 7)
    assert items_f1(gold, []) == 0.0


BOATS = "Which harbours sent boats?"
DROWN = "Did anybody drown when the Arvid ran aground?"


@pytest.mark.parametrize(
    ("gold", "right"),
    [
        (KindGold("1", "list", BOATS, (("Torrance",), ("Quay",), ("Lamb",))), True),
        (KindGold("2", "list", BOATS, (("Torrance",), ("Rome",))), False),
        (KindGold("3", "fact", BOATS), False),
        (KindGold("4", "yes_no", DROWN, sentences=("Nobody drowned",)), True),
        (KindGold("5", "yes_no", DROWN, sentences=("The mayor gave",)), False),
        (KindGold("6", "what_happened", "What happened to the Skua?", articles=("skua.md",)), True),
        (KindGold("7", "what_happened", "What happened to the Skua?", articles=("a.md",)), False),
        (KindGold("8", "greeting", "hi"), True),
    ],
)  # fmt: skip
def test_what_has_to_be_shown_has_to_be_shown(answerer, gold, right):
    assert as_it_should_be(gold, respond(answerer, gold.question)) is right


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"kind": "poem", "question": "Who?"}', "the kind 'poem', which there is not"),
        ('{"kind": "list"}', "lacks a part"),
    ],
)
def test_a_line_that_is_no_question_is_refused(tmp_path, line, says):
    path = tmp_path / "kinds.jsonl"
    path.write_text(line)
    with pytest.raises(GoldError, match=says):
        read_kinds(path)


def test_the_questions_that_ship_can_be_answered_from_the_articles():
    texts = [a.text for file in seeds.ARTICLES.glob("*.md") for a in read_file(file)]
    gold = read_kinds(SHIPPED)
    assert len({one.id for one in gold}) == len(gold)
    for kind in ("list", "yes_no", "why_how", "what_happened", "greeting"):
        assert sum(one.kind == kind for one in gold) >= 15
    for one in gold:
        for form in (*(f for forms in one.items for f in forms), *one.sentences):
            assert any(form in text for text in texts), form
        for path in one.articles:
            assert (seeds.ARTICLES.parent / path).is_file()


@pytest.mark.model
def test_at_least_85_in_a_hundred_are_shown_as_they_should_be(tmp_path):
    with Library(tmp_path / "library") as library:
        list(library.add(a for file in seeds.ARTICLES.glob("*.md") for a in read_file(file)))
        calibration = load_calibration(reader_folder(None), OPEN)
        answerer = Answerer(library, load_reader(None), calibration)
        gold = read_kinds(SHIPPED)
        right = [as_it_should_be(one, respond(answerer, one.question)) for one in gold]
    assert sum(right) >= 0.85 * len(right)
