"""Gold questions that are wrong, and what is said of them."""

import pytest

from index import Article, Library
from qa import Gold, GoldSet, Problem, check_gold
from tests.fakes import WordEmbedder


@pytest.fixture
def library(tmp_path):
    with Library(tmp_path, load=lambda _: WordEmbedder()) as library:
        told = {"titanic.md": "The Titanic sank.", "fog.md": "The Carpathia came in the fog."}
        list(library.add(Article(t, f"On {n}", f"/news/{n}") for n, t in told.items()))
        yield library


def checked(library, *questions):
    return list(check_gold(GoldSet(questions), library))


def test_questions_that_are_right_have_no_problem(library):
    assert (
        checked(
            library,
            Gold("1", "Which ship sank?", ("Titanic", "The Titanic"), "news/titanic.md"),
            Gold("2", "Which ship came?", ("Carpathia",)),
            Gold("3", "Who was king?", ()),
        )
        == []
    )


@pytest.mark.parametrize(
    ("gold", "kind", "says"),
    [
        (
            Gold("1", "Which?", ("Carpathia",), "titanic.md"),
            "answer not found",
            "The answer 'Carpathia' does not stand in the article 'titanic.md'.",
        ),
        (
            Gold("1", "Which?", ("titanic",), "titanic.md"),
            "answer not found",
            "The answer 'titanic' does not stand in the article 'titanic.md' in these letters, "
            "capital and small.",
        ),
        (
            Gold("1", "Which?", ("Olympic",)),
            "answer not found",
            "The answer 'Olympic' does not stand in any article.",
        ),
        (
            Gold("1", "Which?", ("Titanic",), "news/titanik.md"),
            "unknown article",
            "There is no article 'news/titanik.md': did you mean 'news/titanic.md'?",
        ),
        (
            Gold("1", "Which?", ("Titanic",), "On titanic"),
            "unknown article",
            "There is no article 'On titanic': did you mean 'titanic.md'?",
        ),
        (
            Gold("1", "Which?", (), "zzzzzzzzzz"),
            "unknown article",
            "There is no article 'zzzzzzzzzz'.",
        ),
        (Gold("1", " ?", ()), "no question", "The question has no text."),
    ],
)
def test_each_thing_that_is_wrong_is_told(library, gold, kind, says):
    assert checked(library, gold) == [Problem("1", kind, says)]


def test_questions_asked_twice_are_told_and_whether_their_answers_differ(library):
    first = Gold("1", "Which ship sank?", ("Titanic",))
    found = checked(
        library,
        first,
        Gold("2", "which ship SANK", ("The Titanic",)),
        Gold("3", "Which ship sank?", ()),
        Gold("4", "Which ship sank? Why?", ()),
    )
    assert found == [
        Problem("2", "duplicate", "The question is that of '1'."),
        Problem("3", "conflict", "The question is that of '1', and its answers are different."),
    ]


def test_questions_that_bring_their_articles_are_checked_against_those():
    article = Article("Fog came.", "", "/squad#0")
    right = Gold("1", "What came?", ("Fog",), article.id, article.text)
    astray = Gold("2", "Who came?", ("Rain",), article.id, article.text)
    (problem,) = check_gold(GoldSet((right, astray), (article,)), None)
    assert problem.message == f"The answer 'Rain' does not stand in the article '{article.id}'."
