"""The chat window as its user meets it: a real server, a real library, headless Chromium."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from index import MAX_FILE_BYTES
from tests.ui import chat_server as script

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def page(browser: Any, window: str) -> Iterator[Any]:
    """The window, freshly opened; afterwards it must not have complained, nor gone elsewhere."""
    with opened(browser, window) as page:
        page.locator("button.example").first.wait_for()
        yield page


@contextmanager
def opened(browser: Any, address: str) -> Iterator[Any]:
    complaints: list[str] = []
    asked_for: list[str] = []
    page = browser.new_page()
    page.set_default_timeout(20_000)
    page.on("request", lambda request: asked_for.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None,
    )
    page.goto(address)
    yield page
    hacked = page.evaluate("window.hacked")
    page.close()
    elsewhere = [url for url in asked_for if not url.startswith((address, "data:", "blob:"))]
    assert (complaints, elsewhere, hacked) == ([], [], None)


def box(page: Any) -> Any:
    return page.get_by_label("Your question")


def ask(page: Any, question: str) -> Any:
    """Ask by Enter, and return the reply when it is there."""
    replies = page.locator(".reply, .notice")
    before = replies.count()
    box(page).fill(question)
    box(page).press("Enter")
    replies.nth(before).wait_for()
    # The box is emptied by an answer of its own, which may come late.
    page.wait_for_function("box => box.value === ''", arg=box(page).element_handle())
    return replies.nth(before)


def test_a_question_is_answered_and_cited(page):
    assert page.title() == "Clippings"
    assert page.locator(".masthead p").inner_text() == (
        "Answers from your 5 articles, in their own words."
    )
    reply = ask(page, script.ASK_BRIDGE)
    assert reply.locator(".answer").inner_text() == "Ada Lindqvist"
    assert reply.locator(".confidence").inner_text() == "Probably (88%)"
    assert reply.locator(".sentence").inner_text() == "Its engineer was Ada Lindqvist.\xa0[1]"
    citation = reply.locator(".citation")
    summary = "[1] The harbour bridge The Gazette · 2020-05-04"
    assert citation.locator("summary").inner_text() == summary
    assert not citation.locator("mark").is_visible()
    citation.locator("summary").click()
    assert citation.locator("mark").is_visible()
    assert citation.locator("mark").inner_text() == "Ada Lindqvist"
    assert citation.locator(".passage").text_content() == script.BRIDGE


def test_an_example_is_asked_at_once(page):
    page.get_by_role("button", name=script.ASK_BRIDGE).click()
    page.locator(".reply").wait_for()
    assert page.locator(".question").all_inner_texts() == [script.ASK_BRIDGE]
    assert page.locator(".answer").all_inner_texts() == ["Ada Lindqvist"]
    assert page.locator("button.example").count() == 0


def test_a_question_without_an_answer_shows_what_is_near(page):
    reply = ask(page, script.ASK_UNKNOWN)
    assert reply.locator(".answer").inner_text() == "I found no answer in your articles."
    assert reply.locator(".citation, mark").count() == 0
    nearest = reply.locator(".nearest")
    assert nearest.first.locator(".title").inner_text() == "The harbour bridge"
    nearest.first.locator("summary").click()
    assert nearest.first.locator(".passage").is_visible()


def test_what_others_wrote_is_shown_as_it_is(page):
    reply = ask(page, script.ASK_HOSTILE)
    reply.locator(".citation summary").click()
    assert page.locator(".question").inner_text() == script.ASK_HOSTILE
    assert reply.locator(".answer").inner_text() == script.HOSTILE_ANSWER
    assert reply.locator(".title").inner_text() == script.HOSTILE_TITLE
    assert reply.locator(".where").inner_text() == "<i>source</i>"
    assert reply.locator(".passage").text_content() == script.HOSTILE
    assert reply.locator(".passage mark").inner_text() == script.HOSTILE_ANSWER
    foreign = "a, img, script, style, strong, em, code, li, h1, i, .katex"
    assert page.locator(".message-content").locator(foreign).count() == 0
    assert page.locator("#ask").is_visible()  # no style took the page away


def test_an_empty_question_does_nothing(page):
    for question in ("", "   "):
        box(page).fill(question)
        box(page).press("Enter")
        page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_timeout(500)
    assert page.locator(".question").count() == 0
    assert page.locator("button.example").count() == 2
    assert ask(page, script.ASK_BRIDGE).locator(".answer").inner_text() == "Ada Lindqvist"


def test_the_box_has_the_focus_and_is_emptied_while_the_answer_is_sought(page):
    assert box(page).evaluate("box => box === document.activeElement")
    page.keyboard.type(script.ASK_SLOWLY)
    page.keyboard.press("Enter")
    page.locator(".searching").wait_for()
    page.wait_for_function("box => box.value === ''", arg=box(page).element_handle())
    assert page.locator(".question").inner_text() == script.ASK_SLOWLY
    page.locator(".reply").wait_for()
    assert page.locator(".searching").count() == 0
    assert box(page).evaluate("box => box === document.activeElement")


def test_questions_follow_each_other(page):
    ask(page, script.ASK_UNKNOWN)
    box(page).fill(script.ASK_BRIDGE)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".reply").nth(1).wait_for()
    assert page.locator(".question").all_inner_texts() == [script.ASK_UNKNOWN, script.ASK_BRIDGE]
    assert page.locator(".answer").all_inner_texts() == [
        "I found no answer in your articles.",
        "Ada Lindqvist",
    ]


def test_every_kind_of_question_is_shown_in_its_own_form(page):
    items = ask(page, script.ASK_LIST)
    assert items.locator(".items li").all_inner_texts() == [
        "Torrance\xa0[1]",
        "Quay\xa0[2]",
        "Lamb\xa0[3]",
    ]
    assert page.locator("#sources mark").all_inner_texts() == ["Torrance", "Quay", "Lamb"]
    whether = ask(page, script.ASK_WHETHER)
    assert whether.locator(".heading").inner_text() == "What your articles say that bears on it:"
    assert whether.locator(".sentence").first.inner_text() == (
        "Nobody drowned when the Arvid ran aground.\xa0[1]"
    )
    assert whether.locator(".answer, .confidence").count() == 0
    why = ask(page, script.ASK_WHY)
    assert why.locator(".answer").inner_text() == "ran aground"
    news = ask(page, script.ASK_NEWS)
    assert news.locator(".label").all_text_contents() == ["2019-05-05", "2019-05-09"]
    odds = ask(page, script.ASK_AT_ODDS)
    assert odds.locator(".item").all_inner_texts() == ["Four", "Nine"]
    assert odds.locator(".from .date").all_inner_texts() == ["2019-05-09", "2019-05-05"]


def test_a_follow_up_says_what_it_was_understood_as_and_can_be_put_differently(page):
    ask(page, script.ASK_BRIDGE)
    reply = ask(page, script.ASK_FOLLOWING)
    assert reply.locator(".answer").inner_text() == "1931"
    understood = page.locator(".understood")
    assert understood.locator("q").inner_text() == script.FOLLOWED
    understood.locator("q").click()
    assert box(page).input_value() == script.FOLLOWED
    box(page).fill("")
    understood.get_by_role("button").press("Enter")
    assert box(page).evaluate("box => box === document.activeElement")
    page.keyboard.type(" Indeed?")
    assert box(page).input_value() == f"{script.FOLLOWED} Indeed?"


def test_a_search_is_stopped_and_the_next_question_is_answered(page):
    box(page).fill(script.ASK_SLOWLY)
    box(page).press("Enter")
    page.get_by_role("button", name="Stop", exact=True).click()
    page.locator(".notice").wait_for()
    assert page.locator(".searching").count() == 0
    assert not page.get_by_role("button", name="Stop", exact=True).is_visible()
    assert ask(page, script.ASK_BRIDGE).locator(".answer").inner_text() == "Ada Lindqvist"
    assert page.locator(".answer").count() == 1


def test_a_question_asked_meanwhile_waits_for_its_turn(page):
    box(page).fill(script.ASK_SLOWLY)
    box(page).press("Enter")
    page.locator(".searching").wait_for()
    page.wait_for_function("box => box.value === ''", arg=box(page).element_handle())
    box(page).fill(script.ASK_BRIDGE)
    box(page).press("Enter")
    page.locator(".answer").nth(1).wait_for()
    assert page.locator(".answer").all_inner_texts() == ["1931", "Ada Lindqvist"]


def test_a_question_that_cannot_be_asked_is_refused_politely(page):
    notice = ask(page, "x" * 501)
    assert notice.inner_text() == (
        "The question has 501 characters and the limit is 500: ask for one fact at a time."
    )
    assert len(page.locator(".question").inner_text()) == 301


def test_a_bug_leaves_no_search_behind_it(page):
    box(page).fill(script.ASK_BROKEN)
    box(page).press("Enter")
    page.get_by_test_id("toast-body").wait_for()
    assert page.locator(".searching").count() == 0
    assert ask(page, script.ASK_BRIDGE).locator(".answer").inner_text() == "Ada Lindqvist"


def test_it_fits_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 640})
    ask(page, script.ASK_HOSTILE).locator(".citation summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator("#chat").evaluate("chat => chat.scrollWidth - chat.clientWidth") == 0


def get(address: str, **headers: str) -> Any:
    return urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20)


def test_programs_may_ask_and_do_nothing_else(window):
    with get(f"{window}gradio_api/info") as info:
        assert list(json.load(info)["named_endpoints"]) == ["/ask", "/search"]
    question = json.dumps({"question": script.ASK_BRIDGE}).encode()
    call = urllib.request.Request(f"{window}gradio_api/call/v2/ask", question, JSON)
    with urllib.request.urlopen(call, timeout=20) as started:
        event = json.load(started)["event_id"]
    with get(f"{window}gradio_api/call/ask/{event}") as stream:
        answer = json.loads(stream.read().decode().split("data: ")[1])[0]
    assert answer["answer"] == "Ada Lindqvist"
    assert answer["citations"][0]["passage"] == script.BRIDGE


def post(address: str, data: bytes, **headers: str) -> Any:
    return urllib.request.urlopen(urllib.request.Request(address, data, headers), timeout=20)


def part(name: str, content: bytes) -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n--x--\r\n"


def test_a_file_can_be_uploaded_where_nobody_else_can_read_it_and_none_that_is_too_large(window):
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    with post(f"{window}gradio_api/upload", part("a.txt", b"Ada"), **form) as done:
        (file,) = map(Path, json.load(done))
    assert (file.name, file.read_bytes()) == ("a.txt", b"Ada")
    assert file.parents[1].stat().st_mode & 0o077 == 0
    large = part("b.txt", b"x" * (MAX_FILE_BYTES + 1))
    with pytest.raises(urllib.error.HTTPError, match="413") as refused:
        post(f"{window}gradio_api/upload", large, **form)
    refused.value.close()


@pytest.mark.parametrize("path", ["openapi.json", "gradio_api/openapi.json", "docs", "redoc"])
def test_what_the_window_has_no_use_for_is_closed(window, path):
    with pytest.raises(urllib.error.HTTPError, match="404") as refused:
        get(window + path)
    refused.value.close()


def test_other_sites_are_kept_out(window):
    with get(window, Origin="http://example.org") as response:
        assert "access-control-allow-origin" not in response.headers
        assert "default-src 'self'" in response.headers["content-security-policy"]
    with pytest.raises(urllib.error.HTTPError, match="400") as refused:
        get(window, Host="example.org")
    refused.value.close()


def test_with_auth_nothing_is_told_before_login(locked_window):
    with get(locked_window) as response:
        page = response.read().decode()
    assert "Answers from your" not in page
    assert script.ASK_BRIDGE not in page
    question = json.dumps({"data": [script.ASK_BRIDGE]}).encode()
    for path, data in (
        ("config", None),
        ("gradio_api/info", None),
        ("gradio_api/call/ask", question),
        ("gradio_api/upload", question),
    ):
        call = urllib.request.Request(locked_window + path, data, JSON)
        with pytest.raises(urllib.error.HTTPError, match="401") as refused:
            urllib.request.urlopen(call, timeout=20)
        refused.value.close()


def test_the_right_name_and_password_open_the_window(browser, locked_window):
    with opened(browser, locked_window) as page:
        page.get_by_label("username").fill("reader")
        page.get_by_label("password").fill("secret")
        page.get_by_role("button", name="Login").click()
        assert ask(page, script.ASK_BRIDGE).locator(".answer").inner_text() == "Ada Lindqvist"
