"""What programs broke in a text is mended; what people wrote is not touched."""

import pytest

from index import read_paths
from index.mend import mended


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("It wasnâ€™t Ã©tÃ© in MÃ¼nchen", "It wasn’t été in München"),
        ("the oﬃce ﬁles ﬂow", "the office files flow"),
        ("co\u00adoperation, inter\u00ad\nnational", "cooperation, international"),
        ("zero\u200bwidth \u200e1969\u200f \ufeffmark", "zerowidth 1969 mark"),
        ("word\u2060joiner", "wordjoiner"),
        ("Cafe\u0301", "Café"),
        ("He left\x85 and\x93so\x94 on", "He left… and“so” on"),
    ],
    ids=["mojibake", "ligature", "soft hyphen", "invisible", "joiner", "accent", "control quotes"],
)  # fmt: skip
def test_what_programs_broke_is_mended(raw, stored):
    assert mended(raw) == stored


@pytest.mark.parametrize(
    "text",
    [
        '“Curly” and "straight", it\'s and it’s',
        "Ｆｕｌｌｗｉｄｔｈ １２３",
        "AT&amp;T wrote &lt;b&gt;",
        "à la carte, São Paulo, Łódź, 5 °C, naïve",
        "👨‍👩‍👧 and می‌خواهم",
        "A tab\there, a – dash — and an… ellipsis",
    ],
)
def test_what_people_wrote_stays(text):
    assert mended(text) == text


def test_files_are_mended_before_they_are_stored(tmp_path):
    (tmp_path / "a.txt").write_text("The ﬁrst cafÃ©\n\nIt cost Â£5.", encoding="utf-8")
    (article,) = read_paths([str(tmp_path)])
    assert (article.title, article.text) == ("The first café", "The first café\n\nIt cost £5.")
