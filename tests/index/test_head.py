"""What the first lines of a text say of it."""

import pytest

from index import read_paths
from index.formats.head import Head, head


@pytest.mark.parametrize(
    ("line", "agency", "date"),
    [
        ("BREGA, Libya (Reuters) - Rebels fled.", "Reuters", ""),
        ("BREGA, Libya, March 31, 2011 (Reuters) - Rebels fled.", "Reuters", "2011-03-31"),
        ("LONDON (AP) — Rain fell.", "AP", ""),
        ("NEW YORK, Jan. 5 (Associated Press) -- Rain fell.", "Associated Press", ""),
        ("BENGHAZI, Libya — Rebels fled.", "", ""),
        ("NASA — a history", "", ""),
        ("The UN (Geneva) - said so.", "", ""),
    ],
)
def test_a_dateline_names_the_agency_and_the_day(line, agency, date):
    said = head(f"Title\n\n{line}")
    assert (said.title, said.agency, said.date) == ("Title", agency, date)


def test_a_text_that_opens_with_its_dateline_has_no_title(tmp_path):
    (tmp_path / "rebels-flee.txt").write_text("BREGA, Libya (Reuters) - Rebels fled.")
    (article,) = read_paths([str(tmp_path)])
    assert (article.title, article.source) == ("rebels flee", "Reuters")


def test_a_title_in_capitals_with_a_dash_is_a_title():
    assert head("NATO - a history\nBy Ann Lee") == Head("NATO - a history", "Ann Lee")
