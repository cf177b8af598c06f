"""Chats and filters as people meet them: a real server, and a browser of their own for each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.ui import chat_server as script
from tests.ui.conftest import served
from tests.ui.test_app_browser import ask, box, opened

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def person(strangers: Any) -> Iterator[Any]:
    """A browser that has never been here."""
    with strangers.new_context() as context:
        yield context


@pytest.fixture
def page(person: Any, window: str) -> Iterator[Any]:
    with opened(person, window) as page:
        arrived(page)
        yield page


def arrived(page: Any) -> None:
    """Wait until the page knows whose it is."""
    page.wait_for_url("**/?chat=*")


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def chats(page: Any) -> Any:
    return page.locator("#listed label")


def titles(page: Any, *expected: str) -> None:
    """Wait until the list shows these, which it may be about to."""
    page.wait_for_function(
        """expected => {
            const labels = [...document.querySelectorAll("#listed label")];
            const shown = labels.map(label => label.textContent.trim());
            return JSON.stringify(shown) === JSON.stringify(expected);
        }""",
        arg=list(expected),
    )


def questions(page: Any, *expected: str) -> None:
    """Wait until the page shows these."""
    page.wait_for_function(
        """expected => {
            const shown = [...document.querySelectorAll("#chat .question")].map(q => q.innerText);
            return JSON.stringify(shown) === JSON.stringify(expected);
        }""",
        arg=list(expected),
    )


def test_chats_are_listed_opened_renamed_searched_deleted_and_put_back(page):
    press(page, "Chats")
    assert page.locator("#chats .hint").inner_text() == "Chats that you begin are listed here."
    assert not page.get_by_role("button", name="New chat").is_visible()
    ask(page, script.ASK_BRIDGE)
    titles(page, script.ASK_BRIDGE)
    press(page, "New chat")
    questions(page)
    ask(page, script.ASK_LIST)
    titles(page, script.ASK_LIST, script.ASK_BRIDGE)
    assert not page.locator("#chats").is_visible()  # it went when there was something to read
    press(page, "Like")
    page.get_by_role("button", name="Liked").wait_for()
    press(page, "Chats")
    chats(page).nth(1).click()
    questions(page, script.ASK_BRIDGE)
    page.get_by_role("button", name="Like", exact=True).wait_for()  # of another answer
    assert page.locator("#sources mark").inner_text() == "Ada Lindqvist"
    # What goes on here goes on from here.
    assert ask(page, script.ASK_FOLLOWING).locator(".answer").inner_text() == "1931"
    titles(page, script.ASK_BRIDGE, script.ASK_LIST)
    press(page, "Rename")
    title = page.get_by_label("The chat’s title")
    assert title.input_value() == script.ASK_BRIDGE
    title.fill("Builders & <b>bridges</b>")
    title.press("Enter")
    titles(page, "Builders & <b>bridges</b>", script.ASK_LIST)
    press(page, "Delete")
    questions(page)
    titles(page, script.ASK_LIST)
    press(page, "Undo")
    questions(page, script.ASK_BRIDGE, script.ASK_FOLLOWING)
    press(page, "Chats")
    page.get_by_label("Search your chats").fill("torrance")
    titles(page, script.ASK_LIST)
    page.get_by_label("Search your chats").fill("zebra")
    page.get_by_text("No chat has these words.").wait_for()


def test_a_chat_is_exported_as_markdown(page):
    ask(page, script.ASK_BRIDGE)
    for _ in range(2):  # the second time it is the same, and saved again
        with page.expect_download() as download:
            press(page, "Export")
        assert download.value.suggested_filename == "who-built-the-harbour-bridge.md"
        assert Path(download.value.path()).read_text(encoding="utf-8") == (
            "# Who built the harbour bridge?\n\n## Who built the harbour bridge?\n\n"
            "**Ada Lindqvist** (Probably (88%))\n\n> Its engineer was Ada Lindqvist. [1]\n\n"
            "## References\n\n1. The harbour bridge, The Gazette, 2020-05-04\n"
        )


def test_a_chat_outlives_a_reload_and_the_server(person, tmp_path):
    with served(tmp_path) as address, opened(person, address) as page:
        arrived(page)
        ask(page, script.ASK_BRIDGE)
        reply = page.locator(".reply").inner_html()
        page.reload()
        questions(page, script.ASK_BRIDGE)
        assert page.locator(".reply").inner_html() == reply
        chat = page.url
    with served(tmp_path, f"--port={urlsplit(address).port}"), opened(person, address) as page:
        page.goto(chat)
        questions(page, script.ASK_BRIDGE)
        assert page.locator(".reply").inner_html() == reply
        assert ask(page, script.ASK_FOLLOWING).locator(".answer").inner_text() == "1931"
        press(page, "Chats")
        titles(page, script.ASK_BRIDGE)


def test_nobody_sees_the_chat_of_another(strangers, window, page):
    ask(page, script.ASK_BRIDGE)
    with strangers.new_context() as stranger, opened(stranger, window) as other:
        other.goto(page.url)
        other.locator("button.example").first.wait_for()
        other.wait_for_function("before => location.href !== before", arg=page.url)
        assert other.locator(".question").count() == 0
        press(other, "Chats")
        assert chats(other).count() == 0
        ask(other, script.ASK_LIST)
        titles(other, script.ASK_LIST)
    page.reload()
    questions(page, script.ASK_BRIDGE)


def test_a_question_is_answered_in_the_chat_that_it_was_asked_in(page):
    ask(page, script.ASK_LIST)
    box(page).fill(script.ASK_SLOWLY)
    box(page).press("Enter")
    page.locator(".searching").wait_for()
    press(page, "New chat")
    questions(page)
    assert ask(page, script.ASK_BRIDGE).locator(".answer").inner_text() == "Ada Lindqvist"
    questions(page, script.ASK_BRIDGE)
    press(page, "Chats")
    titles(page, script.ASK_BRIDGE, script.ASK_LIST)
    chats(page).nth(1).click()
    questions(page, script.ASK_LIST, script.ASK_SLOWLY)
    assert page.locator(".answer").inner_text() == "1931"


def test_filters_are_obeyed_and_seen_to_be(page):
    page.get_by_role("button", name="Filter by date").click()
    page.get_by_label("Since").fill("soon")
    page.get_by_label("Since").press("Tab")
    page.get_by_text("'soon' is not a date such as 2011-03-31.").wait_for()
    assert "'soon' is not a date" in ask(page, script.ASK_AT_ODDS).inner_text()
    page.get_by_label("Since").fill("2019-05-06")
    page.get_by_label("Since").press("Tab")
    line = page.locator("#limits-line")
    line.get_by_text("Only articles since 2019-05-06.").wait_for()
    # Of the two that are at odds, one alone is meant.
    reply = ask(page, script.ASK_AT_ODDS)
    assert reply.locator(".answer").inner_text() == "Four"
    assert page.locator("#chat .limited").inner_text() == "Only articles since 2019-05-06."
    press(page, "Clear")
    line.locator(".limited").wait_for(state="detached")
    page.get_by_label("Sources").click()
    page.get_by_role("option", name="The Gull").click()
    line.get_by_text("Only articles from The Gull.").wait_for()
    reply = ask(page, script.ASK_BRIDGE)
    assert reply.locator(".answer").inner_text() == "I found no answer in your articles."
    assert page.locator("#chat .limited").last.inner_text() == "Only articles from The Gull."


def test_chats_and_filters_fit_a_phone_and_are_reached_by_keyboard(page):
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, script.ASK_BRIDGE)
    press(page, "New chat")
    questions(page)
    ask(page, script.ASK_LIST)
    titles(page, script.ASK_LIST, script.ASK_BRIDGE)
    assert not page.locator("#chats").is_visible()
    show = page.get_by_role("button", name="Chats", exact=True)
    show.focus()
    page.keyboard.press("Enter")
    assert show.get_attribute("aria-expanded") == "true"
    assert page.get_by_label("Search your chats").evaluate("e => e === document.activeElement")
    for key in ("Tab", "Tab", "Space"):  # past the chat that is open, to the other
        page.keyboard.press(key)
    questions(page, script.ASK_BRIDGE)
    assert not page.locator("#chats").is_visible()
    page.get_by_role("button", name="Filter by date").click()
    page.get_by_label("Since").wait_for()
    press(page, "Rename")
    page.get_by_label("The chat’s title").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_label("The chat’s title").press("Escape")
    page.get_by_label("The chat’s title").wait_for(state="hidden")
