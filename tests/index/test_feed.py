"""Feeds: what an entry says, and what is none."""

import pytest

from index import read_file

ITEM = "<item><guid>{guid}</guid><title>{title}</title><description>{text}</description></item>"


def feed(folder, *items, name="a.rss"):
    path = folder / name
    said = "".join(items)
    path.write_text(f"<rss version='2.0'><channel><title>Courier</title>{said}</channel></rss>")
    return path


def test_an_entry_without_text_and_one_that_repeats_an_id_fail_alone(tmp_path):
    path = feed(
        tmp_path,
        ITEM.format(guid="a", title="&lt;b&gt;Rain&lt;/b&gt; &amp;amp; snow", text="It rained."),
        ITEM.format(guid="b", title="Nothing", text=""),
        ITEM.format(guid="a", title="Again", text="It snowed."),
        "<item><description>It blew.</description></item>",
        name="a.xml",
    )
    rain, nothing, again, unnamed = read_file(path)
    assert (rain.title, rain.text, rain.source) == ("Rain & snow", "It rained.", "Courier")
    assert (nothing.origin, nothing.reason) == (f"{path}#b", "entry 2 has no text")
    assert again.reason == "entry 3 has the id of an entry before it"
    assert (unnamed.origin, unnamed.title) == (f"{path}#entry-4", "Courier")


def test_the_day_is_that_of_the_last_change_where_there_is_no_other(tmp_path):
    path = tmp_path / "a.atom"
    path.write_text(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Courier</title><entry><id>a</id>"
        "<title>Rain</title><summary>It rained.</summary><updated>2013-02-09T12:00:00Z</updated>"
        "<link href='javascript:alert(1)'/></entry></feed>"
    )
    (article,) = read_file(path)
    assert (article.date, article.url) == ("2013-02-09", "")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("<html><body>It rained.</body></html>", "it is no RSS or Atom feed"),
        ("It rained.", "it is no RSS or Atom feed"),
        ("\0\1", "it holds binary data, not text"),
        ("<rss version='2.0'><channel/></rss>", "the feed has no entries"),
    ],
)
def test_what_is_no_feed_is_refused(tmp_path, said, told):
    path = tmp_path / "a.xml"
    path.write_text(said)
    (failure,) = read_file(path)
    assert failure.reason == told
