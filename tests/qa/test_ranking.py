"""What speaks for a passage, counted by hand."""

from hypothesis import given
from hypothesis import strategies as st

from qa.ranking import Asked, Features, asked_of, features_of, score, stem

# "the" is no telling word; the rarer of the two others is worth three times the other.
TOWER = asked_of("Where is the tall tower?", {"tall": 1.0, "tower": 3.0})
WORDS = st.lists(st.sampled_from("fog ice sea tall tower the Tower. of".split()), max_size=9)


def told(text: str, title: str = "") -> tuple[float, ...]:
    return features_of(TOWER, 0.5, 0.25, title, text)[2:]


def test_a_questions_words_are_stemmed_and_paired_in_order():
    assert TOWER.rarity == {"tall": 1.0, "tower": 3.0}
    assert TOWER.pairs == (("where", "is"), ("is", "the"), ("the", "tall"), ("tall", "tower"))


def test_words_weigh_by_their_rarity_in_the_best_sentence_and_in_the_whole_passage():
    assert told("The tall ship came. A tower stood there.") == (0.75, 1.0, 0.25)
    assert told("A tall ship. Fog.") == (0.25, 0.25, 0.0)
    assert told("Fog.") == (0.0, 0.0, 0.0)


def test_the_title_counts_with_every_sentence_but_makes_no_phrase():
    assert told("Tall, they said. Fog.", title="The Tower") == (1.0, 1.0, 0.0)
    assert told("", title="The tall tower") == (1.0, 1.0, 0.0)


def test_phrases_are_the_share_of_neighbours_that_stand_side_by_side():
    assert told("That is the tall tower.")[2] == 0.75
    assert told("Is the tall. Tower.")[2] == 0.5  # no phrase reaches over a sentence's end


def test_case_inflection_and_diacritics_do_not_count():
    assert told("THE TALL TOWERS") == told("the tall tower") == told("The täll tówer")
    # Longer words are compared by their first six letters.
    assert stem("engineers") == stem("engineering") == "engine"
    assert (stem("towns"), stem("gas"), stem("is")) == ("town", "gas", "is")


def test_cosine_and_bm25_are_passed_on_and_the_score_is_a_weighted_sum():
    found = features_of(TOWER, 0.5, 0.25, "", "tower")
    assert found == Features(0.5, 0.25, 0.75, 0.75, 0.0)
    assert score(found, Features(2.0, 4.0, 8.0, 0.0, 1.0)) == 1.0 + 1.0 + 6.0


def test_a_question_without_a_word_of_worth_is_no_reason_to_divide_by_nothing():
    assert features_of(Asked({}, ()), 0.5, 0.0, "fog", "fog") == Features(0.5, 0.0, 0.0, 0.0, 0.0)


@given(WORDS, WORDS, WORDS)
def test_more_text_never_speaks_against_a_passage(question, text, more):
    asked = asked_of(" ".join(question), dict.fromkeys(question, 1.0) | {"Tower": 1.0})
    less = features_of(asked, 0.0, 0.0, "", " ".join(text))
    greater = features_of(asked, 0.0, 0.0, "", " ".join(text) + "\n" + " ".join(more))
    assert all(a <= b + 1e-9 for a, b in zip(less, greater, strict=True))
    assert all(0.0 <= part <= 1.0 + 1e-9 for part in greater)
    assert less.sentence <= less.passage + 1e-9
