"""The report as a person meets it: opened from the disk, filtered, sorted, read; no network."""

import pytest

from qa import Cited, Run, summarise, write_report
from tests.rows import make_excerpt, make_row, make_settings

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

# Beyond the first 65,536 characters, where JavaScript counts two for one.
WAVE = make_excerpt(
    "🌊 The Titanic sank in 1912. <b>So it goes.</b>", title="<i>Ships</i>", gold=True
)
ROWS = (
    make_row(
        "The Titanic",
        question="Which <u>liner</u> sank?",
        held=True,
        placed=True,
        rank=1,
        confidence=0.9,
        ms=300.0,
        passages=(WAVE,),
        cited=(Cited(1, "article 1", 2, 13),),
    ),
    make_row("Olympic", held=True, placed=True, rank=5, confidence=0.7, ms=100.0, passages=(WAVE,)),
    make_row("", (), question="Who was king?", confidence=0.3, ms=200.0),
    make_row("fog", (), question="What came?", confidence=0.8, ms=400.0),
)


@pytest.fixture
def page(browser, tmp_path):
    """The report in a browser that may fetch nothing; it must ask for nothing, nor complain."""
    write_report(tmp_path, Run(make_settings(), ROWS), summarise(ROWS))
    page = browser.new_page()
    complaints, fetched = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: fetched.append(request.url))
    browser.set_offline(True)
    address = (tmp_path / "report.html").as_uri()
    page.goto(address)
    yield page
    browser.set_offline(False)
    page.close()
    assert complaints == []
    assert [url for url in fetched if not url.startswith("data:")] == [address]


def listed(page):
    """The numbers of the questions that are shown, from the top."""
    return [int(at) for at in page.locator(".row:visible .at").all_text_contents()]


def test_questions_are_filtered_by_verdict_and_by_text(page):
    assert listed(page) == [1, 2, 3, 4]
    assert page.locator("#count").text_content() == "4 of 4 questions shown"
    page.get_by_label("Verdict").select_option("wrong")
    assert listed(page) == [2, 4]
    page.get_by_label("Verdict").select_option("reader miss")
    assert listed(page) == [2]
    assert page.locator("#count").text_content() == "1 of 4 questions shown"
    page.get_by_label("Verdict").select_option("")
    page.get_by_role("searchbox", name="Find").fill("  LINER ")
    assert listed(page) == [1]
    page.get_by_role("searchbox", name="Find").fill("nobody")
    assert listed(page) == []


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        ("F1, lowest first", [2, 4, 1, 3]),
        ("confidence, highest first", [1, 4, 2, 3]),
        ("confidence, lowest first", [3, 2, 4, 1]),
        ("rank of the gold passage, worst first", [2, 1, 3, 4]),
        ("slowest first", [4, 1, 3, 2]),
        ("as asked", [1, 2, 3, 4]),
    ],
)
def test_questions_are_sorted(page, order, numbers):
    page.get_by_label("Order").select_option(order)
    assert listed(page) == numbers


def test_a_question_opens_on_its_passages_with_the_answers_marked(page):
    row = page.locator(".row").first
    row.locator("summary").click()
    assert row.locator("h4").text_content() == "1. <i>Ships</i>"
    assert row.locator("blockquote").text_content() == WAVE.text
    marks = row.locator("mark")
    assert [(m.get_attribute("class"), m.text_content()) for m in marks.all()] == [
        ("given", "The "),
        ("given gold", "Titanic"),
    ]
    assert row.locator("blockquote b, .asked u, h4 i").count() == 0
    # Opened again, they do not stand there twice.
    row.locator("summary").click()
    row.locator("summary").click()
    assert row.locator("blockquote").count() == 1


def test_a_question_can_be_opened_from_the_keyboard(page):
    page.locator(".row summary").nth(2).focus()
    page.keyboard.press("Enter")
    assert page.locator(".row").nth(2).get_attribute("open") is not None
    assert page.locator(".row").nth(2).get_by_text("Gold: there is no answer").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_is_wider_than_the_screen_and_text_can_be_read(page, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.locator(".row summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Contrast by WCAG 2.2, which asks for 4.5 to 1, of what is written in a plot and in a note.
    for place in ("figure svg text", ".note", ".row .told"):
        assert page.evaluate(_CONTRAST, place) >= 4.5, place


_CONTRAST = """(place) => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const style = getComputedStyle(document.querySelector(place));
  const ink = place.includes("svg") ? style.fill : style.color;
  const pair = [light(ink), light(getComputedStyle(document.body).backgroundColor)];
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}"""


def test_on_paper_the_controls_are_gone_and_the_bar_keeps_its_patterns(page):
    page.emulate_media(media="print")
    assert not page.locator(".controls").is_visible()
    assert page.locator(".row").first.is_visible()
    bar = page.locator(".bar .reader-miss")
    assert bar.evaluate("one => getComputedStyle(one).printColorAdjust") == "exact"
    assert len(page.pdf()) > 10_000
