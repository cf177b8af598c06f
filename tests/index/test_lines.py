"""Lines that a program broke become paragraphs; those that an author broke stay."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lines import led_on, starts_anew, unwrapped, word_counts

PROSE = (
    "It was the best of times for the men who had built the wall, and it was the worst of times "
    "for those who had to guard it. The officers, well-dressed and well-paid, slept until noon; "
    "the soldiers, Anglo-American to a man, did not sleep at all."
)
VERSE = "The tide came in,\nthe tide went out,\nand nobody was there to see\nwhat it was all about."


@pytest.mark.parametrize("width", [50, 66, 72, 79])
def test_wrapped_paragraphs_are_joined(width):
    wrapped = "\n\n".join(textwrap.fill(PROSE, width) for _ in range(2))
    assert unwrapped(wrapped) == f"{PROSE}\n\n{PROSE}"


def test_a_short_line_ends_a_paragraph_without_a_blank_line():
    wrapped = textwrap.fill(PROSE, 70) + "\n" + textwrap.fill(PROSE, 70)
    assert unwrapped(wrapped) == f"{PROSE}\n{PROSE}"


@pytest.mark.parametrize(
    "block",
    [
        VERSE,
        "- one\n- two\n- three",
        "1. The first thing that has to be done before anything else is, well, begun\n2. The other",
        "Ann Lee\n12 Long Road\nHallow",
        "Year\tShips\n1931\t4\n1932\t7",
        "Year      Ships built in the yard at Calder and those that were sold later on\n1931   4",
        "> It was the best of times for the men who had built the wall, it was the\n> worst of all",
        "    An indented line\n        and one that is indented more",
    ],
    ids=["verse", "list", "numbers", "address", "tabs", "columns", "quoted mail", "indented"],
)
def test_what_an_author_broke_stays(block):
    wrapped = textwrap.fill(PROSE, 74)
    assert unwrapped(block) == block
    assert unwrapped(f"{wrapped}\n\n{block}\n\n{wrapped}") == f"{PROSE}\n\n{block}\n\n{PROSE}"


@pytest.mark.parametrize(
    ("line", "anew"),
    [
        ("By Ann Lee", True),
        ("BY ANN LEE AND BO EK", True),
        ("By Émile van der Berg, who is our man in Oslo", True),
        ("by the men who had built the wall", False),
        ("By Friday the wall was down.", False),
        ("March 31, 2011", True),
        ("in March 2011 the wall came down", False),
        ("- a wall", True),
        ("> a wall", True),
    ],
)
def test_a_line_that_starts_anew_is_told_by_how_it_begins(line, anew):
    assert starts_anew(line) is anew


def test_title_byline_and_date_stay_on_their_lines():
    head = "The men who built the wall and those who guarded it for seventy years\nBy Ann Lee\n"
    text = f"{head}March 31, 2011\n{textwrap.fill(PROSE, 70)}"
    assert unwrapped(text) == f"{head}March 31, 2011\n{PROSE}"


def test_a_line_that_is_too_long_to_be_wrapped_says_nothing_of_the_width():
    address = "https://example.org/" + "a" * 90
    text = f"{textwrap.fill(PROSE, 70)}\n\n{address}\nIt is there."
    assert unwrapped(text) == f"{PROSE}\n\n{address}\nIt is there."


@given(st.lists(st.text("ab .-\n", max_size=120), max_size=12))
def test_no_character_but_blanks_and_hyphens_is_lost(lines):
    text = "\n".join(lines)
    kept = str.maketrans("", "", " \n-")
    assert unwrapped(text).translate(kept) == text.translate(kept)


@pytest.mark.parametrize(
    ("line", "more", "elsewhere", "typeset", "whole"),
    [
        ("on Fri-", "day it", "", True, "on Friday it"),
        ("on Fri-", "day it", "", False, "on Fri-day it"),
        ("on Fri-", "day it", "Friday", False, "on Friday it"),
        ("the oil-", "rich east", "the oil-rich east", True, "the oil-rich east"),
        ("the oil-", "rich east", "rich in oil", True, "the oil-rich east"),
        ("a self-", "made man", "", True, "a self-made man"),
        ("an Anglo-", "American", "", True, "an Anglo-American"),
        ("in mid-", "2010 he", "", True, "in mid-2010 he"),
        ("they –", "all of", "", True, "they – all of"),
        ("they -", "all of", "", True, "they - all of"),
        ("It was", "so.", "", True, "It was so."),
    ],
)
def test_a_word_that_is_parted_at_a_line_end_is_made_whole(line, more, elsewhere, typeset, whole):
    assert led_on(line, more, word_counts(elsewhere), typeset=typeset) + more == whole


def test_the_halves_of_a_broken_word_are_no_words():
    assert word_counts("the oil-\nrich east, well-known") == {"the": 1, "east": 1, "well-known": 1}
