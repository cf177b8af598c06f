"""What a person may say of an article, and ask for: days, addresses and tags."""

import pytest

from index import EDITABLE, EVERYTHING, Article, Filter, MetadataError
from index.metadata import checked_date, checked_edits, each_once, edited


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2011-03-31", "2011-03-31"),
        (" 2011-03-31 ", "2011-03-31"),
        ("20110331", "2011-03-31"),
        ("", ""),
    ],
)
def test_a_day_is_stored_as_iso_8601(said, day):
    assert checked_date(said) == day


@pytest.mark.parametrize("said", ["2011-02-30", "31 March 2011", "2011-13-01", "soon", "2011"])
def test_what_is_no_day_is_refused(said):
    with pytest.raises(MetadataError, match=f"'{said}' is not a date such as 2011-03-31"):
        checked_date(said)
    with pytest.raises(MetadataError):
        Filter(until=said)


def test_a_filter_asks_for_something_or_for_everything():
    assert not EVERYTHING
    assert all([Filter(since="2011-01-01"), Filter(sources=("Planet",)), Filter(tags=("rain",))])
    assert Filter("20110101", "20111231") == Filter("2011-01-01", "2011-12-31")
    with pytest.raises(MetadataError, match="No day is since 2012-01-01 and until 2011-01-01"):
        Filter("2012-01-01", "2011-01-01")


def test_edits_are_cleaned_and_checked():
    said = {"title": " The\nflood ", "date": "20110331", "url": "", "tags": ["Rain", "rain", " "]}
    assert checked_edits(said) == {
        "title": "The flood",
        "date": "2011-03-31",
        "url": "",
        "tags": ["Rain"],
    }
    assert checked_edits({"url": "https://example.org/1"}) == {"url": "https://example.org/1"}
    for wrong in ("example.org/1", "javascript:alert(1)", "https://"):
        with pytest.raises(MetadataError, match="is not a web address"):
            checked_edits({"url": wrong})
    with pytest.raises(MetadataError, match="A title has to"):
        checked_edits({"title": " \n"})
    with pytest.raises(ValueError, match="'text' cannot be edited"):
        checked_edits({"text": "Other words."})


def test_an_edit_changes_what_it_names_and_nothing_else():
    article = Article("It rose.", "Flood", "/a.txt", "Planet", "Ann", "2011-03-31", tags=("rain",))
    assert edited(article, {}) == article
    after = edited(article, {"byline": "Bo", "tags": ["hail", "snow"]})
    assert (after.byline, after.tags, after.id) == ("Bo", ("hail", "snow"), article.id)
    assert {name for name in EDITABLE if getattr(after, name) != getattr(article, name)} == {
        "byline",
        "tags",
    }


def test_tags_are_each_told_once_as_first_spelt():
    assert each_once(["Straße", "STRASSE", "", "sea  level"]) == ["Straße", "sea level"]
