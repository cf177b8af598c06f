"""The sources beside the chat: found, opened whole, quoted, and another answer chosen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index import Article, Library
from tests.fakes import WordEmbedder
from tests.ui import chat_server as script
from tests.ui.conftest import served
from tests.ui.test_app_browser import ask, box, opened

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PHONE = {"width": 390, "height": 800}
# 200 kB, and what is asked for lies deep in it.
NOBODY = "The harbour chess final was won by nobody who sat there at all."
PARAGRAPHS = [f"Paragraph {n} tells at length of weather. " * 11 for n in range(450)]
LONG = "\n\n".join([*PARAGRAPHS[:300], NOBODY, *PARAGRAPHS[300:]]).strip()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A window, and the folder of its library, in which there is a long article too."""
    folder = tmp_path_factory.mktemp("sources")
    with Library(folder / "library", "words", load=lambda _: WordEmbedder()) as library:
        list(library.add([Article(LONG, "The long report", "/x/long", byline="Bo Ek")]))
    with served(folder) as address:
        yield address, folder / "library"


@pytest.fixture
def page(browser: Any, desk: tuple[str, Path]) -> Iterator[Any]:
    with opened(browser, desk[0]) as page:
        page.locator("button.example").first.wait_for()
        yield page


def in_view(element: Any) -> bool:
    return element.evaluate(
        """element => new Promise((resolve) =>
            new IntersectionObserver(([seen]) => resolve(seen.isIntersecting)).observe(element)
        )"""
    )


def comes_into_view(element: Any) -> None:
    element.evaluate(
        """element => new Promise((resolve) =>
            new IntersectionObserver(
                (seen) => seen.at(-1).isIntersecting && resolve()
            ).observe(element)
        )"""
    )


def focused(page: Any) -> str:
    return page.evaluate("document.activeElement.textContent")


def test_a_number_leads_to_its_source(page):
    first = ask(page, script.ASK_BRIDGE)
    assert page.locator("#sources .passage").text_content() == script.BRIDGE
    first.locator(".to-source").click()
    assert page.locator("#sources mark.shown").inner_text() == "Ada Lindqvist"
    first.locator(".to-source").press("Enter")  # who comes by the keyboard goes on there
    assert focused(page) == "Open the article"
    ask(page, script.ASK_LIST)
    first.locator(".to-source").click()  # an older reply has its passages in itself
    assert first.locator(".citation mark").is_visible()


def test_on_a_phone_a_number_leads_down_to_its_source(page):
    page.set_viewport_size(PHONE)
    reply = ask(page, script.ASK_LIST)
    third = page.locator("#source-3")
    page.evaluate("scrollTo(0, 0)")
    assert not in_view(third)
    reply.locator(".to-source").nth(2).click()
    comes_into_view(third)
    assert page.locator("#sources mark.shown").all_inner_texts() == ["Lamb"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_quotation_is_copied_in_every_form(page):
    ask(page, script.ASK_BRIDGE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copied = []
    for name in ("Plain", "Markdown", "APA"):
        page.get_by_role("button", name=name, exact=True).click()
        page.get_by_text("Copied", exact=True).wait_for()
        copied.append(page.evaluate("navigator.clipboard.readText()"))
        page.get_by_text("Copied", exact=True).wait_for(state="detached")
    assert copied == [
        "“Its engineer was Ada Lindqvist.” (The harbour bridge, The Gazette, 2020-05-04)",
        "> Its engineer was Ada Lindqvist.\n>\n> — The harbour bridge, *The Gazette*, 2020-05-04\n",
        "“Its engineer was Ada Lindqvist.” (“The harbour bridge,” 2020)\n\n"
        "The harbour bridge. (2020, May 4). The Gazette.",
    ]


def test_the_whole_article_opens_where_it_is_cited_and_closes_again(page):
    ask(page, script.ASK_BRIDGE)
    assert page.locator("#whole-article").text_content().strip() == ""
    opener = page.locator("#sources .open-article")
    reader = page.get_by_role("dialog", name="The harbour bridge")
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: reader.get_by_role("button", name="Back").click(),
        lambda: page.mouse.click(2, 2),
    ):
        opener.press("Enter")
        reader.wait_for()
        assert reader.locator("mark").inner_text() == "Ada Lindqvist"
        assert reader.locator(".text").text_content() == script.BRIDGE
        assert reader.locator(".where").inner_text() == "The Gazette · 2020-05-04"
        assert focused(page) == "Back"
        close()
        reader.wait_for(state="hidden")
        assert focused(page) == "Open the article"
    assert box(page).input_value() == ""


def test_a_long_article_opens_at_its_place_from_an_older_reply(page):
    reply = ask(page, script.ASK_UNKNOWN)
    ask(page, script.ASK_BRIDGE)
    reply.locator("summary").first.click()
    reply.locator(".open-article").first.click()
    reader = page.get_by_role("dialog", name="The long report")
    reader.wait_for()
    assert reader.locator(".text").text_content() == LONG
    assert reader.locator(".where").inner_text() == "Bo Ek"
    assert NOBODY in reader.locator(".cited").text_content()
    assert in_view(reader.locator(".cited"))
    assert not in_view(reader.locator(".title"))


def test_what_others_wrote_is_shown_as_it_is_in_the_whole_article_too(page):
    page.set_viewport_size(PHONE)
    ask(page, script.ASK_HOSTILE)
    page.locator("#sources .open-article").click()
    reader = page.get_by_role("dialog", name=script.HOSTILE_TITLE)
    reader.wait_for()
    assert reader.locator(".text").text_content() == script.HOSTILE
    assert reader.locator("mark").inner_text() == script.HOSTILE_ANSWER
    assert reader.locator("a, img, script, style, strong, em, code, li, h1, i").count() == 0
    assert reader.evaluate("dialog => dialog.scrollWidth - dialog.clientWidth") == 0


def test_another_answer_is_chosen_shown_and_kept(page, kept):
    reply = ask(page, script.ASK_BRIDGE)
    option = page.locator(".option")
    assert option.all_inner_texts() == ["1931 (73%) · The harbour bridge, The Gazette, 2020-05-04"]
    option.press("Enter")
    page.get_by_text("chosen by you").wait_for()
    assert reply.locator(".answer").inner_text() == "1931"
    assert page.locator("#sources mark").all_inner_texts() == ["1931"]
    year = script.BRIDGE.index("1931")
    assert kept() == [(script.ASK_BRIDGE, "Ada Lindqvist", "chosen", "1931", (year, year + 4))]
    assert option.all_inner_texts() == [
        "Ada Lindqvist (88%) · The harbour bridge, The Gazette, 2020-05-04"
    ]
    option.click()
    page.get_by_text("chosen by you").wait_for(state="detached")
    assert page.locator("#sources mark").all_inner_texts() == ["Ada Lindqvist"]
    assert [said[3] for said in kept()] == ["1931", "Ada Lindqvist"]


def test_articles_at_odds_are_shown_with_their_sentences_the_newer_first(page):
    odds = ask(page, script.ASK_AT_ODDS)
    assert odds.locator(".items .sentence").all_inner_texts() == [script.OWNERS, script.SKUA]
    assert odds.locator(".items .from").all_inner_texts() == [
        "Skua owners speak 2019-05-09",
        "The Skua 2019-05-05",
    ]
    assert page.locator(".option").count() == 0


def test_nothing_moves_while_an_answer_comes(page):
    for question in (script.ASK_NEWS, script.ASK_LIST):
        ask(page, question)
    page.evaluate(
        """() => {
            window.tops = new Set();
            new MutationObserver(() => {
                const asked = [...document.querySelectorAll("#chat .question")];
                if (asked.length > 2) window.tops.add(asked.at(-1).getBoundingClientRect().top);
            }).observe(document.getElementById("chat"), {childList: true, subtree: true});
        }"""
    )
    ask(page, script.ASK_SLOWLY)
    assert page.evaluate("window.tops.size") == 1
    assert in_view(page.locator(".question").last)
    assert in_view(page.locator(".reply .answer").last)
