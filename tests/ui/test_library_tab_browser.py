"""The library in the window as its user meets it, in headless Chromium."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui import chat_server as script
from tests.ui.conftest import served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

# What Gradio itself says of every upload: its own stream has no ``close``.
_OF_EVERY_UPLOAD = "Method not implemented."


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("shelf")) as address:
        yield address


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """The tab, freshly opened; afterwards it must not have complained, nor gone elsewhere."""
    told: list[str] = []
    page = browser.new_page()
    page.set_default_timeout(20_000)
    page.on("request", lambda request: told.append(request.url))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda m: told.append(m.text) if m.type in ("error", "warning") else None)
    page.goto(address)
    page.get_by_role("tab", name="Library").click()
    page.locator("#table table").wait_for()
    yield page
    hacked = page.evaluate("window.hacked")
    page.close()
    ours = (address, "data:", "blob:", _OF_EVERY_UPLOAD)
    assert ([one for one in told if not one.startswith(ours)], hacked) == ([], None)


def rows(page: Any) -> list[str]:
    return page.locator("#table td.title").all_inner_texts()


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).filter(visible=True).click()


def wait_for_rows(page: Any, *titles: str) -> None:
    page.wait_for_function(
        """titles => JSON.stringify(titles) === JSON.stringify(
            [...document.querySelectorAll("#table td.title")].map(cell => cell.innerText))""",
        arg=list(titles),
    )


def articles(page: Any) -> str:
    return page.locator(".masthead p").inner_text().split(" articles")[0]


def drop(page: Any, files: list[Path]) -> None:
    page.locator("#drop input[type=file]").set_input_files(files)


def find(page: Any, words: str) -> None:
    page.get_by_label("Find articles").fill(words)


def test_files_are_dropped_found_read_put_right_removed_and_brought_back(page, tmp_path):
    (tmp_path / "lock.txt").write_text("The lock\n\nDora built the lock in 1899.\nIt leaks.")
    (tmp_path / "empty.txt").write_text("")
    with (tmp_path / "huge.txt").open("wb") as huge:
        huge.truncate(51 * 2**20)
    drop(page, sorted(tmp_path.iterdir()))
    page.get_by_text("1 added, 2 failed").wait_for()
    assert page.locator(".failures li").all_inner_texts() == [
        "huge.txt: it is too large: 51 MB, and the limit is 50 MB a file",
        "empty.txt: it is empty",
    ]
    page.wait_for_function("() => document.querySelectorAll('#table td.title').length === 6")
    assert articles(page) == "Answers from your 6"

    find(page, "lock")
    wait_for_rows(page, "The lock")
    page.locator("#table td.title button").press("Enter")
    page.locator(".sheet h2").wait_for()
    assert "Dora built the lock in 1899.\nIt leaks." in page.locator(".sheet .text").inner_text()
    page.wait_for_function("document.activeElement.id === 'back'")
    press(page, "Edit")
    page.get_by_label("Date, such as").fill("soon")
    press(page, "Save")
    page.get_by_text("'soon' is not a date").wait_for()
    page.get_by_label("Date, such as").fill("1899-07-01")
    press(page, "Save")
    page.get_by_text("put right: date").wait_for()

    press(page, "Remove")
    page.get_by_text("1 article removed.").wait_for()
    assert articles(page) == "Answers from your 5"
    press(page, "Undo removal")
    page.get_by_text("1 article brought back.").wait_for()
    wait_for_rows(page, "The lock")
    assert page.locator("#table td.date").inner_text() == "1899-07-01"
    assert articles(page) == "Answers from your 6"
    page.get_by_label("Select The lock").check()
    press(page, "Remove 1 selected")
    page.get_by_text("No article has “lock”").wait_for()


def test_the_table_is_ordered_by_each_column_and_several_are_removed(page):
    wait_for_rows(
        page, "Ferry aground", "The harbour bridge", "Skua owners speak", "The Skua",
        script.HOSTILE_TITLE,
    )  # fmt: skip
    page.get_by_role("button", name="Title").press("Enter")
    wait_for_rows(
        page, script.HOSTILE_TITLE, "Ferry aground", "Skua owners speak", "The harbour bridge",
        "The Skua",
    )  # fmt: skip
    page.wait_for_function("document.activeElement.id === 'sort-title'")
    page.get_by_role("button", name="Words").click()
    wait_for_rows(
        page, script.HOSTILE_TITLE, "Ferry aground", "The harbour bridge", "Skua owners speak",
        "The Skua",
    )  # fmt: skip
    page.get_by_label("Select The Skua").check()
    page.get_by_label("Select Skua owners speak").check()
    press(page, "Remove 2 selected")
    wait_for_rows(page, script.HOSTILE_TITLE, "Ferry aground", "The harbour bridge")
    press(page, "Undo removal")
    page.get_by_text("2 articles brought back.").wait_for()
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="Remove 5 selected").wait_for()


def test_what_others_wrote_is_shown_as_it_is_and_fits_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 640})
    page.get_by_role("button", name=script.HOSTILE_TITLE).click()
    page.locator(".sheet h2").wait_for()
    assert page.locator(".sheet h2").inner_text() == script.HOSTILE_TITLE
    assert page.locator(".sheet .text").text_content() == script.HOSTILE
    assert page.locator(".sheet").locator("a, img, script, style, strong, h1, i").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    press(page, "All articles")
    page.locator("#table table").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
