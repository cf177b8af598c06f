import pytest

from qa.near_miss import Mention, NearMiss, mentions, near_misses

CONTEXT = (
    "Marie Curie won the prize in 1911. In Warsaw, Bronia Dluska opened a hospital in May 1902 "
    "with 40 beds. The largest ward stood in Paris."
)
ANSWER = (CONTEXT.index("1911"), CONTEXT.index("1911") + 4)


def made(question: str, rule: str):
    found = near_misses(question, CONTEXT, [ANSWER])
    return [miss.question for miss in found if miss.rule == rule]


def test_mentions_have_a_kind_and_a_place():
    assert mentions("In 1911 Marie Curie went to Paris with 12 friends in May.") == [
        Mention("1911", "year", 3),
        Mention("Marie Curie", "name", 8),
        Mention("Paris", "place", 28),
        Mention("12", "number", 39),
        Mention("May", "month", 53),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Who founded the Bank of England?", ["Bank of England"]),
        ("Did St. Louis honour Dr. Jane B. Cobb's school?", ["St. Louis", "Dr. Jane B. Cobb"]),
        ("Ships sailed. However, nothing came.", []),  # capitals that only open a sentence
        ("I'm here.", []),
        ("The U.S. Army left.", ["U.S. Army"]),
    ],
)
def test_names_end_where_they_should(text, names):
    assert [mention.text for mention in mentions(text)] == names


def test_a_name_is_swapped_for_one_that_stands_away_from_the_answer():
    assert made("When did Marie Curie win the prize?", "swap") == [
        "When did Bronia Dluska win the prize?",
        "When did Warsaw win the prize?",
        "When did Paris win the prize?",
    ]


def test_a_place_is_swapped_for_a_place_first():
    first = made("Who won the prize in Stockholm?", "swap")[0]
    assert first == "Who won the prize in Warsaw?"


def test_a_year_is_swapped_for_a_year_but_never_for_the_answer():
    assert made("Who died in 1934?", "swap") == ["Who died in 1902?"]
    assert made("Who lived in 1902?", "swap") == []  # 1911 is the answer


def test_names_come_from_neighbours_where_the_context_has_none():
    found = near_misses("Who had 7 children?", "She won, alone.", [(0, 3)], ["He had 9 dogs."])
    assert found[0] == NearMiss("Who had 9 children?", "swap")


def test_what_stands_beside_the_answer_is_not_swapped_in():
    beside = "Marie Curie and Bronia Dluska met in 1911."
    answer = (beside.index("1911"), beside.index("1911") + 4)
    found = near_misses("When did Marie Curie meet her?", beside, [answer])
    assert [miss for miss in found if miss.rule == "swap"] == []


@pytest.mark.parametrize(
    ("question", "turned"),
    [
        ("Where did the largest ward stand?", ["Where did the smallest ward stand?"]),
        ("Before what did it open?", ["After what did it open?"]),
        ("When was New York founded?", ["When was New York dissolved?"]),
        ("Who won the war?", ["Who lost the war?", "Who won the peace?"]),
        ("What is it?", []),
    ],
)
def test_words_are_turned_into_their_opposites(question, turned):
    assert made(question, "opposite") == turned


def test_an_opposite_that_stands_beside_the_answer_is_not_used():
    context = "The smallest and the largest opened in 1911."
    answer = (context.index("1911"), context.index("1911") + 4)
    assert near_misses("When did the largest open?", context, [answer]) == [
        NearMiss("When didn't the largest open?", "negation")
    ]


@pytest.mark.parametrize(
    ("question", "negated"),
    [
        ("What was opened in Warsaw?", ["What was not opened in Warsaw?"]),
        ("When did she win?", ["When didn't she win?"]),
        ("What do trained nurses say?", ["What don't trained nurses say?"]),
        ("Who has never won?", []),
        ("Why didn't she come?", []),
        ("Name the city.", []),
    ],
)
def test_a_question_is_negated_once(question, negated):
    assert made(question, "negation") == negated


def test_no_made_question_equals_the_one_it_was_made_of():
    for question in ("When did Marie Curie win?", "Who?", "", "1911 1911 May May"):
        assert all(m.question != question for m in near_misses(question, CONTEXT, [ANSWER]))
