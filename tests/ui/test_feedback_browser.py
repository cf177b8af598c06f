"""A word on an answer, as somebody gives it in the window, and what becomes of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from tests.ui import chat_server as script
from tests.ui.conftest import served
from tests.ui.test_app_browser import ask, opened
from ui.cli import main
from ui.window.ask.correcting import NOWHERE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

ENGINEER = script.BRIDGE.index("Ada Lindqvist")
YEAR = script.BRIDGE.index("1931")


@pytest.fixture
def page(browser: Any, window: str) -> Iterator[Any]:
    with opened(browser, window) as page:
        page.locator("button.example").first.wait_for()
        yield page


def press(where: Any, name: str) -> None:
    where.get_by_role("button", name=name, exact=True).last.click()


def told(page: Any) -> None:
    """Wait until it says that a word is kept, and put the notice away."""
    page.bring_to_front()  # behind another window, nothing fades
    notice = page.get_by_text("Kept in your library.")
    notice.wait_for()
    page.get_by_test_id("toast-close").click()
    notice.wait_for(state="detached")


def panel(page: Any) -> Any:
    return page.locator("#correcting")


def words(page: Any) -> Any:
    return page.get_by_label("The right answer is")


def dislike(page: Any) -> None:
    press(page, "Dislike")
    told(page)
    panel(page).wait_for()


def select(page: Any, text: str) -> None:
    """Draw the mouse over the text in the first passage that has it."""
    box = page.evaluate(
        """text => {
            for (const passage of document.querySelectorAll("#passages .passage")) {
                const at = passage.firstChild.data.indexOf(text);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(passage.firstChild, at);
                range.setEnd(passage.firstChild, at + text.length);
                passage.scrollIntoView();
                const {left, right, top, height} = range.getBoundingClientRect();
                return {left, right, middle: top + height / 2};
            }
        }""",
        text,
    )
    page.mouse.move(box["left"] + 1, box["middle"])
    page.mouse.down()
    page.mouse.move(box["right"] - 1, box["middle"], steps=5)
    page.mouse.up()


def test_a_thumb_up_is_kept_with_the_place_of_the_answer(page, kept):
    ask(page, script.ASK_BRIDGE)
    press(page, "Like")
    told(page)
    place = (ENGINEER, ENGINEER + len("Ada Lindqvist"))
    assert kept() == [(script.ASK_BRIDGE, "Ada Lindqvist", "right", None, place)]
    assert not panel(page).is_visible()
    press(page, "Liked")  # and taken back
    told(page)
    assert [said[2] for said in kept()] == ["right", "withdrawn"]


def test_a_wrong_answer_is_put_right_by_the_words_in_the_box(page, kept):
    ask(page, script.ASK_BRIDGE)
    dislike(page)
    assert script.ASK_BRIDGE in panel(page).inner_text()
    assert page.locator("#passages .passage").first.text_content() == script.BRIDGE
    words(page).fill("Nobody at all")
    words(page).press("Enter")
    page.locator("#note .notice").wait_for()
    assert page.locator("#note").inner_text() == NOWHERE
    assert [said[2] for said in kept()] == ["wrong"]
    words(page).fill("1931")
    words(page).press("Enter")
    told(page)
    panel(page).wait_for(state="hidden")
    correction = ("corrected", "1931", (YEAR, YEAR + 4))
    assert kept()[1:] == [(script.ASK_BRIDGE, "Ada Lindqvist", *correction)]


def test_a_wrong_answer_is_put_right_by_selecting_words(page, kept):
    ask(page, script.ASK_BRIDGE)
    dislike(page)
    select(page, "Ada Lindqvist")
    press(page, "Use the selected words")
    assert words(page).input_value() == "Ada Lindqvist"
    press(page, "Keep")
    told(page)
    place = (ENGINEER, ENGINEER + len("Ada Lindqvist"))
    assert kept()[1][2:] == ("corrected", "Ada Lindqvist", place)


def test_an_answer_where_there_is_none_is_put_right(page, kept):
    ask(page, script.ASK_SLOWLY)
    dislike(page)
    press(page, "There is no answer")
    told(page)
    panel(page).wait_for(state="hidden")
    assert [said[1:] for said in kept()] == [
        ("1931", "wrong", None, None),
        ("1931", "unanswerable", None, None),
    ]


def test_a_panel_that_is_closed_keeps_nothing(page, kept):
    ask(page, script.ASK_BRIDGE)
    dislike(page)
    words(page).fill("1931")
    press(panel(page), "Close")
    panel(page).wait_for(state="hidden")
    assert [said[2] for said in kept()] == ["wrong"]
    ask(page, script.ASK_UNKNOWN)
    dislike(page)
    assert words(page).input_value() == ""
    assert script.ASK_UNKNOWN in panel(page).inner_text()


def test_two_people_do_not_see_or_change_each_others_words(browser, window, page, kept):
    with opened(browser, window) as other:
        ask(page, script.ASK_BRIDGE)
        ask(other, script.ASK_UNKNOWN)
        dislike(page)
        assert not panel(other).is_visible()
        dislike(other)
        words(page).fill("1931")
        press(page, "Keep")
        told(page)
        assert panel(other).is_visible()
        press(other, "There is no answer")
        told(other)
    assert [(said[0], said[2]) for said in kept()] == [
        (script.ASK_BRIDGE, "wrong"),
        (script.ASK_UNKNOWN, "wrong"),
        (script.ASK_BRIDGE, "corrected"),
        (script.ASK_UNKNOWN, "unanswerable"),
    ]


def test_the_panel_fits_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 640})
    ask(page, script.ASK_HOSTILE)
    dislike(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    for name in ("Use the selected words", "Keep", "There is no answer", "Close"):
        page.get_by_role("button", name=name, exact=True).scroll_into_view_if_needed()
        assert page.get_by_role("button", name=name, exact=True).is_visible()
    assert page.locator("#passages").locator("a, img, script, style, h1, i").count() == 0


def test_what_was_said_outlives_the_window_and_becomes_gold(browser, tmp_path):
    with served(tmp_path) as address, opened(browser, address) as page:
        ask(page, script.ASK_BRIDGE)
        dislike(page)
        words(page).fill("1931")
        press(page, "Keep")
        told(page)
        ask(page, script.ASK_UNKNOWN)
        press(page, "Like")
        told(page)
        ask(page, script.ASK_SLOWLY)
        press(page, "Like")
        told(page)
    out = tmp_path / "gold.jsonl"
    command = ["gold", "export", "--library", str(tmp_path / "library"), "--out", str(out)]
    result = CliRunner().invoke(main, command)
    assert (result.exit_code, result.stderr) == (0, "3 gold questions\n")
    made = [json.loads(line) for line in out.read_text().splitlines()]
    article = made[0].get("article")
    assert article
    assert made == [
        {
            "id": "feedback-1",
            "question": script.ASK_BRIDGE,
            "answers": ["1931"],
            "article": article,
        },
        {"id": "feedback-2", "question": script.ASK_UNKNOWN, "answers": []},
        {
            "id": "feedback-3",
            "question": script.ASK_SLOWLY,
            "answers": ["1931"],
            "article": article,
        },
    ]
