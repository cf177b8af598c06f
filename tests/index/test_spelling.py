"""Misspelt words and what they become, counted by hand."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.spelling import corrected, edits, plain, variants

HELD = {"carpathia": 3, "brega": 2, "vega": 9, "eyjafjallajokull": 4, "rain": 50, "train": 8}
WORDS = st.text("abc", max_size=6)


def mend(
    question: str, held: Mapping[str, int] = HELD, known: str = "who was the captain of"
) -> str:
    return corrected(
        question,
        lambda word: word in known.split(),
        lambda word: held.get(word, 0),
        lambda start: [(word, n) for word, n in held.items() if word.startswith(start)],
    )


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Who was the captain of the Carpathja?", "Who was the captain of the Carpathia?"),
        ("carpahtia", "carpathia"),
        ("CARPTHIA!", "Carpathia!"),
        ("carpathiaa", "carpathia"),
        ("arpathia", "carpathia"),
        # Two edits, in a long word that begins alike; but not where the beginning differs.
        ("Eyjafjalajokul", "Eyjafjallajokull"),
        ("Ayjafjalajokull", "Ayjafjalajokull"),
        # "brega" and "vega" are both one edit away: the first letter says which.
        ("brga", "brega"),
        ("bega", "brega"),
        # "rain" is the more frequent of two that begin otherwise.
        ("xrain", "rain"),
    ],
)
def test_a_word_that_nothing_has_becomes_the_likeliest_that_the_library_has(asked, meant):
    assert mend(asked) == meant


@pytest.mark.parametrize(
    "asked",
    [
        "Who was the captain?",  # words of the language
        "Brega",  # a word of the library
        "Bréga",  # the same to full-text search
        "ran",  # too short
        "1931 and 1932",
        "Sirte",  # nothing near
        "",
    ],
)
def test_everything_else_stays_as_it_was_written(asked):
    assert mend(asked, known="who was the captain of and") == asked


def test_the_more_frequent_of_two_that_begin_alike_is_meant():
    assert mend("dome", {"dame": 2, "done": 5, "home": 90}) == "done"


def test_a_word_of_the_language_is_likelier_than_a_name_but_not_than_the_same_first_letter():
    assert mend("dome", {"dame": 2, "done": 5, "gome": 9}, known="dame gome") == "dame"


def test_a_known_word_with_an_ending_is_no_misspelling():
    assert mend("tougher", {"rougher": 5}, known="tough") == "tougher"
    assert mend("tougher", {"rougher": 5}, known="") == "rougher"


def test_diacritics_and_case_do_not_count():
    assert plain("Eyjafjallajökull") == "eyjafjallajokull"
    assert plain("Ålesund") == "alesund"


def test_variants_of_two_letters_by_hand():
    found = set(variants("ab"))
    assert {"a", "b", "ba", "cb", "ac", "cab", "acb", "abc"} <= found
    # 2 deletions, 1 swap, 25 * 2 replacements, 26 * 3 - 2 insertions ("aab" and "abb" come twice),
    # and the word itself.
    assert len(found) == 2 + 1 + 50 + 76 + 1


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("", "", 0), ("rain", "rain", 0), ("rain", "train", 1), ("rain", "rian", 1), ("ab", "", 2)],
)
def test_edits_by_hand(one, other, count):
    assert edits(one, other, 2) == count


@given(WORDS, WORDS)
def test_edits_are_symmetric_and_one_edit_is_a_variant(one, other):
    between = edits(one, other, 9)
    assert between == edits(other, one, 9)
    assert (between == 0) == (one == other)
    assert (between <= 1) == (one == other or other in set(variants(one)))
    assert min(edits(one, other, 2), 3) == min(between, 3)
