"""A sweep's page as a person meets it: opened from the disk, on a desk and on a telephone."""

import pytest

from qa import Cell, cells, parse_sweep, scores, write_sweep
from qa.sweep import Trial, Tried
from tests.rows import make_settings

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

GRID = cells(parse_sweep(["k=5,10,100", "min_confidence=0.25,0.55"]), Cell(160, 1, 10, 0.5))


@pytest.fixture(params=[1200, 390])
def page(request, browser, tmp_path):
    """The page at two widths; it must ask for nothing, nor complain."""
    trials = [Trial("", 0.5, {"em": 0.0, "f1": n / 10, "no_answer": 0.0}) for n in range(len(GRID))]
    found = scores([Tried("1", tuple(trials))], GRID)
    write_sweep(tmp_path, make_settings(), found, 1)
    page = browser.new_page()
    page.set_viewport_size({"width": request.param, "height": 800})
    complaints, fetched = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: fetched.append(request.url))
    browser.set_offline(True)
    address = (tmp_path / "sweep.html").as_uri()
    page.goto(address)
    yield page
    browser.set_offline(False)
    page.close()
    assert complaints == []
    assert [url for url in fetched if not url.startswith("data:")] == [address]


def test_the_page_fits_its_window_and_no_label_lies_on_another(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    maps = page.locator("figure svg")
    assert maps.count() == 3
    labels = maps.first.locator("text")
    told = labels.all_text_contents()
    assert {f"{10 * n}.0" for n in range(6)} <= set(told)
    boxes = [label.bounding_box() for label in labels.all()]
    for number, one in enumerate(boxes):
        assert one["height"] > 5
        for other in boxes[:number]:
            apart = (
                one["x"] + one["width"] <= other["x"]
                or other["x"] + other["width"] <= one["x"]
                # Lines of one label may touch by the air around their letters.
                or one["y"] + 0.7 * one["height"] <= other["y"]
                or other["y"] + 0.7 * other["height"] <= one["y"]
            )
            assert apart, (told[number], one, other)


def test_the_best_combination_stands_out(page):
    best = page.locator("tr.best")
    assert best.count() == 1
    assert best.locator("td").all_text_contents()[:6] == ["160", "1", "100", "0.55", "50.0", "best"]
