"""The window for everybody: axe on every tab, the keyboard alone, a phone, the night."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ui import chat_server as script

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

AXE = Axe()
OPTIONS = {"resultTypes": ["violations"], "preload": False}
GRAVE = ("serious", "critical")
# The most that Core Web Vitals call good.
LEAST_SHIFT = 0.1
GOLD = [
    {"id": "1", "question": script.ASK_BRIDGE, "answers": ["Ada Lindqvist"]},
    {"id": "2", "question": script.ASK_AT_ODDS, "answers": ["Four"]},
]
FOCUSED = "document.activeElement"


@contextmanager
def opened(browser: Any, address: str, width: int = 1280) -> Iterator[Any]:
    """A window, freshly opened; nothing may be asked of any other host."""
    page = browser.new_page()
    page.set_default_timeout(20_000)
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    try:
        page.goto(address)
        page.locator("button.example").first.wait_for()
        yield page
    finally:
        page.close()
    assert [url for url in asked_for if not url.startswith((address, "data:", "blob:"))] == []


def ask(page: Any, question: str) -> Any:
    """Ask by Enter, and return the reply when it is there."""
    replies = page.locator("#chat .reply, #chat .notice")
    before = replies.count()
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    replies.nth(before).wait_for()
    page.wait_for_function("() => document.querySelector('#question textarea').value === ''")
    return replies.nth(before)


# Nothing fades from one colour to the other any more.
_IS_DRAWN = """(dark) => document.body.classList.contains("dark") === dark
  && document.getAnimations().every((one) => one.playState !== "running")"""


class Inspector:
    """Looks at a page again and again, wide by day and narrow by night."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self.found: list[str] = []

    def look(self, place: str) -> None:
        """Run axe over what is shown; nothing may be wider than the screen."""
        # Colours are the same on every width, and places the same in every colour.
        for width, scheme in ((390, "dark"), (1280, "light")):
            self._page.set_viewport_size({"width": width, "height": 844})
            self._page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self._page.wait_for_function(_IS_DRAWN, arg=scheme == "dark")
            across = self._page.evaluate("document.documentElement.scrollWidth")
            if across > width:
                self.found.append(f"{place}: {across} pixels on a screen of {width}")
            results = AXE.run(self._page, options=OPTIONS).response
            self.found += [
                f"{place}, {width}, {scheme}: {one['id']}: {node['target']} {node['html']}"
                for one in results["violations"]
                if one["impact"] in GRAVE
                for node in one["nodes"]
            ]


def test_nothing_serious_is_found_on_any_tab(browser, window, tmp_path):
    with opened(browser, window) as page:
        inspector = Inspector(page)
        inspector.look("an empty chat")
        for question in (script.ASK_LIST, script.ASK_UNKNOWN, script.ASK_HOSTILE):
            ask(page, question)
        ask(page, script.ASK_BRIDGE).locator(".citation summary").click()
        inspector.look("a chat with answers")
        page.locator("#sources .open-article").first.click()
        page.locator("#reader .text").wait_for()
        inspector.look("an article")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Dislike").last.click()
        page.locator("#correcting .passage").first.wait_for()
        page.get_by_role("button", name="Filter by date, source or tag").click()
        page.get_by_label("Since").wait_for()
        inspector.look("a correction, and the filters")
        page.locator("#close").click()
        page.locator("#show-chats").click()
        page.get_by_label("Search your chats").wait_for()
        inspector.look("the list of chats")
        page.get_by_role("tab", name="Library").click()
        page.locator("#table td").first.wait_for()
        inspector.look("the library")
        page.get_by_role("tab", name="Evaluation").click()
        evaluated(page, tmp_path, inspector)
    assert "\n".join(inspector.found) == ""


def evaluated(page: Any, tmp_path: Any, inspector: Inspector) -> None:
    """Make two evaluations, so that there is something to compare, and look at the second."""
    gold = tmp_path / "looked-at.jsonl"
    gold.write_text("\n".join(map(json.dumps, GOLD)))
    page.get_by_label("A file of mine").check()
    inspector.look("an evaluation to be made")
    page.locator("#gold-file input[type=file]").set_input_files(gold)
    page.locator("#gold-file").get_by_text("looked-at").first.wait_for()
    for _ in range(2):
        page.locator("#evaluate").click()
        page.locator("#evaluation-progress").get_by_text("Done: 2 of 2").wait_for()
        page.wait_for_function("() => !document.querySelector('#evaluate').disabled")
    page.locator(".evaluation").get_by_text("Compared with the run of").wait_for()
    page.locator(".evaluation details").last.locator("summary").click()
    inspector.look("an evaluation")


def test_from_the_page_s_opening_to_a_source_and_back_by_the_keyboard_alone(browser, window):
    with opened(browser, window) as page:
        # The box has the focus: who opens the page can ask.
        reply = ask(page, script.ASK_BRIDGE)
        assert reply.locator(".answer").inner_text() == "Ada Lindqvist"
        to(page, "#chat .to-source", "Shift+Tab")
        page.keyboard.press("Enter")
        # On to the source, from which the article opens.
        to(page, "#sources .open-article", "Tab")
        page.keyboard.press("Enter")
        page.locator("#reader mark").wait_for()
        assert inside(page, "#reader")
        for _ in range(4):  # what lies under the dialog is out of reach
            page.keyboard.press("Tab")
            assert inside(page, "#reader") or page.evaluate(f"{FOCUSED} === document.body")
        page.keyboard.press("Escape")
        assert not page.locator("#reader").is_visible()
        assert inside(page, "#sources .open-article")
        # By its own button too.
        page.keyboard.press("Enter")
        page.locator("#reader mark").wait_for()
        to(page, "#reader .back", "Tab")
        page.keyboard.press("Enter")
        assert not page.locator("#reader").is_visible()
        # The panel that puts an answer right, and out of it.
        to(page, "#chat [aria-label=Dislike]", "Shift+Tab")
        page.keyboard.press("Enter")
        page.locator("#correcting").wait_for()
        to(page, "#close", "Tab")
        page.keyboard.press("Enter")
        page.locator("#correcting").wait_for(state="hidden")
        # The list of chats, and out of it.
        to(page, "#show-chats", "Shift+Tab")
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.activeElement.closest('#chats')")
        page.keyboard.press("Escape")
        assert inside(page, "#show-chats")


def test_every_stop_of_the_keyboard_is_seen_and_none_is_a_trap(browser, window):
    with opened(browser, window) as page:
        ask(page, script.ASK_BRIDGE)
        for tab in ("Ask", "Library", "Evaluation"):
            page.get_by_role("tab", name=tab).click()
            page.get_by_role("tab", name="Ask").focus()
            stops = []
            for _ in range(60):
                page.keyboard.press("Tab")
                stop = page.evaluate(_STOP)
                if stop is None:  # past the last one, as it should be
                    break
                stops.append(stop)
            else:
                pytest.fail(f"no way out of {tab}: {stops[-5:]}")
            assert len(stops) > 4
            assert [stop["what"] for stop in stops if not stop["seen"]] == []
            assert [stop["what"] for stop in stops if not stop["name"]] == []


# Where the keyboard is: whether one can see that it is there, and what it is called.
_STOP = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const style = getComputedStyle(at);
  const labels = [...(at.labels ?? [])].map((label) => label.textContent).join("");
  return {
    what: at.outerHTML.slice(0, 200),
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1,
    name: (at.ariaLabel || labels || at.textContent || at.placeholder || "").trim(),
  };
}"""


def to(page: Any, place: str, key: str) -> None:
    """Press ``key`` until the keyboard is at ``place``."""
    for _ in range(40):
        if inside(page, place):
            return
        page.keyboard.press(key)
    pytest.fail(f"{place} is not reached by {key}")


def inside(page: Any, place: str) -> bool:
    return bool(page.evaluate(f"place => !!{FOCUSED}.closest(place)", place))


def test_answers_and_the_end_of_an_evaluation_are_told_to_those_who_listen(browser, window):
    with opened(browser, window) as page:
        ask(page, script.ASK_BRIDGE)
        log = page.get_by_role("log")
        assert log.get_attribute("aria-live") == "polite"
        assert "Ada Lindqvist" in log.inner_text()
        fold = page.get_by_role("button", name="Filter by date, source or tag")
        assert fold.get_attribute("aria-expanded") == "false"
        fold.click()
        page.locator("#limits [aria-expanded=true]").wait_for()
        page.get_by_role("tab", name="Evaluation").click()
        page.get_by_label("A file of mine").check()
        page.locator("#evaluate").click()
        page.locator("#evaluation-progress .notice").wait_for()
        page.wait_for_function("() => document.querySelector('#told').textContent !== ''")
        assert page.locator("#told").text_content() == (
            "There is no file yet: drop one with gold questions first."
        )


@pytest.mark.parametrize("width", [1280, 390])
def test_an_answer_that_arrives_shakes_nothing(browser, window, width):
    with opened(browser, window, width) as page:
        page.evaluate(_WATCH_SHIFTS)
        for question in (script.ASK_SLOWLY, script.ASK_BRIDGE, script.ASK_SLOWLY):
            page.evaluate("window.shift = 0")
            ask(page, question)
            page.wait_for_function("() => !document.querySelector('.searching')")
            page.evaluate(_NEXT_FRAME)
            assert page.evaluate("window.shift") < LEAST_SHIFT, question


_NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
# What moves within half a second of a key is expected by whoever pressed it.
_WATCH_SHIFTS = """() => {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shift += one.value;
  }).observe({ type: "layout-shift" });
}"""
