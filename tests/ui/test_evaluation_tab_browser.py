"""An evaluation as a person makes it: in the window, over the scripted library."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.ui import chat_server as script

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

GOLD = [
    {"id": "1", "question": script.ASK_BRIDGE, "answers": ["Ada Lindqvist"]},
    {"id": "2", "question": script.ASK_LIST, "answers": ["Torrance, Quay and Lamb"]},
    {"id": "3", "question": script.ASK_UNKNOWN, "answers": []},
    {"id": "4", "question": script.ASK_AT_ODDS, "answers": ["Four"]},
]


@pytest.fixture
def page(browser: Any, window: str) -> Iterator[Any]:
    """The evaluation in a freshly opened window; nothing may have been asked of elsewhere."""
    page = browser.new_page()
    page.set_default_timeout(20_000)
    complaints: list[str] = []
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.goto(window)
    page.get_by_role("tab", name="Evaluation").click()
    page.locator(".evaluation").wait_for()
    yield page
    page.close()
    assert complaints == []
    assert [url for url in asked_for if not url.startswith((window, "data:", "blob:"))] == []


def drop(page: Any, tmp_path: Path, name: str, gold: list[dict[str, Any]]) -> None:
    """Choose a gold file of one's own."""
    (tmp_path / name).write_text("\n".join(map(json.dumps, gold)))
    page.get_by_label("A file of mine").check()
    page.locator("#gold-file input[type=file]").set_input_files(tmp_path / name)
    page.locator("#gold-file").get_by_text(name.removesuffix(".jsonl")).first.wait_for()


def told(page: Any, words: str) -> Any:
    """What is said of an evaluation, where it is seen: it is told once more to who listens."""
    return page.locator("#evaluation-progress").get_by_text(words)


def start(page: Any) -> None:
    page.locator("#evaluation-buttons").get_by_role("button", name="Start").click()


def test_questions_are_asked_shown_compared_and_their_report_opens(page, tmp_path):
    drop(page, tmp_path, "mine.jsonl", GOLD)
    start(page)
    told(page, "Done: 4 of 4 questions asked.").wait_for()
    shown = page.locator(".evaluation")
    assert shown.locator("h2").first.inner_text() == "4 questions of mine.jsonl"
    figures = shown.locator(".headline div")
    assert figures.nth(1).inner_text() == ("EM, all questions\n75.0\n25.0 to 100.0 · 4 questions")
    assert shown.get_by_text("Compared with").count() == 0
    plots = shown.locator("figure img")
    plots.last.scroll_into_view_if_needed()
    assert plots.count() == 3  # without the articles' names there is no recall
    assert all(plot.get_attribute("alt") for plot in plots.all())
    page.wait_for_function(
        "() => [...document.querySelectorAll('.evaluation img')].every(i => i.naturalWidth > 0)"
    )
    with page.expect_popup() as opening:
        shown.get_by_role("link", name="Open the report").click()
    report = opening.value
    assert report.title() == "Clippings: mine.jsonl"
    report.locator(".row summary").first.click()  # its script runs under the window's rules
    assert report.locator(".row").first.locator("blockquote").first.inner_text() == script.BRIDGE
    report.close()

    start(page)
    shown.get_by_text("Compared with the run of").wait_for()
    assert shown.get_by_text("0 won, 0 lost (McNemar's exact test: p = 1).").is_visible()
    # What was made is there for whoever opens the window later.
    page.reload()
    page.get_by_role("tab", name="Evaluation").click()
    shown.get_by_text("Compared with the run of").wait_for()
    earlier = shown.get_by_text(re.compile(r"Earlier runs \(\d+\)"))
    count = int(re.sub(r"\D", "", earlier.inner_text()))
    earlier.click()
    assert shown.locator("details[open] a").count() == count >= 1


def test_a_run_is_stopped_goes_on_and_leaves_the_chat_free(page, tmp_path):
    slow = [{"id": str(n), "question": script.ASK_SLOWLY, "answers": ["1931"]} for n in range(6)]
    drop(page, tmp_path, "slow.jsonl", slow)
    start(page)
    told(page, "of 6 questions asked, about").wait_for()
    page.get_by_role("tab", name="Ask").click()
    page.get_by_label("Your question").fill(script.ASK_BRIDGE)
    page.get_by_label("Your question").press("Enter")
    page.locator("#chat .answer").wait_for()
    page.get_by_role("tab", name="Evaluation").click()
    stop = page.locator("#stop-evaluating")
    assert stop.is_visible()
    stop.click()
    told(page, "Start the same again, and it goes on from there.").wait_for()
    words = page.locator("#evaluation-progress").inner_text()
    asked = int(words.removeprefix("Stopped after ").split()[0])
    assert 1 <= asked < 6
    start(page)
    told(page, "Done: 6 of 6 questions asked.").wait_for()


def test_what_cannot_be_asked_is_told(page):
    page.get_by_label("A file of mine").check()
    page.locator("#gold-file").wait_for()
    start(page)
    notice = page.locator("#evaluation-progress .notice")
    notice.wait_for()
    assert notice.inner_text() == "There is no file yet: drop one with gold questions first."
    # No starter article is in this library.
    assert page.get_by_label("The starter questions").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(page, tmp_path, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 640})
    drop(page, tmp_path, "phone.jsonl", GOLD)
    for _ in range(2):
        start(page)
        told(page, "Done: 4 of 4 questions asked.").wait_for()
    page.locator(".evaluation table").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def status_of(opener: urllib.request.OpenerDirector, address: str) -> int:
    try:
        with opener.open(address, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_reports_are_for_those_who_are_logged_in_and_nothing_else_is_reached(locked_desk):
    address, library = locked_desk
    run = library / "evaluations" / "20200101T000000Z"
    run.mkdir(parents=True)
    (run / "report.html").write_text("<title>the report</title>")
    (run / "rows.jsonl").write_text("")
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    report = f"{address}evaluations/{run.name}/report.html"
    assert status_of(opener, report) == 401
    login = urlencode({"username": "reader", "password": "secret"}).encode()
    opener.open(urllib.request.Request(f"{address}login", login), timeout=20).close()
    with opener.open(report, timeout=20) as response:
        assert response.read() == b"<title>the report</title>"
        assert "default-src 'self'" in response.headers["content-security-policy"]
    for path in (
        f"{run.name}/rows.jsonl",
        f"{run.name}/..%2f..%2flibrary.sqlite3",
        "..%2f/library.sqlite3",
        "unfinished/report.html",
        f"{run.name}/risk.svg",
    ):
        assert status_of(opener, f"{address}evaluations/{path}") == 404
