"""Where a document's pages start once their lines are paragraphs."""

import pytest

from index.formats.pdf import joined

# Lines of 40 characters, so that one that is much shorter ends its paragraph.
LONG = "The ferry carried its passengers all day"
MORE = "and all night until it sank in the storm"


@pytest.mark.parametrize(
    ("pages", "text", "starts"),
    [
        ((f"{LONG}\n{MORE}", "of May."), f"{LONG} {MORE} of May.", (0, 82)),
        ((f"{LONG}\n{MORE}", f"ended.\n{LONG}"), f"{LONG} {MORE} ended.\n\n{LONG}", (0, 82)),
        ((f"{LONG}\nand ended.", f"{LONG}."), f"{LONG} and ended.\n\n{LONG}.", (0, 53)),
        ((f"{LONG} sev-", f"eral times\n\n{MORE}"), f"{LONG} several times\n\n{MORE}", (0, 44)),
        (("", LONG, "", MORE, ""), f"{LONG} {MORE}", (0, 0, 41, 41, 81)),
        (("", ""), "", (0, 0)),
        (
            [f"Gazette\n\n{line}\nPage {n} of 3" for n, line in enumerate((LONG, MORE, "ended."))],
            f"{LONG} {MORE} ended.",
            (0, 41, 82),
        ),
        ((f"{LONG}\nBy Ann Lee",), f"{LONG}\n\nBy Ann Lee", (0,)),
        ((f"{LONG}\nby the hour",), f"{LONG} by the hour", (0,)),
    ],
    ids="sentence over end hyphen empty none running byline by".split(),
)  # fmt: skip
def test_lines_become_paragraphs_and_pages_keep_their_starts(pages, text, starts):
    assert joined(list(pages)) == (text, starts)
