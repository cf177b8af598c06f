"""Who and what texts speak of, and the forms of their verbs."""

import pytest

from qa import Exchange, understand
from qa.asides import aside
from qa.mentions import gender_in, mentions
from qa.verbs import base_form


@pytest.mark.parametrize(
    ("past", "base"),
    [
        ("sank", "sink"),
        ("opened", "open"),
        ("decided", "decide"),
        ("stopped", "stop"),
        ("carried", "carry"),
        ("invited", "invite"),
        ("visited", "visit"),
        ("escaped", "escape"),
        ("bathed", None),
        ("table", None),
    ],
)
def test_base_forms(past, base):
    assert base_form(past) == base


@pytest.mark.parametrize(
    "thing", ["a Toshiba radio recorder", "Toshiba radio recorder", "a brown Samsonite suitcase"]
)
def test_a_thing_that_is_called_by_its_maker_is_spoken_of_in_full(thing):
    said = [
        Exchange("What had the bomb been packed into?", thing, f"The bomb had been in {thing}.")
    ]
    assert understand("What was around that?", said).question == (
        f"What was around the {thing.removeprefix('a ')}?"
    )


@pytest.mark.parametrize(
    ("name", "passage", "gender"),
    [
        ("Ann Hale", "Ann Hale said she was tired.", "f"),
        ("Ann Hale", "Ann Hale won her first medal.", "f"),
        ("Ruben Aster", "Ruben Aster asked her to stay at home.", ""),
        ("Rhian Pell", "He rang Rhian Pell, whose number he had kept.", ""),
        ("Kelm", "It was signed in Kelm. Her minister was there.", ""),
        ("Gerda", "The ferry Gerda sank after her bow door failed.", ""),
        ("Tancred", "Their son Tancred drowned. She wept.", "m"),
    ],
)
def test_a_pronoun_in_the_passage_tells_a_gender_if_it_is_of_the_name(name, passage, gender):
    assert gender_in(name, passage) == gender


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("How much is the Pendry clock worth?", ["the Pendry clock"]),
        ("Who owned the Ever Bold?", ["the Ever Bold"]),
        ("Who flew to New Pell?", ["New Pell"]),
        ("Who led the Museum of the Moors?", ["the Museum of the Moors"]),
        ("Who ran St Olave's Hospital?", ["St Olave's Hospital"]),
        ("What did the Ever Bold block?", ["the Ever Bold"]),
        ("Who paid 3 million dollars?", []),
        ("How old is the gold ring?", ["the gold ring"]),
        ("How much will it cost to repair the Tern Bridge?", ["the Tern Bridge"]),
        (
            "When did Ann Hale win her first Lovell medal?",
            ["Ann Hale", "Ann Hale's first Lovell medal"],
        ),
    ],
)
def test_what_a_question_speaks_of(question, called):
    assert [one.text for one in mentions(question)] == called


@pytest.mark.parametrize(
    ("answer", "spoken_of"),
    [
        ("killed by a horse-drawn wagon", [("the horse-drawn wagon", "thing")]),
        ("the Kelm shipowner Piet Roth bought it", [("Piet Roth", "person")]),
        ("it fell in Kelm", []),
        (None, []),
    ],
)
def test_what_an_answer_that_is_a_clause_speaks_of_by_the_way(answer, spoken_of):
    assert [(one.text, one.sort) for one in aside(answer)] == spoken_of


def test_an_ampersand_within_a_word_parts_nothing():
    assert [one.text for one in mentions("Did AT&T buy the R&B label?")] == [
        "AT&T",
        "the R&B label",
    ]
