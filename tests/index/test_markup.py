"""The text that a reader of HTML sees."""

import pytest

from index.formats.markup import Marked, read_markup


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>It   <b>rain</b>ed.\n Hard.<p>It blew.", "It rained. Hard.\n\nIt blew."),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c"),
        ("<ul><li>One<li>Two</ul>", "One\n\nTwo"),
        ("<p>Café &amp; b&#97;r &lt;3</p>", "Café & bar <3"),
        ("a<script>x</script>b<style>y</style><!-- z -->c", "abc"),
        ("<tr><td>1931</td><td>4</td></tr>", "1931 | 4"),
        ("<table><tr><td>1931<td><p>4 ships</table>After", "1931 | 4 ships\n\nAfter"),
        (
            "<table><tr><td><p>One.<p>Two.</td><td>Three.</td></tr></table>",
            "One.\n\nTwo.\n\nThree.",
        ),
        ("<?xml version='1.0' encoding='x'?><html><title/><p>a</p></html>", "a"),
        ("<p>a</i></div></p><p>b", "a\n\nb"),
        ("<!-- a -->", ""),
        ("", ""),
    ],
    ids="inline breaks pre list entities unseen row table layout xhtml broken comment none".split(),
)
def test_markup_is_the_text_that_is_seen(markup, text):
    assert read_markup(markup).text == text


def test_the_heading_is_the_first_or_else_the_pages_title():
    page = "<html><head><title>Book</title></head><body>{}<p>It rained.</p></body></html>"
    assert read_markup(page.format("<h2>One</h2><h1>Two</h1>")).heading == "One"
    assert read_markup(page.format("")) == Marked("It rained.", "Book")
