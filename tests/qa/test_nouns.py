"""Nouns by their lists and endings."""

import pytest

from qa.nouns import sort_of


@pytest.mark.parametrize("noun", ["nationalist", "cyclists", "steelworker", "shipowners", "pilot"])
def test_trades_and_beliefs_are_of_people(noun):
    assert sort_of(noun) == "person"


@pytest.mark.parametrize("noun", ["checklist", "playlists", "shortlist", "twist", "wrists"])
def test_not_all_that_ends_like_one_is_a_trade(noun):
    assert sort_of(noun) == "thing"
