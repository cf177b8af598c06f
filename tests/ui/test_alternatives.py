"""Other answers that were considered: which are offered, and what is then the answer."""

from dataclasses import replace

from index import ArticleInfo, Feedback, Place
from qa import Alternative, Answer, Citation, Disagreement, Evidence, Item, Response, Side, Timings
from ui.window.ask.alternatives import chosen, options
from ui.window.ask.feedback import answer_shown, chose

TEXT = "Ada, Bo and Cy built it."
INFO = ArticleInfo("a", "A bridge", "The Gazette", "", "2020-05-04", "/x", pages=(0, 12))


def cite(words: str, n: int) -> Citation:
    at = TEXT.index(words)
    return Citation(n, INFO, TEXT, 0, len(TEXT), at, at + len(words), 1.0)


def other(words: str, confidence: float, n: int) -> Alternative:
    return Alternative(words, confidence, cite(words, n))


GIVEN = Answer(
    "Who?",
    "Ada",
    0.9,
    (cite("Ada", 1), cite("built", 2)),
    (other("Bo", 0.8, 3), other("Cy", 0.2, 4), other("it", 0.19, 5)),
    (),
    Timings(1.0, 2.0, 3.0),
)


def test_alternatives_are_offered_from_a_fifth_up_with_where_they_stand():
    assert options(GIVEN) == [
        {"value": "Bo", "label": "Bo (80%) · A bridge, The Gazette, 2020-05-04, p. 1"},
        {"value": "Cy", "label": "Cy (20%) · A bridge, The Gazette, 2020-05-04, p. 2"},
    ]
    bare = replace(cite("built", 2), article=ArticleInfo("b", "", "", "", "", "/x"))
    one = replace(GIVEN, alternatives=(Alternative("built", 0.5, bare),))
    assert options(one) == [{"value": "built", "label": "built (50%) · Untitled"}]


def test_instead_of_silence_nothing_is_offered():
    silence = replace(GIVEN, text=None, citations=())
    assert options(silence) == []
    assert chosen(silence, "Bo") is None


def test_what_is_chosen_becomes_the_answer_and_what_was_given_an_alternative():
    bo = chosen(GIVEN, "Bo")
    assert bo is not None
    assert (bo.text, bo.confidence, bo.citations) == ("Bo", 0.8, (cite("Bo", 1),))
    assert bo.alternatives == (other("Ada", 0.9, 2), other("Cy", 0.2, 3), other("it", 0.19, 4))
    assert chosen(GIVEN, "Ada") is GIVEN  # taken back, with all its citations


def test_what_is_not_offered_cannot_be_chosen():
    for words in ("it", "built", "bo", "", None, 1, ["Bo"]):
        assert chosen(GIVEN, words) is None


def test_a_choice_is_kept_with_its_place():
    bo = chosen(GIVEN, "Bo")
    assert bo is not None
    said = chose(GIVEN, bo)
    assert said == Feedback("Who?", "Ada", "chosen", "Bo", Place("a", 5, 7), said.time)


def test_only_instead_of_a_fact_on_which_articles_agree_is_anything_offered():
    ada = cite("Ada", 1)
    shown = {
        "fact": answer_shown(Response("fact", GIVEN)),
        "list": answer_shown(Response("list", GIVEN, items=(Item("Ada", (ada,)),))),
        "why": answer_shown(Response("why_how", GIVEN, evidence=(Evidence(TEXT, ada),))),
        "odds": answer_shown(
            Response("fact", GIVEN, disagreement=Disagreement((Side("Ada", (ada,)),)))
        ),
    }
    assert {name for name, answer in shown.items() if answer and options(answer)} == {"fact"}
