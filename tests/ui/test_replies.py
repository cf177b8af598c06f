"""What the terminal and JSON show for each kind of question."""

import io
import json

import pytest
from click.testing import CliRunner
from rich.console import Console

import qa
from index import Article, Library
from qa import Answerer, respond
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from ui.cli import main
from ui.replies import print_response
from ui.shown import HELP
from ui.wire import response_json

FERRY = (
    "The ferry Arvid ran aground off Lamb in June. Boats from Torrance, Quay and Lamb took the "
    "passengers off. Nobody drowned when the Arvid ran aground."
)
SKUA = "Nine people drowned on the Skua in May."
OWNERS = "Four people drowned on the Skua, says the company."
SCRIPT = {
    "Which harbours sent boats?": {"Torrance, Quay and Lamb": 5.0},
    "Why did the Arvid need boats?": {"ran aground": 5.0},
    "How many people drowned on the Skua?": {"Nine": 5.0, "Four": 4.5},
}


@pytest.fixture
def answerer(tmp_path):
    articles = [
        Article(FERRY, "Ferry aground", "/news/ferry.md", "The Gull", date="2020-06-02"),
        Article(SKUA, "The Skua", "/news/skua.md", date="2019-05-05"),
        Article(OWNERS, "Skua owners speak", "/news/owners.md", date="2019-05-09"),
    ]
    with Library(tmp_path / "library", load=lambda _: WordEmbedder()) as library:
        list(library.add(articles))
        yield Answerer(library, ScriptedReader(SCRIPT), UNFITTED)


def printed(answerer, question):
    text = io.StringIO()
    console = Console(file=text, width=300)
    print_response(console, respond(answerer, question), lambda i: answerer.library.article(i).text)
    return text.getvalue()


def test_a_list_is_printed_an_item_a_line(answerer):
    assert printed(answerer, "Which harbours sent boats?") == (
        "- Torrance [1]\n- Quay [2]\n- Lamb [3]\n\n"
        "[1] Ferry aground, The Gull, 2020-06-02\n"
        "[2] Ferry aground, The Gull, 2020-06-02\n"
        "[3] Ferry aground, The Gull, 2020-06-02\n"
    )


def test_evidence_is_printed_as_evidence_and_no_verdict(answerer):
    said = printed(answerer, "Did anybody drown when the Arvid ran aground?")
    assert said.startswith(
        "What your articles say that bears on it:\n\nNobody drowned when the Arvid ran aground. [1]"
    )
    assert "\n[1] Ferry aground, The Gull, 2020-06-02\n" in said
    why = printed(answerer, "Why did the Arvid need boats?")
    assert why.startswith("ran aground\n\nWhat your articles say of it:\n\nThe ferry Arvid ran")


def test_what_happened_is_printed_in_order_of_date(answerer):
    said = printed(answerer, "What happened to the Skua?")
    assert said.startswith("From your articles, in order of date:\n")
    assert said.index(SKUA) < said.index(OWNERS)


def test_a_disagreement_is_printed_with_both_sides(answerer):
    said = printed(answerer, "How many people drowned on the Skua?")
    assert said.startswith("Nine  (92%)\n")
    assert said.endswith(
        "Your articles do not agree on this:\n"
        "- Four\n  Skua owners speak, 2019-05-09\n"
        "- Nine\n  The Skua, 2019-05-05\n"
    )


@pytest.mark.parametrize("question", ["Did Napoleon like cheese?", "What happened in Peru?"])
def test_nothing_found_says_so_and_what_to_try(answerer, question):
    said = printed(answerer, question)
    assert said.startswith("I found nothing about it in your articles.\n\nNearest passages:\n[1] ")
    assert said.endswith("or ask for one fact at a time.\n")


def test_json_has_the_keys_of_an_answer_and_those_of_the_kind(answerer):
    question = "Which harbours sent boats?"
    said = response_json(question, respond(answerer, question))
    assert (said["question"], said["kind"], said["answer"]) == (
        question,
        "list",
        "Torrance, Quay and Lamb",
    )
    assert [item["text"] for item in said["items"]] == ["Torrance", "Quay", "Lamb"]
    for item in said["items"]:
        (cited,) = item["citations"]
        assert FERRY[cited["answer_start"] : cited["answer_end"]] == item["text"]
    (first, *_) = response_json(
        "", respond(answerer, "Did anybody drown when the Arvid ran aground?")
    )["evidence"]
    place = slice(first["citation"]["answer_start"], first["citation"]["answer_end"])
    assert FERRY[place] == first["text"]
    sides = response_json("", respond(answerer, "How many people drowned on the Skua?"))
    assert [side["text"] for side in sides["disagreement"]] == ["Four", "Nine"]


def test_a_greeting_needs_no_library(monkeypatch, tmp_path):
    monkeypatch.setattr(qa, "load_reader", None)  # nothing heavy is loaded for it
    run = CliRunner().invoke(main, ["ask", "hi there", "--library", str(tmp_path / "none")])
    assert (run.exit_code, run.stdout) == (0, f"{HELP}\n")
    run = CliRunner().invoke(main, ["ask", "help", "--json", "--library", str(tmp_path / "none")])
    said = json.loads(run.stdout)
    assert (said["kind"], said["question"], said["answer"]) == ("greeting", "help", None)
