"""Questions with something left out, filled in from what was asked before."""

import pytest

from qa import Exchange, understand
from qa.ellipsis import same_act, such_one, which_one
from qa.frames import Frame
from qa.polar import event_of, who_of


def test_another_thing_of_the_same_owner_is_asked_after_as_the_first_was():
    said = [Exchange("Who was the Arvid's captain?", "Ann Pell", "Ann Pell led the Arvid.")]
    assert understand("And her mate?", said).question == "Who was the Arvid's mate?"


@pytest.mark.parametrize(
    ("asked", "before", "understood"),
    [
        (
            "And before her?",
            Exchange("Who is the head of the Sarn Academy?", "Lena Frost"),
            "Who was the head of the Sarn Academy before Lena Frost?",
        ),
        (
            "And after him?",
            Exchange("Who led the rebels?", "Ivo Marek"),
            "Who led the rebels after Ivo Marek?",
        ),
        (
            "And before him?",
            Exchange("Who was the head of the Sarn Academy before Lena Frost?", "Piers Holt"),
            "Who was the head of the Sarn Academy before Piers Holt?",
        ),
    ],
)
def test_who_had_a_post_before_or_after_somebody(asked, before, understood):
    assert understand(asked, [before]).question == understood


def test_after_the_war_is_no_somebody():
    said = [Exchange("Who led the rebels?", "Ivo Marek")]
    assert "Who led the rebels after" not in understand("And before noon?", said).question


def test_a_question_of_yes_or_no_may_be_asked_again_when_it_was_answered():
    assert event_of("Did anyone drown?", "Ann Hale") == Frame("when", "did", "Ann Hale drown")
    assert event_of("Were the sirens late?", "by an hour") == Frame(
        "when", "were", "the sirens late"
    )
    assert event_of("Were the sirens late?", "No") is None
    assert event_of("Did anyone drown?", "in the night") is None
    assert event_of("Who drowned?", "Ann Hale") is None
    assert who_of("Did anyone drown?", "Ann Hale") == Frame("Who", "", "drown")
    assert who_of("Did the dog drown?", "Ann Hale") is None


INQUIRY = Exchange("Who chaired the Danish inquiry into the Skerra?", "Ann Hale")


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("And who led the Dutch one?", "Who led the Dutch inquiry into the Skerra?"),
        ("Was the Dutch one longer?", "Was the Dutch inquiry into the Skerra longer?"),
        ("And the Dutch one?", "Who chaired the Dutch inquiry into the Skerra?"),
    ],
)
def test_one_of_another_country_is_of_the_kind_that_was_asked_about(asked, understood):
    assert understand(asked, [INQUIRY, Exchange("Why?", "by lot")]).question == understood


def test_one_of_another_kind_or_of_nothing_asked_about_stays_as_it_is():
    assert such_one("Who led the longer one?", [INQUIRY]) == "Who led the longer one?"
    before = Exchange("Who chaired the inquiry?", "Ann Hale")
    assert such_one("Who led the Dutch one?", [before]) == "Who led the Dutch one?"
    no_more = Exchange("Did the Danish fleet sail before Ann Hale came?", "Yes")
    assert such_one("When did the Dutch one sail?", [no_more]) == "When did the Dutch fleet sail?"


def test_a_question_on_which_one_is_on_one_of_those_that_were_counted():
    said = [Exchange("How many ships had to wait?", "46")]
    assert which_one("Which one waited longest?", said) == "Which ship waited longest?"
    assert which_one("Which ones sank?", said) == "Which ships sank?"
    assert which_one("Which one of them sank?", said) == "Which one of them sank?"
    assert (
        which_one("Which one sank?", [Exchange("Which ship sank in 1912?", "the Titanic")])
        == "Which one sank?"
    )


def test_what_who_did_somebody_did_before_is_put_in_full():
    said = [
        Exchange("Who won the Lowther prize in 2001?", "Carla Dunn"),
        Exchange("How much did Carla Dunn get?", "30,000 pounds"),
    ]
    assert same_act("who won in 2002?", said) == "Who won the Lowther prize in 2002?"
    assert same_act("who lost in 2002?", said) is None
    assert same_act("who won the Kern cup?", said) is None


def test_nobody_in_particular_takes_somebody_somewhere():
    said = [Exchange("How many people were saved?", "9"), Exchange("Who was the last?", "Ann Hale")]
    assert understand("Where did they take her?", said).question == "Where did they take Ann Hale?"


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("Who with?", "With whom did Ann Hale fly to Perth?"),
        ("Where from?", "From where did Ann Hale fly to Perth?"),
        ("Why did she do that?", "Why did Ann Hale fly to Perth?"),
    ],
)
def test_an_event_is_asked_after_with_the_preposition_last(asked, understood):
    said = [Exchange("When did Ann Hale fly to Perth?", "1934")]
    assert understand(asked, said).question == understood


def test_what_somebody_did_is_what_they_did_that_for():
    said = [Exchange("What did Ann Hale do?", "closed the port")]
    assert understand("Why?", said).question == "Why did Ann Hale do that?"
    said.append(Exchange("When did the port open again?", "5 May"))
    assert understand("Why did she do that?", said).question == "Why did Ann Hale do that?"
